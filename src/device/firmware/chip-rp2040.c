/*
 * RP2040: 125 MHz from the 12 MHz crystal through the system PLL, UART 0 on GPIO 0 (out) and 1 (in) (RP2040 Datasheet,
 * chapters 2.14 to 2.19).
 */
#include "chip.h"

#define RESETS 0x4000C000u
#define CLOCKS 0x40008000u
#define XOSC 0x40024000u
#define PLL_SYS 0x40028000u
#define IO_BANK0 0x40014000u
#define CLEAR 0x3000u /* the same register, bits to clear */

#define RESET_CLEAR REGISTER(RESETS + CLEAR)
#define RESET_DONE REGISTER(RESETS + 0x8)
#define CLK_REF_CTRL REGISTER(CLOCKS + 0x30)
#define CLK_REF_SELECTED REGISTER(CLOCKS + 0x38)
#define CLK_SYS_CTRL REGISTER(CLOCKS + 0x3C)
#define CLK_SYS_SELECTED REGISTER(CLOCKS + 0x44)
#define CLK_PERI_CTRL REGISTER(CLOCKS + 0x48)
#define XOSC_CTRL REGISTER(XOSC + 0x00)
#define XOSC_STATUS REGISTER(XOSC + 0x04)
#define XOSC_STARTUP REGISTER(XOSC + 0x0C)
#define PLL_CS REGISTER(PLL_SYS + 0x0)
#define PLL_PWR REGISTER(PLL_SYS + 0x4)
#define PLL_FBDIV REGISTER(PLL_SYS + 0x8)
#define PLL_PRIM REGISTER(PLL_SYS + 0xC)

#define RESET_IO_BANK0 (1u << 5)
#define RESET_PADS_BANK0 (1u << 8)
#define RESET_PLL_SYS (1u << 12)
#define RESET_UART0 (1u << 22)
#define XOSC_ENABLE 0xFABAA0u /* on, 1 to 15 MHz */
#define XOSC_STARTUP_TIME 47u /* · 256 cycles of 12 MHz: 1 ms */
#define STABLE (1u << 31)     /* of the crystal; the PLL's lock is the same bit */
#define SOURCE_XOSC 2u
#define PATIENCE 1000000 /* turns of a waiting loop; a simulator may not emulate what is waited for */

static void wait_for(volatile uint32_t *reg, uint32_t bits) {
  for (uint32_t i = 0; i < PATIENCE && (*reg & bits) != bits; i++) {
  }
}

static void release(uint32_t blocks) {
  RESET_CLEAR = blocks;
  wait_for(&RESET_DONE, blocks);
}

/* The crystal drives the reference clock, and that the system clock, as after power-up. */
static void start_crystal(void) {
  XOSC_STARTUP = XOSC_STARTUP_TIME;
  XOSC_CTRL = XOSC_ENABLE;
  wait_for(&XOSC_STATUS, STABLE);
  CLK_SYS_CTRL = 0;
  wait_for(&CLK_SYS_SELECTED, 1u);
  CLK_REF_CTRL = SOURCE_XOSC;
  wait_for(&CLK_REF_SELECTED, 1u << SOURCE_XOSC);
}

/* 12 MHz · 125 / 6 / 2 = 125 MHz */
static void start_pll(void) {
  REGISTER(RESETS + 0x2000u) = RESET_PLL_SYS; /* set: stop it, should it run from before a restart */
  release(RESET_PLL_SYS);
  PLL_CS = 1;
  PLL_FBDIV = 125;
  PLL_PWR = 1u << 2 | 1u << 3; /* power and oscillator on, post dividers and DSM still off */
  wait_for(&PLL_CS, STABLE);
  PLL_PRIM = 6u << 16 | 2u << 12;
  PLL_PWR = 1u << 2;
  CLK_SYS_CTRL = 1; /* auxiliary source, of which the first is the system PLL */
  wait_for(&CLK_SYS_SELECTED, 1u << 1);
}

static void use_pin_for_uart(uint32_t pin) { REGISTER(IO_BANK0 + 8 * pin + 4) = 2; }

uint32_t chip_start(void) {
  start_crystal();
  start_pll();
  CLK_PERI_CTRL = 1u << 11; /* on, from the system clock */
  release(RESET_IO_BANK0 | RESET_PADS_BANK0 | RESET_UART0);
  use_pin_for_uart(0);
  use_pin_for_uart(1);
  return 125000000;
}
