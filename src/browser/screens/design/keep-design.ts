import { useEffect } from "preact/hooks";
import type { App, AppState, ScreenName } from "../../state/app-state.js";
import {
  failedDesign,
  refusedNetwork,
  shownText,
  tookData,
  tookDescription,
  tookDesign,
  withoutDesign,
} from "../../state/design.js";
import type { Project } from "../../state/project.js";
import { hasSameData, projectData } from "../../state/project-data.js";
import { worker, workerEnds } from "../../worker/client.js";

const kept = new WeakSet<App>();

/**
 * Keeps state.design: whenever readings, network or board change, the worker chooses and describes anew, and only the last
 * answer counts. Not while one is recording. Called by each screen that shows a network.
 */
export function useDesign(app: App): void {
  useEffect(() => {
    if (kept.has(app)) return;
    kept.add(app);
    const keep = keeper(app);
    app.subscribe(keep);
    keep();
  }, [app]);
}

/** Looks at the state each time it has changed. */
function keeper(app: App): () => void {
  let given: Project | undefined;
  let described = { text: "", board: "" };
  let to: { readonly ends: number; readonly screen: ScreenName } | undefined;
  /** Whether the worker has ended that had the readings; on the same screen it is not asked again and again. */
  const isGone = (screen: ScreenName) => to?.ends !== workerEnds("design") && to?.screen !== screen;
  return () => {
    const state = app.get();
    if (state.screen === "record") return;
    if (!given || !hasSameData(given, state.project) || isGone(state.screen)) {
      given = state.project;
      to = { ends: workerEnds("design"), screen: state.screen };
      void designAnew(app, given);
      return;
    }
    const [text, { board }] = [shownText(state), state.project];
    if (text === undefined || (text === described.text && board === described.board)) return;
    described = { text, board };
    void describeAnew(app, text, board);
  };
}

async function designAnew(app: App, project: Project): Promise<void> {
  const isLast = () => hasSameData(project, app.get().project);
  const update = (change: (state: AppState) => AppState) =>
    app.update((state) => (isLast() ? change(state) : state));
  try {
    const data = projectData(project);
    if (!data) return update(withoutDesign);
    const design = worker("design");
    await design.takeData(data);
    const described = await design.describeData();
    update((state) => tookData(state, described));
    const chosen = await design.design({});
    update((state) => tookDesign(state, chosen));
  } catch (error) {
    update((state) => failedDesign(state, messageOf(error)));
  }
}

async function describeAnew(app: App, text: string, board: string): Promise<void> {
  const isLast = () => shownText(app.get()) === text && app.get().project.board === board;
  try {
    for (const exact of [false, true]) {
      const described = await worker("design").describeNetwork(text, board, exact);
      if (!isLast()) return;
      app.update((state) => tookDescription(state, described));
      if (described.exact) return void warmUp(text, board, isLast).catch(() => {}); // it was right a moment ago
      await quiet();
      if (!isLast()) return;
    }
  } catch (error) {
    const why = messageOf(error);
    if (isLast()) app.update((state) => refusedNetwork(state, text, why));
  }
}

/** How often a network is built anew before its builds take as long as later ones, by `node build/test/bench/page.js`. */
const WARMING = 8;
/** Milliseconds between two of these, in which a change is heard. */
const BREATH = 20;
/** the worker whose code was warmed up */
let warm: number | undefined;

/** Lets the worker's code run while nobody waits for it, until something is changed: what is asked then warms it too. */
async function warmUp(text: string, board: string, isLast: () => boolean): Promise<void> {
  if (warm === workerEnds("design")) return;
  warm = workerEnds("design");
  for (let n = 0; n < WARMING && isLast(); n++) {
    await worker("design").warmUp(text, board);
    await new Promise((resolve) => setTimeout(resolve, BREATH));
  }
}

/** Milliseconds without a change after which a module is made to know its size. */
const QUIET = 400;
const quiet = () => new Promise((resolve) => setTimeout(resolve, QUIET));

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);
