import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ThumbCore } from "../../src/common/compiler/thumb/code.js";
import { runTool } from "../../src/node/gcc/toolchain.js";
import { packageRoot } from "../../src/node/package.js";
import { HANGING } from "../support/waiting.js";

/** What one run of a case's code said. */
export interface Trace {
  /** address of the code and of the memory, as text */
  readonly places: string;
  /** results and hashes of the whole memory, in the order in which they came */
  readonly lines: readonly string[];
  /** words outside of the case's memory that changed */
  readonly changed: number;
  /** of the registers that an entry must leave as they are, how many it did not, over all calls */
  readonly registers: number;
  /** most bytes of stack that a call took */
  readonly stack: number;
}

interface Machine {
  readonly name: string;
  readonly cpu: string;
  readonly flash: number;
  /** bytes of flash that cases may take */
  readonly flashBytes: number;
  readonly ram: number;
  /** bytes of RAM that the harness uses */
  readonly ramBytes: number;
  /** QEMU's options for it */
  readonly options: readonly string[];
}

const RAM_BYTES = 0x1_0000;

const microbit: Machine = {
  name: "microbit",
  cpu: "cortex-m0",
  flash: 0,
  flashBytes: 0x3_0000,
  ram: 0x2000_0000,
  ramBytes: RAM_BYTES,
  // Here code lies in RAM, too, of which a micro:bit has 16 KB.
  options: ["-global", `nrf51-soc.sram-size=${RAM_BYTES}`],
};
const mps2: Machine = {
  ...microbit,
  name: "mps2-an385",
  cpu: "cortex-m3",
  flashBytes: 0x30_0000,
  options: [],
};
/** A machine of QEMU for each core; none has a Cortex-M0+, whose instructions are the Cortex-M0's. */
const MACHINES: Readonly<Record<ThumbCore, Machine>> = {
  "Cortex-M0": microbit,
  "Cortex-M0+": microbit,
  "Cortex-M3": mps2,
  "Cortex-M4F": { ...mps2, name: "mps2-an386", cpu: "cortex-m4" },
  "Cortex-M33F": {
    ...mps2,
    name: "mps2-an505",
    cpu: "cortex-m33",
    flash: 0x1000_0000,
    flashBytes: 0x10_0000,
    ram: 0x3800_0000,
  },
};

/** What a harness keeps of the RAM for its stack, for itself and between what it lays out. */
const KEPT = 2048 + 128 + 64;
/** The most bytes that a case's code and memory may take together on a core's machine. */
export const roomOn = (core: ThumbCore): number => MACHINES[core].ramBytes - KEPT;

/** What a machine printed until it ended by itself, or how it stopped. */
export interface Output {
  readonly traces: readonly Trace[];
  /** in words; undefined when it came to its end */
  readonly stopped: string | undefined;
}

/** Runs cases on a core in QEMU by a harness of this folder, as many at once as its flash holds. */
export async function runHarness(
  core: ThumbCore,
  source: "harness.c" | "routines.c",
  cases: readonly Uint8Array[],
  timeout = HANGING,
): Promise<Output> {
  const traces: Trace[] = [];
  for (const some of batches(cases, MACHINES[core].flashBytes)) {
    const output = await runBatch(core, source, some, timeout);
    traces.push(...output.traces);
    if (output.stopped !== undefined) return { traces, stopped: output.stopped };
  }
  return { traces, stopped: undefined };
}

function batches(cases: readonly Uint8Array[], most: number): Uint8Array[][] {
  const all: Uint8Array[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const one of cases) {
    if (bytes + one.length > most) {
      all.push([]);
      bytes = 0;
    }
    all.at(-1)!.push(one);
    bytes += one.length;
  }
  return all;
}

async function runBatch(
  core: ThumbCore,
  source: string,
  cases: readonly Uint8Array[],
  timeout: number,
): Promise<Output> {
  const folder = await mkdtemp(join(tmpdir(), "perceptino-thumb-test-"));
  try {
    await writeFile(join(folder, "cases.bin"), Buffer.concat(cases));
    const machine = MACHINES[core];
    const elf = await buildHarness(core, machine, source, folder);
    const quiet = ["-display", "none", "-monitor", "none", "-serial", "none"];
    const output = ["-chardev", "stdio,id=out"];
    const semihosting = ["-semihosting-config", "enable=on,target=native,chardev=out"];
    const args = [
      "-M",
      machine.name,
      ...machine.options,
      ...quiet,
      ...output,
      ...semihosting,
      "-kernel",
      elf,
    ];
    return outputOf(await run("qemu-system-arm", args, timeout));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What a program prints, however it ends. */
const run = (program: string, args: readonly string[], timeout: number): Promise<string> =>
  new Promise((resolve, reject) => {
    execFile(program, args, { timeout, maxBuffer: 1 << 28 }, (error, stdout) => {
      if (error && !error.killed) reject(error);
      else resolve(stdout);
    });
  });

async function buildHarness(
  core: ThumbCore,
  machine: Machine,
  source: string,
  folder: string,
): Promise<string> {
  const here = join(packageRoot(), "test/thumb");
  const elf = join(folder, "harness.elf");
  const symbols = {
    FLASH_ORIGIN: machine.flash,
    RAM_ORIGIN: machine.ram,
    RAM_LENGTH: machine.ramBytes,
  };
  await runTool(
    "arm-none-eabi-gcc",
    [
      `-mcpu=${machine.cpu}`,
      "-mthumb",
      "-mfloat-abi=soft",
      ...["-O2", "-Wall", "-Wextra", "-ffreestanding", "-fno-tree-loop-distribute-patterns"],
      ...(core.endsWith("F") ? ["-DWITH_FPU"] : []),
      ...["-nostdlib", "-static", `-T${join(here, "harness.ld")}`, "-Wl,--no-warn-rwx-segments"],
      ...Object.entries(symbols).map(([name, value]) => `-Wl,--defsym=${name}=${value}`),
      ...[join(here, source), "-lgcc", "-o", elf],
    ],
    folder,
  );
  return elf;
}

function outputOf(output: string): Output {
  const ended = output.endsWith("end\n");
  const parts = output.split(/^code /m).slice(1);
  const whole = parts.filter((part) => /^stack /m.test(part));
  return {
    traces: whole.map(traceOf),
    stopped: ended ? undefined : output.slice(-200),
  };
}

function traceOf(part: string): Trace {
  const [places, ...lines] = part.split("\n");
  const number = (name: string) =>
    Number.parseInt(lines.find((line) => line.startsWith(name))!.slice(name.length), 16);
  return {
    places: places!,
    lines: lines.filter((line) => /^(init|observe|train|loss|predict|call) /.test(line)),
    changed: number("changed"),
    registers: number("registers"),
    stack: number("stack"),
  };
}
