import assert from "node:assert/strict";
import { test } from "node:test";
import { slotFile, slotNames, weightsName } from "../../../src/common/espruino/slots.js";
import { tornImages } from "../../support/espruino-cuts.js";
import {
  install,
  mapsStorage,
  moduleOf,
  NAME,
  starting,
  type Twin,
  twinOf,
  UNMAPPED,
} from "../../support/espruino-networks.js";
import { noRealEspruino, type RealEspruino, realEspruino } from "../../support/real-espruino.js";

const skip = noRealEspruino();
const noMachineCode = noRealEspruino("ARM");
/** Observations in a full batch of L6. */
const FULL = 32;
/** Bytes of L6's checkpoint, and what save() wants to be free. */
const CHECKPOINT = 4 * (5 + 7 + 4 + FULL * (6 + 1) + 1);
const NEED = CHECKPOINT + 64;

/**
 * `train(n)` takes n full batches; `failing(f)` shows the message of what f throws; `save()` shows the number of a
 * checkpoint that is another than the last.
 */
const START = `${starting("L6")}var S=require("Storage");
function save(){net.random++;show(net.save())}
function train(n){while(n-->0){observe(${FULL});show(bits(net.train())>>>0)}}
function failing(f){try{f();show("nothing was thrown")}catch(e){show(e.message)}}
`;

/** What save() and restore() do is the same for machine code and JavaScript. */
async function l6(t: Parameters<typeof realEspruino>[0]): Promise<RealEspruino> {
  const espruino = realEspruino(t);
  await install(espruino, await moduleOf("L6", "small", "javascript"), "L6");
  return espruino;
}

const losses = (twin: Twin, steps: number) =>
  Array.from({ length: steps }, () => {
    twin.observe(FULL);
    return twin.train()[0];
  });

/** Where a file's content is in the flash: behind a header with its size and its name, padded with zeros. */
function contentOf(flash: Uint8Array, name: string): { at: number; size: number } {
  const padded = Buffer.alloc(28);
  padded.write(name, "latin1");
  const header = Buffer.from(flash).lastIndexOf(padded) - 4;
  assert.ok(header >= 0, `${name} is not in Storage`);
  return { at: header + 32, size: Buffer.from(flash).readUInt32LE(header) & 0xffffff };
}

/** The flash with some bytes of a file changed. */
function changed(flash: Uint8Array, name: string, change: (content: Uint8Array) => void) {
  const image = Uint8Array.from(flash);
  const { at, size } = contentOf(image, name);
  change(image.subarray(at, at + size));
  return image;
}

for (const placement of ["javascript", "ram", "storage"] as const) {
  test(`after a restart a network goes on from its checkpoint bit for bit, its half batch included (${placement})`, {
    skip: placement === "javascript" ? skip : noMachineCode,
  }, async (t) => {
    const espruino = realEspruino(t);
    if (placement === "storage" && !(await mapsStorage(espruino))) return t.skip(UNMAPPED);
    await install(espruino, await moduleOf("S3", "small", placement), "S3");
    const begin = `${starting("S3")}function train(){show(bits(net.train())>>>0)}\n`;
    const before = await espruino.run(`${begin}
net.learningRate=0.0625;net.random=0xfedcba98;
observe(16);train();observe(16);train();observe(5);show(net.save())`);
    const after = await espruino.run(`${begin}row=5;
show([net.restore(),net.steps,net.random,net.learningRate]);
observe(6);train();observe(16);train();show(net.steps)`);
    const twin = await twinOf("S3", "small");
    Object.assign(twin.network, { learningRate: 0.0625 });
    const trained = [16, 16, 11, 16].map((rows) => {
      twin.observe(rows);
      return twin.train()[0];
    });
    assert.deepEqual(before, [trained[0], trained[1], 1]);
    const state = [true, 2, 0xfedcba98, 0.0625];
    assert.deepEqual(after, [state, trained[2], trained[3], 4]);
  });
}

