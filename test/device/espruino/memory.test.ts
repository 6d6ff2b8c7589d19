import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Placement } from "../../../src/common/espruino/module-name.js";
import { memoryUse } from "../../support/espruino-memory.js";
import {
  GROWING,
  growsMemory,
  install,
  mapsStorage,
  moduleOf,
  NAME,
  starting,
  traceOf,
  twinOf,
  UNMAPPED,
  WATCH,
} from "../../support/espruino-networks.js";
import {
  noRealEspruino,
  type RealEspruino,
  realEspruino,
  SHOW,
} from "../../support/real-espruino.js";

const skip = noRealEspruino();
const noMachineCode = noRealEspruino("ARM");
const PLACES = [
  { placement: "ram", what: "machine code in RAM", skip: noMachineCode },
  { placement: "storage", what: "machine code in Storage", skip: noMachineCode },
  { placement: "javascript", what: "JavaScript", skip },
] as const;

/** Bytes that S3 may take on Puck.js in the small plan, its module and all that it makes included. */
const BUDGETS = { storage: 6 * 1024, ram: 12 * 1024 };
/** of one of its blocks of memory */
const PUCK_BLOCK = 13;
const ROUNDS = 100;
const REFUSAL = /^memory: got none in one piece, expected \d+ bytes; load it earlier$/;

async function s3(t: TestContext, placement: Placement): Promise<RealEspruino | undefined> {
  const espruino = realEspruino(t);
  if (placement === "storage" && !(await mapsStorage(espruino))) {
    t.skip(UNMAPPED);
    return undefined;
  }
  await install(espruino, await moduleOf("S3", "small", placement), "S3");
  return espruino;
}

/**
 * Takes memory until so many blocks are left. What Espruino cannot do then, it interrupts, which no program can catch; its
 * timers go on, so each of a program's jobs has a timer.
 */
const HOG = `var hog;
function fill(left){hog=[];
while(process.memory().free>left+60)hog.push(E.toFlatString({data:0,count:50*process.memory().blocksize-8}));
while(process.memory().free>left+4)hog.push(0.5)}
function crc(){return E.CRC32(new Uint8Array(E.toArrayBuffer(memory),0,4*net.info().parameters))}
`;

/** What jobs have shown, and whether one was interrupted. */
interface Timed {
  readonly shown: unknown[];
  readonly interrupted: boolean;
}

/**
 * Whether Espruino itself has ended for want of memory: its parser takes a function's parameter from a null pointer
 * (jsvMakeFunctionParameter, 2v29 on x86-64). That is like a power cut.
 */
const isOwnEnd = (error: Error): boolean => error.message.startsWith("Espruino: ended by SIGSEGV");

