/**
 * What printed routines stand on: the checks of the compiler, types, helpers and the memory's accessors. No name in here
 * ends like one of a network (c-names.ts).
 * @param memory the linear memory's first byte, as a C expression
 * @param declaration what the accessors need in front of them
 */
export function preamble(memory: string, declaration = ""): string {
  return `#include <float.h>
#include <limits.h>

#if UINT_MAX < 0xffffffff
#error "int has fewer than 32 bits here, as on AVR (Arduino Uno, Mega); choose a board with a 32-bit processor"
#endif
#if defined(__FAST_MATH__) || defined(__ASSOCIATIVE_MATH__) || defined(__RECIPROCAL_MATH__) || defined(__NO_SIGNED_ZEROS__) || \\
    (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__ > 0) || defined(_M_FP_FAST)
#error "-ffast-math changes results; compile without it, and without its parts such as -fassociative-math (-Ofast: add -fno-fast-math)"
#endif
#if (defined(__FLT_EVAL_METHOD__) && __FLT_EVAL_METHOD__ != 0 && __FLT_EVAL_METHOD__ != 16) || \\
    (defined(FLT_EVAL_METHOD) && FLT_EVAL_METHOD != 0 && FLT_EVAL_METHOD != 16)
#error "this compiler evaluates float in a wider type; choose one that does not (on x86: -mfpmath=sse -msse2)"
#endif
/* GCC and clang fuse a product and a sum unless they are told not to. GCC drops a lone -fassociative-math, and takes it up
   again at such a pragma. */
#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#elif defined(__GNUC__)
#pragma GCC optimize("fp-contract=off", "no-associative-math")
#ifdef __SSE2_MATH__ /* as -mfpmath=both has it too, whose other half is wider */
#pragma GCC target("fpmath=sse")
#endif
#elif defined(_MSC_VER)
#pragma fp_contract(off)
#endif

typedef uint32_t u32;
typedef int32_t i32;
typedef float f32;

#ifdef __GNUC__
#define MAY_ALIAS __attribute__((__may_alias__))
#define UNUSED __attribute__((__unused__))
#define absolute(x) __builtin_fabsf(x)
#define with_sign(x, y) __builtin_copysignf(x, y)
/* The step is compiled as one function, for speed and a small stack; all else for size. */
#define WHOLE __attribute__((__flatten__))
#define RARE __attribute__((__cold__, __unused__))
/* No load moves across: what stands before and behind is scheduled by itself. */
#define BARRIER __asm__ volatile("" ::: "memory")
#else
#define MAY_ALIAS
#define UNUSED
#define WHOLE
#define RARE
#define BARRIER (void)0
#define absolute(x) as_f32(as_u32(x) & 0x7fffffffu)
#define with_sign(x, y) as_f32((as_u32(x) & 0x7fffffffu) | (as_u32(y) & 0x80000000u))
#endif
typedef u32 MAY_ALIAS aliased_u32;
typedef f32 MAY_ALIAS aliased_f32;
${declaration && `\n${declaration}\n`}
/* The number at a byte of the memory. */
#define I(byte) (*(aliased_u32 *)(${memory} + (byte)))
#define F(byte) (*(aliased_f32 *)(${memory} + (byte)))

typedef union {
  u32 bits;
  f32 value;
} word;

UNUSED static inline u32 as_u32(f32 value) {
  word w;
  w.value = value;
  return w.bits;
}

UNUSED static inline f32 as_f32(u32 bits) {
  word w;
  w.bits = bits;
  return w.value;
}`;
}

/**
 * Operations that come out otherwise where floats are not as the kernels need them, for what the preprocessor cannot see:
 * each with the bits that are right, and what is wrong where they differ.
 */
const FLOAT_CHECKS: readonly (readonly [operation: string, bits: string, fault: string])[] = [
  ["root * root - square", "0", "a product and a sum are fused (-ffp-contract=fast)"],
  ["square - root * root", "0", "likewise"],
  ["one + half", "3f800000", "sums are not rounded to nearest even (a mode of the FPU)"],
  ["one + more", "3f800001", "likewise"],
  ["-one - more", "bf800001", "likewise"],
  ["(one + 33554432.0f) - 33554432.0f", "0", "sums are reordered (-fassociative-math), or wide"],
  ["(large * 1e20f) * 1e-20f", "7f800000", "products are reordered (-fassociative-math), or wide"],
  ["five / 3.0f", "3fd55555", "a quotient is not rounded by itself (-freciprocal-math)"],
  ["three / 7.0f", "3edb6db7", "likewise"],
  ["-zero + 0.0f", "0", "zero loses its sign (-fno-signed-zeros)"],
  [
    "normal * 0.5f",
    "00400000",
    "subnormal results become 0 (-ffast-math when linking, a mode of the FPU)",
  ],
  ["low * 2.0f", "00800000", "subnormal operands count as 0 (likewise)"],
];
const NAN_FAULT = "NaN is taken for a number (-fno-honor-nans)";

/** What is wrong when `float_check` gives 1, 2 and so on. */
export const FLOAT_FAULTS: readonly string[] = [
  ...FLOAT_CHECKS.map(([, , fault]) => fault),
  NAN_FAULT,
];

/** A C function that does these operations. Their operands are volatile, so that the compiler computes none of them. */
export const FLOAT_CHECK = `/* 0 if floats behave as they must; otherwise the number of the first check that shows that they do not. */
RARE static int float_check(void) {
  volatile f32 zero = 0.0f, one = 1.0f, three = 3.0f, five = 5.0f, large = 3e20f;
  volatile f32 half = as_f32(0x33800000u);   /* 2^-24, half of what one can take in ... */
  volatile f32 more = as_f32(0x33c00000u);   /* ... and three quarters of it */
  volatile f32 root = as_f32(0x3f800800u);   /* 1 + 2^-12, whose square lies between two floats ... */
  volatile f32 square = as_f32(0x3f801000u); /* ... and is rounded to 1 + 2^-11 */
  volatile f32 normal = as_f32(0x00800000u); /* 2^-126, the smallest number that is not subnormal ... */
  volatile f32 low = as_f32(0x00400000u);    /* ... and half of it */
  f32 got[${FLOAT_CHECKS.length}];
  static const u32 right[${FLOAT_CHECKS.length}] = {
    ${FLOAT_CHECKS.map(([, bits]) => `0x${bits}u`).join(", ")},
  };
  int i;
${FLOAT_CHECKS.map(([operation], i) => `  got[${i}] = ${operation};`).join("\n")}
  for (i = 0; i < ${FLOAT_CHECKS.length}; i++)
    if (as_u32(got[i]) != right[i]) return i + 1;
  large = large * large - large * large;
  return large == large ? ${FLOAT_CHECKS.length + 1} : 0;
}`;
