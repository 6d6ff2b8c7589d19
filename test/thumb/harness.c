/*
 * Runs networks' machine code on a bare core in QEMU: each case of cases.bin at two places in RAM, called as Espruino's
 * E.nativeCall does it. Prints what comes out, by semihosting; device.ts compares it with Node.
 */
#include <stdint.h>

typedef int entry(int memory, int argument);

/* One case; its code and then its rows follow it. Places are in words of the memory. */
typedef struct {
  uint32_t code_words;
  uint32_t init, observe, predict, train, loss, push; /* bytes from the code's first; push is NONE without a window */
  uint32_t memory_words;
  uint32_t reading_at, reading_words; /* what push takes, or what observe takes */
  uint32_t target_at, target_words;
  uint32_t observed_at;
  uint32_t rows; /* of a reading and a target */
  uint32_t seed;
  uint32_t steps;
} test_case;

#define NONE 0xffffffffu

extern const uint32_t cases[], cases_end[];
extern uint32_t arena[], arena_end[], stack_end[];

#define GUARD 0x5afec0deu

static uint32_t semihosting(uint32_t operation, const void *argument) {
  register uint32_t r0 __asm__("r0") = operation;
  register const void *r1 __asm__("r1") = argument;
  __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}

static void print(const char *text) { semihosting(4, text); } /* SYS_WRITE0 */

static void print_word(const char *name, uint32_t value) {
  char digits[] = " 00000000";
  for (int i = 8; value; i--, value >>= 4) digits[i] = "0123456789abcdef"[value & 15];
  print(name);
  print(digits);
}

__attribute__((noreturn)) static void leave(void) {
  for (;;) semihosting(0x18, (const void *)0x20026); /* SYS_EXIT, ADP_Stopped_ApplicationExit */
}

static void fault(void) {
  print("\nfault\n");
  leave();
}

/* FNV-1a by words. */
static uint32_t hash(const uint32_t *words, uint32_t count) {
  uint32_t h = 2166136261u;
  while (count--) h = (h ^ *words++) * 16777619u;
  return h;
}

static void copy(uint32_t *to, const uint32_t *from, uint32_t count) {
  while (count--) *to++ = *from++;
}

/* Calls an entry; puts the bytes of stack that it takes into `depth` if that is more. */
static int call(const uint32_t *code, uint32_t at, uint32_t *memory, uint32_t argument, uint32_t *depth) {
  const uint32_t *top;
  __asm__ volatile("mov %0, sp" : "=r"(top));
  for (uint32_t *p = stack_end; p < top; p++) *p = GUARD;
  entry *function = (entry *)((uintptr_t)code + at + 1);
  int result = function((int)(uintptr_t)memory, (int)argument);
  const uint32_t *p = stack_end;
  while (p < top && *p == GUARD) p++;
  uint32_t bytes = (uint32_t)((uintptr_t)top - (uintptr_t)p);
  if (bytes > *depth) *depth = bytes;
  return result;
}

/* Gives all rows to the network; with a window, an observation is made whenever one is complete. */
static void observe_rows(const test_case *c, const uint32_t *code, uint32_t *memory, uint32_t *depth) {
  const uint32_t *row = (const uint32_t *)(c + 1) + c->code_words;
  for (uint32_t i = 0; i < c->rows; i++) {
    copy(memory + c->reading_at, row, c->reading_words);
    copy(memory + c->target_at, row + c->reading_words, c->target_words);
    row += c->reading_words + c->target_words;
    if (c->push != NONE && !call(code, c->push, memory, 0, depth)) continue;
    print_word("\nobserve", (uint32_t)call(code, c->observe, memory, 0, depth));
    print_word("", hash(memory, c->memory_words));
  }
}

static void run(const test_case *c, uint32_t *code, uint32_t *memory) {
  const uint32_t *code_source = (const uint32_t *)(c + 1);
  uint32_t depth = 0;
  for (uint32_t *p = arena; p < arena_end; p++) *p = GUARD;
  copy(code, code_source, c->code_words);
  for (uint32_t i = 0; i < c->memory_words; i++) memory[i] = 0;
  print_word("code", (uint32_t)(uintptr_t)code);
  print_word(" memory", (uint32_t)(uintptr_t)memory);

  call(code, c->init, memory, c->seed, &depth);
  print_word("\ninit", hash(memory, c->memory_words));
  observe_rows(c, code, memory, &depth);
  uint32_t observed = memory[c->observed_at];
  for (uint32_t i = 0; i < c->steps; i++) {
    print_word("\ntrain", (uint32_t)call(code, c->train, memory, 0, &depth));
    print_word("", hash(memory, c->memory_words));
    memory[c->observed_at] = observed;
  }
  print_word("\nloss", (uint32_t)call(code, c->loss, memory, 0, &depth));
  print_word("\npredict", (uint32_t)call(code, c->predict, memory, 0, &depth));
  print_word("", hash(memory, c->memory_words));

  uint32_t changed = hash(code, c->code_words) != hash(code_source, c->code_words);
  for (uint32_t *p = arena; p < arena_end; p++) {
    int ours = (p >= code && p < code + c->code_words) || (p >= memory && p < memory + c->memory_words);
    if (!ours && *p != GUARD) changed++;
  }
  print_word("\nchanged", changed);
  print_word("\nstack", depth);
  print("\n");
}

__attribute__((noreturn)) static void start(void) {
#ifdef WITH_FPU
  *(volatile uint32_t *)0xe000ed88 |= 0xfu << 20; /* CPACR: the FPU on */
  __asm__ volatile("dsb\n\tisb");
#endif
  for (const uint32_t *next = cases; next < cases_end;) {
    const test_case *c = (const test_case *)next;
    run(c, arena + 1, arena + 2 + c->code_words);
    run(c, arena + 7 + c->memory_words, arena + 4);
    next = (const uint32_t *)(c + 1) + c->code_words + c->rows * (c->reading_words + c->target_words);
  }
  print("end\n");
  leave();
}

extern uint32_t stack_start[];
__attribute__((section(".vectors"), used)) static const void *const vectors[16] = {
    stack_start, (void *)start, (void *)fault, (void *)fault, (void *)fault, (void *)fault, (void *)fault};

__asm__(".section .rodata.cases\n"
        ".balign 4\n"
        ".global cases, cases_end\n"
        "cases: .incbin \"cases.bin\"\n"
        "cases_end:\n");
