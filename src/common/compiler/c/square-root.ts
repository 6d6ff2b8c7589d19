import type { Program } from "../ir/ir.js";
import type { Kernels } from "../kernels.js";
import { squareRootRoutine, takesSquareRoots } from "../square-root.js";
import { printRoutines } from "./print-c.js";

/** A processor's own square root, correctly rounded and without a library, with the letter of the registers that it takes. */
const INSTRUCTIONS: readonly (readonly [
  condition: string,
  instruction: string,
  register: string,
])[] = [
  ["defined(__aarch64__)", "fsqrt %s0, %s1", "w"],
  ["defined(__arm__) && defined(__ARM_FP) && (__ARM_FP & 4)", "vsqrt.f32 %0, %1", "t"],
  ["defined(__riscv_flen)", "fsqrt.s %0, %1", "f"],
  ["defined(__SSE__)", "sqrtss {%1, %0|%0, %1}", "x"],
];

/**
 * `square_root(x)`, which routines with a square root need: the processor's own where the compiler says that there is one,
 * elsewhere our routine. Nothing for a program without square roots.
 *
 * The instruction stands there itself, since `sqrtf` is not everywhere, not right everywhere, and a compiler that must set
 * errno calls it even where there is an instruction.
 * @param passMemory as in print-c.ts
 */
export function printSquareRoot(program: Program, kernels: Kernels, passMemory = false): string {
  if (!takesSquareRoots(program)) return "";
  const routine = squareRootRoutine(kernels);
  const alone: Program = { ...program, routines: [routine] };
  const own = printRoutines(alone, { rare: new Set(), passMemory }).replace(
    /^static/,
    "UNUSED APART static",
  );
  const name = /(\w+_kernel)\(/.exec(own)![1];
  const hardware = INSTRUCTIONS.map(
    ([condition, instruction, register], i) => `#${i === 0 ? "if" : "elif"} OWN_ROOT && ${condition}
${instructionCall(instruction, register)}`,
  );
  return `/* The square root, correctly rounded. */
#if defined(__GNUC__) && !defined(__TINYC__)
#define APART __attribute__((__noinline__))
#define OWN_ROOT 1
#else
#define APART
#define OWN_ROOT 0
#endif
${hardware.join("\n")}
#else
${own}
#define square_root(x) ${name}(${passMemory ? "memory, " : ""}x)
#endif

`;
}

const instructionCall = (instruction: string, register: string): string =>
  `UNUSED static inline f32 square_root(f32 x) {
  f32 root;
  __asm__("${instruction}" : "=${register}"(root) : "${register}"(x));
  return root;
}`;
