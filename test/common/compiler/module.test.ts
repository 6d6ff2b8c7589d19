import assert from "node:assert/strict";
import { test } from "node:test";
import binaryen from "assemblyscript/binaryen";
import fc from "fast-check";
import type { BuiltNetwork } from "../../../src/common/compiler/build-network.js";
import { UserError } from "../../../src/common/errors.js";
import { loadNetwork } from "../../../src/common/loader/index.js";
import { LIMITS, type NetworkSpec } from "../../../src/common/network/network-spec.js";
import {
  layOut,
  type MemoryPlan,
  macsPerStep,
  type PlanKind,
  parameterCount,
  planMemory,
  type Tensor,
} from "../../../src/common/network/plan.js";
import { buildNetwork } from "../../../src/node/build-network.js";
import { extent } from "../../support/extent.js";
import {
  named,
  observations,
  observeAll,
  PLANS,
  type Shape,
  specOf,
} from "../../support/networks.js";
import { readWasm, SECTION } from "../../support/wasm-file.js";
import { WORKLOADS, workload } from "../../support/workloads.js";

/** SPEC.md, "The module" */
const FUNCTIONS = ["init", "observe", "predict", "train", "loss"];
const CONSTANTS = [
  "abi",
  "fingerprint",
  "state",
  "inputs",
  "outputs",
  "targets",
  "labels",
  "batch",
  "seed",
  "parameters",
  "normalizer",
  "readings",
  "input",
  "output",
  "stateEnd",
  "end",
];
const PAGE = 65_536;
const CANARY = 0xa5;

const MODULES: readonly Shape[] = [
  { widths: [6, 1], batch: 32 },
  { widths: [6, 16, 8, 1], batch: 16 },
  { widths: [5, 7, 3], batch: 9, hidden: ["sigmoid"], positiveWeight: 2.5, reduction: "mean" },
  { widths: [3, 1, 1], batch: 1, hidden: ["identity"] },
];

for (const shape of MODULES) {
  for (const plan of PLANS) {
    let compiled: Promise<BuiltNetwork> | undefined;
    const build = () => (compiled ??= buildNetwork(specOf(shape, plan)));

    test(`the module of ${named(shape)}, ${plan} plan, needs no host and holds no state but its page`, async () => {
      const { wasm } = await build();
      assert.ok(WebAssembly.validate(new Uint8Array(wasm)));
      const file = readWasm(wasm);
      for (const name of ["import", "table", "start", "element", "data"] as const) {
        assert.ok(!file.sections.includes(SECTION[name]), `there is a section of ${name}`);
      }
      assert.deepEqual(file.memories, [{ least: 1, most: 1 }]);
      assert.ok(file.globals.length > 0);
      assert.ok(!file.globals.some(({ mutable }) => mutable), "there is a mutable global");
      const exported = file.exports.map(({ name, kind }) => `${kind} ${name}`).sort();
      const expected = [
        ...FUNCTIONS.map((name) => `function ${name}`),
        ...CONSTANTS.map((name) => `global ${name}`),
        "memory memory",
      ];
      assert.deepEqual(exported, expected.sort());
    });

    test(`the module of ${named(shape)}, ${plan} plan, has no float64 and calls nothing indirectly`, async () => {
      const { wasm } = await build();
      const module = binaryen.readBinary(wasm);
      const text = module.emitText();
      module.dispose();
      assert.match(text, /f32\.mul/);
      assert.doesNotMatch(text, /f64/);
      assert.doesNotMatch(text, /call_indirect|memory\.grow|global\.set|i64|v128/);
    });

    test(`the module of ${named(shape)}, ${plan} plan, touches no byte from its end on`, async () => {
      const network = await loadNetwork((await build()).wasm);
      const { end } = network.engine.layout;
      const beyond = new Uint8Array(network.engine.memory, end);
      assert.equal(network.engine.memory.byteLength, PAGE);
      assert.equal(beyond.length, PAGE - end);
      beyond.fill(CANARY);
      network.init(3);
      const data = observations(shape, shape.batch, 4);
      observeAll(network, data);
      for (let i = 0; i < 5; i++) network.step();
      network.predict(data.readings[0]!);
      network.loss();
      const saved = network.save();
      network.train();
      for (const reading of data.readings) network.predict(reading);
      network.restore(saved);
      const touched = beyond.findIndex((byte) => byte !== CANARY);
      assert.equal(touched, -1, `byte ${end + touched} was written`);
    });

    test(`a step on an empty batch gives −1 and changes nothing: ${named(shape)}, ${plan} plan`, async () => {
      const { engine } = await loadNetwork((await build()).wasm);
      const before = new Uint8Array(engine.memory).slice();
      assert.equal(engine.run(3, 0), -1);
      assert.equal(engine.run(4, 0), -1);
      assert.deepEqual(new Uint8Array(engine.memory), before);
    });
  }
}

