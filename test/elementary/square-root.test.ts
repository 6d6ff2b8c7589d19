// Square roots of float32 are correctly rounded wherever a network runs. All 2^32 numbers in C:
// EXHAUSTIVE=1 node --test build/test/elementary/square-root.test.js
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { FIRMWARE_BOARDS, type FirmwareBoard } from "../../boards/index.js";
import { preamble } from "../../src/common/compiler/c/preamble.js";
import { printSquareRoot } from "../../src/common/compiler/c/square-root.js";
import type { Program } from "../../src/common/compiler/ir/ir.js";
import { printJsRoutines } from "../../src/common/compiler/js/print-js.js";
import { withSquareRootCalls } from "../../src/common/compiler/square-root.js";
import { coreFlags, GCC, runTool } from "../../src/node/gcc/toolchain.js";
import { packageRoot } from "../../src/node/package.js";
import { RESOURCES } from "../../src/node/resources.js";
import { give, program, routine, unary, vf } from "../support/ir/build.js";
import { seededRandom } from "../support/random.js";
import { noRealEspruino, realEspruino } from "../support/real-espruino.js";
import { MORE_ENGINES, SMALL_ENGINES } from "../support/small-engines.js";
import { missing } from "../support/tools.js";
import { worstCases } from "./check.js";

const { kernels } = RESOURCES;
/** A program that is nothing but a square root. */
const ROOT = program(routine("root", ["f32"], [], [give(unary("sqrt", vf(0)))], "f32"));

const ENDS = [0, 1, 2, 3, 0x7ffffe, 0x7fffff, 0x800000, 0x800001, 0x3f7fffff, 0x3f800000];
const MORE = [0x40000000, 0x40800000, 0x7f7fffff, 0x7f800000, 0x7f800001, 0x7fc00000, 0x7fffffff];
/** The numbers whose roots are hardest to round, and the ends of each kind of number, with both signs. */
const HARD = [...worstCases()["square-root"]!.map(Number), ...ENDS, ...MORE].flatMap((bits) => [
  bits,
  bits + 2 ** 31,
]);

const folder = mkdtempSync(join(tmpdir(), "perceptino-root-test-"));
after(() => rmSync(folder, { recursive: true, force: true }));
writeFileSync(
  join(folder, "square-root.h"),
  `#include <stdint.h>\n${preamble("(unsigned char *)0")}\n${printSquareRoot(ROOT, kernels)}
#define HARD ${HARD.map((bits) => `0x${bits.toString(16)}u`)}\n`,
);
const source = (name: string) => join(packageRoot(), "test/elementary", name);
const CHECK = [
  "-std=c99",
  "-Wall",
  "-Wextra",
  "-Werror",
  `-I${folder}`,
  source("square-root-check.c"),
];

/** The compilers' macro for TinyCC, for which the C takes no instruction, makes it take our routine anywhere. */
const OURS = "-D__TINYC__";

for (const compiler of ["gcc", "clang"] as const) {
  for (const [what, flags] of [
    ["the processor's", ["-O2"]],
    ["ours", ["-O2", OURS]],
    ["ours, not optimised", ["-O0", OURS]],
  ] as const) {
    test(`C by ${compiler} takes correctly rounded square roots: ${what}`, {
      skip: missing(compiler),
    }, async () => {
      const path = join(folder, `${compiler}-${flags.join("")}`);
      await runTool(compiler, [...flags, ...CHECK, "-o", path]);
      const all = process.env.EXHAUSTIVE ? ["0", "1", "0"] : ["0", "419", "10250576"];
      assert.equal(await runTool(path, all), "right\n");
    });
  }
}

/** Boards for each core that QEMU has one of. */
const CORES = ["microbit", "mps2-an385", "mps2-an386", "mps2-an505"].map(
  (name) => FIRMWARE_BOARDS.find((board) => board.name === name)!,
);

async function onBoard(board: FirmwareBoard, flags: readonly string[]): Promise<string> {
  assert.ok(board.simulator.kind === "qemu");
  const { flash, ram } = board.firmware;
  const where = [`FLASH_ORIGIN=${flash.origin}`, `RAM_ORIGIN=${ram.origin}`];
  const [library, elf] = [join(folder, `${board.name}.o`), join(folder, `${board.name}.elf`)];
  const core = coreFlags(board);
  await runTool(GCC, [...core, "-O2", "-w", "-c", source("square-root-library.c"), "-o", library]);
  await runTool(GCC, [
    ...[...core, "-O2", ...flags, "-DLIBRARY_ROOT"],
    ...["-DFIRST=0", "-DSTRIDE=42943u", "-DCOUNT=100016u"],
    ...[...CHECK, library, "-nostartfiles", `-T${source("square-root.ld")}`],
    ...where.map((symbol) => `-Wl,--defsym=${symbol}`),
    ...["-Wl,--no-warn-rwx-segments", "--specs=nano.specs", "-lm", "-o", elf],
  ]);
  const quiet = ["-display", "none", "-monitor", "none", "-serial", "none"];
  const output = ["-chardev", "stdio,id=out"];
  const semihosting = ["-semihosting-config", "enable=on,target=native,chardev=out"];
  const machine = ["-M", board.simulator.machine, "-kernel", elf];
  return runTool("qemu-system-arm", [...machine, ...quiet, ...output, ...semihosting]);
}

