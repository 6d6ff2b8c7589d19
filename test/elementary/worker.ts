// What is checked of each elementary function of assembly/, and the thread that checks it.

import { parentPort, workerData } from "node:worker_threads";

/** A range of inputs: the floats whose bits are first, first + stride, … */
export interface Range {
  first: number;
  stride: number;
  count: number;
}

export interface Findings {
  checked: number;
  /** In units of the last place of the true value. */
  worst: number;
  /** Bits of the input with the worst error. */
  worstAt: number;
  /** NaN for a number, a number for NaN, a zero of the wrong sign, an asymmetry of an odd function. */
  faults: number;
  faultAt: number;
  /** How often the function falls where it should rise, or rises where it should fall, and by how much at most. */
  steps: number;
  highestStep: number;
  stepAt: number;
}

export interface Subject {
  name: string;
  /** Its number in assembly/elementary-module.ts. */
  kind: number;
  /** The greatest error allowed, in ulp. */
  bound: number;
  odd: boolean;
  /** Whether it falls from 0 on, and does not rise. */
  falling?: boolean;
  /** Bits of the last input where it is defined from 0 to there only, and not for every float. */
  last?: number;
  reference: (x: number) => number;
  /** Magnitudes around which the approximation or the result changes its form. */
  thresholds: number[];
}

export interface Task {
  module: WebAssembly.Module;
  subject: string;
  ranges: Range[];
  /** One Int32: the next range that nobody has taken yet. */
  next: SharedArrayBuffer;
}

const halves = (from: number, to: number, unit: number) =>
  Array.from({ length: to - from }, (_, i) => (from + i + 0.5) * unit);
const expThresholds = [
  87.25,
  87.3365,
  88.72284,
  89,
  103.28,
  103.9721,
  104,
  ...halves(0, 151, Math.LN2),
];
const tiny = 2 ** -30;

function exp(x: number): number {
  if (Math.abs(x) < tiny) return 1 + x;
  return x > 128 ? Infinity : x < -128 ? 0 : Math.exp(x);
}

function sigmoid(x: number): number {
  if (Math.abs(x) < tiny) return 0.5 + x / 4;
  const e = exp(-Math.abs(x));
  return (x < 0 ? e : 1) / (1 + e);
}

function softplus(x: number): number {
  if (x < -40) return exp(x);
  if (x > 40) return x;
  return Math.max(x, 0) + Math.log1p(exp(-Math.abs(x)));
}

function log1p(x: number): number {
  return Math.abs(x) < tiny ? x - (x * x) / 2 : Math.log1p(x);
}

/** Rounded by binary64 and then by binary32, it is the correctly rounded root: S. Figueroa, "When is double rounding innocuous?", 1995. */
const squareRoot = (x: number): number => Math.fround(Math.sqrt(x));

function halfCosine(x: number): number {
  const sine = Math.sin((Math.PI / 2) * Math.min(x, 1 - x));
  return x < 0.5 ? 1 - sine * sine : sine * sine;
}

function tanh(x: number): number {
  const a = Math.abs(x);
  if (a < 2 ** -14) return x * (1 - (x * x) / 3);
  return a > 20 ? Math.sign(x) : Math.tanh(x);
}

export const subjects: Subject[] = [
  { name: "exp", kind: 0, bound: 1.5, odd: false, reference: exp, thresholds: expThresholds },
  {
    name: "log",
    kind: 1,
    bound: 2,
    odd: false,
    reference: Math.log,
    thresholds: Array.from({ length: 277 }, (_, k) => Math.SQRT1_2 * 2 ** (k - 148)),
  },
  {
    name: "log1p",
    kind: 2,
    bound: 2,
    odd: false,
    reference: log1p,
    thresholds: [
      2 ** -25,
      1 - Math.SQRT1_2,
      1,
      ...Array.from({ length: 129 }, (_, k) => Math.abs(Math.SQRT1_2 * 2 ** (k - 25) - 1)),
    ],
  },
  {
    name: "softplus",
    kind: 3,
    bound: 2,
    odd: false,
    reference: softplus,
    thresholds: [...expThresholds, 0.8813736, 17.33],
  },
  { name: "sigmoid", kind: 4, bound: 2, odd: false, reference: sigmoid, thresholds: expThresholds },
  {
    name: "tanh",
    kind: 5,
    bound: 1.5,
    odd: true,
    reference: tanh,
    thresholds: [0.75, 9.010913, 10, ...halves(0, 30, Math.LN2 / 2)],
  },
  { name: "square-root", kind: 6, bound: 0, odd: false, reference: squareRoot, thresholds: [1, 4] },
  {
    name: "half-cosine",
    kind: 7,
    bound: 1.5,
    odd: false,
    falling: true,
    last: 0x3f800000,
    reference: halfCosine,
    thresholds: [0.5, 1],
  },
  { name: "sqrt", kind: 8, bound: 0, odd: false, reference: squareRoot, thresholds: [1, 4] },
];

