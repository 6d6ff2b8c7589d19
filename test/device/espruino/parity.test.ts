import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Placement } from "../../../src/common/espruino/module-name.js";
import {
  boardNamed,
  held,
  install,
  mapsStorage,
  moduleOf,
  NAME,
  SUBJECTS,
  type Subject,
  starting,
  traceOf,
  twinOf,
  UNMAPPED,
  WATCH,
} from "../../support/espruino-networks.js";
import { PLANS } from "../../support/networks.js";
import {
  ESPRUINOS,
  noRealEspruino,
  type RealEspruino,
  realEspruino,
} from "../../support/real-espruino.js";

type Plan = (typeof PLANS)[number];

const STEPS = 500;
/** Of JavaScript on an emulated ARM, which takes a third of a second for one of S3. */
const SLOW_STEPS = 100;
const CORES_STEPS = 50;

/** Boards of the other cores, whose code a 32-bit ARM runs too. */
const OTHER_CORES = ["espruino-original", "espruino-rp2040", "espruino-pico2"];

const noMachineCode = noRealEspruino("ARM");

/** Shows the loss' bits and the parameters' CRC-32 of each step, and at the end the file that save() wrote. */
async function traceOnEspruino(
  espruino: RealEspruino,
  subject: Subject,
  plan: Plan,
  steps: number,
): Promise<{ trace: unknown[]; saved: string }> {
  const { batch, parameters } = (await twinOf(subject, plan)).network.engine.layout;
  espruino.put(
    "held",
    Uint8Array.from({ length: steps }, (_, k) => held(k, batch)),
  );
  const shown = await espruino.run(`${WATCH}${starting(subject)}E.toFlatString=flat;
function crc(){return E.CRC32(new Uint8Array(E.toArrayBuffer(memory),0,${4 * parameters}))}
var held=require("fs").readFileSync("held");
for(var k=0;k<${steps};k++){observe(held.charCodeAt(k));show([bits(net.train())>>>0,crc()>>>0])}
show(btoa(require("Storage").read("${NAME}."+(net.save()&1))));`);
  return { trace: shown.slice(0, -1), saved: String(shown.at(-1)) };
}

async function compare(
  t: TestContext,
  subject: Subject,
  plan: Plan,
  placement: Placement,
  steps: number,
  board?: string,
): Promise<void> {
  const espruino = realEspruino(t);
  if (placement === "storage" && !(await mapsStorage(espruino))) return t.skip(UNMAPPED);
  await install(espruino, await moduleOf(subject, plan, placement, board), subject);
  const { trace, saved } = await traceOnEspruino(espruino, subject, plan, steps);
  const twin = await twinOf(subject, plan);
  const expected = traceOf(twin, steps);
  const first = expected.findIndex(([loss, crc], i) => `${[loss, crc]}` !== `${trace[i]}`);
  assert.equal(first, -1, `step ${first + 1}: got ${trace[first]}, expected ${expected[first]}`);
  assert.equal(trace.length, steps);
  assert.equal(new Set(expected.map(([, crc]) => crc)).size, steps, "parameters stand still");
  // All of the checkpoint but the slot's number and its CRC.
  const inner = (bytes: Uint8Array) => Buffer.from(bytes).subarray(4, -4).toString("base64");
  assert.equal(inner(Buffer.from(saved, "base64")), inner(twin.network.save()));
}

for (const subject of SUBJECTS) {
  for (const plan of PLANS) {
    for (const placement of ["ram", "storage", "javascript"] as const) {
      const machineCode = placement !== "javascript";
      const steps = !machineCode && ESPRUINOS[0]?.core === "ARM" ? SLOW_STEPS : STEPS;
      const what = machineCode ? `machine code in ${placement}` : "JavaScript";
      test(
        `${what} trains ${subject}, ${plan} plan, on Espruino for ${steps} steps with Node's bits`,
        {
          skip: machineCode ? noMachineCode : noRealEspruino(),
        },
        (t) => compare(t, subject, plan, placement, steps),
      );
    }
  }
}

for (const board of OTHER_CORES) {
  const { core } = boardNamed(board);
  test(`machine code for ${core} trains S3 on Espruino for ${CORES_STEPS} steps with Node's bits`, {
    skip: noMachineCode,
  }, async (t) => {
    for (const plan of PLANS) await compare(t, "S3", plan, "ram", CORES_STEPS, board);
  });
}
