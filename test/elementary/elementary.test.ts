import assert from "node:assert/strict";
import { before, test } from "node:test";
import { extent } from "../support/extent.js";
import { check, compile, describe, passes, sample, worstCases } from "./check.js";
import { lanesDiffering } from "./lanes.js";
import { subjects } from "./worker.js";

const MILLIONS = extent(2, 10);

type Functions = Record<
  | "exp"
  | "expOfMinusAbs"
  | "halfCosine"
  | "log"
  | "log1p"
  | "sigmoid"
  | "softplus"
  | "squareRoot"
  | "tanh",
  (x: number) => number
>;

let binary: Uint8Array<ArrayBuffer>;
let functions: Functions;

before(async () => {
  binary = await compile();
  functions = new WebAssembly.Instance(new WebAssembly.Module(binary))
    .exports as unknown as Functions;
});

for (const subject of subjects) {
  test(`${subject.name} stays within ${subject.bound} ulp on ${MILLIONS} million inputs of all exponents`, async () => {
    const findings = await check(binary, subject, sample(subject, 10 / MILLIONS));
    assert.ok(findings.checked >= MILLIONS * 1e6, `only ${findings.checked} inputs checked`);
    assert.ok(passes(subject, findings), describe(subject, findings));
  });
}

test("the worst cases of every function are kept", () => {
  const kept = worstCases();
  for (const { name } of subjects)
    assert.ok((kept[name]?.length ?? 0) > 0, `worst-cases.json has none for ${name}`);
});

test("special values come out exactly", () => {
  const least = 2 ** -149;
  const expected: [keyof Functions, number, number][] = [
    ["exp", 0, 1],
    ["exp", -0, 1],
    ["exp", Infinity, Infinity],
    ["exp", -Infinity, 0],
    ["exp", 89, Infinity],
    ["exp", -103.5, least],
    ["exp", -104, 0],
    ["expOfMinusAbs", 0, 1],
    ["expOfMinusAbs", Infinity, 0],
    ["expOfMinusAbs", -Infinity, 0],
    ["expOfMinusAbs", 103.5, least],
    ["log", 1, 0],
    ["log", 0, -Infinity],
    ["log", -0, -Infinity],
    ["log", Infinity, Infinity],
    ["log", -1, Number.NaN],
    ["log1p", 0, 0],
    ["log1p", -0, -0],
    ["log1p", least, least],
    ["log1p", -1, -Infinity],
    ["log1p", -2, Number.NaN],
    ["log1p", Infinity, Infinity],
    ["sigmoid", 0, 0.5],
    ["sigmoid", -0, 0.5],
    ["sigmoid", Infinity, 1],
    ["sigmoid", -Infinity, 0],
    ["sigmoid", -103.5, least],
    ["softplus", 0, Math.fround(Math.LN2)],
    ["softplus", Infinity, Infinity],
    ["softplus", -Infinity, 0],
    ["softplus", -103.5, least],
    ["softplus", 1000, 1000],
    ["tanh", 0, 0],
    ["tanh", -0, -0],
    ["tanh", least, least],
    ["tanh", Infinity, 1],
    ["tanh", -Infinity, -1],
    ["tanh", 10, 1],
    ["squareRoot", 0, 0],
    ["squareRoot", -0, -0],
    ["squareRoot", Infinity, Infinity],
    ["squareRoot", -least, Number.NaN],
    ["squareRoot", -1, Number.NaN],
    ["squareRoot", -Infinity, Number.NaN],
    ["squareRoot", least, Math.fround(Math.sqrt(least))],
    ["squareRoot", 2 ** -148, 2 ** -74],
    ["squareRoot", 2 ** -126, 2 ** -63],
    ["squareRoot", 1 - 2 ** -24, 1 - 2 ** -24],
    ["squareRoot", 1, 1],
    ["squareRoot", 2, Math.fround(Math.SQRT2)],
    ["squareRoot", 4, 2],
    ["squareRoot", 16777216, 4096],
    ["halfCosine", 0, 1],
    ["halfCosine", least, 1],
    ["halfCosine", 0.5, 0.5],
    ["halfCosine", 1 / 3, 0.75],
    ["halfCosine", 1, 0],
  ];
  for (const [name, x, y] of expected)
    assert.equal(functions[name](x), y, `${name}(${Object.is(x, -0) ? "-0" : x})`);
});

test("a NaN stays a NaN", () => {
  for (const name of Object.keys(functions).filter(
    (key) => typeof functions[key as keyof Functions] === "function",
  )) {
    if (["fill", "sigmoidFrom", "differing"].includes(name)) continue;
    assert.equal(functions[name as keyof Functions](Number.NaN), Number.NaN, name);
  }
});

test("sigmoidFrom gives the bits of sigmoid", () => {
  const { sigmoidFrom } = functions as unknown as { sigmoidFrom: (z: number, e: number) => number };
  for (const z of [-100, -3.5, -0, 0, 1e-40, 0.7, 20]) {
    assert.equal(sigmoidFrom(z, functions.expOfMinusAbs(z)), functions.sigmoid(z), `z = ${z}`);
  }
});

/** The ids of a Wasm binary's sections. */
function sections(wasm: Uint8Array): number[] {
  const ids: number[] = [];
  for (let at = 8; at < wasm.length; ) {
    ids.push(wasm[at++]!);
    let size = 0;
    for (let shift = 0, byte = 0x80; byte & 0x80; shift += 7) {
      byte = wasm[at++]!;
      size |= (byte & 0x7f) << shift;
    }
    at += size;
  }
  return ids;
}

test("the compiled module has no import, no table and no data", () => {
  const names: Record<number, string> = {
    2: "import",
    4: "table",
    8: "start",
    9: "element",
    11: "data",
  };
  const unwanted = sections(binary).filter((id) => id in names);
  assert.deepEqual(
    unwanted.map((id) => names[id]),
    [],
  );
});

test("in four lanes the functions have the scalar ones' bits", async () => {
  for (const { name, inputs, differ } of await lanesDiffering(false)) {
    assert.deepEqual([differ, inputs > 4_000_000], [0, true], name);
  }
});
