import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { bitsOfFloat } from "../../src/common/bits.js";
import { checkProgram } from "../../src/common/compiler/ir/check.js";
import { constant, type Program } from "../../src/common/compiler/ir/ir.js";
import { eachValue } from "../../src/common/compiler/ir/walk.js";
import type { Kernels } from "../../src/common/compiler/kernels.js";
import { link } from "../../src/common/compiler/link/link.js";
import { networkProgram } from "../../src/common/compiler/network-program.js";
import { printWasm } from "../../src/common/compiler/wasm/print-wasm.js";
import { ACTIVATIONS } from "../../src/common/network/activations.js";
import { FEATURE_NAMES } from "../../src/common/network/features.js";
import { checkNetwork } from "../../src/common/network/network-file.js";
import type { NetworkSpec } from "../../src/common/network/network-spec.js";
import { planMemory, tensor } from "../../src/common/network/plan.js";
import { RESOURCES } from "../../src/node/resources.js";
import { type Random, seededRandom } from "../support/random.js";

// Each kernel that has a form in four lanes beside the scalar one, on the same memory: all of it must hold the same bits
// afterwards, but for what a kernel leaves behind its numbers, where anything may lie.

/** Numbers at which functions change their ways, and those that are odd in themselves. */
const SPECIAL = Uint32Array.of(
  ...[0, 1, 0x007fffff, 0x00800000, 0x3f400000, 0x3f3fffff, 0x3f800000, 0x41200000, 0x41200001],
  ...[0x42ae7fff, 0x42ae8000, 0x42ae8001, 0x42d00000, 0x42d00001, 0x43000000, 0x7f7fffff],
  ...[0x7f800000, 0x7fc00000, 0x33000000, 0x5e800000, 0x20000000],
);

const PAGE = 65_536;
const OPTIMIZERS = {
  sgd: { type: "sgd" },
  decay: { type: "sgd", weightDecay: 0.01 },
  clipped: { type: "sgd", clipNorm: 1 },
  momentum: { type: "momentum", momentum: 0.8, weightDecay: 0.02 },
  nesterov: { type: "momentum", nesterov: true },
  adam: { type: "adam" },
} as const;
type OptimizerName = keyof typeof OPTIMIZERS;

/** A network of all activations, whose kernels are called with addresses of our own; its moments lie where the plan says. */
function specOf(optimizer: OptimizerName) {
  return checkNetwork({
    inputs: ["x", "y"],
    outputs: ["z", "u"],
    layers: [
      ...Object.keys(ACTIVATIONS)
        .filter((activation) => activation !== "softmax")
        .map((activation) => ({ units: 4, activation })),
      { units: 2 },
    ],
    optimizer: OPTIMIZERS[optimizer],
    reduction: "mean",
    batch: 4,
    plan: "fast",
  });
}

/** A kernel of a network as a function on a memory of one page, made once. */
function moduleOf(kernels: Kernels, kernel: string, optimizer: OptimizerName) {
  const key = `${kernels === RESOURCES.lanes} ${kernel} ${optimizer}`;
  const known = MODULES.get(key) ?? newModule(kernels, [kernel], specOf(optimizer));
  MODULES.set(key, known);
  return known;
}
const MODULES = new Map<string, ReturnType<typeof newModule>>();

function newModule(kernels: Kernels, entries: readonly string[], spec: NetworkSpec) {
  const plan = planMemory(spec);
  const network = networkProgram(spec, plan, kernels);
  const constants = new Map([["end", constant("i32", PAGE)]]);
  const program = link(kernels, { ...network, entries, constants });
  checkProgram(program);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(printWasm(program)), {});
  const { buffer } = exports.memory as WebAssembly.Memory;
  return {
    program,
    words: new Uint32Array(buffer),
    call: exports as Record<string, (...operands: number[]) => number>,
    gradientScale: plan.tensors.find(({ name }) => name === "gradientScale")?.offset,
    stepEpsilon: plan.tensors.find(({ name }) => name === "stepEpsilon")?.offset,
    plan,
  };
}