test("machine code goes on from what JavaScript has saved, and the other way round", {
  skip: noMachineCode,
}, async (t) => {
  const espruino = await l6(t);
  const twin = await twinOf("L6", "small");
  const run = (program: string) => espruino.run(`${START}${program}`);
  assert.deepEqual(await run("train(2);show(net.save())"), [...losses(twin, 2), 1]);
  for (const [placement, number] of [
    ["ram", 2],
    ["javascript", 3],
  ] as const) {
    for (const file of (await moduleOf("L6", "small", placement)).files) {
      await espruino.store(file.name, file.data);
    }
    const shown = await run("show(net.restore());show(net.info().code);train(2);show(net.save())");
    assert.deepEqual(shown, [true, placement, ...losses(twin, 2), number]);
  }
});

test("without a checkpoint restore() gives false and changes nothing", { skip }, async (t) => {
  const espruino = await l6(t);
  const shown = await espruino.run(`${START}train(1);show(net.restore());show(net.steps);train(1)`);
  const [first, second] = losses(await twinOf("L6", "small"), 2);
  assert.deepEqual(shown, [first, false, 1, second]);
});

test("save() takes two files in turn, and counts over restarts", { skip }, async (t) => {
  const espruino = await l6(t);
  const files = `S.list(/^${NAME}\\.\\w$/).sort()`;
  const first = await espruino.run(`${START}train(1);show(net.save());show(${files});
train(1);show(net.save());show(${files})`);
  assert.deepEqual(first.slice(1, 3), [1, [`${NAME}.1`]]);
  assert.deepEqual(first.slice(4), [2, slotNames(NAME)]);
  const second = await espruino.run(`${START}show(net.restore());show(net.steps);
train(1);save();save();show(${files})`);
  assert.deepEqual(second.toSpliced(2, 1), [true, 2, 3, 4, slotNames(NAME)]);
});

test("a damaged checkpoint is passed over for the older one", { skip }, async (t) => {
  const espruino = await l6(t);
  await espruino.run(`${START}train(1);net.save();train(1);net.save()`); // 1, then 2
  const whole = espruino.flash();
  const damages: Record<string, (content: Uint8Array) => void> = {
    "a bit of its number": (content) => (content[0]! ^= 4),
    "a bit of a weight": (content) => (content[90]! ^= 1),
    "a bit of its CRC": (content) => (content[content.length - 1]! ^= 128),
    "nothing was written": (content) => content.fill(255),
    "half was written": (content) => content.fill(255, content.length / 2),
    "its last byte is missing": (content) => content.fill(255, content.length - 1),
    "all is zero": (content) => content.fill(0),
  };
  const ask = `${START}show(net.restore());show(net.steps);save()`;
  assert.deepEqual(await espruino.run(ask), [true, 2, 3]);
  for (const [what, damage] of Object.entries(damages)) {
    espruino.setFlash(changed(whole, `${NAME}.0`, damage));
    assert.deepEqual(await espruino.run(ask), [true, 1, 2], what);
    espruino.setFlash(changed(whole, `${NAME}.1`, damage));
    assert.deepEqual(await espruino.run(ask), [true, 2, 3], what);
    espruino.setFlash(changed(changed(whole, `${NAME}.0`, damage), `${NAME}.1`, damage));
    assert.deepEqual(await espruino.run(ask), [false, 0, 1], what);
  }
});

test("a power cut at any point of save() leaves the last checkpoint or the new one", {
  skip,
}, async (t) => {
  const espruino = await l6(t);
  const images = [espruino.flash()];
  for (const steps of [1, 2, 3]) {
    const [number] = await espruino.run(
      `${START}net.restore();net.steps=${steps};show(net.save())`,
    );
    assert.equal(number, steps);
    images.push(espruino.flash());
  }
  for (const [saved, before] of images.slice(0, -1).entries()) {
    const restored = new Set<unknown>();
    for (const torn of tornImages(before, images[saved + 1]!)) {
      espruino.setFlash(torn);
      const [found, steps, next, again, last] = await espruino.run(
        `${START}show(net.restore());show(net.steps);net.steps=9;show(net.save());show(net.restore());show(net.steps)`,
      );
      assert.equal(found, steps !== 0);
      restored.add(steps);
      assert.deepEqual([next, again, last], [Number(steps) + 1, true, 9]);
    }
    assert.deepEqual([...restored], saved === 0 ? [0] : [saved], "a word short of all");
  }
});

