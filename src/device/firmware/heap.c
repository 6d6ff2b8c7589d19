/*
 * malloc, calloc, realloc and free for wasm3: first fit over all of the RAM between the program's data and the stack.
 * A block is one word, its length with the lowest bit set while it is in use, and its bytes, on a boundary of 8 bytes.
 * Slow with thousands of blocks; wasm3 makes about a hundred and frees few.
 */
#include "heap.h"

#include <stddef.h>
#include <string.h>

extern uint32_t _heap_start[], _heap_end[]; /* from the linker script, on boundaries of 8 bytes */

#define USED 1u

/* the first block; its bytes begin 4 behind it, on a boundary of 8 */
#define FIRST (_heap_start + 1)
#define LENGTH(block) (*(block) & ~USED) /* bytes, with the word of the length */
#define NEXT(block) ((block) + LENGTH(block) / 4)

static uint32_t *top; /* behind the last block; all beyond was never used */
static uint32_t most; /* bytes from the heap's start to the highest top */

uint32_t heap_used(void) { return most; }

/* Joins the free blocks that follow a free block. */
static void join(uint32_t *block) {
  while (NEXT(block) < top && !(*NEXT(block) & USED)) *block += *NEXT(block);
}

/* Cuts what a used block has too much into a free one. */
static void cut(uint32_t *block, uint32_t length) {
  uint32_t rest = LENGTH(block) - length;
  if (rest == 0) return;
  *block = length | USED;
  *NEXT(block) = rest;
}

/* A new block at the top; NULL when the heap ends before. */
static uint32_t *grow(uint32_t *block, uint32_t length) {
  if (length > (uint32_t)((char *)_heap_end - (char *)block)) return NULL;
  *block = length | USED;
  top = NEXT(block);
  uint32_t used = (uint32_t)((char *)top - (char *)_heap_start);
  if (used > most) most = used;
  return block;
}

static uint32_t length_for(size_t bytes) { return ((uint32_t)bytes + 4 + 7) & ~7u; }

void *malloc(size_t bytes) {
  if (bytes > 0x7FFFFFF0u) return NULL;
  uint32_t length = length_for(bytes);
  uint32_t *block;
  if (top == NULL) top = FIRST;
  for (block = FIRST; block < top; block = NEXT(block)) {
    if (*block & USED) continue;
    join(block);
    if (NEXT(block) == top) break; /* the last one grows, or shrinks, to what is needed */
    if (*block >= length) {
      *block |= USED;
      cut(block, length);
      return block + 1;
    }
  }
  block = grow(block, length);
  return block ? block + 1 : NULL;
}

void free(void *bytes) {
  if (bytes) *((uint32_t *)bytes - 1) &= ~USED;
}

void *calloc(size_t count, size_t size) {
  void *bytes = malloc(count * size); /* wasm3's counts are checked before */
  if (bytes) memset(bytes, 0, count * size);
  return bytes;
}

/* Whether a block could be lengthened where it is. */
static int stretch(uint32_t *block, uint32_t length) {
  *block &= ~USED;
  join(block);
  uint32_t there = *block;
  *block |= USED;
  if (NEXT(block) == top) return grow(block, length) != NULL;
  if (there < length) return 0;
  cut(block, length);
  return 1;
}

void *realloc(void *bytes, size_t size) {
  if (bytes == NULL) return malloc(size);
  if (size > 0x7FFFFFF0u) return NULL;
  uint32_t *block = (uint32_t *)bytes - 1;
  uint32_t had = LENGTH(block) - 4;
  if (stretch(block, length_for(size))) return bytes;
  void *moved = malloc(size);
  if (moved == NULL) return NULL;
  memcpy(moved, bytes, had < size ? had : size);
  free(bytes);
  return moved;
}
