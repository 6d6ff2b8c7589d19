import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { BuiltNetwork } from "../../src/common/compiler/build-network.js";
import type { ThumbCode, ThumbCore } from "../../src/common/compiler/thumb/code.js";
import { hex } from "../../src/common/hex.js";
import { type Layout, webAssemblyEngine } from "../../src/common/loader/index.js";
import { runTool } from "../../src/node/gcc/toolchain.js";
import { packageRoot } from "../../src/node/package.js";
import { HANGING } from "../support/waiting.js";

/** A network with rows of data, to be trained on a device and here. */
export interface Work {
  readonly built: BuiltNetwork;
  readonly rows: number;
  /** (rows, inputs), or (rows, channels) with a window */
  readonly readings: Float32Array;
  /** (rows, targets) */
  readonly targets: Float32Array;
  readonly steps: number;
}

/** What one run of a network's code said. */
export interface Trace {
  /** address of the code and of the memory, as text */
  readonly places: string;
  /** init, each observation and step, loss, predict: results and hashes of the whole memory */
  readonly lines: readonly string[];
  /** words outside of the network's memory that changed */
  readonly changed: number;
  /** most bytes of stack that a call took */
  readonly stack: number;
}

interface Machine {
  readonly name: string;
  readonly cpu: string;
  readonly flash: number;
  readonly ram: number;
  /** bytes of RAM that the harness uses */
  readonly ramBytes: number;
  /** QEMU's options for it */
  readonly options?: readonly string[];
}

const COMMON = { flash: 0, ram: 0x2000_0000, ramBytes: 0x1_0000 };
const microbit: Machine = {
  ...COMMON,
  name: "microbit",
  cpu: "cortex-m0",
  // Here code lies in RAM, too, of which a micro:bit has 16 KB.
  options: ["-global", `nrf51-soc.sram-size=${COMMON.ramBytes}`],
};
/** A machine of QEMU for each core; none has a Cortex-M0+, whose instructions are the Cortex-M0's. */
const MACHINES: Readonly<Record<ThumbCore, Machine>> = {
  "Cortex-M0": microbit,
  "Cortex-M0+": microbit,
  "Cortex-M3": { ...COMMON, name: "mps2-an385", cpu: "cortex-m3" },
  "Cortex-M4F": { ...COMMON, name: "mps2-an386", cpu: "cortex-m4" },
  "Cortex-M33F": {
    name: "mps2-an505",
    cpu: "cortex-m33",
    flash: 0x1000_0000,
    ram: 0x3800_0000,
    ramBytes: 0x1_0000,
  },
};

/** Runs networks' code on a core in QEMU, each at two places; gives two traces for each network. */
export async function runOnDevice(
  core: ThumbCore,
  cases: readonly { readonly work: Work; readonly code: ThumbCode }[],
): Promise<Trace[]> {
  const folder = await mkdtemp(join(tmpdir(), "perceptino-thumb-test-"));
  try {
    const words = await Promise.all(cases.map(({ work, code }) => caseWords(work, code)));
    await writeFile(join(folder, "cases.bin"), Buffer.concat(words.flat()));
    const machine = MACHINES[core];
    const elf = await buildHarness(core, machine, folder);
    const quiet = ["-display", "none", "-monitor", "none", "-serial", "none"];
    const output = ["-chardev", "stdio,id=out"];
    const semihosting = ["-semihosting-config", "enable=on,target=native,chardev=out"];
    const args = [
      "-M",
      machine.name,
      ...(machine.options ?? []),
      ...quiet,
      ...output,
      ...semihosting,
      "-kernel",
      elf,
    ];
    const { stdout } = await promisify(execFile)("qemu-system-arm", args, { timeout: HANGING });
    return tracesOf(stdout);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function buildHarness(core: ThumbCore, machine: Machine, folder: string): Promise<string> {
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
      ...[join(here, "harness.c"), "-lgcc", "-o", elf],
    ],
    folder,
  );
  return elf;
}

