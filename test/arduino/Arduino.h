/*
 * A stand-in for Arduino.h, ours: as much of Serial as the example sketch uses, on the first UART of the boards that QEMU calls
 * mps2. It is no part of any Arduino core; what a core's compiler is told, the test tells ours.
 */
#ifndef STAND_IN_ARDUINO_H
#define STAND_IN_ARDUINO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Macros of Arduino's own that a sketch must not meet. */
#define HIGH 0x1
#define LOW 0x0
#define INPUT 0x0
#define OUTPUT 0x1
#define DEFAULT 1
#define EXTERNAL 0
#define bit(b) (1UL << (b))
#define F(text) (text)
#define min(a, b) ((a) < (b) ? (a) : (b))
#define max(a, b) ((a) > (b) ? (a) : (b))
#define abs(x) ((x) > 0 ? (x) : -(x))
#define round(x) ((x) >= 0 ? (long)((x) + 0.5) : (long)((x) - 0.5))
typedef uint8_t byte;
typedef uint16_t word;
typedef bool boolean;

void setup();
void loop();

class StandInSerial {
 public:
  void begin(unsigned long baud);
  int available();
  int read();
  size_t print(const char *text);
  size_t print(int number);
  size_t print(unsigned long number);
  size_t print(double number, int digits = 2);
  size_t println();
  size_t println(const char *text);
  size_t println(int number);
  size_t println(double number, int digits = 2);
};
extern StandInSerial Serial;

#endif