/** Runs jobs one after another, each in a timer of its own. */
async function inTimers(
  espruino: RealEspruino,
  begin: string,
  jobs: readonly string[],
): Promise<Timed> {
  const timers = jobs.map((job, i) => `setTimeout(function(){${job}},${10 * (i + 1)});`);
  const text = await espruino.print(`${SHOW}${begin}${timers.join("\n")}`);
  const shown = [...text.matchAll(/#(.*)\r/g)].map(([, json]) => JSON.parse(json!) as unknown);
  return { shown, interrupted: text.includes("OUT OF MEMORY") };
}

for (const { placement, what, skip } of PLACES) {
  test(`${what}: loading and unloading a module ${ROUNDS} times leaves as much memory as once`, {
    skip,
  }, async (t) => {
    const espruino = await s3(t, placement);
    const shown = await espruino?.run(`var first=new Int32Array(1),net,k;
function round(){net=require("${NAME}");net.observe([1,2,3,4,5,6],1);net.train();net.predict([1,2,3,4,5,6]);
if(k%25==0)net.save();net=0;Modules.removeAllCached()}
for(k=0;k<3;k++)round();first[0]=process.memory().usage;
for(k=0;k<${ROUNDS};k++)round();show(process.memory().usage-first[0])`);
    if (shown) assert.deepEqual(shown, [0]);
  });

  test(`${what}: training on Espruino ${ROUNDS} times takes no memory`, { skip }, async (t) => {
    const espruino = await s3(t, placement);
    const shown = await espruino?.run(`${starting("S3")}var first=new Int32Array(1),k;
function round(){observe(1);net.train();net.predict(reading(1));if(k%25==0){net.save();net.restore()}}
for(k=0;k<3;k++)round();first[0]=process.memory().usage;
for(k=0;k<${ROUNDS};k++)round();show(process.memory().usage-first[0])`);
    if (shown) assert.deepEqual(shown, [0]);
  });

  test(`${what}: a module for which there is no memory is refused in words, and nothing is lost`, {
    skip,
  }, async (t) => {
    const espruino = await s3(t, placement);
    if (!espruino) return;
    if (await growsMemory(espruino)) return t.skip(GROWING);
    // Espruino makes objects of its own when they are first used.
    const begin = `${HOG}var net;try{throw Error("")}catch(e){}require("${NAME}");Modules.removeAllCached();
function load(){try{net=require("${NAME}");net=0;show("loaded")}catch(e){show(e.message)}}`;
    const refused: number[] = [];
    for (let left = 150; left <= 400; left += 25) {
      const again = `hog=0;Modules.removeAllCached();net=require("${NAME}");show(net.steps)`;
      const jobs = [`fill(${left})`, "load()", again];
      const { shown, interrupted } = await inTimers(espruino, begin, jobs);
      // Where Espruino itself runs out of memory in between, it says so, and goes on.
      if (!interrupted) {
        assert.match(String(shown.shift()), REFUSAL);
        refused.push(left);
      }
      assert.deepEqual(shown, [0], `${left} blocks`);
    }
    const shown = await espruino.run(`${begin}var first=new Int32Array(1),k;
function round(){fill(${refused[refused.length >> 1]});load();hog=0;Modules.removeAllCached()}
round();round();first[0]=process.memory().usage;for(k=0;k<10;k++)round();
show(process.memory().usage-first[0])`);
    for (const message of shown.slice(0, -1)) assert.match(String(message), REFUSAL);
    assert.equal(shown.at(-1), 0);
  });
}

// A step in JavaScript can be interrupted midway.
for (const { placement, what, skip } of PLACES.slice(0, 2)) {
  test(`${what}: a step for which Espruino is out of memory is taken wholly or not at all`, {
    skip,
  }, async (t) => {
    const espruino = await s3(t, placement);
    if (!espruino) return;
    if (await growsMemory(espruino)) return t.skip(GROWING);
    const [one, two] = traceOf(await twinOf("S3", "small"), 2).map(([, crc]) => crc);
    const outcomes = new Set<string>();
    for (let left = 8; left < 60; left += 4) {
      const { shown, interrupted } = await inTimers(
        espruino,
        `${WATCH}${starting("S3")}${HOG}observe(16);net.train();observe(16);net.predict(reading(0));`,
        [
          `fill(${left})`,
          "net.train()",
          "hog=0",
          "show([net.steps,crc()>>>0]);if(net.steps<2)net.train();show([net.steps,crc()>>>0])",
        ],
      );
      const [after, last] = shown as [[number, number], [number, number]];
      assert.deepEqual(after, after[0] === 1 ? [1, one] : [2, two], `${left} blocks`);
      assert.deepEqual(last, [2, two], `${left} blocks`);
      outcomes.add(`${interrupted} ${after[0]}`);
    }
    assert.ok(outcomes.has("true 1") && outcomes.has("false 2"), [...outcomes].join(", "));
  });
}

test("save() for which Espruino is out of memory loses neither the network nor the last checkpoint", {
  skip,
}, async (t) => {
  const espruino = await s3(t, "javascript");
  if (!espruino) return;
  if (await growsMemory(espruino)) return t.skip(GROWING);
  const [one, two] = traceOf(await twinOf("S3", "small"), 2).map(([, crc]) => crc);
  const flash = espruino.flash();
  const show = "show([net.steps,crc()>>>0])";
  let short = 0;
  for (let left = 12; left < 320; left += 22) {
    espruino.setFlash(flash);
    const saving: Timed | undefined = await inTimers(
      espruino,
      `${WATCH}${starting("S3")}${HOG}observe(16);net.train();net.save();observe(16);net.train();`,
      [`fill(${left})`, "net.save()", "hog=0", show],
    ).catch((error: Error) => {
      if (!isOwnEnd(error)) throw error;
      return undefined;
    });
    if (saving) assert.deepEqual(saving.shown, [[2, two]], `${left} blocks`);
    const whole: boolean = saving !== undefined && !saving.interrupted;
    const [kept] = await espruino.run(`${WATCH}${starting("S3")}${HOG}net.restore();${show}`);
    assert.deepEqual(kept, whole ? [2, two] : [1, one], `${left} blocks`);
    short += whole ? 0 : 1;
  }
  assert.ok(short > 0);
});

test("restore() that was interrupted because memory ran out succeeds when there is memory again", {
  skip,
}, async (t) => {
  const espruino = await s3(t, "javascript");
  if (!espruino) return;
  if (await growsMemory(espruino)) return t.skip(GROWING);
  const [, one] = traceOf(await twinOf("S3", "small"), 1)[0]!;
  let short = 0;
  for (let left = 70; left < 240; left += 20) {
    const again = "net.restore();show([net.steps,crc()>>>0])";
    const { shown, interrupted }: Timed = await inTimers(
      espruino,
      `${WATCH}${starting("S3")}${HOG}observe(16);net.train();net.save();observe(16);net.train();`,
      [`fill(${left})`, "net.restore()", "hog=0", again],
    ).catch(async (error: Error) => {
      if (!isOwnEnd(error)) throw error;
      const restarted = await espruino.run(`${WATCH}${starting("S3")}${HOG}${again}`);
      return { shown: [...restarted], interrupted: true };
    });
    assert.deepEqual(shown, [[1, one]], `${left} blocks`);
    short += interrupted ? 1 : 0;
  }
  assert.ok(short > 0);
});

for (const placement of ["storage", "ram"] as const) {
  test(`S3 with its machine code in ${placement} takes at most ${BUDGETS[placement]} bytes of Puck.js`, {
    skip: noMachineCode,
  }, async (t) => {
    const espruino = await s3(t, placement);
    if (!espruino) return;
    const { network } = await twinOf("S3", "small");
    const { trained, block } = await memoryUse(espruino, network.engine.layout);
    if (block !== PUCK_BLOCK) {
      return t.skip(`needs a build with blocks of ${PUCK_BLOCK} bytes, such as VARIABLES=5000`);
    }
    const bytes = trained * block;
    t.diagnostic(`${trained} blocks, ${bytes} bytes`);
    assert.ok(bytes <= BUDGETS[placement], `got ${bytes} bytes`);
    assert.ok(trained > network.engine.layout.end / block, "the linear memory alone takes more");
  });
}
