// Checks the float routines of assembly/float32/ against this machine's float32, on all cores: random pairs of numbers, and
// with --exhaustive each of the 2^32 integers too. Usage: node build/test/thumb/check-float32.js [--pairs 4e9] [--exhaustive]

import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { FLOAT_SETS, type FloatSet } from "../../src/common/compiler/float32.js";
import { compileLoop, faultOf, loopOf } from "./float-loop.js";

/** of pairs or integers */
const CHUNK = 2 ** 23;
const INTEGERS = 2 ** 32;

/** A part of the check: pairs from a seed, or integers from the first. */
interface Part {
  readonly set: FloatSet;
  readonly what: "pairs" | "integers";
  readonly number: number;
  readonly count: number;
}

type Modules = Readonly<Record<FloatSet, Uint8Array<ArrayBuffer>>>;

/** Runs parts as they come; answers each with what was wrong, or with nothing. */
function work(modules: Modules): void {
  const loops = { wide: loopOf(modules.wide), narrow: loopOf(modules.narrow) };
  parentPort!.on("message", ({ set, what, number, count }: Part) => {
    const loop = loops[set];
    if (what === "pairs") loop.start(number);
    const result =
      what === "pairs" ? loop.checkPairs(count) : loop.checkIntegers(number * CHUNK, count);
    parentPort!.postMessage(faultOf(loop, result));
  });
}

function* partsOf(pairs: number, seed: number, exhaustive: boolean): Generator<Part> {
  for (let number = 0; exhaustive && number < INTEGERS / CHUNK; number++) {
    for (const set of FLOAT_SETS) yield { set, what: "integers", number, count: CHUNK };
  }
  for (let left = pairs, number = seed; left > 0; left -= CHUNK, number++) {
    const count = Math.min(left, CHUNK);
    for (const set of FLOAT_SETS) yield { set, what: "pairs", number, count };
  }
}

/** Gives a worker one part after the other; throws with what is wrong. */
async function checkOn(worker: Worker, parts: Generator<Part>, done: (part: Part) => void) {
  for (const part of parts) {
    const fault = await new Promise<string | undefined>((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
      worker.postMessage(part);
    });
    worker.removeAllListeners("error");
    if (fault) throw new Error(`${part.set}: ${fault}`);
    done(part);
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      pairs: { type: "string", default: "1e8" },
      seed: { type: "string", default: "1" },
      exhaustive: { type: "boolean", default: false },
    },
  });
  const pairs = Number(values.pairs);
  const seed = Number(values.seed);
  if (!Number.isSafeInteger(pairs) || pairs < 0 || !Number.isSafeInteger(seed)) {
    throw new Error(`got ${values.pairs} pairs from ${values.seed}, expected whole numbers`);
  }
  const modules: Modules = { wide: await compileLoop("wide"), narrow: await compileLoop("narrow") };
  const checked = { pairs: 0, integers: 0 };
  const parts = partsOf(pairs, seed, values.exhaustive);
  const workers = Array.from(
    { length: availableParallelism() },
    () => new Worker(fileURLToPath(import.meta.url), { workerData: modules }),
  );
  const tell = () =>
    `${Math.floor(checked.pairs).toLocaleString("en-US")} pairs and ${Math.floor(checked.integers).toLocaleString("en-US")} integers`;
  try {
    await Promise.all(
      workers.map((worker) =>
        checkOn(worker, parts, ({ what, count }) => {
          checked[what] += count / FLOAT_SETS.length;
          process.stderr.write(`\r${tell()} `);
        }),
      ),
    );
  } finally {
    for (const worker of workers) worker.terminate();
  }
  process.stdout.write(`\n${tell()} with each set, no difference\n`);
}

if (!isMainThread) work(workerData as Modules);
else if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch((error: Error) => {
    process.stderr.write(`\n${error.message}\n`);
    process.exitCode = 1;
  });
}
