import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { connectLink, disconnectLink, reconnectLink } from "../../../src/browser/links/connect.js";
import type { LinkKind } from "../../../src/browser/links/links.js";
import { openFirmware } from "../../../src/browser/links/open-link.js";
import { createApp } from "../../../src/browser/state/app-state.js";
import { buildNetwork } from "../../../src/node/build-network.js";
import { fakeDevice } from "../../support/fake-device.js";
import { specOf } from "../../support/networks.js";
import { until } from "../../support/waiting.js";
import { type FakePort, type FarEnd, fakePort, silentEnd } from "./fakes.js";

const { wasm } = await buildNetwork(specOf({ widths: [2, 9, 1], batch: 2 }, "fast"));

/** A board with the firmware. */
const firmwareEnd: FarEnd = {
  async connect(say) {
    const device = await fakeDevice(wasm);
    device.onData((bytes) => say(Buffer.from(bytes).toString("latin1")));
    return {
      feed: (text) => device.write(Uint8Array.from(text, (byte) => byte.charCodeAt(0))),
      stop: () => device.close(),
    };
  },
};

const over = (port: FakePort): LinkKind => ({
  name: "firmware-serial",
  title: "perceptino's firmware by USB",
  description: "",
  available: () => true,
  open: (wishes, signal) => openFirmware(port, wishes, signal),
});

describe("a board with the firmware, over Web Serial", () => {
  test("says what it is, predicts and takes longer frames than a packet of the line", async () => {
    const app = createApp();
    const port = fakePort(firmwareEnd);
    const link = await connectLink(app, "firmware-serial", {}, over(port));
    assert.equal(link?.kind, "firmware", JSON.stringify(app.get().link));
    assert.ok(link?.kind === "firmware");
    assert.equal(link.identity.inputs, 2);
    const state = await link.client.readState();
    await link.client.writeState(0, state.subarray(0, link.identity.parameters));
    assert.deepEqual(await link.client.readState(), state);
    assert.equal((await link.client.predict(Float32Array.of(1, 2))).length, 1);
    await disconnectLink(app);
    assert.equal(port.isOpen, false);
  });

  test("a loss in the midst of a request fails it, and the state tells", async () => {
    const app = createApp();
    const port = fakePort(firmwareEnd);
    const link = await connectLink(app, "firmware-serial", {}, over(port));
    assert.ok(link?.kind === "firmware");
    const asked = assert.rejects(link.client.readState(), {
      message: "device: it is gone: the port was closed or unplugged",
    });
    port.unplug();
    await asked;
    await until("the loss", () => app.get().link.status === "lost");
  });

  test("a board that does not answer is refused with a sentence, and its port is free again", async () => {
    const app = createApp();
    const port = fakePort(silentEnd());
    assert.equal(await connectLink(app, "firmware-serial", {}, over(port)), undefined);
    const { link } = app.get();
    assert.match(
      "why" in link ? link.why! : "",
      /^no board with perceptino's firmware answers \(device: got no answer to identify/,
    );
    assert.equal(port.isOpen, false);
    assert.equal(await reconnectLink(app), undefined);
  });
});
