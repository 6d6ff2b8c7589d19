/*
 * Trains a network (net.h) on the rows of data.h, over and over, and says after each tenth step the loss' bits and the
 * parameters' CRC-32; or, if init refuses, only what it says. On Linux it is a program, on a Cortex-M the whole firmware.
 */
#include "net.h"
#include "data.h"

static void say(const char *text);

static uint32_t crc32(const uint32_t *words, uint32_t count) {
  uint32_t crc = 0xffffffffu;
  for (uint32_t i = 0; i < 32 * count; i++)
    crc = (crc >> 1) ^ (((crc ^ (words[i / 32] >> (i % 32))) & 1) ? 0xedb88320u : 0);
  return ~crc;
}

static char *hexadecimal(char *at, uint32_t word) {
  for (int shift = 28; shift >= 0; shift -= 4) *at++ = "0123456789abcdef"[(word >> shift) & 15];
  return at;
}

int main(void) {
  char line[20];
  int status = net_init(NET_SEED);
  if (status != 0) {
    char *end = hexadecimal(line, (uint32_t)status);
    *end++ = '\n';
    *end = 0;
    say("refused ");
    say(line);
    return 0;
  }
  for (uint32_t row = 0; row < ROWS; row++) {
    for (uint32_t i = 0; i < NET_INPUTS; i++) ((uint32_t *)NET_INPUT)[i] = readings[row * NET_INPUTS + i];
    for (uint32_t i = 0; i < NET_TARGETS; i++) ((uint32_t *)NET_TARGET)[i] = labels[row * NET_TARGETS + i];
    if (net_observe() != (int)row + 1) say("not observed\n");
  }
  for (int step = 1; step <= STEPS; step++) {
    union {
      float value;
      uint32_t bits;
    } loss;
    NET_OBSERVED = ROWS; /* a step empties the batch */
    loss.value = net_train();
    if (step % 10 != 0) continue;
    char *at = hexadecimal(line, loss.bits);
    *at++ = ' ';
    at = hexadecimal(at, crc32(net_memory, NET_PARAMETER_COUNT));
    *at++ = '\n';
    *at = 0;
    say(line);
  }
  return 0;
}

#ifdef CORTEX_M
/* Semihosting: 4 writes a text, 0x18 ends the simulator. */
static void semihosting(uint32_t operation, uintptr_t argument) {
  register uint32_t r0 __asm__("r0") = operation;
  register uintptr_t r1 __asm__("r1") = argument;
  __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
}

static void say(const char *text) { semihosting(4, (uintptr_t)text); }

extern char stack_top[];

static void failed(void) {
  say("fault\n");
  semihosting(0x18, 0x20026);
}

static void reset(void) {
#ifdef __ARM_FP
  *(volatile uint32_t *)0xe000ed88u |= 0xfu << 20; /* CPACR: the FPU on */
  __asm__ volatile("dsb\n\tisb");
#endif
  main();
  semihosting(0x18, 0x20026);
}

__attribute__((section(".vectors"), used)) void *const vectors[] = {
    stack_top, (void *)reset, (void *)failed, (void *)failed, (void *)failed, (void *)failed, (void *)failed};
#else
#include <stdio.h>

static void say(const char *text) { fputs(text, stdout); }
#endif
