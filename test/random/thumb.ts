/**
 * Runs our own machine code for random routines and random networks of all options in QEMU, each at two addresses, against
 * Node. Usage: npm run random-thumb -- [--routines N] [--networks N] [--seed S] [--core C …]
 * [--shrink]; 10,000 of each, from a seed that nobody has tried, on all cores when left out. A failure says how to run it alone.
 */
import { parseArgs } from "node:util";
import { printIr } from "../../src/common/compiler/ir/print-ir.js";
import { THUMB_CORES, type ThumbCore } from "../../src/common/compiler/thumb/code.js";
import { checkThumb, type Kind, smallestFailing } from "../support/random-thumb.js";

const { values } = parseArgs({
  options: {
    routines: { type: "string", default: "10000" },
    networks: { type: "string", default: "10000" },
    shrink: { type: "boolean", default: false },
    seed: { type: "string", default: `${Date.now() % 1_000_000_000}` },
    core: {
      type: "string",
      multiple: true,
      default: ["Cortex-M4F", "Cortex-M33F", "Cortex-M3", "Cortex-M0+"],
    },
  },
});
const AT_ONCE: Readonly<Record<Kind, number>> = { routines: 300, networks: 100 };
/** Milliseconds after which a run of QEMU is taken to go round for ever. */
const FOREVER = 60_000;

const first = Number(values.seed);
const cores = values.core.map(coreOf);

function coreOf(name: string): ThumbCore {
  const core = THUMB_CORES.find((one) => one === name);
  if (core) return core;
  throw new Error(`--core: got "${name}", expected one of ${THUMB_CORES.join(", ")}`);
}

async function tryAll(kind: Kind, core: ThumbCore, count: number): Promise<number> {
  let [failed, ran] = [0, 0];
  for (let from = 0; from < count; from += AT_ONCE[kind]) {
    const seeds = Array.from(
      { length: Math.min(AT_ONCE[kind], count - from) },
      (_, k) => first + from + k,
    );
    const findings = await checkThumb(kind, core, seeds, FOREVER);
    ran += findings.ran;
    failed += findings.failures.length;
    for (const { seed, text } of findings.failures) {
      console.log(`${kind}, seed ${seed}, ${core}: ${text}`);
      console.log(`  npm run random-thumb -- --seed ${seed} --core ${core} ${alone(kind)}`);
    }
    const smallest = kind === "routines" && values.shrink ? findings.failures : [];
    for (const { seed } of smallest) {
      console.log(`\nthe smallest like ${seed} that fails on ${core}:`);
      console.log(printIr(await smallestFailing(seed, core)));
    }
  }
  console.log(`${core}: ${count} ${kind} from seed ${first}, ${ran} ran, ${failed} failures`);
  return failed;
}
const alone = (kind: Kind): string =>
  kind === "routines" ? "--routines 1 --networks 0" : "--routines 0 --networks 1";

let failures = 0;
for (const kind of ["routines", "networks"] as const) {
  for (const core of cores) failures += await tryAll(kind, core, Number(values[kind]));
}
if (failures > 0) process.exitCode = 1;
