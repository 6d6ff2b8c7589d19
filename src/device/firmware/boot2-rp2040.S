/*
 * The first 252 bytes of the RP2040's flash, which its ROM copies to RAM and runs (RP2040 Datasheet, 2.8.1): reads flash by
 * the command 03h, which every chip knows, and starts the program behind. The build reckons the CRC that the ROM checks.
 */
#include "rp2040-xip.h"

  .syntax unified
  .cpu cortex-m0plus
  .thumb
  .section .boot2, "ax"
  .global boot2
  .type boot2, %function
boot2:
  ldr r3, =SSI
  movs r1, #0
  str r1, [r3, #SSI_SSIENR]  /* off */
  movs r1, #XIP_DIVIDER
  str r1, [r3, #SSI_BAUDR]
  ldr r1, =XIP_CTRLR0
  str r1, [r3, #SSI_CTRLR0]
  ldr r1, =XIP_SPI_CTRLR0
  ldr r0, =SSI + SSI_SPI_CTRLR0
  str r1, [r0]
  movs r1, #0
  str r1, [r3, #SSI_CTRLR1]  /* one word at a time */
  movs r1, #1
  str r1, [r3, #SSI_SSIENR]  /* on */
  ldr r0, =0x10000100        /* the program's vectors */
  ldr r1, =0xE000ED08        /* VTOR */
  str r0, [r1]
  ldmia r0!, {r1, r2}
  msr msp, r1
  bx r2
  .pool
  .balign 4
  .space 252 - (. - boot2)
  .word BOOT2_CRC
