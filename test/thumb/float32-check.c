/*
 * Compares the float routines of test/thumb/float32.c with the host's hardware, bit by bit; a NaN's payload does
 * not count. Usage: check grid | check random COUNT SEED | check every FIRST COUNT. Ends with 1 at the first difference.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(__FAST_MATH__) || __FLT_EVAL_METHOD__ != 0
#error "the host must round each operation to binary32"
#endif

typedef uint32_t u32;

u32 soft_fadd(u32 a, u32 b), soft_fsub(u32 a, u32 b), soft_fmul(u32 a, u32 b), soft_fdiv(u32 a, u32 b);
u32 soft_i2f(int32_t value), soft_ui2f(u32 value);
int soft_fcmpeq(u32 a, u32 b), soft_fcmplt(u32 a, u32 b), soft_fcmple(u32 a, u32 b);
int soft_fcmpgt(u32 a, u32 b), soft_fcmpge(u32 a, u32 b);

static unsigned long long pairs;

static float as_float(u32 bits) {
  float value;
  memcpy(&value, &bits, 4);
  return value;
}

static u32 bits_of(float value) {
  u32 bits;
  memcpy(&bits, &value, 4);
  return value != value ? 0x7fc00000u : bits;
}

static void expect(const char *what, u32 a, u32 b, u32 got, u32 expected) {
  if (got == expected) return;
  printf("%s of %08x and %08x: got %08x, expected %08x\n", what, a, b, got, expected);
  exit(1);
}

static void check_pair(u32 a, u32 b) {
  volatile float x = as_float(a), y = as_float(b);
  expect("sum", a, b, soft_fadd(a, b), bits_of(x + y));
  expect("difference", a, b, soft_fsub(a, b), bits_of(x - y));
  expect("product", a, b, soft_fmul(a, b), bits_of(x * y));
  expect("quotient", a, b, soft_fdiv(a, b), bits_of(x / y));
  expect("==", a, b, soft_fcmpeq(a, b), x == y);
  expect("<", a, b, soft_fcmplt(a, b), x < y);
  expect("<=", a, b, soft_fcmple(a, b), x <= y);
  expect(">", a, b, soft_fcmpgt(a, b), x > y);
  expect(">=", a, b, soft_fcmpge(a, b), x >= y);
  pairs++;
}

static void check_integer(u32 a) {
  expect("float of signed", a, 0, soft_i2f((int32_t)a), bits_of((float)(int32_t)a));
  expect("float of unsigned", a, 0, soft_ui2f(a), bits_of((float)a));
}

/* Every pair of exponents and signs, with fractions at which rounding turns. */
static void check_grid(void) {
  static const u32 fractions[] = {
      0, 1, 2, 0x2aaaab, 0x3fffff, 0x400000, 0x400001, 0x7ffffe, 0x7fffff,
  };
  const u32 count = sizeof fractions / sizeof *fractions;
  for (u32 i = 0; i < 512 * count; i++)
    for (u32 j = 0; j < 512 * count; j++)
      check_pair((i / count) << 23 | fractions[i % count], (j / count) << 23 | fractions[j % count]);
}

static uint64_t state;

static u32 random_bits(void) {
  state ^= state << 13;
  state ^= state >> 7;
  state ^= state << 17;
  return (u32)(state >> 16);
}

/* A number, often one near which something is special. */
static u32 random_number(void) {
  u32 r = random_bits(), sign = random_bits() & 0x80000000u, fraction = random_bits() & 0x7fffff;
  switch (r & 7) {
    case 0: return random_bits();
    case 1: return sign | (r >> 8 & 3) << 23 | fraction;         /* small and subnormal */
    case 2: return sign | (252 + (r >> 8 & 3)) << 23 | fraction; /* large, infinite and NaN */
    case 3: return (random_bits() & 0xff800000u) | 1u << (r >> 8) % 23;
    case 4: return (random_bits() & 0xff800000u) | (0x7fffff ^ 1u << (r >> 8) % 23);
    case 5: return sign | (120 + (r >> 8 & 15)) << 23 | fraction; /* near 1 */
    case 6: return sign | random_bits() >> (r >> 8) % 31;         /* subnormals of every size */
    default: return random_bits() & 0xffff0000u;                  /* exact products and ties */
  }
}

/* A partner: anything, or a neighbour, whose difference cancels. */
static u32 random_partner(u32 a) {
  if (random_bits() & 3) return random_number();
  u32 distance = random_bits() >> random_bits() % 32;
  return (a ^ (random_bits() & 0x80000000u)) + (random_bits() & 1 ? distance : -distance);
}

int main(int count, char **arguments) {
  const char *what = count > 1 ? arguments[1] : "";
  unsigned long long first = count > 2 ? strtoull(arguments[2], 0, 10) : 0;
  unsigned long long second = count > 3 ? strtoull(arguments[3], 0, 10) : 0;
  state = 88172645463325252ull + second;
  if (!strcmp(what, "grid")) {
    check_grid();
  } else if (!strcmp(what, "random")) {
    for (unsigned long long i = 0; i < first; i++) {
      u32 a = random_number();
      check_pair(a, random_partner(a));
      check_integer(random_bits() >> random_bits() % 32);
    }
  } else if (!strcmp(what, "every")) {
    for (unsigned long long i = first; i < first + second; i++) {
      check_integer((u32)i);
      check_pair((u32)i, random_partner((u32)i));
      check_pair(random_number(), (u32)i);
    }
  } else {
    return 2;
  }
  printf("%llu pairs\n", pairs);
  return 0;
}
