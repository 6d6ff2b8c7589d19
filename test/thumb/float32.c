/*
 * IEEE-754 binary32 for cores with neither an FPU nor a wide multiply nor a divide (Cortex-M0 and M0+), in place of
 * GCC's, whose division holds absolute addresses and whose product takes twice the time. Rounds to nearest, ties to
 * even; subnormals, infinities and signed zeros are the standard's; every NaN that comes out is 0x7fc00000.
 *
 * FLOAT32(name) makes the functions' names: those that GCC calls on ARM, or others for a check on the host.
 */
#include <stdint.h>

#ifndef FLOAT32
#define FLOAT32(name) __aeabi_##name
#endif

typedef uint32_t u32;

#define SIGN 0x80000000u
#define INFINITE 0x7f800000u
#define NOT_A_NUMBER 0x7fc00000u
#define BIAS 127
#define SPECIAL 255 /* the exponent of infinities and NaN */

u32 FLOAT32(fadd)(u32 a, u32 b);
u32 FLOAT32(fsub)(u32 a, u32 b);
u32 FLOAT32(fmul)(u32 a, u32 b);
u32 FLOAT32(fdiv)(u32 a, u32 b);
u32 FLOAT32(i2f)(int32_t value);
u32 FLOAT32(ui2f)(u32 value);
int FLOAT32(fcmpeq)(u32 a, u32 b);
int FLOAT32(fcmplt)(u32 a, u32 b);
int FLOAT32(fcmple)(u32 a, u32 b);
int FLOAT32(fcmpgt)(u32 a, u32 b);
int FLOAT32(fcmpge)(u32 a, u32 b);

static inline u32 exponent_of(u32 a) { return a << 1 >> 24; }

static inline int is_nan(u32 a) { return a << 1 > INFINITE << 1; }

/* value / 2^count for count below 32, with its lowest bit set if any bit was lost. */
static inline u32 shifted(u32 value, u32 count) {
  return value >> count | ((value << 1 << (31 - count)) != 0);
}

/*
 * The number of a sign, an exponent and a significand with its leading one in bit 31 and 8 bits too many. The leading
 * one counts the exponent up, so it is handed over less one; a carry into it or out of it comes out right.
 */
static inline u32 rounded(u32 sign, u32 exponent_less_one, u32 significand) {
  u32 result = (exponent_less_one << 23) + (significand >> 8);
  if (significand & 0x80) {
    result++;
    if (!(significand & 0x7f)) result &= ~1u;
  }
  return result | sign;
}

/* As rounded(), for any exponent. */
static u32 packed(u32 sign, int exponent, u32 significand) {
  if (exponent >= SPECIAL) return sign | INFINITE;
  if (exponent <= 0) {
    significand = exponent < -30 ? 1 : shifted(significand, (u32)(1 - exponent));
    exponent = 1;
  }
  return rounded(sign, (u32)exponent - 1, significand);
}

u32 FLOAT32(fadd)(u32 a, u32 b) {
  if (a << 1 < b << 1) {
    u32 larger = b;
    b = a;
    a = larger;
  }
  u32 exponent = exponent_of(a);
  u32 distance = exponent - exponent_of(b);
  u32 x = a << 8 | SIGN;
  u32 y = b << 8 | SIGN;
  if (exponent == SPECIAL || exponent == distance) {
    if (is_nan(a) || (exponent == SPECIAL && (a ^ SIGN) == b)) return NOT_A_NUMBER;
    if (exponent == SPECIAL || b << 1 == 0) return a << 1 == 0 ? a & b : a;
    y = b << 8;
    if (exponent == 0) x = a << 8;
    else distance--;
    if (exponent == 0) exponent = 1;
  }
  if (distance > 25) return a; /* b is less than half of a's last place, even below a power of two */
  /* Leading ones in bit 30: a sum may carry into bit 31. */
  x >>= 1;
  y = shifted(y >> 1, distance);
  if ((int32_t)(a ^ b) >= 0) {
    x += y;
    if (x >> 31) {
      if (exponent >= SPECIAL - 1) return (a & SIGN) | INFINITE;
      return rounded(a & SIGN, exponent, x);
    }
  } else {
    x -= y;
    if (x == 0) return 0;
    if (x < 1u << 14 && exponent > 16) {
      x <<= 16;
      exponent -= 16;
    }
    while (x < 1u << 30 && exponent > 1) {
      x <<= 1;
      exponent--;
    }
  }
  return rounded(a & SIGN, exponent - 1, x << 1);
}

u32 FLOAT32(fsub)(u32 a, u32 b) { return FLOAT32(fadd)(a, b ^ SIGN); }

/* Brings the leading one of a subnormal, not zero, to bit 31; its exponent, 0, falls below zero. */
static inline u32 normalised(u32 a, int *exponent) {
  u32 significand = a << 9;
  for (; !(significand >> 31); significand <<= 1) --*exponent;
  return significand;
}

