import { ESPRUINO_SOURCE, type EspruinoBoard } from "./espruino-board.js";

/** Puck.js */
export const puckJs: EspruinoBoard = {
  kind: "espruino",
  name: "puckjs",
  description: "Puck.js",
  chip: "nRF52832",
  core: "Cortex-M4F",
  espruino: "PUCKJS",
  ram: 64 * 1024,
  flash: 512 * 1024,
  variables: {
    count: 2_630,
    fixed: true,
    bytes: 13,
    taken: 48 * 13, // 11 more: the URL that NFC tells
  },
  storage: { bytes: 10 * 4096, mapped: true },
  own: { end: 0x6c000, bytes: 4096, page: 4096 }, // ends where Storage begins
  code: "storage",
  simulatedOn: "mps2-an386",
  connections: ["ble", "serial"],
  sources: {
    chip: "https://www.espruino.com/Puck.js",
    ram: "https://infocenter.nordicsemi.com/pdf/nRF52832_PS_v1.4.pdf",
    flash: "https://infocenter.nordicsemi.com/pdf/nRF52832_PS_v1.4.pdf",
    variables: `${ESPRUINO_SOURCE}/boards/PUCKJS.py#L29`,
    storage: `${ESPRUINO_SOURCE}/boards/PUCKJS.py#L82-L85`,
    own: `${ESPRUINO_SOURCE}/targets/nrf5x/jshardware.c#L2409-L2445`,
    mapped: `${ESPRUINO_SOURCE}/targets/nrf5x/jshardware.c#L2722-L2729`,
    native: `${ESPRUINO_SOURCE}/src/jswrap_espruino.c#L284-L297`,
    connections: `${ESPRUINO_SOURCE}/boards/PUCKJS.py#L25`,
  },
};
