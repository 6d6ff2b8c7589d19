import type { Run } from "../../common/loader/engine.js";
import { floatsOf, wordsOf } from "../../common/loader/learner.js";
import { inOnePiece } from "./espruino.js";
import { type StartSaving, startEspruinoNetwork } from "./espruino-network.js";
import type { About, EspruinoNetwork } from "./types.js";

/** Kernels as JavaScript: takes the linear memory and gives a module's routines, in the order of ROUTINES. */
export type JsCode = (memory: ArrayBuffer) => readonly ((argument: number) => number)[];

/** Espruino keeps an object's listeners there. */
interface Heard extends EspruinoNetwork {
  readonly "#onobserve"?: unknown;
}

/** Starts a network whose kernels are JavaScript. Throws when memory is short. */
export default function start(
  about: () => About,
  kernels: JsCode,
  saving: () => StartSaving,
): EspruinoNetwork {
  const end = about().end;
  const memory = E.toArrayBuffer(inOnePiece({ data: 0, count: end }, end));
  const routines = kernels(memory);
  const run: Run = (routine, argument) => routines[routine]!(argument);
  const net: Heard = startEspruinoNetwork(about, saving, memory, run);

  // Nearly all readings are as they should be, and then what the kernel does to them is done here in fewer and in Espruino's
  // own steps. For all others, and to say what is wrong, there is the kernel.
  const all = floatsOf(memory);
  const counts = wordsOf(memory).subarray(about().parameters + 2);
  const first = about().input >> 2;
  const width = about().inputs;
  const most = about().batch;
  const own = all.subarray(first, first + width);
  const toMean = about().parameters + 4 - first;
  const toScale = toMean + width;
  const rows = about().readings >> 2;
  /** classes where the reading is normalised by what never changes and its target is one label; else 0 */
  const classes = about().normalizer === 1 && about().targets === 1 ? about().labels : 0;
  const observe = net.observe;
  net.observe = (reading, target) => {
    const held = counts[0]!;
    let at = first;
    if (
      (target as number) >>> 0 < classes &&
      ((target as number) | 0) === target &&
      held < most &&
      reading &&
      reading.length === width &&
      !net["#onobserve"]
    ) {
      own.set(reading);
      for (const value of reading as number[]) {
        // What is no number would have become one.
        if (value !== +value) return observe(reading, target);
        all[at]! -= all[at + toMean]!;
        all[at]! *= all[at + toScale]!;
        at++;
      }
      const sum = E.sum(own);
      // Infinity less itself is no number.
      if (sum - sum === 0) {
        all.set(own, rows + held * width);
        all[rows + most * width + held] = target as number;
        return ++counts[0]!;
      }
    }
    return observe(reading, target);
  };
  return net;
}
