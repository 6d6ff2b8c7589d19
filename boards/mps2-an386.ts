import type { Board } from "./board.js";

/** QEMU's Cortex-M4F board; it exists as an FPGA image only */
export const mps2An386: Board = {
  name: "mps2-an386",
  description: "QEMU's Cortex-M4F board; it exists as an FPGA image only",
  chip: "MPS2 AN386",
  core: "Cortex-M4F",
  ram: 4 * 1024 * 1024,
  flash: 4 * 1024 * 1024,
  simulated: false,
  sources: {
    chip: "https://www.qemu.org/docs/master/system/arm/mps2.html",
    ram: "https://developer.arm.com/documentation/dai0386/latest/",
    flash: "https://developer.arm.com/documentation/dai0386/latest/",
  },
};
