// What modules for Espruino save, in files and in flash of their own, and what they go on from.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { EspruinoOwnFlash } from "../../../boards/index.js";
import { espruinoModule } from "../../../src/common/espruino/module.js";
import { slotFile, slotNames, weightsName } from "../../../src/common/espruino/slots.js";
import { buildNetwork } from "../../../src/node/build-network.js";
import { PowerCut } from "../../support/device-module-fake.js";
import { deviceWith, feeder, jsDevice, kept, lossOf } from "../../support/device-modules.js";
import { boardNamed, NAME, twinOf } from "../../support/espruino-networks.js";
import { extent } from "../../support/extent.js";
import { specOf } from "../../support/networks.js";

/** of L6: its checkpoint, and what save() wants to be free */
const CHECKPOINT = 4 * (5 + 7 + 4 + 32 * (6 + 1) + 1);
const NEED = CHECKPOINT + 64;

test("a power cut at every byte of save() leaves the last checkpoint or the new one", async () => {
  const { device, text } = await jsDevice("L6");
  const observe = feeder("L6");
  for (const number of [1, 2, 3]) {
    const before = new Map(device.files);
    const net = device.start(text);
    assert.equal(net.restore(), number > 1);
    observe(net, 3);
    net.train();
    for (let bytes = 0; ; bytes++) {
      device.files.clear();
      for (const [name, file] of before) device.files.set(name, file.slice());
      device.power = bytes;
      let whole = true;
      try {
        net.save();
      } catch (error) {
        if (!(error instanceof PowerCut)) throw error;
        whole = false;
      }
      device.power = Number.POSITIVE_INFINITY;
      const restarted = device.start(text);
      assert.equal(restarted.restore(), number > 1 || whole);
      assert.equal(restarted.steps, whole ? number : number - 1, `${bytes} bytes`);
      restarted.random++;
      if (!whole) assert.equal(restarted.save(), number, `${bytes} bytes`);
      assert.equal(device.start(text).restore(), true);
      if (whole) break;
      assert.ok(bytes <= CHECKPOINT + 2);
    }
  }
});

test("checkpoints are numbered from 1 on, and the higher number counts to the end of 32 bits", async () => {
  const { device, text } = await jsDevice("L6");
  const net = device.start(text);
  const numbers = Array.from({ length: 5 }, (_, i) => {
    net.random = i;
    return net.save();
  });
  assert.deepEqual(numbers, [1, 2, 3, 4, 5]);
  assert.deepEqual(kept(device), slotNames(NAME));
  const twin = await twinOf("L6", "small");
  const checkpoint = (steps: number) => {
    twin.network.steps = steps;
    return twin.network.save();
  };
  for (const number of [0x7fffffff, 0x80000000, 0xfffffffd]) {
    for (const [of, steps] of [
      [number, 1],
      [number + 1, 2],
    ] as const) {
      device.files.set(`${NAME}.${of & 1}`, slotFile(checkpoint(steps), of));
    }
    const again = device.start(text);
    assert.equal(again.restore(), true);
    assert.equal(again.steps, 2);
    again.steps++;
    assert.equal(again.save(), number + 2);
  }
});

test("save() refuses when less is free than it needs, and writes nothing", async () => {
  const { device, text } = await jsDevice("L6");
  const net = device.start(text);
  device.free = NEED;
  assert.equal(net.save(), 1);
  net.steps = 1;
  device.free = NEED - 1;
  device.power = 0;
  const message = `Storage: got ${NEED - 1} bytes free, expected ${NEED}; compact() it`;
  assert.throws(() => net.save(), { message });
  assert.deepEqual(kept(device), [`${NAME}.1`]);
});

