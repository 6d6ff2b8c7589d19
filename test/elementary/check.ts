// Checks the elementary functions against binary64: a stratified sample by default, all 2^32 inputs with --exhaustive.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import asc from "assemblyscript/asc";
import { type Findings, nothing, type Range, type Subject, subjects, type Task } from "./worker.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const worstCasesFile = `${root}test/elementary/worst-cases.json`;
const help = `usage: check [--exhaustive] [--only NAME]... [--record] [--workers N]

Checks ${subjects.map(({ name }) => name).join(", ")} of assembly/ (sqrt is WebAssembly's own).
  --exhaustive  all 2^32 inputs, or those from 0 to 1, instead of a stratified sample
  --only NAME   this function only; may be repeated
  --record      adds the worst input found to test/elementary/worst-cases.json
  --workers N   threads; one for each core by default
`;

/** The functions as a Wasm module, compiled without any configuration file. */
export async function compile(
  entry = "assembly/elementary-module.ts",
  more: readonly string[] = [],
): Promise<Uint8Array<ArrayBuffer>> {
  let binary: Uint8Array<ArrayBuffer> | undefined;
  const flags =
    "--runtime stub --optimizeLevel 3 --shrinkLevel 0 --use abort= --noAssert --initialMemory 2 --outFile out.wasm";
  const { error, stderr } = await asc.main(
    [entry, "--baseDir", root, ...flags.split(" "), ...more],
    {
      readFile: (name) =>
        name.endsWith("asconfig.json") || !existsSync(root + name)
          ? null
          : readFileSync(root + name, "utf8"),
      writeFile: (_name, contents) => {
        if (typeof contents !== "string") binary = new Uint8Array(contents);
      },
      listFiles: () => [],
    },
  );
  if (error || !binary) throw new Error(`${entry} does not compile: ${stderr.toString()}`);
  return binary;
}

function bitsOf(value: number): number {
  return new Uint32Array(Float32Array.of(value).buffer)[0]!;
}

function floatOf(bits: number): number {
  return new Float32Array(Uint32Array.of(bits).buffer)[0]!;
}

const hex = (bits: number) => `0x${bits.toString(16).padStart(8, "0")}`;

export function worstCases(): Record<string, string[]> {
  return existsSync(worstCasesFile) ? JSON.parse(readFileSync(worstCasesFile, "utf8")) : {};
}

/**
 * Every 419th input of each sign and exponent, all inputs around the thresholds, and the worst cases known; where there are
 * fewer exponents, more of each.
 * @param one takes only one of so many between the thresholds, an odd number
 */
export function sample(subject: Subject, one = 1): Range[] {
  const ranges: Range[] = [];
  const { last = 2 ** 32 - 1 } = subject;
  const strata = Math.min(512, last / 2 ** 23);
  const stride = (strata === 512 ? 419 : 97) * one;
  for (let stratum = 0; stratum < strata; stratum++) {
    const offset = (stratum * 2654435761) % stride;
    ranges.push({
      first: stratum * 2 ** 23 + offset,
      stride,
      count: Math.ceil((2 ** 23 - offset) / stride),
    });
  }
  const special = [
    0,
    0x00400000,
    0x00800000,
    0x7f7fffff,
    0x7f800000,
    0x7fc00000,
    ...subject.thresholds.map(bitsOf),
  ];
  for (const bits of special) {
    for (const sign of [0, 0x80000000]) {
      const first = Math.max(sign, sign + bits - 64);
      const count = Math.min(sign + bits + 65, last + 1) - first;
      if (count > 0) ranges.push({ first, stride: 1, count });
    }
  }
  for (const bits of worstCases()[subject.name] ?? [])
    ranges.push({ first: Number(bits), stride: 1, count: 1 });
  return ranges;
}

/** All 2^32 inputs or those that there are, each range with the input after it for the step between them. */
export function everything({ last = 2 ** 32 - 1 }: Subject): Range[] {
  const count = 2 ** 22;
  return Array.from({ length: Math.ceil((last + 1) / count) }, (_, i) => ({
    first: i * count,
    stride: 1,
    count: Math.min(count + 1, last + 1 - i * count),
  }));
}

