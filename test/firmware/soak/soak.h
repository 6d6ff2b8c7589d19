/*
 * The firmware on this machine: its own files with stand-ins for the hardware (board.c), a line that damages what passes
 * (line.c) and a host that teaches it readings and looks at what it does (host.c). A life of the device is a process of its
 * own, so that after a loss of power nothing is left but its flash.
 */
#ifndef PERCEPTINO_SOAK_H
#define PERCEPTINO_SOAK_H

#include <stdbool.h>
#include <stdint.h>

#include "network.h"

/* How the process of a life ends; anything else is a fault. */
enum { POWER_LOST = 40, FINISHED = 41 };

/* What outlasts a life, in memory that the lives share. */
struct lasting {
  uint32_t target;  /* readings to learn */
  bool calm;        /* no noise and no cuts */
  uint32_t lives;   /* begun so far */
  uint32_t kept;    /* readings that the newest checkpoint knows; 0 without one */
  uint32_t pending; /* the same of a checkpoint whose answer has not come; equal to kept when there is none */
  uint32_t position, hash, steps, observed; /* at the end */
  uint32_t requests, damaged, refused, cuts, checkpoints; /* how many there were */
};
extern struct lasting *lasting;

/* Ends the run: says what went wrong and when. */
void fail(const char *what) __attribute__((noreturn));

/* The device (board.c): lets it work on what was sent to it until it waits for more, which takes no time. */
void device_run(const uint8_t *bytes, uint32_t count);
/* Lets time pass until the device has given up all unfinished frames and waits for a new one. */
void device_silence(void);
/* What it has said since it was last asked for that, at most once. */
uint32_t device_said(const uint8_t **bytes);
/* Takes its power. */
void device_off(void) __attribute__((noreturn));

/* What came of a request. */
struct answer {
  enum { ANSWERED, REFUSED, LOST } came;
  uint8_t code;             /* of a refusal */
  const uint32_t *payload;  /* of an answer; until the next request */
  uint32_t words;
};

/* Sends a request over a line that may damage it or its answer (line.c). */
struct answer request(uint8_t type, const uint32_t *words, uint32_t count);
/* Noise on the line between requests. */
void noise(void);

/* Teaches the device from wherever it stands (host.c); ends the process. */
void live(void) __attribute__((noreturn));

#endif
