/* UART of the nRF51 (Nordic nRF51 Series Reference Manual 3.0, chapter 29): 6 bytes of receive buffer, 1 to send. */
#include "chip.h"
#include "uart.h"

#define STARTRX REGISTER(UART_BASE + 0x000)
#define STARTTX REGISTER(UART_BASE + 0x008)
#define RXDRDY REGISTER(UART_BASE + 0x108)
#define TXDRDY REGISTER(UART_BASE + 0x11C)
#define ENABLE REGISTER(UART_BASE + 0x500)
#define PSELTXD REGISTER(UART_BASE + 0x50C)
#define PSELRXD REGISTER(UART_BASE + 0x514)
#define RXD REGISTER(UART_BASE + 0x518)
#define TXD REGISTER(UART_BASE + 0x51C)
#define BAUDRATE REGISTER(UART_BASE + 0x524)

#define ENABLED 4u

static bool sending; /* a byte is on its way out; TXDRDY tells when it is gone */

void uart_start(uint32_t clock, uint32_t baud) {
  /* 2^32 · baud / clock to the upper 20 bits: 0x01D7E000 for 115,200 from 16 MHz (the manual's table: 0x01D7E000) */
  BAUDRATE = (uint32_t)((((uint64_t)baud << 32) / clock + 0x800) & 0xFFFFF000u);
  PSELTXD = UART_TX_PIN;
  PSELRXD = UART_RX_PIN;
  ENABLE = ENABLED;
  STARTTX = 1;
  STARTRX = 1;
}

bool uart_receive(uint8_t *byte) {
  if (!RXDRDY) return false;
  RXDRDY = 0;
  *byte = (uint8_t)RXD;
  return true;
}

bool uart_ready(void) {
  if (sending && TXDRDY) sending = false;
  return !sending;
}

void uart_send(uint8_t byte) {
  TXDRDY = 0;
  sending = true;
  TXD = byte;
}

bool uart_idle(void) { return uart_ready(); }
