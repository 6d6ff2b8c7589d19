/* The firmware: starts the chip and the network, restores the newest checkpoint or begins as it was built, and serves. */
#include "chip.h"
#include "engine.h"
#include "flash.h"
#include "frame.h"
#include "learner.h"
#include "serve.h"
#include "slots.h"
#include "uart.h"

/* Without a network, which did not fit into the memory, there is one answer to all. */
static void refuse(void) {
  for (;;) frame_error(frame_receive().type, ERROR_ENGINE);
}

int main(void) {
  uart_start(chip_start(), UART_BAUD);
  clock_start();
  if (!engine_start()) refuse();
  flash_start(); /* behind the engine: where checkpoints lie may depend on the network */
  learner_begin();
  serve(slots_restore());
}
