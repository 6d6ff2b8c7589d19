/*
 * Checks square roots of float32 against their definition in whole numbers: that of square-root.h, which the C target made,
 * and the library's, which wasm3 calls (LIBRARY_ROOT). As a program it takes the bits of the first number, the stride and
 * the count; on a bare Cortex-M in QEMU they are FIRST, STRIDE and COUNT, and it speaks by semihosting.
 */
#include "square-root.h"

typedef uint64_t u64;

#ifdef LIBRARY_ROOT
float library_root(float x); /* in square-root-library.c, which is compiled as wasm3 is */
#endif

static int is_nan(u32 bits) { return bits << 1 > 0xff000000u; }

/* Whether y is the float32 nearest to the square root of x, both by their bits. */
static int is_root(u32 x, u32 y) {
  if (x << 1 == 0 || x == 0x7f800000u) return y == x;
  if (x > 0x7f800000u) return is_nan(y);
  /* x = m·2^(2n), 2^46 <= m < 2^48, so that the root is s·2^n with 24 bits in s. */
  int exponent = (int)(x >> 23);
  u64 m = x & 0x7fffff;
  if (exponent == 0) exponent = 1;
  else m |= 0x800000;
  int e = exponent - 150;
  if (e & 1) m <<= 1, e--;
  while (m < (u64)1 << 46) m <<= 2, e -= 2;
  u64 s = (y & 0x7fffff) | 0x800000;
  return (int)(y >> 23) - 150 == e / 2 && (2 * s - 1) * (2 * s - 1) < 4 * m && 4 * m < (2 * s + 1) * (2 * s + 1);
}

static const char *wrong_name;
static u32 wrong_root;

static int is_right(u32 x) {
  u32 y = as_u32(square_root(as_f32(x)));
  wrong_name = "square_root";
  wrong_root = y;
  if (!is_root(x, y)) return 0;
#ifdef LIBRARY_ROOT
  y = as_u32(library_root(as_f32(x)));
  wrong_name = "sqrtf";
  wrong_root = y;
  if (!is_root(x, y)) return 0;
#endif
  return 1;
}

/* The numbers nearest to where the root would round the other way, and the ends of each kind of number. */
static const u32 hard[] = {HARD};

/* Whether all are right; otherwise x is the first that is not. */
static int all_right(u32 first, u32 stride, u32 count, u32 *x) {
  for (u32 i = 0; i < sizeof hard / sizeof *hard; i++)
    if (!is_right(*x = hard[i])) return 0;
  *x = first;
  do {
    if (!is_right(*x)) return 0;
    *x += stride;
  } while (--count); /* 0 is 2^32 */
  return 1;
}

#ifdef FIRST

static void semihosting(u32 operation, const void *argument) {
  register u32 r0 __asm__("r0") = operation;
  register const void *r1 __asm__("r1") = argument;
  __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
}

static void print(const char *text) { semihosting(4, text); } /* SYS_WRITE0 */

static void print_bits(u32 value) {
  char digits[] = " 00000000";
  for (int i = 8; value; i--, value >>= 4) digits[i] = "0123456789abcdef"[value & 15];
  print(digits);
}

static void leave(void) {
  for (;;) semihosting(0x18, (const void *)0x20026); /* SYS_EXIT, ADP_Stopped_ApplicationExit */
}

static void fault(void) {
  print("fault\n");
  leave();
}

static void start(void) {
  u32 x;
#ifdef __ARM_FP
  *(volatile u32 *)0xe000ed88 |= 0xfu << 20; /* CPACR: the FPU on */
  __asm__ volatile("dsb\n\tisb");
#endif
  if (all_right(FIRST, STRIDE, COUNT, &x)) print("right");
  else {
    print(wrong_name);
    print_bits(x);
    print_bits(wrong_root);
  }
  print("\n");
  leave();
}

extern u32 stack_start[];
__attribute__((section(".vectors"), used)) static const void *const vectors[16] = {
    stack_start, (void *)start, (void *)fault, (void *)fault, (void *)fault, (void *)fault, (void *)fault};

#else

#include <stdio.h>
#include <stdlib.h>

int main(int arguments, char **argument) {
  u32 x;
  if (arguments != 4) return 2;
  if (all_right(strtoul(argument[1], 0, 0), strtoul(argument[2], 0, 0), strtoul(argument[3], 0, 0), &x)) puts("right");
  else printf("%s %08x %08x\n", wrong_name, (unsigned)x, (unsigned)wrong_root);
  return 0;
}

#endif
