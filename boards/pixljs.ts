import { ESPRUINO_SOURCE, type EspruinoBoard } from "./espruino-board.js";

/** Pixl.js */
export const pixlJs: EspruinoBoard = {
  kind: "espruino",
  name: "pixljs",
  description: "Pixl.js",
  chip: "nRF52832",
  core: "Cortex-M4F",
  espruino: "PIXLJS",
  ram: 64 * 1024,
  flash: 512 * 1024,
  variables: {
    count: 2_950,
    fixed: true,
    bytes: 13,
    taken: 158 * 13, // 121 more: the screen with its 1,024 bytes of pixels, and the URL that NFC tells
  },
  storage: { bytes: 9 * 4096, mapped: true },
  own: { end: 0x6d000, bytes: 4096, page: 4096 }, // ends where Storage begins
  code: "storage",
  simulatedOn: "mps2-an386",
  connections: ["ble", "serial"],
  sources: {
    chip: "https://www.espruino.com/Pixl.js",
    ram: "https://infocenter.nordicsemi.com/pdf/nRF52832_PS_v1.4.pdf",
    flash: "https://infocenter.nordicsemi.com/pdf/nRF52832_PS_v1.4.pdf",
    variables: `${ESPRUINO_SOURCE}/boards/PIXLJS.py#L26`,
    storage: `${ESPRUINO_SOURCE}/boards/PIXLJS.py#L87-L90`,
    own: `${ESPRUINO_SOURCE}/targets/nrf5x/jshardware.c#L2409-L2445`,
    mapped: `${ESPRUINO_SOURCE}/targets/nrf5x/jshardware.c#L2722-L2729`,
    native: `${ESPRUINO_SOURCE}/src/jswrap_espruino.c#L284-L297`,
    connections: `${ESPRUINO_SOURCE}/boards/PIXLJS.py#L22`,
  },
};
