import type { FirmwareBoard } from "./board.js";

/** BBC micro:bit, first edition */
export const microbit: FirmwareBoard = {
  kind: "firmware",
  name: "microbit",
  description: "BBC micro:bit, first edition",
  chip: "nRF51822",
  core: "Cortex-M0",
  ram: 16 * 1024,
  flash: 256 * 1024,
  simulated: true,
  simulator: { kind: "qemu", machine: "microbit" },
  firmware: {
    flash: { origin: 0, length: 256 * 1024 },
    ram: { origin: 0x20000000, length: 16 * 1024 },
    drivers: ["chip-nrf51.c", "clock-nrf51.c", "uart-nrf51.c"],
    uart: { address: 0x40002000, baud: 115_200 },
    clockHz: 1_000_000,
    checkpoints: { where: "flash", unit: 1024, driver: "flash-nrf51.c" },
    macros: { UART_TX_PIN: 24, UART_RX_PIN: 25 },
  },
  sources: {
    chip: "https://www.qemu.org/docs/master/system/arm/nrf.html",
    ram: "https://tech.microbit.org/hardware/1-3-revision/",
    flash: "https://tech.microbit.org/hardware/1-3-revision/",
    memory: "https://infocenter.nordicsemi.com/pdf/nRF51_RM_v3.0.pdf",
    uart: "https://tech.microbit.org/hardware/schematic/",
    clock: "https://infocenter.nordicsemi.com/pdf/nRF51_RM_v3.0.pdf",
    checkpoints: "https://infocenter.nordicsemi.com/pdf/nRF51_RM_v3.0.pdf",
    simulator: "https://www.qemu.org/docs/master/system/arm/nrf.html",
  },
};