/* The upper half of the product of two significands, with its lowest bit set if any bit below is. */
static inline u32 product(u32 x, u32 y) {
  u32 x_high = x >> 16, x_low = x << 16 >> 24;
  u32 y_high = y >> 16, y_low = y << 16 >> 24;
  u32 middle = x_high * y_low + x_low * y_high;
  u32 low = (middle << 24 >> 16) + x_low * y_low;
  u32 high = x_high * y_high + (middle >> 8) + (low >> 16);
  return high | (low << 16 != 0);
}

/* The product of two numbers by the sum of their exponents and by their significands. */
static inline u32 multiplied(u32 sign, int exponents, u32 x, u32 y) {
  int exponent = exponents - BIAS + 1;
  u32 significand = product(x, y);
  if (!(significand >> 31)) {
    significand <<= 1;
    exponent--;
  }
  if ((u32)exponent - 1 < SPECIAL - 1) return rounded(sign & SIGN, (u32)exponent - 1, significand);
  return packed(sign & SIGN, exponent, significand);
}

/* fmul() where an exponent is lowest or highest. */
static __attribute__((__noinline__)) u32 odd_product(u32 a, u32 b) {
  u32 sign = (a ^ b) & SIGN;
  int i = (int)exponent_of(a), j = (int)exponent_of(b);
  u32 x = a << 8 | SIGN, y = b << 8 | SIGN;
  if (is_nan(a) || is_nan(b)) return NOT_A_NUMBER;
  if (a << 1 == 0 || b << 1 == 0) return i == SPECIAL || j == SPECIAL ? NOT_A_NUMBER : sign;
  if (i == SPECIAL || j == SPECIAL) return sign | INFINITE;
  if (i == 0) x = normalised(a, &i);
  if (j == 0) y = normalised(b, &j);
  return multiplied(sign, i + j, x, y);
}

u32 FLOAT32(fmul)(u32 a, u32 b) {
  u32 i = exponent_of(a), j = exponent_of(b);
  if (i - 1 >= SPECIAL - 1 || j - 1 >= SPECIAL - 1) return odd_product(a, b);
  return multiplied(a ^ b, (int)(i + j), a << 8 | SIGN, b << 8 | SIGN);
}

/* The first 26 bits of x / y for x from y to below 2y; the last is set if there are more. */
static inline u32 quotient(u32 x, u32 y) {
  u32 result = 1;
  x -= y;
  do {
    x <<= 1;
    result <<= 1;
    if (x >= y) {
      x -= y;
      result++;
    }
  } while (result < 1u << 25);
  return result | (x != 0);
}

u32 FLOAT32(fdiv)(u32 a, u32 b) {
  u32 sign = (a ^ b) & SIGN;
  int i = (int)exponent_of(a), j = (int)exponent_of(b);
  u32 x = a << 8 | SIGN, y = b << 8 | SIGN;
  if (i == 0 || j == 0 || i == SPECIAL || j == SPECIAL) {
    if (is_nan(a) || is_nan(b)) return NOT_A_NUMBER;
    if (a << 1 == b << 1 && (a << 1 == 0 || i == SPECIAL)) return NOT_A_NUMBER;
    if (i == SPECIAL || b << 1 == 0) return sign | INFINITE;
    if (j == SPECIAL || a << 1 == 0) return sign;
    if (i == 0) x = normalised(a, &i);
    if (j == 0) y = normalised(b, &j);
  }
  int exponent = i - j + BIAS;
  x >>= 1;
  y >>= 1;
  if (x < y) {
    x <<= 1;
    exponent--;
  }
  return packed(sign, exponent, quotient(x, y) << 6);
}

u32 FLOAT32(ui2f)(u32 value) {
  if (value == 0) return 0;
  u32 exponent = BIAS + 31;
  while (!(value >> 31)) {
    value <<= 1;
    exponent--;
  }
  return rounded(0, exponent - 1, value);
}

u32 FLOAT32(i2f)(int32_t value) {
  return value < 0 ? FLOAT32(ui2f)(-(u32)value) | SIGN : FLOAT32(ui2f)((u32)value);
}

/* A key that orders as numbers do; both zeros have the same. */
static inline int32_t key(u32 a) { return a >> 31 ? -(int32_t)(a << 1 >> 1) : (int32_t)a; }

static inline int unordered(u32 a, u32 b) { return is_nan(a) || is_nan(b); }

int FLOAT32(fcmpeq)(u32 a, u32 b) { return !unordered(a, b) && key(a) == key(b); }

int FLOAT32(fcmplt)(u32 a, u32 b) { return !unordered(a, b) && key(a) < key(b); }

int FLOAT32(fcmple)(u32 a, u32 b) { return !unordered(a, b) && key(a) <= key(b); }

int FLOAT32(fcmpgt)(u32 a, u32 b) { return FLOAT32(fcmplt)(b, a); }

int FLOAT32(fcmpge)(u32 a, u32 b) { return FLOAT32(fcmple)(b, a); }
