import { ESPRUINO_SOURCE, type EspruinoBoard } from "./espruino-board.js";

/** ESP32-C3 */
export const esp32c3: EspruinoBoard = {
  kind: "espruino",
  name: "esp32c3",
  description: "ESP32-C3",
  chip: "ESP32-C3",
  core: "RISC-V",
  espruino: "ESP32C3_IDF4",
  ram: 400 * 1024,
  flash: 4 * 1024 * 1024,
  variables: {
    // the most; fewer where less than 123,235 bytes of heap are free (targets/esp32/main.c)
    count: 4_095,
    fixed: false,
    bytes: 13,
    taken: 40 * 13, // 3 more: the network driver
  },
  storage: { bytes: 224 * 4096, mapped: true },
  own: { end: 0x320000, bytes: 32768, page: 4096 }, // the partition "flash", which ends where Storage begins
  code: "javascript",
  connections: ["serial", "ble"],
  sources: {
    chip: `${ESPRUINO_SOURCE}/boards/ESP32C3_IDF4.py#L95`,
    ram: "https://www.espressif.com/sites/default/files/documentation/esp32-c3_datasheet_en.pdf",
    flash: `${ESPRUINO_SOURCE}/boards/ESP32C3_IDF4.py#L106-L110`,
    variables: `${ESPRUINO_SOURCE}/boards/ESP32C3_IDF4.py#L65`,
    storage: `${ESPRUINO_SOURCE}/boards/ESP32C3_IDF4.py#L106-L109`,
    own: `${ESPRUINO_SOURCE}/targets/esp32/jshardware.c#L809-L818`,
    mapped: `${ESPRUINO_SOURCE}/targets/esp32/jshardware.c#L834-L845`,
    native: "https://www.espressif.com/sites/default/files/documentation/esp32-c3_datasheet_en.pdf",
    connections: `${ESPRUINO_SOURCE}/boards/ESP32C3_IDF4.py#L70-L79`,
  },
};
