/*
 * The Wasm module in wasm3. The module stays in flash; what wasm3 makes of it goes into the heap (heap.c). All functions
 * are compiled at the start, so nothing is allocated afterwards. A trap cannot be answered: the chip restarts.
 *
 * On Thumb-2, wasm3 and this file are compiled with r4 to r6 and r8 to r10 as registers that a call may destroy
 * (-fcall-used-r4 and so on): each of wasm3's operations ends in a jump to the next, so to save registers for its caller is
 * wasted. Whoever calls in here keeps the usual rules; ENTRY saves those registers for it.
 */
#include "chip.h"
#include "engine.h"
#include "heap.h"
#include "m3_env.h"

const char engine_name[] = "wasm3";

extern const uint8_t network_wasm[];
extern const uint32_t network_wasm_bytes;

static IM3Runtime runtime;
static const char *const names[ROUTINES] = {
    "init", "observe", "predict", "train",
#ifdef NETWORK_CHANNELS
    "push", "restart",
#endif
};
static IM3Function functions[ROUTINES];
static uint32_t *memory;

#ifdef __thumb2__
#define SAVED "{r4-r10, lr}"
#define BACK "{r4-r10, pc}"
#else
#define SAVED "{r3-r7, lr}"
#define BACK "{r3-r7, pc}"
#endif
/* A function that saves registers, an even number of them for the stack's boundary of 8 bytes, and calls another. */
#define ENTRY(type, name, parameters, inner)                               \
  static type inner parameters __attribute__((used));                      \
  __attribute__((naked)) type name parameters {                            \
    __asm__("push " SAVED "\n\tbl " #inner "\n\tpop " BACK);              \
  }

static bool start(void) {
  IM3Environment environment = m3_NewEnvironment();
  if (environment == NULL) return false;
  runtime = m3_NewRuntime(environment, WASM3_STACK_BYTES, NULL);
  if (runtime == NULL) return false;
  runtime->memoryLimit = MEMORY_LIMIT; /* wasm3 then allocates this much and not a page of 64 KiB */
  IM3Module module;
  bool good = !m3_ParseModule(environment, &module, network_wasm, network_wasm_bytes) &&
              !m3_LoadModule(runtime, module) && !m3_CompileModule(module);
  for (uint32_t i = 0; good && i < ROUTINES; i++) {
    good = !m3_FindFunction(&functions[i], runtime, names[i]);
  }
  if (good) memory = (uint32_t *)(void *)m3_GetMemory(runtime, NULL, 0);
  return good;
}

uint32_t *engine_memory(void) { return memory; }

static uint32_t call(enum routine routine, uint32_t argument) {
  IM3Function function = functions[routine];
  const void *given = &argument;
  uint32_t bits = 0;
  const void *result = &bits;
  if (m3_Call(function, m3_GetArgCount(function), &given)) chip_reset();
  m3_GetResults(function, m3_GetRetCount(function), &result);
  return bits;
}

ENTRY(bool, engine_start, (void), start)
ENTRY(uint32_t, engine_run, (enum routine routine, uint32_t argument), call)

uint32_t engine_heap(void) { return heap_used(); }
