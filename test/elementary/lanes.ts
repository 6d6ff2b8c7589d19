// Whether the elementary functions in four lanes have the scalar ones' bits: of a sample of inputs, or with --exhaustive of
// all 2³². Usage: npm run elementary-lanes -- [--exhaustive]

import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { compile } from "./check.js";

/** The functions that have such a form, with their numbers in assembly/elementary-module.ts. */
const FUNCTIONS = { tanh: 5, sigmoid: 4, log1p: 2, "e^-|x|": 9 } as const;
/** Inputs a call: a multiple of four. */
const AT_ONCE = 2 ** 20;
/** Of a sample, one input of so many; odd, so that all low bits occur. */
const ONE_OF = 1021;

/** For each function how many of its results in lanes differ, and of how many. */
export async function lanesDiffering(
  exhaustive: boolean,
): Promise<readonly { name: string; inputs: number; differ: number }[]> {
  const wasm = await compile("assembly/elementary-module.ts", ["--enable", "simd"]);
  const { exports } = await WebAssembly.instantiate(await WebAssembly.compile(wasm), {});
  const differing = exports.differing as (...operands: number[]) => number;
  const stride = exhaustive ? 1 : ONE_OF;
  const inputs = exhaustive ? 2 ** 32 : AT_ONCE * Math.floor(2 ** 32 / ONE_OF / AT_ONCE);
  return Object.entries(FUNCTIONS).map(([name, kind]) => {
    let differ = 0;
    for (let at = 0; at < inputs; at += AT_ONCE) {
      differ += differing(kind, (at * stride) | 0, stride, AT_ONCE);
    }
    return { name, inputs, differ };
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { exhaustive } = parseArgs({
    options: { exhaustive: { type: "boolean", default: false } },
  }).values;
  for (const { name, inputs, differ } of await lanesDiffering(exhaustive)) {
    console.log(`${differ ? "FAIL" : "ok  "} ${name.padEnd(8)} ${inputs} inputs, ${differ} differ`);
    if (differ) process.exitCode = 1;
  }
}
