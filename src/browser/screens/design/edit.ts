import type { App } from "../../state/app-state.js";
import { draftedNetwork, networkTextOf } from "../../state/design.js";
import { changeNetwork } from "../../state/network-form.js";

/** Changes the network file as a control says; it counts once the worker has found it right. */
export function editNetwork(app: App, change: Parameters<typeof changeNetwork>[1]): void {
  app.update((state) => {
    const { draft } = state.design;
    const base = draft && draft.error === undefined ? draft.text : networkTextOf(state);
    if (base === undefined) return state;
    try {
      return draftedNetwork(state, changeNetwork(base, change));
    } catch {
      return state; // a draft that is no JSON yet
    }
  });
}