test("a checkpoint of another network, another version or a larger batch is passed over", {
  skip,
}, async (t) => {
  const espruino = await l6(t);
  const own = await twinOf("L6", "small");
  own.observe(3);
  const mine = own.network.save();
  const other = (await twinOf("S3", "small")).network.save();
  const altered = (word: number, value: number) => {
    const words = new Uint32Array(mine.slice().buffer);
    words[word] = value;
    return new Uint8Array(words.buffer);
  };
  const ask = `${START}show(net.restore())`;
  for (const [what, checkpoint, right] of [
    ["its own", mine, true],
    ["another network", other, false],
    ["another version", altered(1, 3), false],
    ["another fingerprint", altered(2, 12345), false],
    ["another state", altered(3, 12345), false],
    ["a larger batch", altered(5 + 7 + 2, FULL + 1), false],
  ] as const) {
    await espruino.store(`${NAME}.0`, slotFile(checkpoint, 8));
    assert.deepEqual(await espruino.run(ask), [right], what);
  }
  // The next checkpoint takes the file of what counts for nothing.
  const shown = await espruino.run(`${START}save();save();show(net.restore())`);
  assert.deepEqual(shown, [1, 2, true]);
});

test("weights that came with the module are restored until the network has saved its own", {
  skip,
}, async (t) => {
  const espruino = await l6(t);
  const twin = await twinOf("L6", "small");
  losses(twin, 3);
  twin.observe(4);
  await espruino.store(weightsName(NAME), slotFile(twin.network.save()));
  const shown = await espruino.run(`${START}show(net.restore());row=4;observe(${FULL - 4});
show(bits(net.train())>>>0);show(net.steps);show(net.save());show(net.restore());show(net.steps)`);
  twin.observe(FULL - 4);
  assert.deepEqual(shown, [true, twin.train()[0], 4, 1, true, 4]);
  const whole = espruino.flash();
  espruino.setFlash(changed(whole, `${NAME}.1`, (content) => content.fill(255)));
  assert.deepEqual(await espruino.run(`${START}show(net.restore());show(net.steps)`), [true, 3]);
});

test("save() refuses when there is little room, loses nothing and never compacts Storage", {
  skip,
}, async (t) => {
  const espruino = await l6(t);
  // Two checkpoints, and erased files that compacting would free.
  await espruino.run(`${START}S.write("junk",rows.buffer);S.write("kept","kept");
train(1);net.save();train(1);net.save();S.erase("junk")`);
  const whole = espruino.flash();
  const around = Array.from({ length: 24 }, (_, i) => NEED - 48 + 4 * i);
  for (const left of [0, 40, ...around, 1000]) {
    espruino.setFlash(whole);
    const [free] = await espruino.run(`var S=require("Storage");
S.write("fill","x",0,S.getFree()-32-${left});show(S.getFree())`);
    assert.equal(free, left);
    const full = Buffer.from(espruino.flash());
    const [trash, answer, now] = await espruino.run(`${START}net.restore();net.random++;
show(S.getStats().trashBytes);try{show(net.save())}catch(e){show(e.message)}
show(S.getStats().trashBytes)`);
    const room = left >= NEED;
    const refusal = `Storage: got ${left} bytes free, expected ${NEED}; compact() it`;
    assert.equal(answer, room ? 3 : refusal);
    assert.ok(Number(now) >= Number(trash), "Storage was compacted");
    if (!room) assert.ok(full.equals(espruino.flash()), "Storage was written to");
    const after = `${START}show([S.read("kept"),net.restore(),net.steps])`;
    assert.deepEqual(await espruino.run(after), [["kept", true, 2]]);
  }
});

test("save() has room again when Storage was compacted at a safe moment", { skip }, async (t) => {
  const espruino = await l6(t);
  const shown = await espruino.run(`${START}S.write("junk","x",0,1000);
S.write("fill","x",0,S.getFree()-32-2*${NEED});S.erase("junk");var n=0;
try{while(n<99){net.random++;n=net.save()}}catch(e){show(e.message)}show(n);
S.compact();show(net.save()-n);show(net.restore())`);
  assert.match(String(shown[0]), /^Storage: got \d+ bytes free, expected \d+; compact\(\) it$/);
  assert.deepEqual(shown.slice(1), [2, 1, true]);
});
