import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { arch, tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { packageRoot } from "../../../../src/node/package.js";
import { type CSubject, cSubject } from "../../../support/c-subjects.js";
import { extent } from "../../../support/extent.js";
import type { Shape } from "../../../support/networks.js";
import { runProgram } from "../../../support/run-program.js";
import { missing } from "../../../support/tools.js";

const folder = mkdtempSync(join(tmpdir(), "perceptino-c-flags-"));
after(() => rmSync(folder, { recursive: true }));

const SOURCES = join(packageRoot(), "test/c");
const DRIVER = join(SOURCES, "driver.c");
const ARM = "arm-none-eabi-gcc";
/** The fast plan has several times the C for each layer more. */
const DEEP: Shape = { widths: [5, 11, 7, 1], batch: 7, hidden: ["tanh", "tanh"] };
const SHAPES: readonly (readonly [Shape, "fast" | "small"])[] = [
  [extent<Shape>({ widths: [5, 7, 1], batch: 7, hidden: ["tanh"] }, DEEP), "fast"],
  [{ widths: [4, 6, 2], batch: 5, hidden: ["sigmoid"], positiveWeight: 2.5 }, "small"],
];
const subjects = Promise.all(
  SHAPES.map(([shape, plan], i) => cSubject(join(folder, `${i}`), shape, plan)),
);

let turn = 0;
/** The networks that one compiler with one set of flags is tried on: all, or in turn one of either plan. */
const inTurn = async (): Promise<readonly CSubject[]> => {
  const all = await subjects;
  return extent([all[turn++ % all.length]!], all);
};

/** A processor that fuses, and how its disassembly shows it. ARM's VMLA rounds the product first, so it may stay. */
const FUSING = arch() === "x64" ? "-march=haswell" : "-march=native";
const FUSED = /\b(vfn?m(add|sub|a|s)|fn?m(add|sub)|fml[as])[\w.]*\s/;

/** The compiler, and the flag that takes a .c file as C++ where it is one of C++. */
const languageOf = (compiler: string) => (compiler.endsWith("++") ? ["-x", "c++"] : []);

const WARNINGS = ["-Wall", "-Wextra"];

/** Compiles net.c alone; gives what the compiler did. */
const compile = (compiler: string, flags: readonly string[], { folder }: CSubject) =>
  runProgram(folder, compiler, [
    ...flags,
    ...WARNINGS,
    ...languageOf(compiler),
    ...["-c", "net.c", "-o", "net.o"],
  ]);

const drivers = new Map<string, string>();
/** The driver's object file for a network, compiled once by each compiler. */
function driverOf(compiler: string, folder: string): string {
  const object = `driver-${compiler}.o`;
  const key = join(folder, object);
  if (!drivers.has(key)) {
    const { status, stderr } = runProgram(folder, compiler, [
      ...["-I.", "-c", DRIVER, "-o", object],
    ]);
    assert.equal(status, 0, stderr);
    drivers.set(key, object);
  }
  return object;
}

/** Links net.o with the driver and runs it; gives its lines. */
function trained(
  compiler: string,
  { folder }: CSubject,
  linking: readonly string[] = [],
): string[] {
  // The driver is C; its call of a network's functions goes by their C names.
  const driver = compiler.replace("clang++", "clang").replace("g++", "gcc");
  const object = linking.length > 0 ? DRIVER : driverOf(driver, folder);
  const linked = runProgram(folder, driver, [...linking, "-I.", object, "net.o", "-o", "driver"]);
  assert.equal(linked.status, 0, linked.stderr);
  const { status, stdout } = runProgram(folder, "./driver", []);
  assert.equal(status, 0);
  return stdout.trim().split("\n");
}

const HOST_FLAGS = [
  ["-O0"],
  ["-O2"],
  ["-O3", "-march=native"],
  ["-std=gnu17", "-O3", "-march=native"],
  ["-Os", "-march=native", "-flto"],
];

for (const compiler of ["gcc", "clang"] as const) {
  for (const flags of HOST_FLAGS) {
    test(`the C compiled by ${compiler} ${flags.join(" ")} trains with Node's bits, without a warning`, {
      skip: missing(compiler),
    }, async () => {
      for (const subject of await inTurn()) {
        const { status, stderr } = compile(compiler, flags, subject);
        assert.deepEqual([status, stderr], [0, ""]);
        assert.deepEqual(trained(compiler, subject, flags), subject.expected);
      }
    });
  }
}

for (const [compiler, standard] of [
  ["g++", "-std=gnu++17"],
  ["g++", "-std=c++98"],
  ["clang++", "-std=c++11"],
] as const) {
  test(`the C compiled as C++ by ${compiler} ${standard} trains with Node's bits, without a warning`, {
    skip: missing("g++", "clang"),
  }, async () => {
    for (const subject of await inTurn()) {
      const flags = [standard, "-pedantic", "-O3", "-march=native"];
      const { status, stderr } = compile(compiler, flags, subject);
      assert.deepEqual([status, stderr], [0, ""]);
      assert.deepEqual(trained(compiler, subject), subject.expected);
    }
  });
}

test("the C without the loss is compiled without a warning", {
  skip: missing("gcc", "g++", "clang"),
}, async () => {
  for (const compiler of ["gcc", "g++", "clang", "clang++"]) {
    for (const subject of await inTurn()) {
      const { stderr } = compile(compiler, ["-O1", "-DNET_WITHOUT_LOSS"], subject);
      assert.equal(stderr, "", compiler);
    }
  }
});

/** What Arduino's cores give GCC for boards with these chips, and QEMU's machine with such a core. */
const CORTEX_M: readonly (readonly [core: string, machine: string, flags: string])[] = [
  [
    "STM32F4, Cortex-M4F",
    "mps2-an386",
    "-mcpu=cortex-m4 -mfpu=fpv4-sp-d16 -mfloat-abi=hard -Os -std=gnu17 --param max-inline-insns-single=500",
  ],
  [
    "nRF52840 with Mbed, Cortex-M4F",
    "mps2-an386",
    "-mcpu=cortex-m4 -mfpu=fpv4-sp-d16 -mfloat-abi=softfp -Os -std=gnu11",
  ],
  [
    "SAMD51, Cortex-M4F",
    "mps2-an386",
    "-mcpu=cortex-m4 -mfpu=fpv4-sp-d16 -mfloat-abi=hard -O3 -std=gnu11",
  ],
  ["any Cortex-M4F", "mps2-an386", "-mcpu=cortex-m4 -mfpu=fpv4-sp-d16 -mfloat-abi=hard -O2"],
  ["Teensy 4, Cortex-M7", "mps2-an500", "-mcpu=cortex-m7 -mfpu=fpv5-d16 -mfloat-abi=hard -O2"],
  ["Due, Cortex-M3", "mps2-an385", "-mcpu=cortex-m3 -Os -std=gnu11"],
  ["SAMD21 and RP2040, Cortex-M0+", "mps2-an385", "-mcpu=cortex-m0plus -Os -std=gnu11"],
];

for (const [core, machine, flags] of CORTEX_M) {
  test(`the C compiled for ${core} trains with Node's bits (${machine} in QEMU), and fuses nothing`, {
    skip: missing("arm-none-eabi-gcc", "qemu-system-arm"),
  }, async () => {
    for (const subject of await inTurn()) {
      const { folder: cwd, expected } = subject;
      const all = [...flags.split(" "), "-mthumb", "-ffunction-sections", "-fdata-sections"];
      const { status, stderr } = compile(ARM, all, subject);
      assert.deepEqual([status, stderr], [0, ""]);
      assert.doesNotMatch(runProgram(cwd, "arm-none-eabi-objdump", ["-d", "net.o"]).stdout, FUSED);
      const script = ["-nostartfiles", `-T${join(SOURCES, "cortex-m.ld")}`, "--specs=nosys.specs"];
      const args = [...all, "-DCORTEX_M", "-I.", DRIVER, "net.o", ...script, "-o", "driver.elf"];
      const linked = runProgram(cwd, ARM, args);
      assert.equal(linked.status, 0, linked.stderr);
      const quiet = ["-display", "none", "-monitor", "none", "-serial", "none"];
      const semihosting = ["-semihosting-config", "enable=on,target=native"];
      const qemu = ["-M", machine, ...quiet, ...semihosting, "-kernel", "driver.elf"];
      // Semihosting writes to standard error.
      const lines = runProgram(cwd, "qemu-system-arm", qemu).stderr.trim().split("\n");
      assert.deepEqual(lines, expected);
    }
  });
}

test("no compiler fuses a product and a sum of the C by itself, and would if it were allowed to", {
  skip: missing("gcc", "g++", "clang", "objdump"),
}, async () => {
  const disassembly = () => runProgram(folder, "objdump", ["-d", "net.o"]).stdout;
  for (const compiler of ["gcc", "g++", "clang"]) {
    const allowed = "float f(float a, float b, float c) { return a * b + c; }\n";
    writeFileSync(join(folder, "net.c"), allowed);
    const flags = ["-O3", FUSING];
    const may = compiler === "clang" ? [...flags, "-ffp-contract=fast"] : flags;
    compile(compiler, may, { folder, expected: [] });
    assert.match(disassembly(), FUSED, compiler);
    for (const subject of await inTurn()) {
      for (const file of ["net.c", "net.h"]) {
        writeFileSync(join(folder, file), readFileSync(join(subject.folder, file)));
      }
      assert.equal(compile(compiler, flags, { folder, expected: [] }).status, 0);
      assert.doesNotMatch(disassembly(), FUSED, compiler);
    }
  }
});

/** Flags that would change bits, and some that only look so. */
const ODD_FLAGS = [
  ["-ffast-math"],
  ["-Ofast"],
  ["-funsafe-math-optimizations"],
  ["-fassociative-math"],
  ["-fassociative-math", "-fno-signed-zeros", "-fno-trapping-math"],
  ["-freciprocal-math"],
  ["-fno-signed-zeros"],
  ["-ffinite-math-only"],
  ["-ffp-contract=fast"],
  ["-fno-trapping-math", "-fno-math-errno"],
  ["-frounding-math"],
  ["-fwrapv", "-fno-strict-aliasing"],
  ...(arch() === "x64" ? [["-mrecip"], ["-mrecip", "-freciprocal-math"]] : []),
];
const GCC_FLAGS = arch() === "x64" ? [["-mfpmath=387"], ["-mfpmath=both"]] : [];
const CLANG_FLAGS = [
  ["-fno-honor-nans", "-fno-honor-infinities"],
  ["-fno-honor-nans"],
  ["-fapprox-func"],
  ["-fdenormal-fp-math=preserve-sign"],
];

/** What becomes of the C with some flags. */
function fate(compiler: string, flags: readonly string[], subject: CSubject): string {
  const { status, stderr } = compile(compiler, ["-O3", "-march=native", ...flags], subject);
  if (status !== 0) {
    assert.match(
      stderr,
      /error: (#error )?"?(-ffast-math changes results; compile without it|this compiler evaluates float in a wider type)/,
    );
    return "does not compile";
  }
  const lines = trained(compiler, subject);
  if (lines[0]!.startsWith("refused ")) return "refused by init";
  return JSON.stringify(lines) === JSON.stringify(subject.expected) ? "same bits" : "other bits";
}

for (const compiler of ["gcc", "clang"] as const) {
  const all = [...ODD_FLAGS, ...(compiler === "clang" ? CLANG_FLAGS : GCC_FLAGS)];
  for (const flags of all) {
    const words = flags.join(" ");
    test(`the C compiled by ${compiler} ${words} has Node's bits, or does not compile, or init says so`, {
      skip: missing(compiler),
    }, async (t) => {
      const [, small] = await subjects;
      const got = fate(compiler, flags, small!);
      t.diagnostic(got);
      assert.notEqual(got, "other bits");
    });
  }
}

test("init tells of fused operations, and of an FPU that flushes subnormals to zero", {
  skip: missing("gcc", "clang") || (arch() !== "x64" && "needs an x86 processor"),
}, async () => {
  const [subject] = await subjects;
  const fused = compile("clang", ["-O2", FUSING, "-ffp-contract=fast"], subject!);
  assert.equal(fused.status, 0);
  assert.match(runProgram(subject!.folder, "objdump", ["-d", "net.o"]).stdout, FUSED);
  if (/\bfma\b/.test(readFileSync("/proc/cpuinfo", "utf8"))) {
    assert.deepEqual(trained("clang", subject!), ["refused 00000001"]);
  }
  compile("gcc", ["-O2"], subject!);
  assert.deepEqual(trained("gcc", subject!, ["-ffast-math"]), ["refused 0000000b"]);
});
