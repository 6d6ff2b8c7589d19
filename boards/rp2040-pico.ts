import type { Board } from "./board.js";

/** Raspberry Pi Pico */
export const rp2040Pico: Board = {
  name: "rp2040-pico",
  description: "Raspberry Pi Pico",
  chip: "RP2040",
  core: "Cortex-M0+",
  ram: 264 * 1024,
  flash: 2 * 1024 * 1024,
  simulated: false,
  sources: {
    chip: "https://datasheets.raspberrypi.com/rp2040/rp2040-datasheet.pdf",
    ram: "https://datasheets.raspberrypi.com/rp2040/rp2040-datasheet.pdf",
    flash: "https://datasheets.raspberrypi.com/pico/pico-datasheet.pdf",
  },
};
