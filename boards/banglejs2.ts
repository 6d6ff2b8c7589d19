import { ESPRUINO_SOURCE, type EspruinoBoard } from "./espruino-board.js";

/** Bangle.js 2 */
export const bangleJs2: EspruinoBoard = {
  kind: "espruino",
  name: "banglejs2",
  description: "Bangle.js 2",
  chip: "nRF52840",
  core: "Cortex-M4F",
  espruino: "BANGLEJS2",
  ram: 256 * 1024,
  flash: 1024 * 1024,
  variables: {
    count: 12_000,
    fixed: true,
    bytes: 14,
    taken: 52 * 14, // 15 more: the screen, whose pixels lie outside the variables
  },
  storage: {
    // an external chip, read over SPI
    bytes: 2048 * 4096,
    mapped: false,
  },
  own: { end: 0xe1000, bytes: 4096, page: 4096 }, // 38 pages of Bluetooth, then 187 for the firmware
  code: "ram",
  simulatedOn: "mps2-an386",
  connections: ["ble"],
  sources: {
    chip: "https://www.espruino.com/Bangle.js2",
    ram: "https://infocenter.nordicsemi.com/pdf/nRF52840_PS_v1.7.pdf",
    flash: "https://infocenter.nordicsemi.com/pdf/nRF52840_PS_v1.7.pdf",
    variables: `${ESPRUINO_SOURCE}/boards/BANGLEJS2.py#L27`,
    storage: `${ESPRUINO_SOURCE}/boards/BANGLEJS2.py#L120-L129`,
    own: `${ESPRUINO_SOURCE}/targets/nrf5x/jshardware.c#L2409-L2445`,
    mapped: `${ESPRUINO_SOURCE}/targets/nrf5x/jshardware.c#L2722-L2729`,
    native: `${ESPRUINO_SOURCE}/src/jswrap_espruino.c#L284-L297`,
    connections: `${ESPRUINO_SOURCE}/boards/BANGLEJS2.py#L22`,
  },
};
