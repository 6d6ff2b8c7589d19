import assert from "node:assert/strict";
import { test } from "node:test";
import { createContext, runInContext } from "node:vm";
import { jsKernels, jsModule, layoutText } from "../../../src/common/compiler/js/js-module.js";
import { espruinoModule, savingText } from "../../../src/common/espruino/module.js";
import { slotFile } from "../../../src/common/espruino/slots.js";
import { startNetwork } from "../../../src/common/learning/start-network.js";
import type { Network } from "../../../src/common/loader/index.js";
import { checkNetwork } from "../../../src/common/network/network-file.js";
import { buildNetwork } from "../../../src/node/build-network.js";
import { RESOURCES } from "../../../src/node/resources.js";
import type { FakeDevice } from "../../support/device-module-fake.js";
import {
  deviceWith,
  FILE,
  feeder,
  jsDevice,
  lossOf,
  nativeDevice,
} from "../../support/device-modules.js";
import {
  boardNamed,
  builtOf,
  held,
  NAME,
  rowsOf,
  twinOf,
} from "../../support/espruino-networks.js";
import { bitsOf, specOf } from "../../support/networks.js";
import { workload, workloadNetwork } from "../../support/workloads.js";

const STEPS = 20;
/** Bytes of a module's text that are not its network: what stands for 3 KB. */
const GLUE = 3 * 1024;
for (const placement of ["ram", "storage", "javascript"] as const) {
  test(`a module (${placement}) trains with Node's bits while all its memory moves`, async () => {
    for (const subject of ["S3", "odd"] as const) {
      const { device, text } = await (placement === "javascript"
        ? jsDevice(subject)
        : nativeDevice(subject, placement));
      const net = device.start(text);
      const twin = await twinOf(subject, "small");
      const observe = feeder(subject);
      for (let k = 0; k < STEPS; k++) {
        device.offset = (k % 4) as FakeDevice["offset"];
        device.tidyUp();
        const rows = held(k, net.info().batch);
        observe(net, rows);
        assert.equal(bitsOf([net.train()])[0], lossOf(twin, rows), `step ${k + 1}`);
        const reading = rowsOf(subject).readings.subarray(0, net.info().inputs);
        assert.deepEqual(
          bitsOf(net.predict(reading)),
          bitsOf(twin.network.predict(reading)),
          `after step ${k + 1}`,
        );
      }
      assert.equal(net.save(), 1);
      const saved = device.files.get(`${NAME}.1`)!;
      assert.deepEqual(saved, slotFile(twin.network.save()));
      assert.equal(device.calls > 0, placement !== "javascript");
    }
  });
}

for (const placement of ["ram", "storage"] as const) {
  test(`machine code (${placement}) waits for memory when its own has moved to where it cannot work`, async () => {
    const { device, text } = await nativeDevice("L6", placement);
    const net = device.start(text);
    const twin = await twinOf("L6", "small");
    feeder("L6")(net, 32); // a full batch, of which a prediction borrows a row
    Object.assign(device, { offset: 3, hasMemory: false });
    device.tidyUp();
    const calls = device.calls;
    const refusal = /^memory: got none in one piece, expected \d+ bytes; load it earlier$/;
    assert.throws(() => net.train(), { message: refusal });
    assert.throws(() => net.predict([1, 2, 3, 4, 5, 6]), { message: refusal });
    assert.deepEqual([device.calls, net.steps], [calls, 0]);
    device.hasMemory = true;
    assert.equal(bitsOf([net.train()])[0], lossOf(twin, 32));
    assert.equal(device.calls, calls + 1);
  });

  test(`machine code (${placement}) that is missing, altered or without an address is not run`, async () => {
    const { device, text } = await nativeDevice("L6", placement);
    const refused = (got: string, expected = "what was built; flash again") =>
      assert.throws(() => device.start(text), {
        message: `${FILE}: got ${got}, expected ${expected}`,
      });
    const code = device.files.get(FILE)!;
    device.files.delete(FILE);
    refused("no such file");
    device.files.set(
      FILE,
      code.map((byte, i) => (i === 9 ? byte ^ 1 : byte)),
    );
    refused("other code");
    device.files.set(FILE, code);
    device.mapped = false;
    if (placement === "ram") device.start(text);
    else refused("no address");
  });
}

test("a module for which there is no memory is refused in words", async () => {
  for (const { device, text } of [
    await nativeDevice("L6", "ram"),
    await nativeDevice("L6", "storage"),
    await jsDevice("L6"),
  ]) {
    device.hasMemory = false;
    const message = /^memory: got none in one piece, expected \d+ bytes; load it earlier$/;
    assert.throws(() => device.start(text), { message });
    device.hasMemory = true;
    assert.equal(device.start(text).steps, 0);
  }
});