/** Whether a program computes with lanes. */
function hasVectors({ routines }: Program): boolean {
  return routines.some(({ body }) => {
    let found = false;
    eachValue(body, ({ kind }) => {
      found ||= kind === "vector";
    });
    return found;
  });
}

/** Where a test's blocks begin, behind all that the plan has: four kilobytes each, so that moments lie in their own. */
const block = (number: number): number => 16_384 + 4096 * number;

interface Call {
  readonly kernel: string;
  readonly operands: readonly number[];
  readonly optimizer?: OptimizerName;
  /** the numbers that the kernel gives, as places and counts of words; by default all of memory is compared */
  readonly gives?: readonly (readonly [at: number, count: number])[];
}

/** Fills memory with numbers of many sizes, a part of them special; NaN only where `odd`. */
function fill(words: Uint32Array, seed: number, odd: boolean): void {
  const random = seededRandom(seed);
  const floats = new Float32Array(words.buffer);
  for (let i = 0; i < words.length; i++) {
    if (odd && random.whole(0, 2) === 0) {
      words[i] = SPECIAL[random.whole(0, SPECIAL.length - 1)]! | (random.whole(0, 1) << 31);
    } else floats[i] = random.uniform(-4, 4);
  }
}

/** Numbers that a reading may have, by their bits: special ones among others, or zeros of both signs, which are equal. */
const READINGS: Readonly<Record<string, (random: Random) => number>> = {
  "of all kinds": (random) =>
    random.whole(0, 1)
      ? bitsOfFloat(Math.fround(random.uniform(-4, 4)))
      : random.pick(FINITE) | (random.whole(0, 1) << 31),
  zeros: (random) => random.whole(0, 1) << 31,
};
const FINITE = Array.from(SPECIAL).filter((word) => word < 0x7f800000);

/** Words that are no NaN, and NaN as one word: which NaN it is is not part of the contract. */
function comparable(words: Uint32Array): Uint32Array {
  return words.map((word) => ((word & 0x7fffffff) > 0x7f800000 ? 0x7fc00000 : word));
}

function sameBits({ kernel, operands, optimizer = "sgd", gives }: Call, odd: boolean): void {
  const modules = [RESOURCES.kernels, RESOURCES.lanes].map((kernels) =>
    moduleOf(kernels, kernel, optimizer),
  );
  assert.deepEqual(
    modules.map(({ program }) => hasVectors(program)),
    [false, true],
  );
  for (let seed = 1; seed <= 4; seed++) {
    const results = modules.map(({ words, call, gradientScale, stepEpsilon }) => {
      fill(words, seed, odd);
      const floats = new Float32Array(words.buffer);
      if (gradientScale !== undefined) floats[gradientScale / 4] = 0.25;
      if (stepEpsilon !== undefined) floats[stepEpsilon / 4] = 1e-6;
      const given = call[kernel]!(...operands);
      const parts = gives?.map(([at, count]) => words.slice(at / 4, at / 4 + count)) ?? [words];
      return [given, ...parts.map(comparable)];
    });
    assert.deepEqual(results[1], results[0], `${kernel}(${operands.join(", ")}), seed ${seed}`);
  }
}

const COUNTS = [1, 2, 3, 4, 5, 7, 8, 9, 12, 13];
const RATE = 0.05;

