import { ESPRUINO_SOURCE, type EspruinoBoard } from "./espruino-board.js";

/** ESP8266 with 4 MiB of flash */
export const esp8266: EspruinoBoard = {
  kind: "espruino",
  name: "esp8266",
  description: "ESP8266 with 4 MiB of flash",
  chip: "ESP8266EX",
  core: "Xtensa",
  espruino: "ESP8266_4MB",
  ram: 80 * 1024,
  flash: 4 * 1024 * 1024,
  variables: {
    count: 1_600,
    fixed: true,
    bytes: 12,
    taken: 40 * 12, // 3 more: the network driver
  },
  storage: { bytes: 48 * 4096, mapped: true },
  code: "javascript",
  connections: ["serial", "tcp"],
  sources: {
    chip: "https://www.espressif.com/sites/default/files/documentation/0a-esp8266ex_datasheet_en.pdf",
    ram: `${ESPRUINO_SOURCE}/boards/ESP8266_4MB.py#L45`,
    flash: `${ESPRUINO_SOURCE}/boards/ESP8266_4MB.py#L34`,
    variables: `${ESPRUINO_SOURCE}/boards/ESP8266_4MB.py#L22`,
    storage: `${ESPRUINO_SOURCE}/boards/ESP8266_4MB.py#L53-L57`,
    own: `${ESPRUINO_SOURCE}/targets/esp8266/jshardware.c#L1383-L1419`,
    mapped: `${ESPRUINO_SOURCE}/targets/esp8266/jshardware.c#L1442-L1449`,
    native:
      "https://www.espressif.com/sites/default/files/documentation/0a-esp8266ex_datasheet_en.pdf",
    connections: `${ESPRUINO_SOURCE}/boards/ESP8266_4MB.py#L20-L27`,
  },
};
