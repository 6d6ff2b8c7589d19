import { confirm } from "../../parts/confirm.js";
import type { App } from "../../state/app-state.js";
import { draftedNetwork, networkTextOf, tookDescription } from "../../state/design.js";
import { holdsNetwork, networkOf } from "../../state/network-link.js";
import { tellDone, telling } from "../../tell.js";
import { worker } from "../../worker/client.js";

/** Opens the network that the address holds, now and whenever it comes to hold one. */
export function followLinks(app: App): void {
  const follow = (): void => {
    const { hash } = location;
    if (!holdsNetwork(hash)) return;
    // Before anything else: a reload, or a glance at the address, is not to bring it again.
    history.replaceState(null, "", "#design");
    void telling(app, () => openLink(app, hash));
  };
  addEventListener("hashchange", follow);
  follow();
}

async function openLink(app: App, fragment: string): Promise<void> {
  const text = await networkOf(fragment);
  await untilStored(app);
  const described = await worker("design").describeNetwork(text, app.get().project.board, false);
  const { name } = described.spec;
  const before = networkTextOf(app.get());
  const replaces =
    before === undefined || before === text
      ? ""
      : " It takes the place of the network that this project has now. Recordings and what was trained stay.";
  const open = await confirm(app, {
    title: "Open the network from this link?",
    text: `“${name}”, ${described.shape}, ${described.parameters} parameters. It comes with no readings and no weights.${replaces}`,
    yes: "Open it",
  });
  if (!open) return;
  app.update((state) => ({
    ...tookDescription(draftedNetwork(state, text), described),
    screen: "design",
  }));
  tellDone(app, `The network “${name}” is open.`);
}

/** Waits for the project of before, which would take the place of what is opened. */
function untilStored(app: App): Promise<void> {
  const opening = (): boolean => app.get().storage.status === "opening";
  if (!opening()) return Promise.resolve();
  return new Promise((resolve) => {
    const end = app.subscribe(() => {
      if (opening()) return;
      end();
      resolve();
    });
  });
}
