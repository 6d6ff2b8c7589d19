import type { FirmwareBoard } from "./board.js";

/** QEMU's Cortex-M3 board; it exists as an FPGA image only */
export const mps2An385: FirmwareBoard = {
  kind: "firmware",
  name: "mps2-an385",
  description: "QEMU's Cortex-M3 board; it exists as an FPGA image only",
  chip: "MPS2 AN385",
  core: "Cortex-M3",
  ram: 4 * 1024 * 1024,
  flash: 4 * 1024 * 1024,
  simulated: true,
  simulator: { kind: "qemu", machine: "mps2-an385" },
  firmware: {
    flash: { origin: 0, length: 4 * 1024 * 1024 },
    ram: { origin: 0x20000000, length: 4 * 1024 * 1024 },
    drivers: ["chip-mps2.c", "clock-cmsdk.c", "uart-cmsdk.c"],
    uart: { address: 0x40004000, baud: 115_200 },
    clockHz: 25_000_000,
    // It has no flash: the program lies in RAM, too.
    checkpoints: { where: "ram", unit: 256, driver: "flash-emulated.c" },
  },
  sources: {
    chip: "https://www.qemu.org/docs/master/system/arm/mps2.html",
    ram: "https://developer.arm.com/documentation/dai0385/latest/",
    flash: "https://developer.arm.com/documentation/dai0385/latest/",
    memory: "https://github.com/qemu/qemu/blob/v7.2.0/hw/arm/mps2.c",
    uart: "https://github.com/qemu/qemu/blob/v7.2.0/hw/char/cmsdk-apb-uart.c",
    clock: "https://github.com/qemu/qemu/blob/v7.2.0/hw/timer/cmsdk-apb-timer.c",
    checkpoints: "https://github.com/qemu/qemu/blob/v7.2.0/hw/arm/mps2.c",
    simulator: "https://www.qemu.org/docs/master/system/arm/mps2.html",
  },
};
