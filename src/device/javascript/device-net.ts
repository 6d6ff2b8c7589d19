import { type Run, startCore, type Tell } from "../../common/loader/learner.js";

import { slots } from "./slots.js";
import type { About, DeviceNet } from "./types.js";

/** Espruino gives every object events. */
interface Emitter {
  emit(event: string, first: unknown, second: unknown): void;
}

/** Makes events of what a network tells. */
const tell: Tell = (net, event, first, second) => {
  if (event === "train") (net as DeviceNet).loss = first as number;
  (net as DeviceNet & Emitter).emit(event, first, second);
};

/** Starts a network on Espruino, with new weights. */
export function startNet(about: () => About, memory: ArrayBuffer, run: Run): DeviceNet {
  const core = startCore(about, memory, run, tell);
  return Object.assign(core as typeof core & DeviceNet, {
    save: () => slots(about().name, about(), core.pack())![0]!,
    restore() {
      const words = slots(about().name, about());
      if (words) core.pack(words);
      return !!words;
    },
    info: () => Object.assign(about(), { steps: core.steps }),
  });
}