test("save() says when what it wrote cannot be read back, and the last checkpoint counts on", async () => {
  const { device, text } = await jsDevice("L6");
  const net = device.start(text);
  net.steps = 7;
  net.save();
  net.steps = 8;
  device.worn = 50;
  const message = "Storage: got no whole file, expected one; the last save is kept";
  assert.throws(() => net.save(), { message });
  const restarted = device.start(text);
  assert.equal(restarted.restore(), true);
  assert.equal(restarted.steps, 7);
});

/** Two areas of one page each in the stand-in's flash. */
const OWN: EspruinoOwnFlash = { end: 0x6a000 + 2048, bytes: 1024, page: 1024 };

test("with flash of its own a module saves there in turn, erases only what is not erased and touches no file", async () => {
  const { device, text } = await jsDevice("L6", OWN);
  device.free = 0;
  const net = device.start(text);
  assert.equal(net.info().saves, 20_000);
  for (let number = 1; number <= 50; number++) {
    net.steps = number;
    assert.equal(net.save(), number);
    const even = Math.max(0, (number >> 1) - 1);
    const odd = ((number + 1) >> 1) - 1;
    assert.deepEqual(device.flash.erased, [even, odd]);
    const again = device.start(text);
    assert.deepEqual(
      [again.restore(), again.steps, again.info().saves],
      [true, number, 20_000 - number],
    );
  }
  assert.deepEqual(kept(device), []);
});

test("save() writes nothing while nothing has changed, in flash and in Storage, also after a restart", async () => {
  for (const own of [OWN, undefined]) {
    const { device, text } = await jsDevice("L6", own);
    const net = device.start(text);
    feeder("L6")(net, 3);
    assert.equal(net.save(), 1);
    device.power = 0;
    assert.equal(net.save(), 1);
    const again = device.start(text);
    again.restore();
    assert.equal(again.save(), 1);
    feeder("L6")(again, 1);
    assert.throws(() => again.save(), PowerCut);
  }
});

/** The bits of a word that stay as they were at a power cut: all, half of them, single ones. */
const TEARS = [0xffffffff, 0xffff0000, 0x5a5a5a5a, 0x80000000, 1].map(
  (mask) => (old: number, right: number) => ((old & mask) | (right & ~mask)) >>> 0,
);

/** Words from one cut to the next; the tears begin at different ones, so that each word is cut all the same. */
const STRIDE = extent(3, 1);

test("a power cut at every word that save() writes or erases leaves the last checkpoint or the new one, and saving goes on", async () => {
  const { device, text } = await jsDevice("L6", OWN);
  device.free = 0; // it may not take to files
  for (const number of [1, 2, 3, 4]) {
    const before = device.flash.bytes.slice();
    for (const [tear, torn] of TEARS.entries()) {
      let words = tear % STRIDE;
      for (let whole = false; !whole; words += STRIDE) {
        device.flash.bytes.set(before);
        const net = device.start(text);
        assert.equal(net.restore(), number > 1);
        net.steps = number;
        Object.assign(device, { power: words, torn });
        whole = savesWhole(net);
        device.power = Number.POSITIVE_INFINITY;
        const restarted = device.start(text);
        const found = restarted.restore();
        // The last word may be all there.
        const steps = restarted.steps;
        assert.ok(steps === number || (!whole && steps === number - 1), `${words} words`);
        assert.equal(found, steps > 0);
        // It may be cut again at any word, and saves as if nothing had been.
        Object.assign(device, { power: (7 * words) % 300 });
        restarted.steps = 8;
        savesWhole(restarted);
        device.power = Number.POSITIVE_INFINITY;
        const last = device.start(text);
        assert.ok(last.restore() || number === 1, `${words} words, cut again`);
        assert.ok([steps, 8].includes(last.steps), `${words} words, cut again`);
        last.steps = 9;
        last.save();
        last.steps = 10;
        last.save();
        const end = device.start(text);
        assert.deepEqual([end.restore(), end.steps], [true, 10], `${words} words`);
      }
      assert.ok(words > (number > 2 ? 256 : 0) + CHECKPOINT / 4);
    }
    device.flash.bytes.set(before);
    const net = device.start(text);
    net.restore();
    net.steps = number;
    assert.equal(net.save(), number);
  }
  assert.deepEqual(kept(device), []);
});

