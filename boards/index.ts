import type { Board } from "./board.js";
import { lm3s6965Evb } from "./lm3s6965evb.js";
import { microbit } from "./microbit.js";
import { mps2An386 } from "./mps2-an386.js";
import { netduinoPlus2 } from "./netduinoplus2.js";
import { rp2040Pico } from "./rp2040-pico.js";

export type { Board, Firmware, Flashing, MemoryRange, Simulator } from "./board.js";

/** The one list of boards. */
export const BOARDS: readonly Board[] = [
  mps2An386,
  netduinoPlus2,
  lm3s6965Evb,
  microbit,
  rp2040Pico,
];
