// Linked modules have the bits of those that the AssemblyScript compiler makes of the whole network: in the results and in
// all of memory. For more networks: NETWORKS=500 FIRST=60 node --test build/test/common/compiler/reference.test.js
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkProgram } from "../../../src/common/compiler/ir/check.js";
import { buildNetwork } from "../../../src/node/build-network.js";
import { extent } from "../../support/extent.js";
import { named, specOf } from "../../support/networks.js";
import { type Random, seededRandom } from "../../support/random.js";
import { randomShape } from "../../support/random-networks.js";
import { referenceModule } from "../../support/reference-module.js";

const COUNT = Number(process.env.NETWORKS ?? extent(16, 60));
const FIRST = Number(process.env.FIRST ?? 0);
const STEPS = 50;
/** The compiler spares itself the optimiser but for one of six networks: the bits must be the same, in half the time. */
const UNOPTIMISED = ["--optimizeLevel", "0", "--shrinkLevel", "0"];
const OPTIMISED_EVERY = 6;

interface Module {
  readonly numbers: ReadonlyMap<string, number>;
  readonly memory: Uint8Array;
  call(name: string, ...args: readonly number[]): number | undefined;
}

function start(wasm: Uint8Array<ArrayBuffer>): Module {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(wasm));
  const all = Object.entries(exports);
  return {
    numbers: new Map(
      all.flatMap(([name, value]) =>
        value instanceof WebAssembly.Global ? [[name, value.value as number] as const] : [],
      ),
    ),
    memory: new Uint8Array((exports.memory as WebAssembly.Memory).buffer),
    call: (name, ...args) => (exports[name] as (...args: readonly number[]) => number)(...args),
  };
}

/** Whether two memories have the same words. Networks may diverge here, and which NaN it is, engines may choose. */
function sameWords(got: Uint8Array, expected: Uint8Array): boolean {
  const [a, b] = [new Uint32Array(got.buffer), new Uint32Array(expected.buffer)];
  const noNumber = (word: number) => (word & 0x7fffffff) > 0x7f800000;
  return a.every((word, i) => word === b[i] || (noNumber(word) && noNumber(b[i]!)));
}

/** Readings of three sizes and labels for a whole batch, some rows of which are observed, or none. */
function fill({ memory, numbers }: Module, step: number, random: Random): void {
  const at = (name: string) => numbers.get(name)!;
  const floats = new Float32Array(memory.buffer);
  const [batch, inputs, targets] = [at("batch"), at("inputs"), at("targets")];
  const first = at("readings") / 4;
  const labels = first + batch * inputs;
  const size = random.pick([0.5, 1.5, 100]);
  for (let i = 0; i < batch * inputs; i++) floats[first + i] = random.uniform(-size, size);
  for (let i = 0; i < batch * targets; i++) floats[labels + i] = random.whole(0, 1);
  const rows = step % 7 === 0 ? random.whole(0, batch) : batch;
  // Behind the parameters lie steps, random state and observed.
  new Int32Array(memory.buffer)[at("parameters") + 2] = step === 3 ? 0 : rows;
  for (let i = 0; i < inputs + targets; i++) {
    floats[at("input") / 4 + i] = i < inputs ? random.uniform(-size, size) : random.whole(0, 1);
  }
}

const networks = Array.from({ length: COUNT }, (_, k) => ({
  seed: FIRST + k,
  ...randomShape(FIRST + k),
}));

test("the random networks have all plans, activations, reductions, depths and kinds of batches", () => {
  const kinds = new Set(
    networks.flatMap(({ shape, plan }) => [
      plan,
      shape.reduction,
      ...(shape.hidden ?? []),
      `${shape.widths.length - 2} hidden`,
      `weight ${shape.positiveWeight}`,
      `batch ${shape.batch}`,
    ]),
  );
  assert.ok(COUNT < 16 || kinds.size === 2 + 2 + 3 + 4 + 2 + 9, [...kinds].join(", "));
});

for (const { seed, shape, plan } of networks) {
  test(`linked as compiled: ${named(shape)}, ${plan} plan`, async () => {
    const spec = specOf(shape, plan);
    const { wasm, program } = await buildNetwork(spec);
    checkProgram(program);
    const options = seed % OPTIMISED_EVERY === 0 ? [] : UNOPTIMISED;
    const [linked, compiled] = [start(wasm), start(await referenceModule(spec, {}, options))];
    assert.deepEqual(
      [...linked.numbers].sort(),
      [...compiled.numbers].map(([name, value]) => [name, value]).sort(),
    );
    const both = (what: string, name: string, ...args: readonly number[]): void => {
      const [got, expected] = [linked.call(name, ...args), compiled.call(name, ...args)];
      assert.ok(Object.is(got, expected), `${what}: got ${got}, expected ${expected}`);
      assert.ok(sameWords(linked.memory, compiled.memory), `${what}: memory differs`);
    };
    const random = seededRandom(seed);
    both("init", "init", seed);
    for (let step = 0; step < STEPS; step++) {
      fill(linked, step, random);
      compiled.memory.set(linked.memory);
      both(`loss ${step}`, "loss");
      both(`train ${step}`, "train");
      both(`observe ${step}`, "observe");
      both(`predict ${step}`, "predict");
    }
  });
}
