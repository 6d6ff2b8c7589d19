/*
 * Two slots; the newest checkpoint stays where it is while the next one is written to the other. Whether a slot is whole, its
 * CRC-32 alone says, which covers the sequence number and is written last: whatever a cut leaves of a slot, it does not count,
 * and nothing that is left can keep the next checkpoint from being written. Portable C: the tests compile it for the host.
 * Trusts that a word, once it was read back, stays as it is.
 */
#include "slots.h"

#include "crc32.h"

#define LAST 0xFFFFFFFFu /* sequence number; the next one is 1, as 0 says that there is none */
#define VERSION 0xFFu /* of a slot's second word */
#define HALFWAY 0x80000000u

static uint32_t start_of(uint32_t slot) { return slot * SLOT_BYTES; }

static uint32_t read_word(uint32_t slot, uint32_t index) {
  return flash_read(start_of(slot) + 4 * index);
}

static uint32_t checksum(uint32_t slot, uint32_t words) {
  uint32_t sum = CRC32_START;
  for (uint32_t i = 0; i < words; i++) {
    uint32_t word = read_word(slot, i);
    sum = crc32_add(sum, &word, 4);
  }
  return ~sum;
}

/*
 * Whether a slot's first words, but for the sequence number in the magic word's place, are those of a checkpoint. The version's
 * upper bytes say with what the image began that wrote it.
 */
static bool has_header(uint32_t slot) {
  uint32_t header[CHECKPOINT_HEADER];
  learner_header(header);
  if ((read_word(slot, 1) & VERSION) != header[1]) return false;
  for (uint32_t i = 2; i < CHECKPOINT_HEADER; i++) {
    if (read_word(slot, i) != header[i]) return false;
  }
  return true;
}

/* Whether a checkpoint is newer than what the image itself begins with: any is newer than nothing. */
static bool is_newer(uint32_t slot) {
  return TRAINED_ORIGIN == 0 || (read_word(slot, 1) & ~VERSION) == TRAINED_ORIGIN;
}

/* Whether the words of a slot's state are ones that may be restored. */
static bool holds_state(uint32_t slot) {
  for (uint32_t i = 0; i < STATE_WORDS; i++) {
    if (!learner_accepts(i, read_word(slot, CHECKPOINT_HEADER + i))) return false;
  }
  return true;
}

/* The sequence number of a slot with a good checkpoint, else 0. */
static uint32_t sequence_of(uint32_t slot) {
  uint32_t last = CHECKPOINT_BYTES / 4 - 1;
  if (!has_header(slot)) return 0;
  if (checksum(slot, last) != read_word(slot, last)) return 0;
  return holds_state(slot) ? read_word(slot, 0) : 0;
}

/*
 * The slot with the newest checkpoint and its sequence number, which is 0 when there is none. Numbers go round; two slots
 * that count hold neighbours, so the newer one is less than half a turn ahead.
 */
static uint32_t newest(uint32_t *sequence) {
  uint32_t first = sequence_of(0);
  uint32_t second = sequence_of(1);
  bool is_first = first != 0 && (second == 0 || first - second < HALFWAY);
  *sequence = is_first ? first : second;
  return is_first ? 0 : 1;
}

bool slots_restore(void) {
  uint32_t sequence;
  uint32_t slot = newest(&sequence);
  if (sequence == 0 || !is_newer(slot)) return false;
  for (uint32_t i = 0; i < STATE_WORDS; i++) {
    learner_state()[i] = read_word(slot, CHECKPOINT_HEADER + i);
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

/* Writes the learner's state under a sequence number, in ascending order: the CRC-32 comes last. */
static bool write_checkpoint(uint32_t slot, uint32_t sequence) {
  uint32_t header[CHECKPOINT_HEADER];
  uint32_t place = start_of(slot);
  uint32_t sum = CRC32_START;
  learner_header(header);
  header[0] = sequence;
  header[1] |= TRAINED_ORIGIN;
  bool good = write_words(&place, &sum, header, CHECKPOINT_HEADER) &&
              write_words(&place, &sum, learner_state(), STATE_WORDS);
  uint32_t crc = ~sum;
  return good && flash_write(place, &crc, 1);
}

uint32_t slots_save(void) {
  uint32_t sequence;
  uint32_t other = 1 - newest(&sequence);
  uint32_t next = sequence == LAST ? 1 : sequence + 1;
  return erase(other) && write_checkpoint(other, next) ? next : 0;
}

bool slots_forget(void) {
  uint32_t sequence;
  uint32_t slot = newest(&sequence);
  return erase(1 - slot) && erase(slot); /* the older one first: a cut must not bring it back */
}
