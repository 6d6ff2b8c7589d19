import assert from "node:assert/strict";
import { test } from "node:test";
import { startDeadline } from "../../../src/common/deadline.js";
import { UserError } from "../../../src/common/errors.js";
import { loadNetwork } from "../../../src/common/loader/index.js";
import { checkNetwork } from "../../../src/common/network/network-file.js";
import { type ClientOptions, deviceClient } from "../../../src/common/protocol/client.js";
import { REQUEST } from "../../../src/common/protocol/messages.js";
import { buildNetwork } from "../../../src/node/build-network.js";
import { fakeDevice } from "../../support/fake-device.js";
import { bitsOf, observations, specOf, weightsOf } from "../../support/networks.js";
import { seededRandom } from "../../support/random.js";
import { HANGING, until } from "../../support/waiting.js";

const SHAPE = { widths: [5, 9, 7, 2], batch: 6 };
const { wasm } = await buildNetwork({
  ...specOf(SHAPE, "fast"),
  normalizer: { type: "standard" },
});
const PARAMETERS = 5 * 9 + 9 + 9 * 7 + 7 + 7 * 2 + 2;
const data = observations(SHAPE, 6, 3);
const random = seededRandom(8);

test("a device trains through the protocol with the bits of the same network here", async () => {
  const piece = 3;
  const noise = () => Uint8Array.from({ length: random.whole(0, 9) }, () => random.whole(0, 0xa4));
  const device = deviceClient(await fakeDevice(wasm, { piece, noise }));
  const network = await loadNetwork(new Uint8Array(wasm));
  const identity = await device.connect();
  assert.deepEqual(
    [identity.inputs, identity.outputs, identity.batch, identity.engine, identity.board],
    [5, 2, 6, "fake", "bench"],
  );
  const mean = Float32Array.from({ length: 5 }, (_, i) => i / 3);
  const scale = Float32Array.from({ length: 5 }, (_, i) => 1 / (i + 3));
  network.init(7);
  await device.start(7);
  network.mean.set(mean);
  network.scale.set(scale);
  network.learningRate = 0.3;
  await device.writeState(PARAMETERS + 3, bitsOf([0.3, ...mean, ...scale]));
  for (let step = 1; step <= 3; step++) {
    for (const [m, reading] of data.readings.entries()) {
      assert.equal(
        await device.observe(Float32Array.from(reading), Float32Array.from(data.labels[m]!)),
        m + 1,
      );
      network.observe(reading, data.labels[m]!);
    }
    const loss = network.train();
    const trained = await device.train();
    assert.deepEqual(
      { steps: trained.steps, loss: trained.loss, hash: trained.hash },
      { steps: step, loss, hash: network.hash() },
    );
    assert.deepEqual(await device.trace(), trained);
  }
  // more words than one frame holds
  const state = () => new Uint32Array(network.engine.memory, 0, identity.stateWords);
  assert.deepEqual(await device.readState(), state().slice());
  assert.deepEqual(
    await device.readState(PARAMETERS, 4),
    state().slice(PARAMETERS, PARAMETERS + 4),
  );
  const reading = Float32Array.from(data.readings[0]!);
  assert.deepEqual(await device.predict(reading), network.predict(reading));
  const moved = bitsOf(weightsOf(network).map((w) => w / 2));
  await device.writeState(0, moved);
  assert.deepEqual(await device.readState(0, PARAMETERS), moved);
  assert.deepEqual(await device.measures(), {
    stack: 480,
    heap: 2048,
    flashWrites: 0,
    ticks: 12_345,
  });
});

test("readings of a window give its features when it is complete, and a window can be emptied", async () => {
  const file = { inputs: ["x", "y"], outputs: ["a"], layers: [{ units: 1 }] };
  const window = { rows: 3, stride: 2, features: ["mean", "raw"] };
  const { wasm: windowed } = await buildNetwork(checkNetwork({ ...file, window }));
  const device = deviceClient(await fakeDevice(windowed));
  const network = await loadNetwork(new Uint8Array(windowed));
  assert.equal((await device.connect()).channels, 2);
  let complete = 0;
  for (let i = 0; i < 9; i++) {
    const reading = Float32Array.of(i, random.uniform(-1, 1));
    if (i === 4) {
      network.restart();
      await device.restart();
    }
    const features = await device.push(reading);
    if (features) complete++;
    assert.deepEqual(features, network.push(reading));
  }
  assert.equal(complete, 3);
  await assert.rejects(
    device.push(Float32Array.of(1, Number.NaN)),
    /refuses push: a number is out/,
  );
  const plain = deviceClient(await fakeDevice(wasm));
  await assert.rejects(
    plain.push(Float32Array.of(1)),
    /refuses push: it does not know this request/,
  );
});

test("a checkpoint survives a reset, and reset with forget leaves none", async () => {
  const device = deviceClient(await fakeDevice(wasm));
  await device.connect();
  await device.start(5);
  const before = await device.readState();
  assert.equal(await device.checkpoint(), 1);
  await device.start(6);
  await device.reset();
  assert.equal((await device.connect()).restored, true);
  assert.deepEqual(await device.readState(), before);
  await device.reset(true);
  assert.equal((await device.connect()).restored, false);
});

