/* What a core does around a sketch, for the stand-in of Arduino.h on this machine: Serial is standard input and output. */
#include "Arduino.h"

#include <stdio.h>

StandInSerial Serial;

void StandInSerial::begin(unsigned long) {}

int StandInSerial::available() {
  int next = getchar();
  if (next == EOF) exit(0);
  ungetc(next, stdin);
  return 1;
}

int StandInSerial::read() { return getchar(); }
size_t StandInSerial::print(const char *text) { return (size_t)printf("%s", text); }
size_t StandInSerial::print(int number) { return (size_t)printf("%d", number); }
size_t StandInSerial::print(unsigned long number) { return (size_t)printf("%lu", number); }
size_t StandInSerial::print(double number, int digits) {
  return (size_t)printf("%.*f", digits, number);
}
size_t StandInSerial::println() { return print("\n"); }
size_t StandInSerial::println(const char *text) { return print(text) + println(); }
size_t StandInSerial::println(int number) { return print(number) + println(); }
size_t StandInSerial::println(double number, int digits) {
  return print(number, digits) + println();
}

int main() {
  setup();
  for (;;) loop();
}