function merge(all: Findings[], { last = 2 ** 32 - 1 }: Subject): Findings {
  const sum = nothing();
  for (const one of all) {
    sum.checked = Math.min(sum.checked + one.checked, last + 1); // the ranges of everything() overlap
    sum.steps += one.steps;
    sum.faults += one.faults;
    if (one.faults > 0) sum.faultAt = one.faultAt;
    if (one.worst > sum.worst) Object.assign(sum, { worst: one.worst, worstAt: one.worstAt });
    if (one.highestStep > sum.highestStep)
      Object.assign(sum, { highestStep: one.highestStep, stepAt: one.stepAt });
  }
  return sum;
}

function work(task: Task): Promise<Findings> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./worker.js", import.meta.url), { workerData: task });
    worker.once("message", resolve).once("error", reject);
  });
}

/** Checks one function on `threads` threads; `progress` hears the share done, now and then. */
export async function check(
  binary: Uint8Array<ArrayBuffer>,
  subject: Subject,
  ranges: Range[],
  threads = availableParallelism(),
  progress?: (share: number) => void,
): Promise<Findings> {
  const module = new WebAssembly.Module(binary);
  const next = new SharedArrayBuffer(4);
  const timer = setInterval(
    () => progress?.(Math.min(1, Atomics.load(new Int32Array(next), 0) / ranges.length)),
    500,
  );
  try {
    const task = { module, subject: subject.name, ranges, next };
    return merge(await Promise.all(Array.from({ length: threads }, () => work(task))), subject);
  } finally {
    clearInterval(timer);
  }
}

/** Whether the findings keep the function's bounds: its error, no faults, no step of more than one ulp. */
export function passes(subject: Subject, findings: Findings): boolean {
  return findings.worst <= subject.bound && findings.faults === 0 && findings.highestStep <= 1;
}

export function describe(subject: Subject, found: Findings): string {
  const at = (bits: number) => `at ${hex(bits)} (${floatOf(bits)})`;
  return [
    `${passes(subject, found) ? "ok  " : "FAIL"} ${subject.name.padEnd(11)} ${found.checked} inputs`,
    `worst ${found.worst.toFixed(4)} ulp of ${subject.bound} ${at(found.worstAt)}`,
    `${found.faults} faults${found.faults > 0 ? ` ${at(found.faultAt)}` : ""}`,
    `${found.steps} downward steps${found.steps > 0 ? ` of at most ${found.highestStep} ulp ${at(found.stepAt)}` : ""}`,
  ].join(", ");
}

function record(name: string, bits: number): void {
  const cases = worstCases();
  cases[name] = [...new Set([...(cases[name] ?? []), hex(bits)])].sort();
  writeFileSync(worstCasesFile, `${JSON.stringify(cases, null, 2)}\n`);
}

function options() {
  const { values } = parseArgs({
    options: {
      exhaustive: { type: "boolean", default: false },
      only: { type: "string", multiple: true },
      record: { type: "boolean", default: false },
      workers: { type: "string", default: String(availableParallelism()) },
      help: { type: "boolean", default: false },
    },
  });
  const names = values.only ?? subjects.map(({ name }) => name);
  const unknown = names.find((name) => !subjects.some((subject) => subject.name === name));
  if (unknown !== undefined)
    throw new Error(`no function ${unknown}; there are ${subjects.map((s) => s.name).join(", ")}`);
  const workers = Number(values.workers);
  if (!Number.isInteger(workers) || workers < 1)
    throw new Error(`--workers ${values.workers}: expected a whole number from 1 on`);
  return { ...values, names, workers };
}

async function main(): Promise<number> {
  const { exhaustive, record: recording, names, workers, help: asked } = options();
  if (asked) {
    process.stdout.write(help);
    return 0;
  }
  const binary = await compile();
  let failed = 0;
  for (const subject of subjects.filter(({ name }) => names.includes(name))) {
    const show = (share: number) =>
      process.stderr.write(`\r${subject.name} ${(share * 100).toFixed(0)} % `);
    const ranges = exhaustive ? everything(subject) : sample(subject);
    const findings = await check(
      binary,
      subject,
      ranges,
      workers,
      process.stderr.isTTY ? show : undefined,
    );
    if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
    console.log(describe(subject, findings));
    if (recording) record(subject.name, findings.worstAt);
    else if (exhaustive) console.log(`     for worst-cases.json: "${hex(findings.worstAt)}"`);
    if (!passes(subject, findings)) failed = 1;
  }
  return failed;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().then(
    (code) => {
      process.exitCode = code;
    },
    (error: Error) => {
      console.error(error.message);
      process.exitCode = 2;
    },
  );
}
