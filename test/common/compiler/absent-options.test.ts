// What a network does not use costs it nothing: no routine, no tensor, no export, no instruction.
import assert from "node:assert/strict";
import { test } from "node:test";
import { type BuiltNetwork, programAfter } from "../../../src/common/compiler/build-network.js";
import { type Constant, constant, type Program } from "../../../src/common/compiler/ir/ir.js";
import { sizeOf } from "../../../src/common/compiler/ir/walk.js";
import { link } from "../../../src/common/compiler/link/link.js";
import { networkProgram } from "../../../src/common/compiler/network-program.js";
import { printWasm } from "../../../src/common/compiler/wasm/print-wasm.js";
import { checkNetwork } from "../../../src/common/network/network-file.js";
import type { NetworkSpec } from "../../../src/common/network/network-spec.js";
import { sizedLayers } from "../../../src/common/network/plan.js";
import { buildNetwork } from "../../../src/node/build-network.js";
import { RESOURCES } from "../../../src/node/resources.js";
import { PLANS } from "../../support/networks.js";
import { OPTION_NETWORKS } from "../../support/option-networks.js";
import { missingOptions, OPTIONS, type Option } from "../../support/options.js";

type Lists = "routines" | "tensors" | "exports" | "constants";

/** What options list, of all options or of a network's. */
function listed(kind: Lists, spec?: NetworkSpec): Set<string> {
  const options = spec ? OPTIONS.filter(({ has }) => has(spec)) : OPTIONS;
  return new Set(options.flatMap((option: Option) => option[kind] ?? []));
}

const built = new Map<string, BuiltNetwork>();
for (const [name, spec] of OPTION_NETWORKS) {
  for (const plan of PLANS) {
    built.set(`${name}, ${plan} plan`, await buildNetwork({ ...spec, plan }));
  }
}

const specialised = new WeakMap<BuiltNetwork, readonly string[]>();
/** A network's routines with what is constant folded, before short ones are put into their callers. */
function routinesOf(network: BuiltNetwork): readonly string[] {
  const names =
    specialised.get(network) ??
    programAfter(network, "specialise").routines.map(({ name }) => name.replace("assembly/", ""));
  specialised.set(network, names);
  return names;
}

/** What a network has of the things that options list, and what its options say. */
function expectListed(kind: Lists, of: (network: BuiltNetwork) => readonly string[]): void {
  const all = listed(kind);
  for (const [name, network] of built) {
    const got = of(network).filter((thing) => all.has(thing));
    assert.deepEqual([...new Set(got)].sort(), [...listed(kind, network.spec)].sort(), name);
  }
}

test("the networks have all options", () => {
  assert.deepEqual(missingOptions([...OPTION_NETWORKS.values()]), []);
});

test("a network has the routines of its options, and of no other one", () => {
  expectListed("routines", routinesOf);
});

/** What layers of other sizes have, or the other plan: tiles, loops, and the places where activations meet them. */
const OF_SHAPES =
  /^(tiles|dense|unit|block|activation)\/|^descend\/|^gradient\/applyGradient$|^network\/(beginStep|backwardRows|endStep)$/;

test("each routine that not all networks have belongs to an option or to a shape", () => {
  const lists = [...built.values()].map(routinesOf);
  const every = new Set(lists.flat());
  for (const list of lists) {
    for (const routine of every) if (!list.includes(routine)) every.delete(routine);
  }
  const options = listed("routines");
  const others = lists.flat().filter((name) => !every.has(name) && !OF_SHAPES.test(name));
  assert.deepEqual(
    [...new Set(others)].filter((name) => !options.has(name)),
    [],
  );
});

test("a network has the tensors and the exports of its options, and of no other one", () => {
  expectListed("tensors", ({ plan }) => plan.tensors.map(({ name }) => name));
  expectListed("exports", ({ program }) => [
    ...program.exports.keys(),
    ...program.constants.keys(),
  ]);
});

test("layers that do not learn have no gradients", () => {
  for (const [name, { spec, plan }] of built) {
    const has = (tensor: string) => plan.tensors.some((t) => t.name === tensor);
    for (const { number, trained } of sizedLayers(spec)) {
      if (trained) continue;
      for (const gradient of ["dZ", "dW", "db"]) assert.ok(!has(`${gradient}${number}`), name);
    }
  }
});

/** A module whose network has other values for some of the kernels' constants. */
function withOther({ spec, plan }: BuiltNetwork, names: ReadonlySet<string>): Uint8Array {
  const network = networkProgram(spec, plan, RESOURCES.kernels);
  const other = ({ type, value }: Constant) =>
    type === "i32" ? constant(type, value + 0x7a50) : constant(type, 0.625);
  const globals = new Map(
    [...network.globals].map(([name, value]) => [name, names.has(name) ? other(value) : value]),
  );
  return printWasm(link(RESOURCES.kernels, { ...network, globals }));
}

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

test("no instruction reads a constant of an option that is not there", () => {
  const all = listed("constants");
  for (const [name, network] of built) {
    const used = listed("constants", network.spec);
    const unused = new Set([...all].filter((constant) => !used.has(constant)));
    assert.ok(same(withOther(network, unused), network.wasm), name);
  }
});

