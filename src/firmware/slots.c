/*
 * Two slots; the newest checkpoint stays where it is while the next one is written to the other. Portable C: the tests
 * compile it for the host. Trusts that a word, once it was read back, stays as it is.
 */
#include "slots.h"

#include "crc32.h"

#define ERASED 0xFFFFFFFFu
#define LENGTH 0   /* bytes from the slot's start */
#define SEQUENCE 4 /* bytes from the slot's start */

static uint32_t start_of(uint32_t slot) { return slot * SLOT_BYTES; }

static uint32_t read_word(uint32_t slot, uint32_t index) {
  return flash_read(start_of(slot) + SLOT_HEADER + 4 * index);
}

static uint32_t checksum(uint32_t slot, uint32_t words) {
  uint32_t sum = CRC32_START;
  for (uint32_t i = 0; i < words; i++) {
    uint32_t word = read_word(slot, i);
    sum = crc32_add(sum, &word, 4);
  }
  return ~sum;
}

static void read_header(uint32_t slot, uint32_t header[CHECKPOINT_HEADER]) {
  for (uint32_t i = 0; i < CHECKPOINT_HEADER; i++) header[i] = read_word(slot, i);
}

/* The sequence number of a slot with a good checkpoint, else 0. */
static uint32_t sequence_of(uint32_t slot) {
  uint32_t header[CHECKPOINT_HEADER];
  uint32_t sequence = flash_read(start_of(slot) + SEQUENCE);
  uint32_t length = flash_read(start_of(slot) + LENGTH);
  if (sequence == ERASED) return 0;
  read_header(slot, header);
  if (!learner_accepts(header) || length != CHECKPOINT_BYTES(header[7])) return 0;
  uint32_t last = length / 4 - 1;
  return checksum(slot, last) == read_word(slot, last) ? sequence : 0;
}

/* The slot with the newest checkpoint and its sequence number, which is 0 when there is none. */
static uint32_t newest(uint32_t *sequence) {
  uint32_t first = sequence_of(0);
  uint32_t second = sequence_of(1);
  *sequence = first > second ? first : second;
  return first > second ? 0 : 1;
}

bool slots_restore(void) {
  uint32_t header[CHECKPOINT_HEADER];
  struct words blocks[CHECKPOINT_BLOCKS];
  uint32_t sequence;
  uint32_t slot = newest(&sequence);
  if (sequence == 0) return false;
  read_header(slot, header);
  learner_take_header(header);
  learner_blocks(blocks);
  uint32_t index = CHECKPOINT_HEADER;
  for (uint32_t b = 0; b < CHECKPOINT_BLOCKS; b++) {
    for (uint32_t i = 0; i < blocks[b].count; i++) blocks[b].words[i] = read_word(slot, index++);
  }
  return true;
}

static bool erase(uint32_t slot) {
  for (uint32_t i = 0; i < SLOT_BYTES; i += FLASH_UNIT) {
    if (!flash_erase(start_of(slot) + i)) return false;
  }
  return true;
}

/* Writes words one after the other and adds them to a running CRC-32. */
static bool write_words(uint32_t *place, uint32_t *sum, const uint32_t *words, uint32_t count) {
  *sum = crc32_add(*sum, words, 4 * count);
  uint32_t here = *place;
  *place += 4 * count;
  return flash_write(here, words, count);
}

static bool write_word(uint32_t place, uint32_t word) { return flash_write(place, &word, 1); }

/* Writes the checkpoint of the learner's state, then its length. */
static bool write_checkpoint(uint32_t slot) {
  uint32_t header[CHECKPOINT_HEADER];
  struct words blocks[CHECKPOINT_BLOCKS];
  uint32_t place = start_of(slot) + SLOT_HEADER;
  uint32_t sum = CRC32_START;
  learner_header(header);
  learner_blocks(blocks);
  bool good = write_words(&place, &sum, header, CHECKPOINT_HEADER);
  for (uint32_t b = 0; b < CHECKPOINT_BLOCKS; b++) {
    good = good && write_words(&place, &sum, blocks[b].words, blocks[b].count);
  }
  return good && write_word(place, ~sum) &&
         write_word(start_of(slot) + LENGTH, CHECKPOINT_BYTES(header[7]));
}

/* Puts the learner's state into a slot under a sequence number. */
static bool put(uint32_t slot, uint32_t sequence) {
  return erase(slot) && write_checkpoint(slot) && write_word(start_of(slot) + SEQUENCE, sequence);
}

uint32_t slots_save(void) {
  uint32_t sequence;
  uint32_t other = 1 - newest(&sequence);
  /* Only a torn sequence number is as high as this: bits that were not cleared. The last one of all means "erased". */
  if (sequence >= ERASED - 1) return 0;
  return put(other, sequence + 1) ? sequence + 1 : 0;
}

bool slots_forget(void) {
  uint32_t sequence;
  uint32_t slot = newest(&sequence);
  return erase(1 - slot) && erase(slot); /* the older one first: a cut must not bring it back */
}