/** Says in a case that there is no such entry. */
const NONE = 0xffffffff;

/** Where a network takes a row from, in words of its memory. */
function placesOf({ input, inputs, targets, reading, channels }: Layout) {
  return {
    reading: (reading ?? input) / 4,
    readingWords: channels ?? inputs,
    target: input / 4 + inputs,
    targetWords: targets,
  };
}

/** A case as harness.c reads it. */
async function caseWords(work: Work, code: ThumbCode): Promise<Uint8Array[]> {
  const { layout } = await webAssemblyEngine(new Uint8Array(work.built.wasm));
  const entries = (["init", "observe", "predict", "train", "loss", "push"] as const).map(
    (name) => code.entries.get(name) ?? NONE,
  );
  const places = placesOf(layout);
  const head = Uint32Array.of(
    ...[code.bytes.length / 4, ...entries, layout.end / 4],
    ...[places.reading, places.readingWords, places.target, places.targetWords],
    ...[layout.parameters + 2, work.rows, layout.seed, work.steps],
  );
  const rows = Float32Array.from(
    rowsOf(work, layout).flatMap((row) => [...row.flatMap((r) => [...r])]),
  );
  return [new Uint8Array(head.buffer), code.bytes, new Uint8Array(rows.buffer)];
}

/** Each row's reading and target. */
function rowsOf({ rows, readings, targets }: Work, layout: Layout) {
  const { readingWords, targetWords } = placesOf(layout);
  return Array.from({ length: rows }, (_, i) => [
    readings.subarray(i * readingWords, (i + 1) * readingWords),
    targets.subarray(i * targetWords, (i + 1) * targetWords),
  ]);
}

function tracesOf(output: string): Trace[] {
  const parts = output.split(/^code /m).slice(1);
  if (!output.endsWith("end\n")) throw new Error(`the device stopped: ${output.slice(-200)}`);
  return parts.map((part) => {
    const [places, ...lines] = part.split("\n");
    const number = (name: string) =>
      Number.parseInt(lines.find((line) => line.startsWith(name))!.slice(name.length), 16);
    return {
      places: places!,
      lines: lines.filter((line) => /^(init|observe|train|loss|predict) /.test(line)),
      changed: number("changed"),
      stack: number("stack"),
    };
  });
}

const FNV_START = 2166136261;
const FNV_PRIME = 16777619;

/** The lines that a device should print, from Node's Wasm. */
export async function expectedLines(work: Work): Promise<string[]> {
  const { layout, memory, run } = await webAssemblyEngine(new Uint8Array(work.built.wasm));
  const words = new Uint32Array(memory, 0, layout.end / 4);
  const floats = new Float32Array(memory);
  const hash = () => hex(words.reduce((h, word) => Math.imul(h ^ word, FNV_PRIME), FNV_START));
  const bits = (value: number) => hex(new Uint32Array(Float32Array.of(value).buffer)[0]!);
  const [init, observe, predict, train, loss, push] = [0, 1, 2, 3, 4, 5] as const;
  const places = placesOf(layout);
  run(init, layout.seed);
  const lines = [`init ${hash()}`];
  for (const [reading, target] of rowsOf(work, layout)) {
    floats.set(reading!, places.reading);
    floats.set(target!, places.target);
    if (layout.channels !== undefined && run(push, 0) === 0) continue;
    lines.push(`observe ${hex(run(observe, 0))} ${hash()}`);
  }
  const at = layout.parameters + 2;
  const observed = words[at]!;
  for (let i = 0; i < work.steps; i++) {
    lines.push(`train ${bits(run(train, 0))} ${hash()}`);
    words[at] = observed;
  }
  lines.push(`loss ${bits(run(loss, 0))}`);
  return [...lines, `predict ${hex(run(predict, 0))} ${hash()}`];
}
