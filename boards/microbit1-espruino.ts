import { ESPRUINO_SOURCE, type EspruinoBoard } from "./espruino-board.js";

/** BBC micro:bit, first edition, with Espruino */
export const microbit1Espruino: EspruinoBoard = {
  kind: "espruino",
  name: "microbit1-espruino",
  description: "BBC micro:bit, first edition, with Espruino",
  chip: "nRF51822",
  core: "Cortex-M0",
  espruino: "MICROBIT1",
  ram: 16 * 1024,
  flash: 256 * 1024,
  variables: {
    count: 350,
    fixed: true,
    bytes: 12,
    taken: 37 * 12,
  },
  storage: { bytes: 4 * 1024, mapped: true },
  code: "javascript", // the build leaves E.nativeCall out
  connections: ["serial", "ble"],
  sources: {
    chip: "https://tech.microbit.org/hardware/1-3-revision/",
    ram: "https://tech.microbit.org/hardware/1-3-revision/",
    flash: "https://tech.microbit.org/hardware/1-3-revision/",
    variables: `${ESPRUINO_SOURCE}/boards/MICROBIT1.py#L26`,
    storage: `${ESPRUINO_SOURCE}/boards/MICROBIT1.py#L72-L75`,
    own: `${ESPRUINO_SOURCE}/boards/MICROBIT1.py#L35`,
    mapped: `${ESPRUINO_SOURCE}/targets/nrf5x/jshardware.c#L2722-L2729`,
    native: `${ESPRUINO_SOURCE}/boards/MICROBIT1.py#L35`,
    connections: `${ESPRUINO_SOURCE}/boards/MICROBIT1.py#L22`,
  },
};
