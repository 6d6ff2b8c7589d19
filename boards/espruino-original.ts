import { ESPRUINO_SOURCE, type EspruinoBoard } from "./espruino-board.js";

/** Original Espruino board */
export const espruinoOriginal: EspruinoBoard = {
  kind: "espruino",
  name: "espruino-original",
  description: "Original Espruino board",
  chip: "STM32F103RC",
  core: "Cortex-M3",
  espruino: "ESPRUINOBOARD",
  ram: 48 * 1024,
  flash: 256 * 1024,
  variables: {
    count: 2_756,
    fixed: true,
    bytes: 13,
    taken: 37 * 13,
  },
  storage: { bytes: 10 * 2048, mapped: true },
  own: { end: 0x0803b000, bytes: 2048, page: 2048 }, // ends where Storage begins
  code: "storage",
  simulatedOn: "mps2-an385",
  connections: ["serial"],
  sources: {
    chip: `${ESPRUINO_SOURCE}/boards/ESPRUINOBOARD.py#L55`,
    ram: "https://www.st.com/resource/en/datasheet/stm32f103rc.pdf",
    flash: "https://www.st.com/resource/en/datasheet/stm32f103rc.pdf",
    variables: `${ESPRUINO_SOURCE}/boards/ESPRUINOBOARD.py#L24`,
    storage: `${ESPRUINO_SOURCE}/boards/ESPRUINOBOARD.py#L66-L69`,
    own: `${ESPRUINO_SOURCE}/targets/stm32/jshardware.c#L3144-L3168`,
    mapped: `${ESPRUINO_SOURCE}/targets/stm32/jshardware.c#L3242-L3243`,
    native: `${ESPRUINO_SOURCE}/src/jswrap_espruino.c#L284-L297`,
    connections: `${ESPRUINO_SOURCE}/boards/ESPRUINOBOARD.py#L82`,
  },
};
