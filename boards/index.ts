import { bangleJs } from "./banglejs.js";
import { bangleJs2 } from "./banglejs2.js";
import type { FirmwareBoard } from "./board.js";
import { esp32 } from "./esp32.js";
import { esp32c3 } from "./esp32c3.js";
import { esp8266 } from "./esp8266.js";
import type { EspruinoBoard } from "./espruino-board.js";
import { espruinoOriginal } from "./espruino-original.js";
import { espruinoPico } from "./espruino-pico.js";
import { espruinoPico2 } from "./espruino-pico2.js";
import { espruinoRp2040 } from "./espruino-rp2040.js";
import { espruinoWifi } from "./espruino-wifi.js";
import { joltJs } from "./joltjs.js";
import { lm3s6965Evb } from "./lm3s6965evb.js";
import { mdbt42q } from "./mdbt42q.js";
import { microbit } from "./microbit.js";
import { microbit1Espruino } from "./microbit1-espruino.js";
import { microbit2 } from "./microbit2.js";
import { mps2An385 } from "./mps2-an385.js";
import { mps2An386 } from "./mps2-an386.js";
import { mps2An505 } from "./mps2-an505.js";
import { netduinoPlus2 } from "./netduinoplus2.js";
import { pixlJs } from "./pixljs.js";
import { puckJs } from "./puckjs.js";
import { rp2040Pico } from "./rp2040-pico.js";

export type {
  Checkpoints,
  Firmware,
  FirmwareBoard,
  Flashing,
  MemoryRange,
  Simulator,
} from "./board.js";
export type {
  EspruinoBoard,
  EspruinoOwnFlash,
  EspruinoStorage,
  EspruinoVariables,
} from "./espruino-board.js";

/** A board that takes our own firmware, or one that runs Espruino. */
export type Board = FirmwareBoard | EspruinoBoard;

/** The one list of boards. */
export const BOARDS: readonly Board[] = [
  mps2An386,
  mps2An385,
  mps2An505,
  netduinoPlus2,
  lm3s6965Evb,
  microbit,
  rp2040Pico,
  puckJs,
  pixlJs,
  mdbt42q,
  bangleJs,
  bangleJs2,
  joltJs,
  microbit2,
  espruinoPico,
  espruinoWifi,
  espruinoOriginal,
  espruinoRp2040,
  espruinoPico2,
  microbit1Espruino,
  esp32,
  esp32c3,
  esp8266,
];

export const FIRMWARE_BOARDS: readonly FirmwareBoard[] = BOARDS.filter(
  (board) => board.kind === "firmware",
);
export const ESPRUINO_BOARDS: readonly EspruinoBoard[] = BOARDS.filter(
  (board) => board.kind === "espruino",
);
