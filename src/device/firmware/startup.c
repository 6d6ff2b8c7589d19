/*
 * From reset to main(): vector table, floating-point unit, .data and .bss, a painted stack. A fault restarts the chip,
 * which continues from its newest checkpoint. Memory comes from link.ld.
 */
#include "chip.h"

#define PAINT 0xC5C5C5C5u
#define AIRCR REGISTER(0xE000ED0Cu)
#define AIRCR_RESET (0x05FAu << 16 | 1u << 2)
#define CPACR REGISTER(0xE000ED88u)
#define CPACR_FPU (0xFu << 20) /* full access to coprocessors 10 and 11 */
#define SPIN 1000000 /* turns to wait for the reset */

extern uint32_t _data_source[], _data_start[], _data_end[], _bss_start[], _bss_end[];
extern uint32_t _stack_end[], _stack_start[]; /* lowest and highest; the stack grows down from the highest */

int main(void);
void Reset_Handler(void) __attribute__((noreturn));
void Fault_Handler(void);
void SysTick_Handler(void) __attribute__((weak, alias("Fault_Handler")));

typedef void (*handler)(void);

/* stack pointer, then the 15 exceptions of every Cortex-M; peripherals' interrupts are not used */
__attribute__((section(".vectors"), used)) static const handler vectors[16] = {
    (handler)(uintptr_t)_stack_start,
    Reset_Handler,
    Fault_Handler,
    Fault_Handler,
    Fault_Handler,
    Fault_Handler,
    Fault_Handler,
    0,
    0,
    0,
    0,
    Fault_Handler,
    Fault_Handler,
    0,
    Fault_Handler,
    SysTick_Handler,
};

void Fault_Handler(void) { chip_reset(); }

/* Jumps to the reset handler: for a simulator that does not emulate the reset request. */
static void start_again(void) __attribute__((noreturn));
static void start_again(void) {
  __asm__ volatile("msr msp, %0\n\tbx %1" : : "r"(_stack_start), "r"(Reset_Handler) : "memory");
  __builtin_unreachable();
}

void chip_reset(void) {
  __asm__ volatile("cpsid i\n\tdsb" : : : "memory");
  AIRCR = AIRCR_RESET;
  for (volatile uint32_t i = 0; i < SPIN; i++) {
  }
  start_again();
}

/* Paints what is below the stack's present end, to see later how far it came. */
static void paint_stack(void) {
  uint32_t *here = __builtin_frame_address(0);
  for (uint32_t *word = _stack_end; word < here - 16; word++) *word = PAINT;
}

uint32_t stack_used(void) {
  uint32_t *word = _stack_end;
  while (word < _stack_start && *word == PAINT) word++;
  return 4u * (uint32_t)(_stack_start - word);
}

void Reset_Handler(void) {
#ifdef __ARM_FP
  CPACR |= CPACR_FPU;
  __asm__ volatile("dsb\n\tisb");
#endif
  __asm__ volatile("cpsie i");
  uint32_t *source = _data_source;
  for (uint32_t *word = _data_start; word < _data_end;) *word++ = *source++;
  for (uint32_t *word = _bss_start; word < _bss_end;) *word++ = 0;
  paint_stack();
  main();
  chip_reset();
}
