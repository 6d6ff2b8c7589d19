import type { FirmwareBoard } from "./board.js";

/** QEMU's Cortex-M33F board; it exists as an FPGA image only. It starts in the secure state and stays there. */
export const mps2An505: FirmwareBoard = {
  kind: "firmware",
  name: "mps2-an505",
  description: "QEMU's Cortex-M33F board; it exists as an FPGA image only",
  chip: "MPS2 AN505",
  core: "Cortex-M33F",
  ram: 4 * 1024 * 1024,
  flash: 4 * 1024 * 1024,
  simulated: true,
  simulator: { kind: "qemu", machine: "mps2-an505" },
  // The secure aliases; memory and peripherals are the secure state's until a program says otherwise.
  firmware: {
    flash: { origin: 0x10000000, length: 4 * 1024 * 1024 },
    ram: { origin: 0x38000000, length: 4 * 1024 * 1024 },
    drivers: ["chip-mps2.c", "clock-cmsdk.c", "uart-cmsdk.c"],
    uart: { address: 0x50200000, baud: 115_200 },
    clockHz: 20_000_000,
    macros: { TIMER_BASE: 0x50000000 },
    // It has no flash: the program lies in RAM, too.
    checkpoints: { where: "ram", unit: 256, driver: "flash-emulated.c" },
  },
  sources: {
    chip: "https://www.qemu.org/docs/master/system/arm/mps2.html",
    ram: "https://developer.arm.com/documentation/dai0505/latest/",
    flash: "https://developer.arm.com/documentation/dai0505/latest/",
    memory: "https://github.com/qemu/qemu/blob/v7.2.0/hw/arm/mps2-tz.c",
    uart: "https://github.com/qemu/qemu/blob/v7.2.0/hw/arm/mps2-tz.c",
    clock: "https://github.com/qemu/qemu/blob/v7.2.0/hw/arm/armsse.c",
    checkpoints: "https://github.com/qemu/qemu/blob/v7.2.0/hw/arm/mps2-tz.c",
    simulator: "https://www.qemu.org/docs/master/system/arm/mps2.html",
  },
};
