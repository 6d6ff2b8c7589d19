import type { FirmwareBoard } from "./board.js";

/** Netduino Plus 2 */
export const netduinoPlus2: FirmwareBoard = {
  kind: "firmware",
  name: "netduinoplus2",
  description: "Netduino Plus 2",
  chip: "STM32F405RG",
  core: "Cortex-M4F",
  ram: 192 * 1024,
  flash: 1024 * 1024,
  simulated: true,
  simulator: {
    kind: "qemu",
    machine: "netduinoplus2",
    // QEMU does not emulate the STM32's flash controller.
    checkpoints: { where: "ram", unit: 256, driver: "flash-emulated.c" },
  },
  flashing: { kind: "dfu", device: "0483:df11", address: 0x08000000 },
  firmware: {
    flash: { origin: 0x08000000, length: 1024 * 1024 },
    // The other 64 KiB are core-coupled memory at 0x10000000, not in one piece with these.
    ram: { origin: 0x20000000, length: 128 * 1024 },
    drivers: ["chip-stm32f405.c", "clock-systick.c", "uart-stm32.c"],
    uart: { address: 0x40011000, baud: 115_200, pins: { sends: "PB6", receives: "PB7" } },
    clockHz: 168_000_000,
    // Sectors 10 and 11, a slot in each. Run against a model of the controller only, never yet on a chip.
    checkpoints: { where: "flash", unit: 128 * 1024, driver: "flash-stm32f4.c" },
    macros: { HSE_MHZ: 25 },
  },
  sources: {
    chip: "https://www.qemu.org/docs/master/system/arm/stm32.html",
    ram: "https://www.st.com/resource/en/datasheet/stm32f405rg.pdf",
    flash: "https://www.st.com/resource/en/datasheet/stm32f405rg.pdf",
    memory: "https://www.st.com/resource/en/datasheet/stm32f405rg.pdf",
    uart: "https://www.st.com/resource/en/reference_manual/dm00031020.pdf",
    clock: "https://www.st.com/resource/en/reference_manual/dm00031020.pdf",
    checkpoints: "https://www.st.com/resource/en/reference_manual/dm00031020.pdf",
    simulator: "https://www.qemu.org/docs/master/system/arm/stm32.html",
  },
};
