import assert from "node:assert/strict";
import { test } from "node:test";
import binaryen from "binaryen";
import fc from "fast-check";
import type { BuiltNetwork } from "../../../../src/common/compiler/build-network.js";
import { separateLocals } from "../../../../src/common/compiler/ir/separate-locals.js";
import { jsKernels } from "../../../../src/common/compiler/js/js-module.js";
import { printJsRoutines } from "../../../../src/common/compiler/js/print-js.js";
import { loadNetwork } from "../../../../src/common/loader/index.js";
import type { PlanKind } from "../../../../src/common/network/plan.js";
import { buildNetwork } from "../../../../src/node/build-network.js";
import { readModule } from "../../../../src/node/kernels/read-module.js";
import { named, observations, PLANS, type Shape, specOf } from "../../../support/networks.js";

type Routine = (...values: number[]) => number;

/** A network's kernels as JavaScript, beside the module itself. */
async function twins(built: BuiltNetwork) {
  const text = jsKernels(built.program);
  const memory = new ArrayBuffer(built.plan.end);
  const kernels = new Function(`return ${text}`)()(memory) as Routine[];
  const network = await loadNetwork(built.wasm);
  return { text, memory, kernels, network };
}

const bytes = (memory: ArrayBuffer, length: number) => Buffer.from(memory, 0, length);

const SHAPES: readonly Shape[] = [
  { widths: [6, 1], batch: 32 },
  { widths: [11, 1], batch: 7 },
  { widths: [6, 16, 8, 1], batch: 16 },
  { widths: [5, 7, 1], batch: 9, hidden: ["tanh"] },
  { widths: [9, 6, 5, 2], batch: 11, hidden: ["sigmoid", "identity"], reduction: "mean" },
  { widths: [3, 4, 4, 3], batch: 4, hidden: ["sigmoid", "tanh"], positiveWeight: 2.5 },
];

for (const plan of PLANS) {
  for (const shape of SHAPES) {
    test(`JavaScript has the module's bits in all its memory: ${named(shape)}, ${plan} plan`, async () => {
      await expectTwins(shape, plan, 25);
    });
  }
}

test("JavaScript has the module's bits for networks of any shape", async () => {
  const shapes = fc.record({
    widths: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 4 }),
    batch: fc.integer({ min: 1, max: 9 }),
    hidden: fc.array(fc.constantFrom("tanh", "sigmoid", "identity"), {
      minLength: 3,
      maxLength: 3,
    }),
    seed: fc.integer({ min: 0, max: 0xffffffff }),
  });
  await fc.assert(
    fc.asyncProperty(shapes, fc.constantFrom(...PLANS), (shape, plan) =>
      expectTwins(shape as Shape, plan, 4),
    ),
    { numRuns: 12 },
  );
});

async function expectTwins(shape: Shape, plan: PlanKind, steps: number): Promise<void> {
  const built = await buildNetwork(specOf(shape, plan));
  const { memory, kernels, network } = await twins(built);
  const { engine } = network;
  const { seed, input } = engine.layout;
  const { readings, labels } = observations(shape, shape.batch, 3);
  const all = new Uint8Array(memory);
  const routines = [0, 1, 2, 3, 4] as const;
  const same = (what: string) =>
    assert.deepEqual(bytes(memory, built.plan.end), bytes(engine.memory, built.plan.end), what);
  const both = (routine: (typeof routines)[number], argument: number, what: string) => {
    const got = kernels[routine]!(argument);
    const expected = engine.run(routine, argument);
    if (routine > 0) assert.ok(Object.is(got, expected), `${what}: ${got}, not ${expected}`);
    same(what);
  };
  // What nobody has written yet is anything but the same.
  new Uint8Array(engine.memory).set(all);
  both(0, seed | 0, "init");
  for (let i = 0; i < steps; i++) {
    const rows = 1 + (i % shape.batch);
    for (let row = 0; row < rows; row++) {
      const numbers = [...readings[row]!.map((x) => x * (1 + i)), ...labels[row]!];
      for (const of of [memory, engine.memory]) {
        new Float32Array(of, input, numbers.length).set(numbers);
      }
      both(1, 0, `row ${row} of step ${i}`);
    }
    both(4, 0, `loss of step ${i}`);
    both(3, 0, `step ${i}`);
    both(2, 0, `prediction after step ${i}`);
  }
}

