import type { Run } from "../../common/loader/engine.js";
import { inOnePiece } from "./espruino.js";
import { type StartSaving, startEspruinoNetwork } from "./espruino-network.js";
import type { About, EspruinoNetwork } from "./types.js";

/** Kernels as JavaScript: takes the linear memory and gives a module's routines, in the order of ROUTINES. */
export type JsCode = (memory: ArrayBuffer) => readonly ((argument: number) => number)[];

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
  return startEspruinoNetwork(about, saving, memory, run);
}
