import { ESPRUINO_SOURCE, type EspruinoBoard } from "./espruino-board.js";

/** Bangle.js 1 */
export const bangleJs: EspruinoBoard = {
  kind: "espruino",
  name: "banglejs",
  description: "Bangle.js 1",
  chip: "nRF52832",
  core: "Cortex-M4F",
  espruino: "BANGLEJS",
  ram: 64 * 1024,
  flash: 512 * 1024,
  variables: {
    count: 2_584,
    fixed: true,
    bytes: 13,
    taken: 52 * 13, // 15 more: the screen, whose pixels are its own
  },
  storage: {
    // an external chip, read over SPI
    bytes: 1024 * 4096,
    mapped: false,
  },
  own: { end: 0x76000, bytes: 4096, page: 4096 }, // 31 pages of Bluetooth, then 87 for the firmware
  code: "ram",
  simulatedOn: "mps2-an386",
  connections: ["ble"],
  sources: {
    chip: "https://www.espruino.com/Bangle.js",
    ram: "https://infocenter.nordicsemi.com/pdf/nRF52832_PS_v1.4.pdf",
    flash: "https://infocenter.nordicsemi.com/pdf/nRF52832_PS_v1.4.pdf",
    variables: `${ESPRUINO_SOURCE}/boards/BANGLEJS.py#L23`,
    storage: `${ESPRUINO_SOURCE}/boards/BANGLEJS.py#L97-L100`,
    own: `${ESPRUINO_SOURCE}/targets/nrf5x/jshardware.c#L2409-L2445`,
    mapped: `${ESPRUINO_SOURCE}/targets/nrf5x/jshardware.c#L2722-L2729`,
    native: `${ESPRUINO_SOURCE}/src/jswrap_espruino.c#L284-L297`,
    connections: `${ESPRUINO_SOURCE}/boards/BANGLEJS.py#L22`,
  },
};
