import { ESPRUINO_SOURCE, type EspruinoBoard } from "./espruino-board.js";

/** Espruino WiFi */
export const espruinoWifi: EspruinoBoard = {
  kind: "espruino",
  name: "espruino-wifi",
  description: "Espruino WiFi",
  chip: "STM32F411CE",
  core: "Cortex-M4F",
  espruino: "ESPRUINOWIFI",
  ram: 128 * 1024,
  flash: 512 * 1024,
  variables: {
    count: 8_190,
    fixed: true,
    bytes: 13,
    taken: 37 * 13,
  },
  storage: {
    // one page: erased only as a whole
    bytes: 65536,
    mapped: true,
  },
  own: { end: 0x08010000, bytes: 16384, page: 16384 }, // three pages behind the bootloader
  code: "storage",
  simulatedOn: "mps2-an386",
  connections: ["serial"],
  sources: {
    chip: `${ESPRUINO_SOURCE}/boards/ESPRUINOWIFI.py#L57`,
    ram: "https://www.st.com/resource/en/datasheet/stm32f411ce.pdf",
    flash: "https://www.st.com/resource/en/datasheet/stm32f411ce.pdf",
    variables: `${ESPRUINO_SOURCE}/boards/ESPRUINOWIFI.py#L24`,
    storage: `${ESPRUINO_SOURCE}/boards/ESPRUINOWIFI.py#L68-L71`,
    own: `${ESPRUINO_SOURCE}/targets/stm32/jshardware.c#L3144-L3168`,
    mapped: `${ESPRUINO_SOURCE}/targets/stm32/jshardware.c#L3242-L3243`,
    native: `${ESPRUINO_SOURCE}/src/jswrap_espruino.c#L284-L297`,
    connections: `${ESPRUINO_SOURCE}/boards/ESPRUINOWIFI.py#L45`,
  },
};
