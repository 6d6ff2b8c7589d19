import type { FirmwareBoard } from "./board.js";

/** Raspberry Pi Pico */
export const rp2040Pico: FirmwareBoard = {
  kind: "firmware",
  name: "rp2040-pico",
  description: "Raspberry Pi Pico",
  chip: "RP2040",
  core: "Cortex-M0+",
  ram: 264 * 1024,
  flash: 2 * 1024 * 1024,
  simulated: true,
  simulator: {
    kind: "rp2040js",
    // rp2040js has no boot ROM, whose functions write the flash.
    checkpoints: { where: "ram", unit: 256, driver: "flash-emulated.c" },
  },
  flashing: { kind: "uf2", family: 0xe48bff56, drive: "RPI-RP2" },
  firmware: {
    flash: { origin: 0x10000000, length: 2 * 1024 * 1024 },
    // The striped four banks; two of 4 KiB each follow, of which the boot ROM uses the last.
    ram: { origin: 0x20000000, length: 256 * 1024 },
    drivers: ["boot2-rp2040.S", "chip-rp2040.c", "clock-systick.c", "uart-pl011.c"],
    uart: { address: 0x40034000, baud: 115_200, pins: { sends: "GP0", receives: "GP1" } },
    clockHz: 125_000_000,
    // Sectors of the flash chip. Run against a model of the boot ROM only, never yet on a board.
    checkpoints: { where: "flash", unit: 4096, driver: "flash-rp2040.c" },
  },
  sources: {
    chip: "https://datasheets.raspberrypi.com/rp2040/rp2040-datasheet.pdf",
    ram: "https://datasheets.raspberrypi.com/rp2040/rp2040-datasheet.pdf",
    flash: "https://datasheets.raspberrypi.com/pico/pico-datasheet.pdf",
    memory: "https://datasheets.raspberrypi.com/rp2040/rp2040-datasheet.pdf",
    uart: "https://datasheets.raspberrypi.com/rp2040/rp2040-datasheet.pdf",
    clock: "https://datasheets.raspberrypi.com/rp2040/rp2040-datasheet.pdf",
    checkpoints: "https://datasheets.raspberrypi.com/rp2040/rp2040-datasheet.pdf",
    simulator: "https://www.npmjs.com/package/rp2040js",
  },
};