describe("A kernel in four lanes has the scalar one's bits:", () => {
  for (const [name, { number }] of Object.entries(ACTIVATIONS)) {
    if (name === "softmax" || name === "identity") continue;
    test(`${name}, also of special numbers`, () => {
      for (const count of COUNTS) {
        sameBits({ kernel: "activate", operands: [number, 0.125, block(0), count] }, true);
      }
    });
  }

  test("a dense layer's forward pass", () => {
    for (const units of COUNTS) {
      for (const count of [1, 3, 4, 6]) {
        const [x, w, b, z] = [block(0), block(1), block(2), block(3)];
        for (const inputs of [1, 4, 6]) {
          sameBits({ kernel: "denseForward", operands: [x, w, b, z, inputs, units, count] }, false);
        }
      }
    }
  });

  for (const optimizer of Object.keys(OPTIMIZERS) as OptimizerName[]) {
    test(`a dense layer's backward pass, ${optimizer}`, () => {
      for (const [inputs, units, count] of [
        [1, 2, 1],
        [2, 3, 3],
        [4, 4, 4],
        [5, 7, 6],
        [6, 16, 5],
        [9, 10, 8],
      ] as const) {
        const [a, w, dz, strip] = [block(0), block(1), block(3), block(4)];
        const b = w + 4 * inputs * units;
        const sizes = [inputs, units, count, RATE];
        for (const [below, activation] of [
          [0, 0],
          [1, ACTIVATIONS.tanh.number],
          [1, ACTIVATIONS["leaky-relu"].number],
        ] as const) {
          const operands = [a, w, b, dz, strip, ...sizes, below, activation, 0.25];
          // A strip's columns beyond the inputs hold anything.
          const gives = [[0, strip / 4] as const];
          sameBits({ kernel: "denseBackward", operands, optimizer, gives }, false);
        }
      }
    });

    test(`the parameters that follow a gradient, ${optimizer}`, () => {
      for (const count of COUNTS) {
        const operands = [block(0), block(5), count, RATE, 0.125];
        sameBits({ kernel: "applyGradient", operands, optimizer }, false);
      }
    });

    test(`a single unit's passes, ${optimizer}`, () => {
      for (const inputs of COUNTS) {
        const [a, w, dz] = [block(0), block(1), block(2)];
        sameBits({ kernel: "unitForward", operands: [a, w, dz, inputs, 6], optimizer }, false);
        for (const below of [0, 1]) {
          const operands = [a, w, dz, inputs, 5, RATE, below, ACTIVATIONS.sigmoid.number, 0];
          sameBits({ kernel: "unitBackward", operands, optimizer }, false);
        }
      }
    });
  }

  test("the small plan's passes", () => {
    for (const units of COUNTS) {
      for (const inputs of [1, 3, 4, 6]) {
        const [a, w, dw, db, dz] = [block(0), block(1), block(2), block(3), block(4)];
        for (const below of [0, 1]) {
          const how = [below, ACTIVATIONS.softsign.number, 0];
          const dense = [a, w, dw, db, dz, inputs, units, ...how];
          sameBits({ kernel: "denseAccumulate", operands: dense }, false);
          sameBits({ kernel: "unitAccumulate", operands: [a, w, dw, dz, inputs, ...how] }, false);
        }
      }
    }
  });

  for (const [readings, draw] of Object.entries(READINGS)) {
    test(`a window's features, also of channels that do not fill four lanes: ${readings}`, () => {
      for (let channels = 1; channels <= 9; channels++) {
        for (const rows of [1, 2, 5, 32]) sameFeatures(channels, rows, draw);
      }
    });
  }
});

/** A window of all features, filled row by row: after each, all of memory is the same. */
function sameFeatures(channels: number, rows: number, draw: (random: Random) => number): void {
  const spec = checkNetwork({
    inputs: Array.from({ length: channels }, (_, i) => `channel ${i}`),
    outputs: ["y"],
    window: { rows, stride: 1, features: [...FEATURE_NAMES] },
    layers: [{ units: 1 }],
    batch: 2,
    plan: "small",
  });
  const memories = [RESOURCES.kernels, RESOURCES.lanes].map((kernels) => {
    const { program, words, call, plan } = newModule(kernels, ["push", "restart"], spec);
    if (channels > 1) assert.equal(hasVectors(program), kernels === RESOURCES.lanes);
    call.restart!();
    const random = seededRandom(100 * channels + rows);
    return Array.from({ length: rows + 2 }, () => {
      const reading = Array.from({ length: channels }, () => draw(random));
      words.set(reading, tensor(plan, "reading").offset / 4);
      call.push!();
      return comparable(words.slice());
    });
  });
  assert.deepEqual(memories[1], memories[0], `${channels} channels, ${rows} rows`);
}