test("the module states the plan's places and the network's sizes", async () => {
  const shape: Shape = { widths: [5, 7, 3], batch: 9, seed: 0xfffffffe };
  for (const plan of PLANS) {
    const spec = specOf(shape, plan);
    const built = await buildNetwork(spec);
    const { layout } = (await loadNetwork(built.wasm)).engine;
    const at = (name: string) => built.plan.tensors.find((t) => t.name === name)!.offset;
    assert.equal(layout.inputs, 5);
    assert.equal(layout.outputs, 3);
    assert.equal(layout.batch, 9);
    assert.equal(layout.seed >>> 0, 0xfffffffe);
    assert.equal(layout.parameters, 5 * 7 + 7 + 7 * 3 + 3);
    assert.equal(layout.targets, 3);
    assert.equal(layout.labels, 2);
    assert.equal(layout.input, at("input"));
    assert.equal(at("target"), at("input") + 4 * 5);
    assert.equal(at("steps"), 4 * layout.parameters);
    assert.equal(at("observed"), at("steps") + 8);
    assert.equal(at("rate"), at("observed") + 4);
    assert.equal(layout.stateEnd, at("Y") + 4 * 9 * 3);
    assert.equal(layout.readings, at("X"));
    assert.equal(layout.output, at("A2"));
    assert.equal(layout.end, built.plan.end);
    assert.equal(at("W1"), 0);
    assert.equal(at("Y"), at("X") + 4 * 9 * 5);
  }
});

// Bytes of Wasm that a build may take.
const WASM_LIMITS = [
  { shape: { widths: [6, 1], batch: 32 }, plan: "fast", most: 1800 },
  { shape: { widths: [6, 16, 8, 1], batch: 16 }, plan: "fast", most: 5300 },
  { shape: { widths: [6, 16, 8, 1], batch: 16 }, plan: "small", most: 2800 },
] as const satisfies readonly { shape: Shape; plan: PlanKind; most: number }[];

for (const { shape, plan, most } of WASM_LIMITS) {
  test(`the ${plan} module of ${named(shape)} takes at most ${most} bytes`, async () => {
    const { length } = (await buildNetwork(readsNormalised(shape, plan))).wasm;
    assert.ok(length <= most, `got ${length} bytes`);
  });
}

/** As most people have it: with the normaliser that is fitted. */
const readsNormalised = (shape: Shape, plan: PlanKind): NetworkSpec => ({
  ...specOf(shape, plan),
  normalizer: { type: "standard" },
});

// Bytes that a network may take: parameters, and what its training works with, as before there was a learner in the kernel,
const RAM_LIMITS = [
  { plan: "small", shape: { widths: [6, 1], batch: 32 }, most: 32 },
  { plan: "small", shape: { widths: [6, 16, 8, 1], batch: 16 }, most: 2156 },
  { plan: "fast", shape: { widths: [6, 1], batch: 32 }, most: 32 },
  { plan: "fast", shape: { widths: [6, 16, 8, 1], batch: 16 }, most: 2884 },
  { plan: "fast", shape: { widths: [32, 32, 16, 1], batch: 16 }, most: 9796 },
] as const;

for (const { plan, shape, most } of RAM_LIMITS) {
  test(`the ${plan} plan of ${named(shape)} takes ${most} bytes, the batch, and what loaders held: each byte has its name`, () => {
    const spec = readsNormalised(shape, plan);
    const { tensors } = layOut(spec, plan);
    const [inputs, outputs] = [shape.widths[0]!, shape.widths.at(-1)!];
    // What loaders held: counters, rate, normaliser, a normalised row, what goes in.
    const held = new Map([
      ["steps", 4],
      ["random", 4],
      ["observed", 4],
      ["rate", 4],
      ["mean", 4 * inputs],
      ["scale", 4 * inputs],
      ["row", 4 * inputs],
      ["input", 4 * inputs],
      ["target", 4 * outputs],
      ["X", 4 * inputs * shape.batch],
      ["Y", 4 * outputs * shape.batch],
    ]);
    const own = tensors.filter(({ overlays }) => overlays === undefined);
    for (const [name, bytes] of held) {
      const size = tensors.find((tensor) => tensor.name === name)?.bytes;
      assert.equal(size, bytes, name);
    }
    const rest = own.filter(({ name }) => !held.has(name));
    assert.equal(sum(rest), most);
  });
}

