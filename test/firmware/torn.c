#include "torn.h"

enum kind {
  FIXED,
  ONE_BIT,
  ALL_BUT_ONE,
  FEW_BITS,
  ALL_BUT_FEW,
  BYTES,
  ANY_BITS,
  UP_TO_A_WORD, /* of several words only the first ones */
  ONE_WORD_LEFT, /* of several words all but one */
  KINDS,
};

static uint64_t state;
static enum kind kind;
static uint32_t fixed;
static uint32_t words; /* until the one that UP_TO_A_WORD and ONE_WORD_LEFT are about */

void random_seed(uint64_t seed) { state = seed * 0x9E3779B97F4A7C15u + 1; }

/* xorshift64*, its upper half */
uint32_t random_below(uint32_t below) {
  state ^= state >> 12;
  state ^= state << 25;
  state ^= state >> 27;
  uint32_t upper = (uint32_t)((state * 0x2545F4914F6CDD1Du) >> 32);
  return (uint32_t)(((uint64_t)upper * below) >> 32);
}

void torn_always(uint32_t bits) {
  kind = FIXED;
  fixed = bits;
}

void torn_anyhow(void) {
  kind = 1 + random_below(KINDS - 1);
  words = random_below(16);
}

static uint32_t few_bits(void) {
  uint32_t bits = 0;
  for (uint32_t i = random_below(4); i > 0; i--) bits |= 1u << random_below(32);
  return bits;
}

static uint32_t some_bytes(void) {
  uint32_t bits = 0;
  for (uint32_t i = 0; i < 32; i += 8) bits |= random_below(2) * 0xFFu << i;
  return bits;
}

uint32_t torn_bits(void) {
  switch (kind) {
    case ONE_BIT: return 1u << random_below(32);
    case ALL_BUT_ONE: return ~(1u << random_below(32));
    case FEW_BITS: return few_bits();
    case ALL_BUT_FEW: return ~few_bits();
    case BYTES: return some_bytes();
    case ANY_BITS: return random_below(0x10000u) << 16 | random_below(0x10000u);
    case UP_TO_A_WORD: return words > 0 && words-- ? ~0u : 0;
    case ONE_WORD_LEFT: return words-- == 0 ? 0 : ~0u;
    default: return fixed;
  }
}
