/*
 * What the harnesses share: a bare core in QEMU that says by semihosting what it found, and calls machine code as
 * Espruino's E.nativeCall does. Included by one file each, whose main() it starts.
 */
#include <stdint.h>

typedef int entry(int memory, int argument);

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

static void copy(uint32_t *to, const uint32_t *from, uint32_t count) {
  while (count--) *to++ = *from++;
}

/* FNV-1a by words. */
#define HASH_START 2166136261u
static uint32_t hashed(uint32_t hash, uint32_t word) { return (hash ^ word) * 16777619u; }

static uint32_t hash(const uint32_t *words, uint32_t count) {
  uint32_t h = HASH_START;
  while (count--) h = hashed(h, *words++);
  return h;
}

/* A float32's bits, all NaN being one: which of them a computation gives, each machine decides. */
static uint32_t canonical(uint32_t word) { return (word & 0x7fffffff) > 0x7f800000 ? 0x7fc00000 : word; }

/*
 * The registers that a function must leave as they are hold the words of `marks` while an entry runs: r4 to r11 the first
 * eight, s16 to s31 the others. All others hold something that is not 0.
 */
#define INTEGER_MARKS 8
#ifdef WITH_FPU
#define MARKS 24
#else
#define MARKS INTEGER_MARKS
#endif
static const uint32_t marks[24] = {
    0xa4a4a4a4, 0xa5a5a5a5, 0xa6a6a6a6, 0xa7a7a7a7, 0xa8a8a8a8, 0xa9a9a9a9, 0xaaaaaaaa, 0xabababab,
    0x3f000010, 0x3f000011, 0x3f000012, 0x3f000013, 0x3f000014, 0x3f000015, 0x3f000016, 0x3f000017,
    0x3f000018, 0x3f000019, 0x3f00001a, 0x3f00001b, 0x3f00001c, 0x3f00001d, 0x3f00001e, 0x3f00001f};

/* What a call left; it lies behind the stack. */
typedef struct {
  uint32_t sp_before;
  uint32_t registers[INTEGER_MARKS]; /* r4 to r11 */
  uint32_t sp_after;
  uint32_t floats[16]; /* s16 to s31 */
} registers_left;
extern registers_left left_behind;

int marked_call(uint32_t address, uint32_t *memory, uint32_t argument, const uint32_t *first_mark);
__asm__(".syntax unified\n"
        ".text\n"
        ".balign 4\n"
#ifdef WITH_FPU
        ".fpu fpv4-sp-d16\n"
#endif
        ".thumb_func\n"
        ".global marked_call\n"
        "marked_call:\n"
        "  push {r4-r7, lr}\n"
        "  mov r4, r8\n  mov r5, r9\n  mov r6, r10\n  mov r7, r11\n"
        "  push {r3-r7}\n"
        "  mov r12, r0\n"
        "  mov r0, r1\n"
        "  mov r1, r2\n"
        "  mov r7, r3\n"
#ifdef WITH_FPU
        "  vpush {s16-s31}\n"
        "  adds r3, #32\n"
        "  vldmia r3, {s16-s31}\n"
        "  vldmia r3, {s0-s15}\n"
#endif
        "  ldr r2, =left_behind\n"
        "  mov r3, sp\n"
        "  str r3, [r2]\n"
        "  ldr r4, [r7, #16]\n  mov r8, r4\n"
        "  ldr r4, [r7, #20]\n  mov r9, r4\n"
        "  ldr r4, [r7, #24]\n  mov r10, r4\n"
        "  ldr r4, [r7, #28]\n  mov r11, r4\n"
        "  ldr r4, [r7]\n  ldr r5, [r7, #4]\n  ldr r6, [r7, #8]\n  ldr r7, [r7, #12]\n"
        "  blx r12\n"
        "  ldr r2, =left_behind + 4\n"
        "  stmia r2!, {r4-r7}\n"
        "  mov r4, r8\n  mov r5, r9\n  mov r6, r10\n  mov r7, r11\n"
        "  stmia r2!, {r4-r7}\n"
        "  mov r3, sp\n"
        "  stmia r2!, {r3}\n"
#ifdef WITH_FPU
        "  vstmia r2, {s16-s31}\n"
#endif
        "  ldr r2, =left_behind\n"
        "  ldr r2, [r2]\n"
        "  mov sp, r2\n"
#ifdef WITH_FPU
        "  vpop {s16-s31}\n"
#endif
        "  pop {r3-r7}\n"
        "  mov r8, r4\n  mov r9, r5\n  mov r10, r6\n  mov r11, r7\n"
        "  pop {r4-r7, pc}\n"
        ".ltorg\n");

/* What calls have come to so far. */
typedef struct {
  uint32_t depth;     /* most bytes of stack that one took */
  uint32_t registers; /* of those that had to stay as they were, how many did not */
} observed_calls;

static int call(const uint32_t *code, uint32_t at, uint32_t *memory, uint32_t argument, observed_calls *seen) {
  const uint32_t *here;
  __asm__ volatile("mov %0, sp" : "=r"(here));
  for (uint32_t *p = stack_end; p < here; p++) *p = GUARD;
  int result = marked_call((uint32_t)(uintptr_t)code + at + 1, memory, argument, marks);
  registers_left *left = &left_behind;
  for (uint32_t i = 0; i < INTEGER_MARKS; i++) seen->registers += left->registers[i] != marks[i];
  for (uint32_t i = INTEGER_MARKS; i < MARKS; i++)
    seen->registers += left->floats[i - INTEGER_MARKS] != marks[i];
  seen->registers += left->sp_after != left->sp_before;
  const uint32_t *p = stack_end;
  while ((uintptr_t)p < left->sp_before && *p == GUARD) p++;
  uint32_t bytes = left->sp_before - (uint32_t)(uintptr_t)p;
  if (bytes > seen->depth) seen->depth = bytes;
  return result;
}

/* A case's code and memory before it runs. */
static void lay_out(uint32_t *code, const uint32_t *source, uint32_t code_words, uint32_t *memory, uint32_t memory_words) {
  for (uint32_t *p = arena; p < arena_end; p++) *p = GUARD;
  copy(code, source, code_words);
  for (uint32_t i = 0; i < memory_words; i++) memory[i] = 0;
  print_word("code", (uint32_t)(uintptr_t)code);
  print_word(" memory", (uint32_t)(uintptr_t)memory);
}

/* Says what changed outside of a case's memory, and what its calls did. */
static void print_traces(const uint32_t *code, const uint32_t *source, uint32_t code_words, const uint32_t *memory,
                         uint32_t memory_words, const observed_calls *seen) {
  uint32_t changed = hash(code, code_words) != hash(source, code_words);
  for (const uint32_t *p = arena; p < arena_end; p++) {
    int ours = (p >= code && p < code + code_words) || (p >= memory && p < memory + memory_words);
    if (!ours && *p != GUARD) changed++;
  }
  print_word("\nchanged", changed);
  print_word("\nregisters", seen->registers);
  print_word("\nstack", seen->depth);
  print("\n");
}

static void run_cases(void);

__attribute__((noreturn)) static void start(void) {
#ifdef WITH_FPU
  *(volatile uint32_t *)0xe000ed88 |= 0xfu << 20; /* CPACR: the FPU on */
  __asm__ volatile("dsb\n\tisb");
#endif
  run_cases();
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
        "cases_end:\n"
        ".text\n");
