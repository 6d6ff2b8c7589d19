import { ESPRUINO_SOURCE, type EspruinoBoard } from "./espruino-board.js";

/** BBC micro:bit, second edition */
export const microbit2: EspruinoBoard = {
  kind: "espruino",
  name: "microbit2",
  description: "BBC micro:bit, second edition",
  chip: "nRF52833", // the board file says nRF52832, whose SDK the build uses
  core: "Cortex-M4F",
  espruino: "MICROBIT2",
  ram: 128 * 1024,
  flash: 512 * 1024,
  variables: {
    count: 6_000,
    fixed: true,
    bytes: 13,
    taken: 37 * 13,
  },
  storage: { bytes: 10 * 4096, mapped: true },
  own: { end: 0x6c000, bytes: 4096, page: 4096 }, // ends where Storage begins
  code: "storage",
  simulatedOn: "mps2-an386",
  connections: ["serial", "ble"],
  sources: {
    chip: "https://tech.microbit.org/hardware/2-0-revision/",
    ram: "https://infocenter.nordicsemi.com/pdf/nRF52833_PS_v1.5.pdf",
    flash: "https://infocenter.nordicsemi.com/pdf/nRF52833_PS_v1.5.pdf",
    variables: `${ESPRUINO_SOURCE}/boards/MICROBIT2.py#L32`,
    storage: `${ESPRUINO_SOURCE}/boards/MICROBIT2.py#L76-L79`,
    own: `${ESPRUINO_SOURCE}/targets/nrf5x/jshardware.c#L2409-L2445`,
    mapped: `${ESPRUINO_SOURCE}/targets/nrf5x/jshardware.c#L2722-L2729`,
    native: `${ESPRUINO_SOURCE}/src/jswrap_espruino.c#L284-L297`,
    connections: `${ESPRUINO_SOURCE}/boards/MICROBIT2.py#L28`,
  },
};