test("each constant of an option changes the modules that have it", () => {
  for (const name of listed("constants")) {
    const one = [...built.values()].find(({ spec }) => listed("constants", spec).has(name))!;
    assert.ok(!same(withOther(one, new Set([name])), one.wasm), name);
  }
});

const NAMES = ["x", "y", "z"];
const FILE = {
  inputs: NAMES,
  task: "classes",
  outputs: ["a", "b", "c"],
  layers: [{ units: 7, activation: "identity" }, { units: 5, activation: "tanh" }, { units: 3 }],
  batch: 9,
  normalizer: "none",
};
const WINDOW = { rows: 5, features: ["min"] };
const wasmOf = async (file: object): Promise<Uint8Array> => {
  const modules = await Promise.all(
    PLANS.map(async (plan) => (await buildNetwork(checkNetwork({ ...file, plan }))).wasm),
  );
  return Buffer.concat(modules);
};

const NEUTRAL: readonly (readonly [string, object, object])[] = [
  ["the kind of descent", { optimizer: { type: "sgd" } }, {}],
  ["a constant rate", { optimizer: { schedule: { type: "constant" } } }, {}],
  ["no decay", { optimizer: { weightDecay: 0 } }, {}],
  ["all layers learn", { trainLayers: 3 }, {}],
  ["gradients are sums", { reduction: "sum" }, {}],
  ["no normaliser", { normalizer: { type: "none" } }, {}],
  ["no Nesterov", { optimizer: { type: "momentum", nesterov: false } }, { optimizer: "momentum" }],
  ["positive answers count once", { task: "yes-no", positiveWeight: 1 }, { task: "yes-no" }],
  ["a window as often as it is long", { window: { ...WINDOW, stride: 5 } }, { window: WINDOW }],
  ["a column of recordings", { window: { ...WINDOW, recording: "take" } }, { window: WINDOW }],
];

for (const [name, stated, left] of NEUTRAL) {
  test(`a file that says "${name}" has the module of one that says nothing`, async () => {
    assert.ok(same(await wasmOf({ ...FILE, ...stated }), await wasmOf({ ...FILE, ...left })));
  });
}

const instructions = ({ routines }: Program): number =>
  routines.reduce((sum, { body }) => sum + sizeOf(body), 0);
const weigh = async (file: object): Promise<number[]> =>
  Promise.all(
    PLANS.map(async (plan) =>
      instructions((await buildNetwork(checkNetwork({ ...FILE, ...file, plan }))).program),
    ),
  );
const ofTwo = (activation: string) => ({
  layers: [{ units: 7, activation }, { units: 5, activation: "tanh" }, { units: 3 }],
});
const feature = (...features: string[]) => ({ window: { rows: 5, features } });

/** Options that come to a network, and what it is without them. */
const HEAVIER: readonly (readonly [string, object, object?, (readonly string[])?])[] = [
  ["momentum", { optimizer: "momentum" }],
  ["nesterov", { optimizer: { type: "momentum", nesterov: true } }, { optimizer: "momentum" }],
  ["adam", { optimizer: "adam" }, { optimizer: "momentum" }],
  ["weight decay", { optimizer: { weightDecay: 0.1 } }],
  ["clipped gradients", { optimizer: { clipNorm: 1 } }, {}, ["small"]], // in the fast plan loops only keep gradients then
  ["inverse time", { optimizer: { schedule: { type: "inverse-time", steps: 9 } } }],
  ["cosine", { optimizer: { schedule: { type: "cosine", steps: 9 } } }],
  ["class weights", { classWeights: "balanced" }],
  ["a mean over the batch", { reduction: "mean" }],
  ["a positive weight", { task: "yes-no", positiveWeight: 2 }, { task: "yes-no" }],
  ["class weights of yes or no", { task: "yes-no", classWeights: "balanced" }, { task: "yes-no" }],
  ["an adaptive normaliser", { normalizer: "adaptive" }, { normalizer: "standard" }],
  ["clipped readings", { normalizer: { type: "standard", clip: 2 } }, { normalizer: "standard" }],
  [
    "clipped readings of an adaptive normaliser",
    { normalizer: { type: "adaptive", clip: 2 } },
    { normalizer: "adaptive" },
  ],
  ["another activation, sigmoid", ofTwo("sigmoid")],
  ["another activation, relu", ofTwo("relu")],
  ["another activation, leaky-relu", ofTwo("leaky-relu")],
  ["another activation, softsign", ofTwo("softsign")],
  ["a window", feature("min")],
  ...["mean", "deviation", "max", "change", "rms", "slope", "crossings", "raw"].map(
    (name) => [`feature ${name}`, feature("min", name), feature("min")] as const,
  ),
  ["layers that learn all", {}, { trainLayers: 2 }],
  ["two layers that learn", { trainLayers: 2 }, { trainLayers: 1 }],
];

test("options bring instructions, which are gone with them, to the last byte", async () => {
  const before = await wasmOf(FILE);
  const plain = await weigh({});
  for (const [name, more, less, plans = PLANS] of HEAVIER) {
    const [heavy, light] = [await weigh(more), less ? await weigh(less) : plain];
    for (const [k, plan] of PLANS.entries()) {
      const got = `${name}, ${plan} plan: ${heavy[k]}, without it ${light[k]}`;
      assert.ok(heavy[k]! > light[k]! || !plans.includes(plan), got);
    }
    assert.ok(same(await wasmOf(FILE), before), `after ${name}`);
  }
});