for (const board of CORES) {
  const skip = missing("arm-none-eabi-gcc", "qemu-system-arm");
  test(`C and wasm3's library on a ${board.core} take correctly rounded square roots`, {
    skip,
  }, async () => {
    assert.equal(await onBoard(board, []), "right\n");
    if (board.core.endsWith("F")) assert.equal(await onBoard(board, [OURS]), "right\n");
  });
}

const ARM_HARD = ["--target=armv7a-none-eabihf", "-mfpu=vfpv3"];
const TARGETS: readonly (readonly [name: string, flags: readonly string[], instruction: string])[] =
  [
    ["x86-64", ["--target=x86_64-linux-gnu"], "sqrtss"],
    ["AArch64", ["--target=aarch64-none-elf"], "fsqrt"],
    ["ARM with an FPU", ARM_HARD, "vsqrt.f32"],
    ["ARM with an FPU, Thumb", [...ARM_HARD, "-mthumb"], "vsqrt.f32"],
    ["ARM without an FPU", ["--target=armv6m-none-eabi"], "squareRoot_kernel"],
    ["RISC-V with an FPU", ["--target=riscv32-unknown-elf", "-march=rv32imafc"], "fsqrt.s"],
    [
      "RISC-V without an FPU",
      ["--target=riscv32-unknown-elf", "-march=rv32imc"],
      "squareRoot_kernel",
    ],
  ];

for (const [name, flags, instruction] of TARGETS) {
  test(`C for ${name} takes square roots by ${instruction} and calls no library`, {
    skip: missing("clang"),
  }, async () => {
    const file = join(folder, "root.c");
    writeFileSync(file, `#include "square-root.h"\nf32 root(f32 x) { return square_root(x); }\n`);
    const all = [...flags, "-O2", "-Wall", "-Wextra", "-Werror", "-ffreestanding", "-std=c99"];
    const text = await runTool("clang", [...all, "-S", file, "-o", "-"], folder);
    assert.match(text, new RegExp(`\\b${instruction}\\b`));
    assert.doesNotMatch(text, /sqrtf/);
    await runTool("clang", [...all, "-c", file, "-o", "/dev/null"], folder);
  });
}

/** Numbers, those that are hardest first. */
const numbers = (count: number): Uint32Array => {
  const random = seededRandom(11);
  const any = Array.from({ length: count }, () => random.whole(0, 2 ** 31 - 1));
  return Uint32Array.from([...HARD, ...any]);
};
const NAN = 0x7fc00000;

/** A program that takes the roots of all numbers and prints how many have other bits than Node's. */
function scriptOf(program: Program, count = 4000): string {
  const inputs = numbers(count);
  const roots = Float32Array.from(new Float32Array(inputs.buffer), Math.sqrt);
  const expected = new Int32Array(roots.buffer).map((bits, i) =>
    Number.isNaN(roots[i]) ? NAN : bits,
  );
  const { source, constants, temporaries, exports } = printJsRoutines(program);
  return `var T=new Float32Array(${temporaries}),N=new Int32Array(T.buffer);
var K=new Float32Array(new Int32Array([${constants}]).buffer);
function M(a,b){return (a*(b&65535)+((a*(b>>>16)&65535)<<16))|0}
${source}
var bits=[${new Int32Array(inputs.buffer)}],expected=[${expected}],wrong=0,first="";
var f=new Float32Array(1),n=new Int32Array(f.buffer);
for(var i=0;i<bits.length;i++){n[0]=bits[i];f[0]=${exports.get("main")}(f[0]);
if((f[0]==f[0]?n[0]:${NAN})!=expected[i]){wrong++;if(!first)first=bits[i]+" gives "+n[0]}}
print(wrong===0?"right":wrong+" wrong, "+first);
`;
}

/** The same in this process. */
function inNode(program: Program): string {
  const lines: string[] = [];
  new Function("print", scriptOf(program))((line: string) => lines.push(line));
  return lines.join("\n");
}

test("JavaScript takes correctly rounded square roots: Math.sqrt and ours", () => {
  assert.equal(inNode(ROOT), "right");
  assert.equal(inNode(withSquareRootCalls(ROOT, kernels)), "right");
});

for (const engine of [...SMALL_ENGINES, ...MORE_ENGINES]) {
  test(`${engine.name} takes correctly rounded square roots: Math.sqrt and ours`, {
    skip: engine.skip,
  }, async () => {
    assert.deepEqual(await engine.run(scriptOf(ROOT)), ["right"]);
    assert.deepEqual(await engine.run(scriptOf(withSquareRootCalls(ROOT, kernels))), ["right"]);
  });
}

test("Espruino takes correctly rounded square roots: ours", {
  skip: noRealEspruino(),
}, async (t) => {
  const printed = await realEspruino(t).print(scriptOf(withSquareRootCalls(ROOT, kernels), 400));
  assert.match(printed, /^right$/m);
});
