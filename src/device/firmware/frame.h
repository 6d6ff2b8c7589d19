/* Frames over the serial line (SPEC.md, "The device protocol"). */
#ifndef PERCEPTINO_FRAME_H
#define PERCEPTINO_FRAME_H

#include <stdint.h>

#include "network.h"

#define MAX(a, b) ((a) > (b) ? (a) : (b))
/* bytes of payload of the largest request, a reading with its target, or of the largest answer, but never below 256 */
#define FRAME_READING (4 * (NETWORK_INPUTS + NETWORK_TARGETS))
#define FRAME_MAX MAX(256, MAX(FRAME_READING, 4 * NETWORK_OUTPUTS))
#define FRAME_HEADER 4   /* bytes: start, type, length */
#define FRAME_CHECKSUM 4 /* bytes */
/* bytes of what has come and was not answered: a frame, and the start of the next */
#define FRAME_ROOM (FRAME_MAX + FRAME_HEADER + FRAME_CHECKSUM + 16)

enum {
  ERROR_DAMAGED = 1,
  ERROR_TYPE = 2,
  ERROR_LENGTH = 3,
  ERROR_RANGE = 4,
  ERROR_ORDER = 5,
  ERROR_FLASH = 6,
  ERROR_ENGINE = 7,
};

/* A request. The payload lies on a word boundary and stays until the next frame_receive(). */
struct frame {
  uint8_t type;
  uint16_t length; /* bytes of payload */
  const uint32_t *payload;
};

/* Waits for the next whole frame; what is damaged on the way is answered and dropped. */
struct frame frame_receive(void);

/* An answer: frame_begin with the payload's length, the payload in pieces, frame_end. */
void frame_begin(uint8_t type, uint32_t length);
void frame_put(const void *bytes, uint32_t length);
void frame_put_word(uint32_t word);
void frame_end(void);

/* Waits until the last byte has left. */
void frame_finish(void);

/* The error frame: the request's type and one of the codes above. */
void frame_error(uint8_t type, uint8_t code);

#endif
