/*
 * How a program here prints, and on a Cortex-M how it starts: on Linux it is a program, on a Cortex-M the whole firmware.
 */
#include <stdint.h>

int main(void);

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

/* A word's eight digits; gives what lies behind them. */
static char *hexadecimal(char *at, uint32_t word) {
  for (int shift = 28; shift >= 0; shift -= 4) *at++ = "0123456789abcdef"[(word >> shift) & 15];
  return at;
}
