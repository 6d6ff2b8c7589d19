import { ESPRUINO_SOURCE, type EspruinoBoard } from "./espruino-board.js";

/** Espruino Pico */
export const espruinoPico: EspruinoBoard = {
  kind: "espruino",
  name: "espruino-pico",
  description: "Espruino Pico",
  chip: "STM32F401CD",
  core: "Cortex-M4F",
  espruino: "PICO_R1_3",
  ram: 96 * 1024,
  flash: 384 * 1024,
  variables: {
    count: 5_100,
    fixed: true,
    bytes: 13,
    taken: 37 * 13,
  },
  storage: { bytes: 3 * 16384, mapped: true },
  code: "storage",
  simulatedOn: "mps2-an386",
  connections: ["serial"],
  sources: {
    chip: `${ESPRUINO_SOURCE}/boards/PICO_R1_3.py#L62`,
    ram: "https://www.st.com/resource/en/datasheet/stm32f401cd.pdf",
    flash: "https://www.st.com/resource/en/datasheet/stm32f401cd.pdf",
    variables: `${ESPRUINO_SOURCE}/boards/PICO_R1_3.py#L24`,
    storage: `${ESPRUINO_SOURCE}/boards/PICO_R1_3.py#L73-L76`,
    own: `${ESPRUINO_SOURCE}/targets/stm32/jshardware.c#L3144-L3168`,
    mapped: `${ESPRUINO_SOURCE}/targets/stm32/jshardware.c#L3242-L3243`,
    native: `${ESPRUINO_SOURCE}/src/jswrap_espruino.c#L284-L297`,
    connections: `${ESPRUINO_SOURCE}/boards/PICO_R1_3.py#L47`,
  },
};
