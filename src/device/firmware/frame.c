/*
 * Receives and sends frames over a polled UART. A byte that is not part of a good frame is dropped, and the search for the
 * next frame begins again among the bytes at hand. While it sends it goes on receiving, as far as there is room.
 */
#include "frame.h"

#include <stdbool.h>
#include <string.h>

#include "chip.h"
#include "crc32.h"
#include "room.h"
#include "uart.h"

#define START 0xA5
#define HEADER FRAME_HEADER
#define CHECKSUM FRAME_CHECKSUM

#ifdef NETWORK_ATTACHED
#define WORDS ROOM_RECEIVED
#else
static uint32_t received[(FRAME_ROOM + 3) / 4];
#define WORDS received
#endif
#define BYTES ((uint8_t *)WORDS) /* the same; in words, so that a payload lies on a word boundary */

static uint32_t held;     /* bytes in the buffer */
static uint32_t consumed; /* bytes of the frame that was given out last */
static uint32_t sum;      /* CRC-32 of the frame being sent */

/* Takes what has come, as far as there is room. */
static bool pump(void) {
  bool any = false;
  while (held < FRAME_ROOM && uart_receive(&BYTES[held])) {
    held++;
    any = true;
  }
  return any;
}

/* Drops `count` bytes and all behind them up to the next start of a frame. */
static void drop(uint32_t count) {
  while (count < held && BYTES[count] != START) count++;
  held -= count;
  memmove(BYTES, BYTES + count, held);
}

/* Gives up the frame at the front, but for its first byte keeps what is there. */
static void give_up(void) {
  uint8_t type = held > 1 ? BYTES[1] : 0;
  drop(1);
  frame_error(type, ERROR_DAMAGED);
}

static bool checksum_right(uint32_t length) {
  uint32_t expected;
  memcpy(&expected, BYTES + HEADER + length, CHECKSUM);
  return crc32_of(BYTES + 1, HEADER - 1 + length) == expected;
}

/* Waits for more bytes; false when there was none for PATIENCE ticks (from the build) in the midst of a frame. */
static bool wait(void) {
  uint32_t since = clock_ticks();
  while (!pump()) {
    if (held > 0 && clock_ticks() - since > PATIENCE) return false;
  }
  return true;
}

struct frame frame_receive(void) {
  drop(consumed);
  consumed = 0;
  for (;;) {
    uint32_t length = BYTES[2] | (uint32_t)BYTES[3] << 8;
    if (held >= HEADER && length > FRAME_MAX) {
      give_up();
    } else if (held >= HEADER && held >= HEADER + length + CHECKSUM) {
      if (checksum_right(length)) {
        consumed = HEADER + length + CHECKSUM;
        return (struct frame){BYTES[1], (uint16_t)length, WORDS + 1};
      }
      give_up();
    } else if (wait()) {
      drop(0);
    } else {
      give_up();
    }
  }
}

static void send(const void *bytes, uint32_t length) {
  const uint8_t *byte = bytes;
  for (; length > 0; length--) {
    while (!uart_ready()) pump();
    uart_send(*byte++);
    pump();
  }
}

void frame_put(const void *bytes, uint32_t length) {
  sum = crc32_add(sum, bytes, length);
  send(bytes, length);
}

void frame_put_word(uint32_t word) { frame_put(&word, 4); }

void frame_begin(uint8_t type, uint32_t length) {
  uint8_t header[HEADER] = {START, type, (uint8_t)length, (uint8_t)(length >> 8)};
  sum = CRC32_START;
  send(header, 1);
  frame_put(header + 1, HEADER - 1);
}

void frame_end(void) {
  uint32_t checksum = ~sum;
  send(&checksum, CHECKSUM);
}

void frame_finish(void) {
  while (!uart_idle()) pump();
}

void frame_error(uint8_t type, uint8_t code) {
  uint8_t payload[2] = {type, code};
  frame_begin(0xFF, 2);
  frame_put(payload, 2);
  frame_end();
}