/** Whether the power held. */
function savesWhole(net: { save(): number }): boolean {
  try {
    net.save();
    return true;
  } catch (error) {
    if (!(error instanceof PowerCut)) throw error;
    return false;
  }
}

test("flash that something else uses is never touched, looked at at each save: files are taken instead", async () => {
  const { device, text } = await jsDevice("L6", OWN);
  const { flash } = device;
  const net = device.start(text);
  let steps = 0;
  const save = () => {
    net.steps = ++steps;
    return net.save();
  };
  const page = (n: number) => flash.bytes.subarray(n * 1024, (n + 1) * 1024);
  for (const spoil of [
    () => (page(1)[1023] = 0), // a byte of a page that was erased
    () => page(1).fill(0),
    () => page(1).set(Uint8Array.from({ length: 1024 }, (_, i) => i)),
    () => (flash.free = []),
    () => (flash.free = [{ addr: flash.begin, length: 2 * 1024 - 1 }]),
    () => (flash.free = [{ addr: flash.begin + 4, length: 2 * 1024 }]),
  ]) {
    flash.bytes.fill(255);
    const { free } = flash;
    spoil();
    const before = flash.bytes.slice();
    for (let i = 0; i < 3; i++) save();
    // The page beside a foreign one is ours, as long as it is free.
    assert.deepEqual(flash.bytes.subarray(1024), before.subarray(1024));
    if (flash.free !== free) assert.deepEqual(flash.bytes, before);
    const again = device.start(text);
    assert.deepEqual([again.restore(), again.steps], [true, steps]);
    assert.ok(again.info().saves < 400, "files do not last");
    flash.free = free;
  }
  // One that was ours until another program took it, whatever our other page says.
  flash.bytes.fill(255);
  device.files.delete(`${NAME}.0`);
  device.files.delete(`${NAME}.1`);
  const fresh = device.start(text);
  for (let i = 1; i <= 3; i++) {
    fresh.steps = i;
    fresh.save();
  }
  page(0).fill(0x33);
  fresh.steps = 4;
  assert.equal(fresh.save(), 4);
  assert.ok(page(0).every((byte) => byte === 0x33));
  assert.deepEqual(kept(device), [`${NAME}.0`]);
  const again = device.start(text);
  assert.deepEqual([again.restore(), again.steps], [true, 4]);
});

test("another module's checkpoints in the same flash are not touched, and those of an older network of its name are", async () => {
  const { device, text } = await jsDevice("L6", OWN);
  const net = device.start(text);
  net.save();
  net.steps = 1;
  net.save();
  const before = device.flash.bytes.slice();
  const other = device.start(text.replaceAll(`name:"${NAME}"`, 'name:"gait"'));
  assert.equal(other.restore(), false);
  assert.equal(other.save(), 1);
  assert.deepEqual(device.flash.bytes, before);
  assert.deepEqual(kept(device), ["gait.1"]);
  const { fingerprint } = net.info();
  const changed = device.start(text.replace(`fingerprint:${fingerprint}`, "fingerprint:5"));
  assert.equal(changed.restore(), false);
  assert.equal(changed.save(), 1);
  assert.equal(
    device.start(text.replace(`fingerprint:${fingerprint}`, "fingerprint:5")).restore(),
    true,
  );
  assert.deepEqual(kept(device), ["gait.1"]);
});

