import type { Board } from "./board.js";

/** Stellaris LM3S6965 evaluation board */
export const lm3s6965Evb: Board = {
  name: "lm3s6965evb",
  description: "Stellaris LM3S6965 evaluation board",
  chip: "LM3S6965",
  core: "Cortex-M3",
  ram: 64 * 1024,
  flash: 256 * 1024,
  simulated: false,
  sources: {
    chip: "https://www.qemu.org/docs/master/system/arm/stellaris.html",
    ram: "https://www.ti.com/lit/ds/symlink/lm3s6965.pdf",
    flash: "https://www.ti.com/lit/ds/symlink/lm3s6965.pdf",
  },
};
