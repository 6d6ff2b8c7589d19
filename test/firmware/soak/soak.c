/*
 * Usage: soak READINGS SEED [calm]. Lives of a device, one after the other, until it has learnt all readings. Prints what
 * came of them as JSON, or what went wrong on standard error.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "soak.h"
#include "torn.h"

#define HANGS 600 /* seconds after which a life is taken for one that never ends */

extern uint32_t _kept_start[];
extern const uint32_t kept_bytes;

struct lasting *lasting;

void fail(const char *what) {
  fprintf(stderr, "%s: life %u, checkpoint of %u readings, the next of %u\n", what, lasting->lives,
          lasting->kept, lasting->pending);
  _exit(1);
}

static void *share(void *place, size_t bytes) {
  int fixed = place == NULL ? 0 : MAP_FIXED;
  void *shared = mmap(place, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | fixed, -1, 0);
  if (shared == MAP_FAILED) {
    perror("mmap");
    exit(1);
  }
  return shared;
}

/* Gives how the process of a life ended. */
static int one_life(uint32_t seed) {
  int status = 0;
  lasting->lives++;
  pid_t life = fork();
  if (life == 0) {
    alarm(HANGS);
    random_seed((uint64_t)seed << 32 | lasting->lives);
    live();
  }
  if (life < 0 || waitpid(life, &status, 0) != life) {
    perror("fork");
    exit(1);
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

int main(int count, char **arguments) {
  if (count < 3) return fprintf(stderr, "usage: soak READINGS SEED [calm]\n"), 2;
  lasting = share(NULL, sizeof *lasting);
  share(_kept_start, kept_bytes);
  lasting->target = (uint32_t)strtoul(arguments[1], NULL, 10);
  lasting->calm = count > 3 && strcmp(arguments[3], "calm") == 0;
  uint32_t seed = (uint32_t)strtoul(arguments[2], NULL, 10);
  int ended = POWER_LOST;
  while (ended == POWER_LOST) ended = one_life(seed);
  if (ended != FINISHED) return fprintf(stderr, "life %u ended with %d\n", lasting->lives, ended), 1;
  printf("{\"position\": %u, \"steps\": %u, \"observed\": %u, \"hash\": %u, \"lives\": %u, \"requests\": %u, "
         "\"damaged\": %u, \"refused\": %u, \"checkpoints\": %u, \"cuts\": %u}\n",
         lasting->position, lasting->steps, lasting->observed, lasting->hash, lasting->lives,
         lasting->requests, lasting->damaged, lasting->refused, lasting->checkpoints, lasting->cuts);
  return 0;
}
