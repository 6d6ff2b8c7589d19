import { useLayoutEffect, useState } from "preact/hooks";
import { Page } from "./page.js";
import type { App } from "./state/app-state.js";

/**
 * The page as the state is, drawn anew when that has changed. It is rendered once: each rendering of a root numbers the ids
 * of labels from the beginning again, and screens that came later would have those of others.
 */
export function Root({ app }: { readonly app: App }) {
  const [state, setState] = useState(() => app.get());
  useLayoutEffect(() => {
    let drawing = false;
    const draw = (): void => {
      drawing = false;
      setState(app.get());
    };
    draw();
    return app.subscribe(() => {
      // Readings come more often than a screen is drawn.
      if (!drawing) requestAnimationFrame(draw);
      drawing = true;
    });
  }, [app]);
  return <Page app={app} state={state} />;
}
