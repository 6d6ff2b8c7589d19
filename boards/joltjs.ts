import { ESPRUINO_SOURCE, type EspruinoBoard } from "./espruino-board.js";

/** Jolt.js */
export const joltJs: EspruinoBoard = {
  kind: "espruino",
  name: "joltjs",
  description: "Jolt.js",
  chip: "nRF52840",
  core: "Cortex-M4F",
  espruino: "JOLTJS",
  ram: 256 * 1024,
  flash: 1024 * 1024,
  variables: {
    count: 12_000,
    fixed: true,
    bytes: 14,
    taken: 37 * 14,
  },
  storage: { bytes: 100 * 4096, mapped: true },
  own: { end: 0x91000, bytes: 16384, page: 4096 }, // ends where Storage begins
  code: "storage",
  simulatedOn: "mps2-an386",
  connections: ["ble", "serial"],
  sources: {
    chip: "https://www.espruino.com/Jolt.js",
    ram: "https://infocenter.nordicsemi.com/pdf/nRF52840_PS_v1.7.pdf",
    flash: "https://infocenter.nordicsemi.com/pdf/nRF52840_PS_v1.7.pdf",
    variables: `${ESPRUINO_SOURCE}/boards/JOLTJS.py#L23`,
    storage: `${ESPRUINO_SOURCE}/boards/JOLTJS.py#L76-L79`,
    own: `${ESPRUINO_SOURCE}/targets/nrf5x/jshardware.c#L2409-L2445`,
    mapped: `${ESPRUINO_SOURCE}/targets/nrf5x/jshardware.c#L2722-L2729`,
    native: `${ESPRUINO_SOURCE}/src/jswrap_espruino.c#L284-L297`,
    connections: `${ESPRUINO_SOURCE}/boards/JOLTJS.py#L40`,
  },
};
