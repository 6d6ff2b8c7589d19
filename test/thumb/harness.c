/*
 * Runs networks' machine code on a bare core in QEMU: each case of cases.bin at two places in RAM, called as Espruino's
 * E.nativeCall does it. Prints what comes out, by semihosting; device.ts compares it with Node.
 */
#include "board.h"

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

/* Of the few integers in it those that would be a NaN are one too: no network of a test has such. */
static uint32_t hash_of_memory(const uint32_t *words, uint32_t count) {
  uint32_t h = HASH_START;
  while (count--) h = hashed(h, canonical(*words++));
  return h;
}

/* Gives all rows to the network; with a window, an observation is made whenever one is complete. */
static void observe_rows(const test_case *c, const uint32_t *code, uint32_t *memory, observed_calls *seen) {
  const uint32_t *row = (const uint32_t *)(c + 1) + c->code_words;
  for (uint32_t i = 0; i < c->rows; i++) {
    copy(memory + c->reading_at, row, c->reading_words);
    copy(memory + c->target_at, row + c->reading_words, c->target_words);
    row += c->reading_words + c->target_words;
    if (c->push != NONE && !call(code, c->push, memory, 0, seen)) continue;
    print_word("\nobserve", (uint32_t)call(code, c->observe, memory, 0, seen));
    print_word("", hash_of_memory(memory, c->memory_words));
  }
}

static void run(const test_case *c, uint32_t *code, uint32_t *memory) {
  const uint32_t *code_source = (const uint32_t *)(c + 1);
  observed_calls seen = {0, 0};
  lay_out(code, code_source, c->code_words, memory, c->memory_words);
  call(code, c->init, memory, c->seed, &seen);
  print_word("\ninit", hash_of_memory(memory, c->memory_words));
  observe_rows(c, code, memory, &seen);
  uint32_t observed = memory[c->observed_at];
  for (uint32_t i = 0; i < c->steps; i++) {
    print_word("\ntrain", canonical((uint32_t)call(code, c->train, memory, 0, &seen)));
    print_word("", hash_of_memory(memory, c->memory_words));
    memory[c->observed_at] = observed;
  }
  print_word("\nloss", canonical((uint32_t)call(code, c->loss, memory, 0, &seen)));
  print_word("\npredict", (uint32_t)call(code, c->predict, memory, 0, &seen));
  print_word("", hash_of_memory(memory, c->memory_words));
  print_traces(code, code_source, c->code_words, memory, c->memory_words, &seen);
}

static void run_cases(void) {
  for (const uint32_t *next = cases; next < cases_end;) {
    const test_case *c = (const test_case *)next;
    run(c, arena + 1, arena + 2 + c->code_words);
    run(c, arena + 7 + c->memory_words, arena + 4);
    next = (const uint32_t *)(c + 1) + c->code_words + c->rows * (c->reading_words + c->target_words);
  }
}