test("what files hold is gone on with in flash, and worn flash is left for files", async () => {
  const { device, text } = await jsDevice("L6", OWN);
  const { free } = device.flash;
  device.flash.free = [];
  const net = device.start(text);
  const save = () => {
    net.steps++;
    return net.save();
  };
  assert.deepEqual([save(), save()], [1, 2]);
  device.flash.free = free;
  assert.deepEqual([save(), save(), save()], [3, 4, 5]);
  assert.deepEqual(kept(device), slotNames(NAME));
  device.worn = 50;
  const message = "Storage: got no whole file, expected one; the last save is kept";
  assert.throws(save, { message });
  device.worn = CHECKPOINT + 4; // only of a page
  device.flash.bytes.fill(0, CHECKPOINT + 4, CHECKPOINT + 8);
  net.steps = 6;
  assert.equal(net.save(), 6);
  const again = device.start(text);
  assert.deepEqual([again.restore(), again.steps], [true, 6]);
});

test("a network that does not fit into a page saves into files", async () => {
  const { text } = await jsDevice("L6", { ...OWN, bytes: CHECKPOINT + 8 - 4 });
  assert.ok(!text.includes("flash:["));
  const fits = await jsDevice("L6", { ...OWN, bytes: CHECKPOINT + 8 });
  assert.ok(fits.text.includes("flash:["));
});

test("save() refuses weights that are not finite, in words, and the last save is kept", async () => {
  const spec = {
    ...specOf({ widths: [6, 1], batch: 8 }, "small"),
    normalizer: { type: "standard" as const },
  };
  const board = { ...boardNamed("esp8266"), own: OWN };
  const { files } = espruinoModule(await buildNetwork(spec), board, NAME, "javascript");
  const device = deviceWith(files);
  const net = device.start(new TextDecoder().decode(files.at(-1)!.data));
  net.save();
  net.mean[2] = Number.NaN;
  device.power = 0;
  const message =
    "weights: got some that are not finite, expected finite ones; restore() the last save";
  assert.throws(() => net.save(), { message });
});

test("info() tells how many saves Storage has room for, and so many there are", async () => {
  const { device, text } = await jsDevice("L6");
  const net = device.start(text);
  feeder("L6")(net, 32);
  const each = CHECKPOINT + 32;
  for (const [free, saves] of [
    [0, 0],
    [each + 31, 0],
    [each + 32, 1],
    [2 * each + 31, 1],
    [2 * each + 32, 2],
    [40_000, 40],
  ] as const) {
    device.free = free;
    assert.equal(net.info().saves, saves, `${free}`);
    for (let i = 0; i < saves; i++) {
      net.steps++;
      net.save();
      device.free -= each;
    }
    net.steps++;
    assert.throws(() => net.save(), /^Error: Storage: got \d+ bytes free/);
  }
});

test("weights that came with the module count only while there is no checkpoint", async () => {
  const { device, text } = await jsDevice("L6");
  const twin = await twinOf("L6", "small");
  lossOf(twin, 5);
  device.files.set(weightsName(NAME), slotFile(twin.network.save()));
  const net = device.start(text);
  assert.deepEqual([net.restore(), net.steps], [true, 1]);
  feeder("L6")(net, 5);
  net.train();
  net.save();
  assert.deepEqual([net.restore(), net.steps], [true, 2]);
  device.files.set(`${NAME}.1`, new Uint8Array(CHECKPOINT));
  assert.deepEqual([net.restore(), net.steps], [true, 1]);
});

test("a checkpoint of another network, another version, another state or a larger batch does not count", async () => {
  const { device, text } = await jsDevice("L6");
  const own = (await twinOf("L6", "small")).network.save();
  const altered = (word: number, value: number) => {
    const words = new Uint32Array(own.slice().buffer);
    words[word] = value;
    return new Uint8Array(words.buffer);
  };
  for (const [checkpoint, counts] of [
    [own, true],
    [(await twinOf("S3", "small")).network.save(), false],
    [altered(1, 3), false],
    [altered(2, 12345), false],
    [altered(3, 12345), false],
    [altered(5 + 7 + 2, 33), false],
    [own.subarray(0, 32), false],
  ] as const) {
    device.files.set(`${NAME}.0`, slotFile(checkpoint, 2));
    assert.equal(device.start(text).restore(), counts);
  }
});