test("JavaScript has the module's bits for weights of any bits: zeros of both signs, subnormals, infinities", async () => {
  const built = await buildNetwork(specOf({ widths: [3, 5, 2], batch: 2 }, "small"));
  const { memory, kernels, network } = await twins(built);
  const { engine } = network;
  const count = engine.layout.parameters;
  const odd = fc.constantFrom(0, 0x80000000, 1, 0x80000001, 0x7f7fffff, 0x7f800000, 0xff800000);
  const any = fc.oneof(odd, fc.integer({ min: 0, max: 0xffffffff }));
  fc.assert(
    fc.property(fc.array(any, { minLength: count, maxLength: count }), (bits) => {
      for (const target of [memory, engine.memory]) new Uint32Array(target, 0, count).set(bits);
      kernels[2]!(0);
      engine.run(2, 0);
      const { output } = engine.layout;
      const [got, expected] = [memory, engine.memory].map((m) => new Float32Array(m, output, 2));
      for (let i = 0; i < 2; i++)
        assert.ok(Object.is(got![i], expected![i]), `${got![i]} ${expected![i]}`);
    }),
    { numRuns: 3000 },
  );
});

test("the text keeps to what the smallest engines run", async () => {
  for (const plan of PLANS) {
    const built = await buildNetwork(specOf(SHAPES[4]!, plan));
    const text = jsKernels(built.program);
    const odd = [
      [/\b(let|const|class|switch|continue|import|export)\b|=>|`|\.\.\.|\*\*|\?\?/, "newer syntax"],
      [/^\s*\w+:/m, "a label"],
      [/\bMath\b/, "Math, which rounds otherwise in Espruino, or has no such function"],
      [/[-+*/=(,?:&|]-[A-Za-z(]/, "a minus sign before what may be zero"],
      [/\d\.\d|\de[-+]?\d/, "a decimal fraction, which Espruino reads wrong"],
      [/<<\(?-|>>\(?-|(<<|>>)(3[2-9]|[4-9]\d)/, "a shift by a wrong count"],
    ] as const;
    for (const [pattern, what] of odd) assert.doesNotMatch(text, pattern, what);
  }
});

/** Functions written as WebAssembly text: the module's own, and what the printer makes of it. */
function fromText(functions: string): {
  wasm: Record<string, Routine>;
  js: Record<string, Routine>;
} {
  const module = binaryen.parseText(`(module (memory $0 1) ${functions})`);
  const bytes = Uint8Array.from(module.emitBinary());
  module.dispose();
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  const { source, constants, temporaries, exports } = printJsRoutines(
    separateLocals(readModule(bytes)),
  );
  const js = new Function(
    "constants",
    `var T=new Float32Array(${temporaries}),N=new Int32Array(T.buffer),K=new Float32Array(new Int32Array(constants).buffer),
F=new Float32Array(64),I=new Int32Array(F.buffer);
function M(a,b){return Math.imul(a,b)}
${source}
return {${[...exports].map(([name, inner]) => `${name}:${inner}`).join(",")}}`,
  )(constants);
  return { wasm: instance.exports as unknown as Record<string, Routine>, js };
}

const INTEGERS = [
  0, 1, -1, 2, 31, 32, 33, -31, -33, 0x7fffffff, -0x80000000, 0x12345678, -1640531535,
];

test("integers wrap, shift and compare as in the module", () => {
  const binary = [
    "add",
    "sub",
    "mul",
    "and",
    "or",
    "xor",
    "shl",
    "shr_s",
    "shr_u",
    "lt_u",
    "ge_u",
    "gt_s",
    "le_s",
    "eq",
    "ne",
  ];
  const { wasm, js } = fromText(
    binary
      .map(
        (op) =>
          `(func (export "${op}") (param i32 i32) (result i32) (i32.${op} (local.get 0) (local.get 1)))`,
      )
      .join("\n"),
  );
  for (const op of binary) {
    for (const a of INTEGERS) {
      for (const b of INTEGERS) {
        assert.equal(js[op]!(a, b), wasm[op]!(a, b), `${op} ${a} ${b}`);
      }
    }
  }
});

test("leading zeros and upper halves of products are as in the module", () => {
  const { wasm, js } = fromText(`
    (func (export "clz") (param i32) (result i32) (i32.clz (local.get 0)))
    (func (export "high") (param i32 i32) (result i32) (i32.wrap_i64 (i64.shr_u
      (i64.mul (i64.extend_i32_u (local.get 0)) (i64.extend_i32_u (local.get 1))) (i64.const 32))))`);
  const integers = [...INTEGERS, 0xffff, 0x10000, -0x10000, 0x7fff8000];
  for (const a of integers) {
    assert.equal(js.clz!(a), wasm.clz!(a), `clz ${a}`);
    for (const b of integers) assert.equal(js.high!(a, b), wasm.high!(a, b), `high ${a} ${b}`);
  }
});

test("floats keep the sign of zero, and convert and reinterpret as in the module", () => {
  const { wasm, js } = fromText(`
    (func (export "neg") (param f32) (result i32) (i32.reinterpret_f32 (f32.neg (local.get 0))))
    (func (export "abs") (param f32) (result i32) (i32.reinterpret_f32 (f32.abs (local.get 0))))
    (func (export "sign") (param f32 f32) (result i32)
      (i32.reinterpret_f32 (f32.copysign (local.get 0) (local.get 1))))
    (func (export "signed") (param i32) (result f32) (f32.convert_i32_s (local.get 0)))
    (func (export "unsigned") (param i32) (result f32) (f32.convert_i32_u (local.get 0)))
    (func (export "bits") (param i32) (result f32) (f32.reinterpret_i32 (local.get 0)))
    (func (export "zero") (result i32) (i32.reinterpret_f32 (f32.mul (f32.const -0) (f32.const 1))))`);
  const floats = [0, -0, 1.5, -2.5, 1e-45, -1e-45, Number.POSITIVE_INFINITY, 3.4e38];
  for (const a of floats) {
    assert.equal(js.neg!(a), wasm.neg!(a), `neg ${a}`);
    assert.equal(js.abs!(a), wasm.abs!(a), `abs ${a}`);
    for (const b of floats) assert.equal(js.sign!(a, b), wasm.sign!(a, b), `sign ${a} ${b}`);
  }
  for (const a of INTEGERS) {
    for (const name of ["signed", "unsigned", "bits"]) {
      assert.ok(Object.is(js[name]!(a), wasm[name]!(a)), `${name} ${a}`);
    }
  }
  assert.equal(js.zero!(), -0x80000000);
});

test("sums of floats are rounded after each operation, given values first", () => {
  const { wasm, js } = fromText(`
    (func (export "sum") (param f32 f32 f32) (result f32)
      (f32.add (f32.mul (local.get 0) (local.get 1)) (f32.mul (local.get 1) (local.get 2))))`);
  fc.assert(
    fc.property(fc.float(), fc.float(), fc.double(), (a, b, c) => {
      assert.ok(Object.is(js.sum!(a, b, c), wasm.sum!(a, b, c)));
    }),
  );
});

test("blocks, branches and loops go where the module's go", () => {
  const { wasm, js } = fromText(`
    (func (export "collatz") (param $n i32) (result i32) (local $steps i32)
      (loop $again
        (if (i32.gt_s (local.get $n) (i32.const 1))
          (then
            (if (i32.and (local.get $n) (i32.const 1))
              (then (local.set $n (i32.add (i32.mul (local.get $n) (i32.const 3)) (i32.const 1))))
              (else (local.set $n (i32.shr_u (local.get $n) (i32.const 1)))))
            (local.set $steps (i32.add (local.get $steps) (i32.const 1)))
            (br $again))))
      (local.get $steps))
    (func (export "choose") (param $a i32) (result i32)
      (block $b
        (if (i32.eq (local.get $a) (i32.const 1)) (then (local.set $a (i32.const 10)) (br $b)))
        (if (i32.eq (local.get $a) (i32.const 2)) (then (return (i32.const 20))) (else (br_if $b (i32.gt_s (local.get $a) (i32.const 5)))))
        (local.set $a (i32.const 30)))
      (local.get $a))`);
  for (let n = 0; n < 40; n++) {
    assert.equal(js.choose!(n), wasm.choose!(n), `choose ${n}`);
    assert.equal(js.collatz!(n), wasm.collatz!(n), `collatz ${n}`);
  }
});

test("a loop is left for the end of a block around it, past what follows the loop", () => {
  const { wasm, js } = fromText(`
    (func (export "zeroBit") (param $n i32) (result i32) (local $i i32) (local $found i32)
      (local.set $i (i32.const 1))
      (block $out
        (loop $again
          (local.set $i (i32.add (local.get $i) (i32.const 1)))
          (if (i32.eqz (i32.and (i32.shr_u (local.get $n) (local.get $i)) (i32.const 1)))
            (then (local.set $found (i32.const 1000)) (br $out)))
          (br_if $again (i32.lt_s (local.get $i) (i32.const 6))))
        (local.set $found (i32.const 2000)))
      (i32.add (local.get $found) (local.get $i)))
    (func (export "label") (param $x i32) (result i32) (local $label i32) (local $found i32)
      (block $out
        (loop $again
          (if (i32.lt_s (local.get $label) (i32.const 3))
            (then
              (local.set $found (i32.const 1))
              (br_if $out (i32.eq (local.get $x) (local.get $label)))
              (local.set $label (i32.add (local.get $label) (i32.const 1)))
              (br $again))))
        (br_if $out (i32.eq (local.get $x) (i32.const 9)))
        (local.set $found (i32.const 0)))
      (i32.add (i32.shl (local.get $label) (i32.const 4)) (local.get $found)))`);
  for (let n = -2; n < 140; n++) {
    assert.equal(js.zeroBit!(n), wasm.zeroBit!(n), `zeroBit ${n}`);
    assert.equal(js.label!(n), wasm.label!(n), `label ${n}`);
  }
});

test("a loop that is left from its midst goes where the module's goes", () => {
  const { wasm, js } = fromText(`
    (func (export "out") (param $a i32) (param $b i32) (result i32) (local $i i32) (local $j i32)
      (block $found
        (loop $outer
          (local.set $j (i32.const 0))
          (loop $inner
            (br_if $found (i32.eq (i32.mul (local.get $i) (local.get $j)) (local.get $a)))
            (local.set $j (i32.add (local.get $j) (i32.const 1)))
            (if (i32.eq (local.get $j) (local.get $b))
              (then (local.set $i (i32.add (local.get $i) (i32.const 1))) (br_if $outer (i32.lt_s (local.get $i) (i32.const 9))) (br $found)))
            (br_if $inner (i32.lt_s (local.get $j) (i32.const 7))))
          (local.set $i (i32.add (local.get $i) (i32.const 2)))
          (br_if $outer (i32.lt_s (local.get $i) (i32.const 9))))
        (local.set $i (i32.add (local.get $i) (i32.const 100))))
      (i32.add (local.get $i) (i32.mul (local.get $j) (i32.const 1000))))`);
  for (let a = 0; a < 50; a++) {
    for (let b = 0; b < 9; b++) assert.equal(js.out!(a, b), wasm.out!(a, b), `${a} ${b}`);
  }
});

test("a branch that needs a label is refused in words", () => {
  const either = `(func (export "f") (param i32) (result i32)
    (block $end
      (if (local.get 0)
        (then (br_if $end (i32.load (i32.const 0))) (i32.store (i32.const 4) (i32.const 1)))
        (else (br_if $end (i32.load (i32.const 8))) (i32.store (i32.const 4) (i32.const 2))))
      (i32.store (i32.const 4) (i32.const 3)))
    (i32.load (i32.const 4)))`;
  assert.throws(() => fromText(either), /a branch that JavaScript without labels cannot express/);
});
