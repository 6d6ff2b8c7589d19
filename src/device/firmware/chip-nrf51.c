/* nRF51: 16 MHz from the crystal, for a steady baud rate (nRF51 Series Reference Manual 3.0, chapter 13). */
#include "chip.h"

#define HFCLKSTART REGISTER(0x40000000u)
#define HFCLKSTARTED REGISTER(0x40000100u)
#define PORT_OUTSET REGISTER(0x50000508u)
#define PORT_DIRSET REGISTER(0x50000518u)
#define PATIENCE 1000000 /* turns of a waiting loop: the crystal takes up to 1.5 ms */

uint32_t chip_start(void) {
  HFCLKSTARTED = 0;
  HFCLKSTART = 1;
  for (uint32_t i = 0; i < PATIENCE && !HFCLKSTARTED; i++) {
  }
  PORT_OUTSET = 1u << UART_TX_PIN; /* the line rests high, also before the UART drives it */
  PORT_DIRSET = 1u << UART_TX_PIN;
  return 16000000;
}