export const nothing = (): Findings => ({
  checked: 0,
  worst: 0,
  worstAt: 0,
  faults: 0,
  faultAt: 0,
  steps: 0,
  highestStep: 0,
  stepAt: 0,
});

/** 1/ulp of binary32 at a value, by the value's binary64 exponent field. */
const perUlp = Float64Array.from(
  { length: 2048 },
  (_, e) => 2 ** (23 - Math.min(Math.max(e - 1023, -126), 127)),
);
/** Where binary32 would go on if it did: a result that rounds to infinity is judged as this value. */
const overflow = 2 ** 128;
const block = 1 << 14;

type Fill = (kind: number, first: number, stride: number, count: number, at: number) => void;

/** Evaluates a subject over a range and judges every value. */
export function examine(
  instance: WebAssembly.Instance,
  subject: Subject,
  range: Range,
  findings: Findings,
): void {
  const { fill, memory } = instance.exports as unknown as {
    fill: Fill;
    memory: WebAssembly.Memory;
  };
  const bits = new Uint32Array(memory.buffer, 0, block);
  const values = new Float32Array(memory.buffer, 0, block);
  const mirrored = new Uint32Array(memory.buffer, block * 4, block);
  const input = new Float32Array(1),
    inputBits = new Uint32Array(input.buffer);
  const truth = new Float64Array(1),
    truthBits = new Uint32Array(truth.buffer);
  const { kind, odd, falling = false, reference } = subject;
  let previous = Number.NaN,
    previousBits = 0;
  for (let done = 0; done < range.count; done += block) {
    const count = Math.min(block, range.count - done);
    const first = (range.first + done * range.stride) >>> 0;
    fill(kind, first, range.stride, count, 0);
    if (odd) fill(kind, first ^ 0x80000000, range.stride, count, block * 4);
    for (let i = 0, at = first; i < count; i++, at = (at + range.stride) >>> 0) {
      inputBits[0] = at;
      const value = values[i]!;
      let expected = reference(input[0]!);
      if (value !== expected) {
        if (Number.isNaN(value) !== Number.isNaN(expected)) {
          findings.faults++;
          findings.faultAt = at;
        } else {
          if (expected > overflow) expected = overflow;
          truth[0] = expected;
          const error =
            Math.abs(Math.min(value, overflow) - expected) * perUlp[(truthBits[1]! >>> 20) & 2047]!;
          if (error > findings.worst) {
            findings.worst = error;
            findings.worstAt = at;
          }
        }
      } else if (value === 0 && 1 / value !== 1 / expected) {
        findings.faults++;
        findings.faultAt = at;
      }
      if (odd && (bits[i]! ^ mirrored[i]!) !== -0x80000000 && !Number.isNaN(value)) {
        findings.faults++;
        findings.faultAt = at;
      }
      if ((at >>> 31 === 0) !== falling ? value < previous : value > previous) {
        const step = Math.abs(bits[i]! - previousBits);
        findings.steps++;
        if (step > findings.highestStep) {
          findings.highestStep = step;
          findings.stepAt = at;
        }
      }
      previous = at === 0x80000000 ? Number.NaN : value;
      previousBits = bits[i]!;
    }
  }
  findings.checked += range.count;
}

function main(port: NonNullable<typeof parentPort>, task: Task): void {
  const instance = new WebAssembly.Instance(task.module);
  const subject = subjects.find(({ name }) => name === task.subject)!;
  const next = new Int32Array(task.next);
  const findings = nothing();
  for (let i = Atomics.add(next, 0, 1); i < task.ranges.length; i = Atomics.add(next, 0, 1)) {
    examine(instance, subject, task.ranges[i]!, findings);
  }
  port.postMessage(findings);
}

if (parentPort !== null && (workerData as Task | null)?.module instanceof WebAssembly.Module) {
  main(parentPort, workerData as Task);
}
