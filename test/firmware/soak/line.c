/* The line between host and device: what it does to frames, and frames as the host sees them, apart from the firmware's. */
#include <string.h>

#include "frame.h"
#include "soak.h"
#include "torn.h"

#define START 0xA5
#define ROOM (2 * (FRAME_MAX + 8) + 64)
#define ANSWERS_ROOM (1u << 20)

/* Bit by bit, and not the firmware's. */
static uint32_t crc(const uint8_t *bytes, uint32_t count) {
  uint32_t sum = ~0u;
  for (uint32_t i = 0; i < count; i++) {
    sum ^= bytes[i];
    for (int bit = 0; bit < 8; bit++) sum = sum >> 1 ^ (sum & 1 ? 0xEDB88320u : 0);
  }
  return ~sum;
}

static uint32_t encode(uint8_t *frame, uint8_t type, const uint32_t *words, uint32_t count) {
  uint32_t length = 4 * count;
  frame[0] = START;
  frame[1] = type;
  frame[2] = (uint8_t)length;
  frame[3] = (uint8_t)(length >> 8);
  if (length > 0) memcpy(frame + 4, words, length);
  uint32_t sum = crc(frame + 1, 3 + length);
  memcpy(frame + 4 + length, &sum, 4);
  return length + 8;
}

static bool one_in(uint32_t n) { return !lasting->calm && random_below(n) == 0; }

/* Random bytes, starts of frames, or a header that makes the device wait for a payload; gives how many. */
static uint32_t noise_bytes(uint8_t *bytes) {
  uint32_t count = 1 + random_below(40);
  uint32_t kind = random_below(3);
  for (uint32_t i = 0; i < count; i++) bytes[i] = kind == 0 ? START : (uint8_t)random_below(256);
  if (kind < 2) return count;
  bytes[0] = START;
  bytes[2] = (uint8_t)random_below(64);
  bytes[3] = 0;
  return 4 + random_below(count);
}

void noise(void) {
  uint8_t bytes[64] = {0};
  device_run(bytes, noise_bytes(bytes));
  device_silence();
  const uint8_t *said;
  device_said(&said);
}

/* Flips a bit, changes, loses or doubles a byte, or loses the end; gives how many bytes are left. */
static uint32_t damage(uint8_t *bytes, uint32_t count) {
  uint32_t at = random_below(count);
  lasting->damaged++;
  switch (random_below(5)) {
    case 0: bytes[at] ^= 1u << random_below(8); return count;
    case 1: bytes[at] ^= 1 + random_below(255); return count;
    case 2: memmove(bytes + at, bytes + at + 1, count - at - 1); return count - 1;
    case 3: memmove(bytes + at + 1, bytes + at, count - at); return count + 1;
    default: return at;
  }
}

/* When a frame's answer is to be expected: at once, after a silence at the latest as noise came before it, or not at all. */
enum expected { AT_ONCE, LATE, PERHAPS };

/* Sends a frame, now and then with noise before it, damaged, or with a pause in it. */
static enum expected send(uint8_t *bytes, uint32_t count) {
  enum expected expected = AT_ONCE;
  if (one_in(24)) {
    memmove(bytes + 64, bytes, count);
    uint32_t before = noise_bytes(bytes);
    memmove(bytes + before, bytes + 64, count);
    count += before;
    expected = LATE;
  }
  if (one_in(16)) {
    count = damage(bytes, count);
    expected = PERHAPS;
  }
  uint32_t first = one_in(8) ? random_below(count + 1) : 0;
  if (first > 0) device_run(bytes, first);
  if (first > 0 && one_in(4)) {
    device_silence();
    expected = PERHAPS;
  }
  device_run(bytes + first, count - first);
  return expected;
}

/* Finds the answer to a request among what the device said; its errors about noise are passed over. */
static struct answer find(const uint8_t *said, uint32_t count, uint8_t type) {
  static uint32_t payload[FRAME_MAX / 4]; /* kept when nothing is found */
  for (uint32_t at = 0; at + 8 <= count; at++) {
    uint32_t length = said[at + 2] | (uint32_t)said[at + 3] << 8;
    uint32_t sum;
    if (said[at] != START || length > FRAME_MAX || at + 8 + length > count) continue;
    memcpy(&sum, said + at + 4 + length, 4);
    if (crc(said + at + 1, 3 + length) != sum) continue;
    if (said[at + 1] == (type | 0x80)) {
      memcpy(payload, said + at + 4, length);
      return (struct answer){ANSWERED, 0, payload, length / 4};
    }
    bool refusal = said[at + 1] == 0xFF && length == 2 && said[at + 4] == type;
    if (refusal && said[at + 5] != ERROR_DAMAGED) return (struct answer){REFUSED, said[at + 5], payload, 0};
    at += 7 + length;
  }
  return (struct answer){LOST, 0, payload, 0};
}

/* Takes what the device said, now and then damaged on the way. */
static struct answer hear(uint8_t type, enum expected *expected) {
  static uint8_t answers[ANSWERS_ROOM + 1];
  const uint8_t *said;
  uint32_t bytes = device_said(&said);
  memcpy(answers, said, bytes);
  if (bytes > 0 && one_in(64)) {
    bytes = damage(answers, bytes);
    *expected = PERHAPS;
  }
  return find(answers, bytes, type);
}

struct answer request(uint8_t type, const uint32_t *words, uint32_t count) {
  static uint8_t frame[ROOM];
  lasting->requests++;
  enum expected expected = send(frame, encode(frame, type, words, count));
  struct answer answer = hear(type, &expected);
  if (expected == AT_ONCE) {
    if (answer.came == LOST) fail("no answer to a frame that arrived as it was");
    return answer;
  }
  device_silence(); /* what the device still holds must not hit the next request */
  struct answer late = hear(type, &expected);
  if (answer.came == LOST && late.came == LOST && expected == LATE) fail("noise costs the frame behind it");
  return answer.came == LOST ? late : answer;
}
