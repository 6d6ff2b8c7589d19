/*
 * Runs routines' machine code on a bare core in QEMU: each case of cases.bin at two places in RAM. Prints what its entries
 * give and a hash of its memory, by semihosting; routines.ts compares it with Node.
 */
#include "board.h"

typedef struct {
  uint32_t at; /* bytes from the code's first */
  uint32_t argument;
  uint32_t gives; /* 0 nothing, 1 an integer, 2 a float32's bits */
} test_call;

/* One case; its calls, its code and what its memory starts with follow it. */
typedef struct {
  uint32_t calls;
  uint32_t code_words;
  uint32_t memory_words;
  uint32_t start_words; /* at least 32, which then go on until the memory is full */
} test_case;

/* Floats lie in the upper half of each 128 bytes. */
static uint32_t hash_of_memory(const uint32_t *words, uint32_t count) {
  uint32_t h = HASH_START;
  for (uint32_t i = 0; i < count; i++) h = hashed(h, i & 16 ? canonical(words[i]) : words[i]);
  return h;
}

static const uint32_t *run(const test_case *c, uint32_t *code, uint32_t *memory) {
  const test_call *calls = (const test_call *)(c + 1);
  const uint32_t *code_source = (const uint32_t *)(calls + c->calls);
  const uint32_t *start = code_source + c->code_words;
  observed_calls seen = {0, 0};
  lay_out(code, code_source, c->code_words, memory, c->memory_words);
  for (uint32_t i = 0; i < c->memory_words; i++) memory[i] = start[i < c->start_words ? i : i & 31];
  for (uint32_t i = 0; i < c->calls; i++) {
    uint32_t result = (uint32_t)call(code, calls[i].at, memory, calls[i].argument, &seen);
    print_word("\ncall", calls[i].gives == 0 ? 0 : calls[i].gives == 1 ? result : canonical(result));
    print_word("", hash_of_memory(memory, c->memory_words));
  }
  print_traces(code, code_source, c->code_words, memory, c->memory_words, &seen);
  return start + c->start_words;
}

static void run_cases(void) {
  for (const uint32_t *next = cases; next < cases_end;) {
    const test_case *c = (const test_case *)next;
    run(c, arena + 1, arena + 2 + c->code_words);
    next = run(c, arena + 7 + c->memory_words, arena + 4);
  }
}