test("a refusal is told in words, and the device goes on", async () => {
  const device = deviceClient(await fakeDevice(wasm));
  await device.connect();
  const refused = (promise: Promise<unknown>, message: RegExp) =>
    assert.rejects(promise, (error) => error instanceof UserError && message.test(error.message));
  await refused(device.train(), /refuses train: the request comes out of order/);
  await refused(device.trace(), /refuses trace: the request comes out of order/);
  await refused(device.predict(Float32Array.of(1)), /refuses predict: the payload has a wrong len/);
  await refused(
    device.observe(Float32Array.of(1, 2, 3, 4, Number.NaN), Float32Array.of(0, 1)),
    /refuses observe: a number is out of range/,
  );
  await refused(device.cutPower(1), /refuses cut power: it does not know this request/);
  assert.equal((await device.identify()).observed, 0);
});

test("a device that falls silent is told after the timeout, and connect finds it again", async () => {
  let silent = true;
  const device = deviceClient(
    await fakeDevice(wasm, { silent: (type) => silent && type === REQUEST.train }),
    {
      timeout: 60,
    },
  );
  await device.connect();
  await device.observe(Float32Array.from(data.readings[0]!), Float32Array.of(0, 1));
  await assert.rejects(device.train(), /got no answer to train within 60 ms/);
  await assert.rejects(device.identify(), /got no answer to train within 60 ms/);
  silent = false;
  assert.equal((await device.connect()).observed, 1);
});

test("connect finds a device that missed the first requests, behind noise that begins a frame", async () => {
  let missed = 0;
  const silent = (type: number) => type === 1 && missed++ < 1;
  const noise = () => Uint8Array.of(0xa5, 0x81, 0xff, 0xff);
  const device = deviceClient(await fakeDevice(wasm, { silent, noise }));
  assert.equal((await device.connect()).parameters, PARAMETERS);
});

test("a device that never answers is told as such", async () => {
  const device = deviceClient(await fakeDevice(wasm, { silent: () => true }), { timeout: 80 });
  await assert.rejects(device.connect(), /got no answer to identify within 80 ms; is it connected/);
});

test("answers of another version are refused", async () => {
  const other = (change: (payload: Uint8Array) => Uint8Array) =>
    fakeDevice(wasm, { answer: (_, payload) => change(payload) });
  const version = deviceClient(await other((p) => Uint8Array.from(p, (b, i) => (i === 0 ? 1 : b))));
  await assert.rejects(version.connect(), /got protocol 1, expected 2; flash it/);
  const short = deviceClient(await other((p) => p.subarray(0, 60)));
  await assert.rejects(short.connect(), /got an answer of 60 bytes to identify, expected 64/);
});

test("a second request before the answer is a bug of the caller", async () => {
  const device = deviceClient(await fakeDevice(wasm));
  const first = device.connect();
  await assert.rejects(device.train(), /train was asked before the last answer came/);
  await first;
});

test("an answer in two parts is taken when the silence between them is one that may be", async () => {
  const line = await fakeDevice(wasm);
  let rest: (() => void) | undefined;
  const onData = (hear: (bytes: Uint8Array) => void) =>
    line.onData((bytes) => {
      hear(bytes.subarray(0, 9));
      rest = () => hear(bytes.subarray(9));
    });
  const ask = async (options: ClientOptions, pause: number) => {
    const answer = deviceClient({ ...line, onData }, options).identify();
    await until("the first part of an answer", () => rest !== undefined);
    // Begun later than the client's own wait, it also ends later.
    startDeadline(pause, () => rest!());
    const { board } = await answer.finally(() => {
      rest = undefined;
    });
    return board;
  };
  assert.equal(await ask({ silence: HANGING, timeout: HANGING }, 300), "bench");
  await assert.rejects(ask({ silence: 10, timeout: 600 }, 300), /got no answer to identify/);
});

test("what begins like a longer frame than the device sends holds up no answer, before its maximum is known and after", async () => {
  let longer = 257;
  const noise = () => Uint8Array.of(0xa5, 0x81, longer & 0xff, longer >> 8);
  // Silence would give it up too, but does not come.
  const options = { silence: 600_000 };
  const device = deviceClient(await fakeDevice(wasm, { noise }), options);
  assert.equal((await device.identify()).mostPayload, 256);
  assert.equal((await device.identify()).mostPayload, 256);
  longer = 5120;
  assert.equal((await device.identify()).mostPayload, 256);
  const answer = (type: number, payload: Uint8Array) =>
    type === 1 ? payload.fill(2, 49, 50) : new Uint8Array(400); // a maximum of 512
  const other = deviceClient(await fakeDevice(wasm, { answer, noise }), options);
  assert.equal((await other.identify()).mostPayload, 512);
  longer = 513;
  assert.equal((await other.identify()).mostPayload, 512);
  await assert.rejects(other.measures(), /got an answer of 400 bytes to measures, expected 16/);
});

test("a device that speaks of more than any network has is refused before memory is taken for it", async () => {
  for (const [index, name] of [
    [4, "inputs"],
    [9, "parameters"],
    [10, "stateWords"],
    [11, "channels"],
    [12, "mostPayload"],
  ] as const) {
    const answer = (_: number, payload: Uint8Array) => payload.fill(0xff, 4 * index, 4 * index + 4);
    const device = deviceClient(await fakeDevice(wasm, { answer }));
    await assert.rejects(
      device.readState(),
      new RegExp(`got ${name} 4294967295 in its answer to identify, expected \\d+ to \\d+`),
    );
  }
});
