/* Answers the requests of the device protocol. */
#ifndef PERCEPTINO_SERVE_H
#define PERCEPTINO_SERVE_H

#include <stdbool.h>

/* Serves forever. `restored`: whether the learner started from a checkpoint. */
void serve(bool restored) __attribute__((noreturn));

#endif
