import type { FirmwareBoard } from "./board.js";

/** Stellaris LM3S6965 evaluation board */
export const lm3s6965Evb: FirmwareBoard = {
  kind: "firmware",
  name: "lm3s6965evb",
  description: "Stellaris LM3S6965 evaluation board",
  chip: "LM3S6965",
  core: "Cortex-M3",
  ram: 64 * 1024,
  flash: 256 * 1024,
  simulated: true,
  simulator: { kind: "qemu", machine: "lm3s6965evb" },
  firmware: {
    flash: { origin: 0, length: 256 * 1024 },
    ram: { origin: 0x20000000, length: 64 * 1024 },
    drivers: ["chip-lm3s6965.c", "clock-systick.c", "uart-pl011.c"],
    uart: { address: 0x4000c000, baud: 115_200 },
    clockHz: 50_000_000,
    // There is no driver for its flash: QEMU, where alone this board runs, does not emulate the controller.
    checkpoints: { where: "ram", unit: 256, driver: "flash-emulated.c" },
  },
  sources: {
    chip: "https://www.qemu.org/docs/master/system/arm/stellaris.html",
    ram: "https://www.ti.com/lit/ds/symlink/lm3s6965.pdf",
    flash: "https://www.ti.com/lit/ds/symlink/lm3s6965.pdf",
    memory: "https://www.ti.com/lit/ds/symlink/lm3s6965.pdf",
    uart: "https://www.ti.com/lit/ds/symlink/lm3s6965.pdf",
    clock: "https://www.ti.com/lit/ds/symlink/lm3s6965.pdf",
    checkpoints: "https://www.qemu.org/docs/master/system/arm/stellaris.html",
    simulator: "https://www.qemu.org/docs/master/system/arm/stellaris.html",
  },
};