test("a module begins with the means and deviations that its network file states", async () => {
  const file = workloadNetwork(workload("L6"));
  const spec = checkNetwork({
    ...file,
    normalizer: "standard",
    inputs: file.inputs.map((input, i) => ({
      ...input,
      mean: 0.1 * i - 0.2,
      deviation: 3 + 0.7 * i,
    })),
  });
  const built = await buildNetwork(spec);
  const { files } = espruinoModule(built, boardNamed("banglejs2"), NAME, "javascript");
  const onDevice = deviceWith(files).start(new TextDecoder().decode(files.at(-1)!.data));
  const plain = createContext({});
  runInContext(await jsModule(built), plain);
  const network = await startNetwork(built);
  const [first, second] = [
    [1, 2, 3, 4, 5, 6],
    [-1, 0.5, 0, 7, 3, 2],
  ];
  const bits = (net: Pick<Network, "observe" | "train" | "predict">) => {
    net.observe(first!, 1);
    net.observe(second!, 0);
    return bitsOf([net.train(), ...net.predict(second!)]);
  };
  const expected = bits(network);
  assert.deepEqual(bits(onDevice), expected);
  assert.deepEqual(bits(plain.net as Network), expected);
  const bare = await startNetwork(await builtOf("L6", "small"));
  assert.notDeepEqual(bits(bare), expected);
});

test("what a module says of itself is its own copy", async () => {
  const { device, text } = await jsDevice("L6");
  const net = device.start(text);
  Object.assign(net.info(), { end: 0, batch: 1 });
  assert.deepEqual([net.info().batch, net.info().name, net.info().code], [32, NAME, "javascript"]);
});

test("a module's text is its network and at most 3 KB", async () => {
  for (const placement of ["ram", "storage"] as const) {
    const code = RESOURCES.loader(`espruino-${placement}`).length;
    const around = `var _a=,\n_f="",_e=0000,\n_s=${savingText(FILE)};\n\n\n`.length + FILE.length;
    assert.ok(code + around <= GLUE, `${placement}: got ${code + around} bytes`);
  }
  // The whole of it, less layout and kernels, and less the first line, which is for people.
  const built = await builtOf("S3", "small");
  const { text } = await jsDevice("S3");
  const program = built.program;
  const kernels = jsKernels(program).length;
  const layout = layoutText(program, 'name:"neural",code:"javascript",version:"0.1.0",').length;
  const glue = text.length - text.indexOf("\n") - 1 - kernels - layout;
  assert.ok(glue <= GLUE, `JavaScript: got ${glue} bytes`);
  assert.ok(glue > 2000, "something else was measured");
});

test("a plain module is a module where there are modules, and elsewhere the variable net", async () => {
  const built = await builtOf("odd", "fast");
  const text = await jsModule(built);
  const module = { exports: {} };
  runInContext(text, createContext({ module }));
  const script = createContext({});
  runInContext(text, script);
  for (const net of [module.exports, script.net] as Network[]) {
    const twin = await twinOf("odd", "fast");
    const observe = feeder("odd");
    for (let k = 0; k < STEPS; k++) {
      const rows = held(k, twin.network.engine.layout.batch);
      observe(net, rows);
      assert.equal(bitsOf([net.train()])[0], lossOf(twin, rows), `step ${k + 1}`);
    }
    assert.equal(net.hash(), twin.network.hash());
    assert.deepEqual(Buffer.from(net.save()), Buffer.from(twin.network.save()));
  }
});

test("a plain module goes on from what Node has saved, and refuses what is damaged", async () => {
  const built = await buildNetwork(specOf({ widths: [3, 2, 1], batch: 4 }, "small"));
  const script = createContext({});
  runInContext(await jsModule(built), script);
  const net = script.net as Network;
  const node = await startNetwork(built);
  node.observe([1, 2, 3], 1);
  node.train();
  node.observe([3, 2, 1], 0);
  const checkpoint = node.save();
  net.restore(checkpoint);
  assert.equal(bitsOf([net.train()])[0], bitsOf([node.train()])[0]);
  const hash = net.hash();
  for (let at = 0; at < checkpoint.length; at++) {
    const damaged = Uint8Array.from(checkpoint, (byte, i) => (i === at ? byte ^ 16 : byte));
    assert.throws(() => net.restore(damaged), { message: /^checkpoint: got / });
  }
  assert.equal(net.hash(), hash);
});