const shapes: fc.Arbitrary<Shape> = fc.record({
  widths: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 2, maxLength: 9 }),
  batch: fc.integer({ min: 1, max: 64 }),
});

const sum = (tensors: readonly Tensor[]) => tensors.reduce((total, t) => total + t.bytes, 0);

/** Everything that must hold for every plan. */
function assertSound({ tensors, ...plan }: MemoryPlan) {
  const own = tensors.filter((t) => t.overlays === undefined);
  let end = 0;
  for (const t of own) {
    assert.equal(t.offset, end, `${t.name} lies right behind the tensor before it`);
    end += t.bytes;
  }
  assert.equal(plan.end, end);
  for (const t of tensors) {
    assert.equal(t.offset % 4, 0, `${t.name} is aligned`);
    assert.ok(t.bytes > 0);
    assert.equal(
      t.bytes,
      t.shape.reduce((size, n) => size * n, 4),
    );
  }
  for (const t of tensors.filter((t) => t.overlays !== undefined)) {
    const under = own.find(({ name }) => name === t.overlays);
    assert.deepEqual([t.offset, t.role], [under?.offset, under?.role]);
    assert.ok(t.bytes <= under!.bytes);
  }
  assert.equal(new Set(tensors.map((t) => t.name)).size, tensors.length, "each name occurs once");
  for (const role of ["parameters", "state", "working"] as const) {
    assert.equal(
      plan[`${role === "parameters" ? "parameter" : role}Bytes`],
      sum(own.filter((t) => t.role === role)),
    );
  }
  assert.equal(plan.parameterBytes + plan.stateBytes + plan.workingBytes, plan.end);
}

for (const plan of PLANS) {
  test(`tensors of the ${plan} plan lie one behind the other and only overlays share a place`, () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const spec = specOf(shape, plan);
        const laidOut = layOut(spec, plan);
        assertSound(laidOut);
        assert.equal(laidOut.parameterBytes, 4 * parameterCount(spec));
        const batch = 4 * shape.batch * (shape.widths[0]! + shape.widths.at(-1)!);
        assert.equal(laidOut.stateBytes, 4 * 4 + batch);
      }),
      { seed: 1, numRuns: extent(50, 200) },
    );
  });
}

test("a plan that does not fit is refused with the bytes that are too many", () => {
  const shape: Shape = { widths: [6, 16, 8, 1], batch: 16 };
  for (const plan of PLANS) {
    const { end } = layOut(specOf(shape, plan), plan);
    assert.equal(planMemory(specOf(shape, plan), end).end, end);
    const advice = plan === "fast" ? 'choose "plan": "small"' : "make layers or batch smaller";
    assert.throws(
      () => planMemory(specOf(shape, plan), end - 4),
      new UserError(
        `the network needs ${end} bytes of memory with the ${plan} plan, expected at most ${end - 4}: 4 too many; ${advice}`,
      ),
    );
  }
});

test("the automatic plan is the fast one where it fits, else the small one", () => {
  const spec = { ...specOf({ widths: [6, 16, 8, 1], batch: 16 }, "fast"), plan: "auto" as const };
  const { end } = layOut(spec, "fast");
  assert.equal(planMemory(spec).kind, "fast");
  assert.equal(planMemory(spec, end).kind, "fast");
  assert.equal(planMemory(spec, end - 1).kind, "small");
  assert.throws(() => planMemory(spec, 1000), /with the small plan, expected at most 1000/);
  // Here the small plan's gradient buffer takes more than a small batch does.
  const wide: Shape = { widths: [32, 32, 16, 1], batch: 4 };
  const { end: fast } = layOut(specOf(wide, "fast"), "fast");
  assert.ok(fast < layOut(specOf(wide, "small"), "small").end);
  for (const plan of ["fast", "auto"] as const) {
    assert.throws(() => planMemory({ ...specOf(wide, "fast"), plan }, fast - 4), {
      message: `the network needs ${fast} bytes of memory with the fast plan, expected at most ${fast - 4}: 4 too many; make layers or batch smaller`,
    });
  }
});

test("a network beyond one page is refused", () => {
  const shape: Shape = { widths: [256, 64, 1], batch: 1 };
  assert.throws(() => planMemory(specOf(shape, "fast")), UserError);
  assert.equal(LIMITS.memoryBytes, PAGE);
});

for (const name of WORKLOADS) {
  test(`the multiply-accumulates of ${name} are those of the table`, () => {
    const w = workload(name);
    assert.equal(macsPerStep(specOf({ widths: w.widths, batch: w.batch }, "fast")), w.macs);
  });
}
