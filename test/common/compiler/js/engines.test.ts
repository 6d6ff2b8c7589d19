import assert from "node:assert/strict";
import { test } from "node:test";
import { espruinoModule, inOneFile } from "../../../../src/common/espruino/module.js";
import { MODULE_NAME } from "../../../../src/common/espruino/module-name.js";
import { startNetwork } from "../../../../src/common/learning/start-network.js";
import type { PlanKind } from "../../../../src/common/network/plan.js";
import { es5Module, smallProgram } from "../../../../src/node/simulators/duktape.js";
import { compareProgram } from "../../../../src/node/simulators/program-parity.js";
import { SAID, trainingData } from "../../../../src/node/simulators/training-program.js";
import {
  boardNamed,
  builtOf,
  held,
  rowsOf,
  type Subject,
  traceOf,
  twinOf,
} from "../../../support/espruino-networks.js";
import { extent } from "../../../support/extent.js";
import { PLANS } from "../../../support/networks.js";
import {
  MORE_ENGINES,
  plainProgram,
  SMALL_ENGINES,
  type SmallEngine,
} from "../../../support/small-engines.js";

const STEPS = extent(25, 200);
/** Steps after a checkpoint, which holds a batch that is partly filled. */
const MORE = 10;
const BEGUN = 2;

function readingsOf(subject: Subject) {
  const { readings: values, labels: targets, outputs: targetCount, ...rest } = rowsOf(subject);
  return { ...rest, values, targets, targetCount };
}

/** A checkpoint from Node in the middle of a training, and the steps that follow. */
async function interrupted(subject: Subject, plan: PlanKind) {
  const twin = await twinOf(subject, plan);
  traceOf(twin, 7);
  twin.observe(BEGUN);
  const checkpoint = twin.network.save();
  return { checkpoint, more: continued(twin) };
}

/** The trace of the steps after a checkpoint whose batch is begun; the rows go on where they were. */
function continued(twin: Awaited<ReturnType<typeof twinOf>>): string[] {
  return Array.from({ length: MORE }, () => {
    const [loss, hash] = twin.train();
    twin.observe(twin.network.engine.layout.batch);
    return `${loss} ${hash}`;
  });
}

/**
 * The plain module, which trains, saves with a begun batch and goes on; then it goes on from Node's checkpoint with the rows
 * from `row` on.
 */
async function program(subject: Subject, plan: PlanKind, node: Uint8Array, row: number) {
  const built = await builtOf(subject, plan);
  const { batch } = built.spec;
  const steps = Array.from({ length: STEPS }, (_, k) => held(k, batch));
  return `${await plainProgram(built, readingsOf(subject), steps)}
function goOn() { for (var k = 0; k < ${MORE}; k++) { train(); observe(${batch}); } }
observe(${BEGUN});
var saved = net.save(), list = [];
for (var i = 0; i < saved.length; i++) list.push(saved[i]);
print("saved " + list.join(","));
goOn();
net.restore(new Uint8Array([${node.join(",")}]));
row = ${row};
goOn();
`;
}

async function compare(engine: SmallEngine, subject: Subject, plan: PlanKind): Promise<void> {
  const { checkpoint, more } = await interrupted(subject, plan);
  const twin = await twinOf(subject, plan);
  const { batch } = twin.network.engine.layout;
  const rowsUntil = (k: number) => {
    const all = Array.from({ length: k }, (_, i) => held(i, batch)).reduce((a, b) => a + b, 0);
    return (all + BEGUN) % rowsOf(subject).count;
  };
  const lines = await engine.run(await program(subject, plan, checkpoint, rowsUntil(7)));

  const trace = traceOf(twin, STEPS).map(([loss, hash]) => `${loss} ${hash}`);
  const first = trace.findIndex((line, i) => line !== lines[i]);
  assert.equal(first, -1, `step ${first + 1}: got ${lines[first]}, expected ${trace[first]}`);
  assert.equal(new Set(trace.map((line) => line.split(" ")[1])).size, STEPS, "nothing is learnt");

  twin.observe(BEGUN);
  const bytes = Uint8Array.from((lines[STEPS]!.split(" ")[1] ?? "").split(","), Number);
  assert.deepEqual(Buffer.from(bytes), Buffer.from(twin.network.save()), "checkpoint");
  const restored = await startNetwork(await builtOf(subject, plan));
  restored.restore(bytes);
  assert.deepEqual(Buffer.from(restored.save()), Buffer.from(bytes), "restored in Node");
  twin.network.restore(bytes);
  assert.deepEqual(lines.slice(STEPS + 1, STEPS + 1 + MORE), continued(twin), "after its save");
  assert.deepEqual(lines.slice(STEPS + 1 + MORE), more, "from Node's checkpoint");
}

for (const engine of [...SMALL_ENGINES, ...MORE_ENGINES]) {
  const { name, skip } = engine;
  for (const subject of ["L6", "S3", "M3", "odd"] as const) {
    for (const plan of PLANS) {
      test(
        `${name} trains ${subject}, ${plan} plan, for ${STEPS} steps with Node's bits, and checkpoints go both ways`,
        {
          skip,
        },
        () => compare(engine, subject, plan),
      );
    }
  }
}

/** The lines of a program that has ended, as simulate reads them. */
function outputOf(lines: readonly string[]) {
  const said = lines.filter((line) => line.startsWith(SAID));
  return {
    next: async () => (said.shift() ?? "").slice(SAID.length).split(" "),
    close: async () => {},
  };
}

/** Trains the module for an Espruino board: as it goes there, or with its loader as ECMAScript 5. */
async function trainEspruinoModule(engine: SmallEngine, subject: Subject, plan: PlanKind) {
  const built = await builtOf(subject, plan);
  const network = await startNetwork(built);
  const { layout } = network.engine;
  const board = boardNamed("esp32");
  const modern = espruinoModule(built, board, MODULE_NAME, "javascript");
  const module = engine.modern ? inOneFile(modern) : await es5Module(built, board);
  const data = trainingData(network, readingsOf(subject), STEPS * layout.batch);
  const lines = await engine.run(smallProgram(module, board.storage.bytes, layout, data, STEPS));
  return compareProgram(outputOf(lines), network, built.spec, readingsOf(subject), {
    steps: STEPS,
  });
}

for (const engine of SMALL_ENGINES) {
  const { name, skip, modern } = engine;
  test(`the module for an ESP32${modern ? "" : ", its loader as ECMAScript 5,"} trains on ${name} with Node's bits, and saves the same checkpoint`, {
    skip,
  }, async () => {
    for (const subject of ["L6", "S3", "odd"] as const) {
      for (const plan of PLANS) {
        const { steps, difference, passLosses } = await trainEspruinoModule(engine, subject, plan);
        assert.deepEqual({ steps, difference }, { steps: STEPS, difference: undefined });
        assert.ok(passLosses.at(-1)! < passLosses[0]!, `${subject}: the loss does not fall`);
      }
    }
  });
}
