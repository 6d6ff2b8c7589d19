import { ESPRUINO_SOURCE, type EspruinoBoard } from "./espruino-board.js";

/** ESP32 */
export const esp32: EspruinoBoard = {
  kind: "espruino",
  name: "esp32",
  description: "ESP32",
  chip: "ESP32",
  core: "Xtensa",
  espruino: "ESP32",
  ram: 520 * 1024,
  flash: 4 * 1024 * 1024,
  variables: {
    // 32,000 bytes with Bluetooth on, the default; about twice as many after ESP32.enableBLE(false); 16,383 at most (main.c)
    count: 2_250,
    fixed: false,
    bytes: 14,
    taken: 40 * 14, // 3 more: the network driver
  },
  storage: { bytes: 224 * 4096, mapped: true },
  own: { end: 0x320000, bytes: 32768, page: 4096 }, // the partition "flash", which ends where Storage begins
  code: "javascript",
  connections: ["serial", "ble", "tcp"],
  sources: {
    chip: `${ESPRUINO_SOURCE}/boards/ESP32.py#L80`,
    ram: "https://www.espressif.com/sites/default/files/documentation/esp32_datasheet_en.pdf",
    flash: `${ESPRUINO_SOURCE}/boards/ESP32.py#L91-L95`,
    variables: "https://github.com/espruino/Discussion/discussions/7422",
    storage: `${ESPRUINO_SOURCE}/boards/ESP32.py#L91-L94`,
    own: `${ESPRUINO_SOURCE}/targets/esp32/jshardware.c#L809-L818`,
    mapped: `${ESPRUINO_SOURCE}/targets/esp32/jshardware.c#L834-L845`,
    native: "https://www.espressif.com/sites/default/files/documentation/esp32_datasheet_en.pdf",
    connections: `${ESPRUINO_SOURCE}/boards/ESP32.py#L58-L67`,
  },
};
