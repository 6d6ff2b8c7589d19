import { ESPRUINO_SOURCE, type EspruinoBoard } from "./espruino-board.js";

/** Raspberry Pi Pico with Espruino, newer than release 2v29 */
export const espruinoRp2040: EspruinoBoard = {
  kind: "espruino",
  name: "espruino-rp2040",
  description: "Raspberry Pi Pico with Espruino",
  chip: "RP2040",
  core: "Cortex-M0+",
  espruino: "ESPR_RP2040_PICO",
  ram: 264 * 1024,
  flash: 2 * 1024 * 1024,
  variables: {
    count: 12_000,
    fixed: true,
    bytes: 14,
    taken: 37 * 14,
  },
  storage: { bytes: 64 * 4096, mapped: true },
  code: "storage",
  simulatedOn: "rp2040-pico",
  connections: ["serial"],
  sources: {
    chip: `${ESPRUINO_SOURCE}/boards/RP2040_PICO.py#L35`,
    ram: "https://datasheets.raspberrypi.com/rp2040/rp2040-datasheet.pdf",
    flash: "https://datasheets.raspberrypi.com/pico/pico-datasheet.pdf",
    variables: `${ESPRUINO_SOURCE}/boards/RP2040_PICO.py#L18`,
    storage: `${ESPRUINO_SOURCE}/boards/RP2040_PICO.py#L46-L49`,
    own: `${ESPRUINO_SOURCE}/targets/rp2xxx/jshardware.c#L1611-L1616`,
    mapped: `${ESPRUINO_SOURCE}/targets/rp2xxx/jshardware.c#L1683-L1688`,
    native: `${ESPRUINO_SOURCE}/src/jswrap_espruino.c#L284-L297`,
    connections: `${ESPRUINO_SOURCE}/boards/RP2040_PICO.py#L17`,
  },
};
