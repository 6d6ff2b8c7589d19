import { ESPRUINO_SOURCE, type EspruinoBoard } from "./espruino-board.js";

/** Raspberry Pi Pico 2 with Espruino, newer than release 2v29 */
export const espruinoPico2: EspruinoBoard = {
  kind: "espruino",
  name: "espruino-pico2",
  description: "Raspberry Pi Pico 2 with Espruino",
  chip: "RP2350",
  core: "Cortex-M33F",
  espruino: "RP2350_PICO2",
  ram: 520 * 1024,
  flash: 4 * 1024 * 1024,
  variables: {
    count: 16_000,
    fixed: true,
    bytes: 14,
    taken: 37 * 14,
  },
  storage: { bytes: 768 * 4096, mapped: true },
  code: "storage",
  simulatedOn: "mps2-an505",
  connections: ["serial"],
  sources: {
    chip: `${ESPRUINO_SOURCE}/boards/RP2350_PICO2.py#L46`,
    ram: "https://datasheets.raspberrypi.com/rp2350/rp2350-datasheet.pdf",
    flash: "https://datasheets.raspberrypi.com/pico/pico-2-datasheet.pdf",
    variables: `${ESPRUINO_SOURCE}/boards/RP2350_PICO2.py#L27`,
    storage: `${ESPRUINO_SOURCE}/boards/RP2350_PICO2.py#L57-L60`,
    own: `${ESPRUINO_SOURCE}/targets/rp2xxx/jshardware.c#L1611-L1616`,
    mapped: `${ESPRUINO_SOURCE}/targets/rp2xxx/jshardware.c#L1683-L1688`,
    native: `${ESPRUINO_SOURCE}/src/jswrap_espruino.c#L284-L297`,
    connections: `${ESPRUINO_SOURCE}/boards/RP2350_PICO2.py#L65-L68`,
  },
};
