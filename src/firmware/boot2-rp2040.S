/*
 * The first 252 bytes of the RP2040's flash, which its ROM copies to RAM and runs (RP2040 Datasheet, 2.8.1): reads flash by
 * the command 03h, which every chip knows, and starts the program behind. The build reckons the CRC that the ROM checks.
 */
  .syntax unified
  .cpu cortex-m0plus
  .thumb
  .section .boot2, "ax"
  .global boot2
  .type boot2, %function
boot2:
  ldr r3, =0x18000000      /* the flash controller, SSI */
  movs r1, #0
  str r1, [r3, #0x08]      /* SSIENR: off */
  movs r1, #4
  str r1, [r3, #0x14]      /* BAUDR: clock / 4 */
  ldr r1, =0x001F0300
  str r1, [r3, #0x00]      /* CTRLR0: 32 bits, one wire, send then receive */
  ldr r1, =0x03000218
  ldr r0, =0x180000F4
  str r1, [r0]             /* SPI_CTRLR0: command 03h, 8 bits, then 24 bits of address */
  movs r1, #0
  str r1, [r3, #0x04]      /* CTRLR1: one word at a time */
  movs r1, #1
  str r1, [r3, #0x08]      /* SSIENR: on */
  ldr r0, =0x10000100      /* the program's vectors */
  ldr r1, =0xE000ED08      /* VTOR */
  str r0, [r1]
  ldmia r0!, {r1, r2}
  msr msp, r1
  bx r2
  .pool
  .balign 4
  .space 252 - (. - boot2)
  .word BOOT2_CRC
