import type { Board } from "./board.js";

/** Netduino Plus 2 */
export const netduinoPlus2: Board = {
  name: "netduinoplus2",
  description: "Netduino Plus 2",
  chip: "STM32F405RG",
  core: "Cortex-M4F",
  ram: 192 * 1024,
  flash: 1024 * 1024,
  simulated: false,
  sources: {
    chip: "https://www.qemu.org/docs/master/system/arm/stm32.html",
    ram: "https://www.st.com/resource/en/datasheet/stm32f405rg.pdf",
    flash: "https://www.st.com/resource/en/datasheet/stm32f405rg.pdf",
  },
};
