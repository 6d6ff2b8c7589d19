import type { Board } from "./board.js";

/** BBC micro:bit, first edition */
export const microbit: Board = {
  name: "microbit",
  description: "BBC micro:bit, first edition",
  chip: "nRF51822",
  core: "Cortex-M0",
  ram: 16 * 1024,
  flash: 256 * 1024,
  simulated: false,
  sources: {
    chip: "https://www.qemu.org/docs/master/system/arm/nrf.html",
    ram: "https://tech.microbit.org/hardware/1-3-revision/",
    flash: "https://tech.microbit.org/hardware/1-3-revision/",
  },
};
