/* Stand-ins for a chip's clock, its serial line and its restart, around the firmware's own main(). */
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "chip.h"
#include "frame.h"
#include "serve.h"
#include "slots.h"
#include "soak.h"
#include "uart.h"

#define PAGE 65536 /* a multiple of the pages of all hosts */
#define SAID_ROOM (1u << 20)

/* The flash of flash-emulated.c, on pages of its own: soak.c lets the lives share them. */
uint32_t _kept_start[(4 + 2 * SLOT_BYTES + PAGE - 1) / PAGE * PAGE / 4]
    __attribute__((aligned(PAGE)));
const uint32_t kept_bytes = sizeof _kept_start;

static jmp_buf idle;
static bool started, restored;
static const uint8_t *coming;
static uint32_t left;    /* bytes of `coming` */
static uint32_t silence; /* looks at the line before no more time may pass */
static bool waits;       /* whether the firmware waits for a frame, and does not just look whether one comes */
static bool news;        /* whether a byte has come since it last looked in vain */
static uint32_t clock_now;
static uint8_t said[SAID_ROOM];
static uint32_t said_bytes;

static void serve_first(bool from_checkpoint) __attribute__((noreturn));

#define main firmware_main
#define serve serve_first
#include "main.c"
#undef serve
#undef main

static void serve_first(bool from_checkpoint) {
  restored = from_checkpoint;
  serve(restored);
}

uint32_t chip_start(void) { return 1; }
void clock_start(void) {}
uint32_t stack_used(void) { return 0; }
void chip_reset(void) { device_off(); }
void device_off(void) { _exit(POWER_LOST); }

/* Asked when a wait begins, and between the looks at the line while a frame is unfinished. */
uint32_t clock_ticks(void) {
  waits = true;
  return clock_now++;
}

void uart_start(uint32_t clock, uint32_t baud) {
  (void)clock;
  (void)baud;
}

/* The firmware has no state but its variables while it waits: it is left here, and goes on by serving anew. */
bool uart_receive(uint8_t *byte) {
  if (left > 0) {
    left--;
    news = true;
    *byte = *coming++;
    return true;
  }
  if (news || !waits) {
    news = false; /* it first looks at what has come */
    return false;
  }
  if (silence == 0) longjmp(idle, 1);
  silence--;
  return false;
}

bool uart_ready(void) { return true; }
bool uart_idle(void) { return true; }

void uart_send(uint8_t byte) {
  waits = false;
  if (said_bytes == SAID_ROOM) fail("the device does not stop talking");
  said[said_bytes++] = byte;
}

void device_run(const uint8_t *bytes, uint32_t count) {
  coming = bytes;
  left = count;
  if (setjmp(idle)) return;
  if (started) serve(restored);
  started = true;
  firmware_main();
}

void device_silence(void) {
  uint32_t before;
  do {
    before = said_bytes;
    silence = 4 * PATIENCE;
    device_run(NULL, 0);
  } while (said_bytes != before);
}

uint32_t device_said(const uint8_t **bytes) {
  uint32_t count = said_bytes;
  *bytes = said;
  said_bytes = 0;
  return count;
}
