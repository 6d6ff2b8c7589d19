import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { connectLink } from "../../../src/browser/links/connect.js";
import { openBluetooth, openSerial } from "../../../src/browser/links/open-link.js";
import {
  connectSource,
  disconnect,
  reconnect,
} from "../../../src/browser/sources/connect-source.js";
import { streamOf } from "../../../src/browser/sources/stream.js";
import type { Wishes } from "../../../src/browser/sources/wishes.js";
import { type App, createApp } from "../../../src/browser/state/app-state.js";
import { newId } from "../../../src/browser/state/project.js";
import { fakeButton } from "../../support/fake-button.js";
import { until } from "../../support/waiting.js";
import {
  consoleEnd,
  type FakeDevice,
  type FakePort,
  fakeDevice,
  fakePort,
} from "../links/fakes.js";

const COUNTING: Wishes = { sensor: "own", expression: "[0.1,-1/3,1e-40]", values: 3, rate: 50 };

/** A browser whose chooser gives these, while a test runs. */
async function withDevices(
  devices: { device?: FakeDevice | Error; port?: FakePort | Error },
  act: (asked: string[]) => Promise<void>,
): Promise<void> {
  const asked: string[] = [];
  const choose = (what: string, chosen: object | undefined) => async () => {
    asked.push(what);
    if (chosen instanceof Error || !chosen) throw chosen ?? new Error("none");
    return chosen;
  };
  const fake = {
    bluetooth: { requestDevice: choose("bluetooth", devices.device) },
    serial: {
      requestPort: choose("serial", devices.port),
      getPorts: async () => (devices.port instanceof Error ? [] : [devices.port]),
    },
  };
  const before = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  Object.defineProperty(globalThis, "navigator", { value: fake, configurable: true });
  try {
    await act(asked);
  } finally {
    if (before) Object.defineProperty(globalThis, "navigator", before);
    else Reflect.deleteProperty(globalThis, "navigator");
  }
}

const statusOf = (app: App) => [app.get().source.status, app.get().link.status];

/** Waits for so many readings more. */
async function readings(app: App, count: number): Promise<number[][]> {
  const taken: number[][] = [];
  const off = streamOf(app).subscribe((reading) => taken.push([...reading]));
  await until("readings", () => taken.length >= count);
  off();
  return taken;
}

describe("connecting to where readings come from", () => {
  test("the demonstration is open at once, and an empty project takes its channels and rate", async () => {
    const app = createApp();
    const source = await connectSource(app, "demo", { seed: 1 });
    assert.deepEqual(statusOf(app), ["open", "none"]);
    assert.equal(app.get().project.rate, 50);
    assert.deepEqual(app.get().project.channels, source!.channels);
    await readings(app, 3);
    await disconnect(app);
    assert.deepEqual(statusOf(app), ["none", "none"]);
  });

  test("a project with recordings keeps its channels", async () => {
    const app = createApp();
    const recording = {
      id: newId(),
      label: "a",
      values: Float32Array.of(1),
      began: 0,
      from: "a file",
    };
    app.update((state) => ({
      ...state,
      project: { ...state.project, channels: [{ name: "t" }], rate: 1, recordings: [recording] },
    }));
    const { project } = app.get();
    await connectSource(app, "demo");
    assert.equal(app.get().project, project);
    await disconnect(app);
  });

  test("an Espruino board gives readings by their bits, over Bluetooth and over a serial port", async () => {
    for (const over of ["bluetooth", "serial"] as const) {
      const [device, port] = [fakeDevice(consoleEnd()), fakePort(consoleEnd())];
      await withDevices({ device, port }, async (asked) => {
        const app = createApp();
        const source = await connectSource(app, "espruino", { ...COUNTING, over });
        assert.deepEqual(app.get().source.status, "open", JSON.stringify(app.get().source));
        assert.equal(source!.title, `STAND-IN by ${over === "serial" ? "USB" : "Bluetooth"}`);
        assert.equal(app.get().link.status, "open");
        const bits = [0.1, -1 / 3, 1e-40].map(Math.fround);
        for (const reading of await readings(app, 3)) assert.deepEqual(reading, bits);
        assert.deepEqual(asked, [over]);
        await disconnect(app);
        assert.deepEqual(statusOf(app), ["none", "none"]);
        assert.equal(over === "serial" ? port.isOpen : device.gatt.connected, false);
      });
    }
  });

  test("a board that is lost is said, and connected again without asking, to the listeners that there were", async () => {
    const device = fakeDevice(consoleEnd());
    await withDevices({ device }, async (asked) => {
      const app = createApp();
      let heard = 0;
      streamOf(app).subscribe(() => heard++);
      await connectSource(app, "espruino", COUNTING);
      await until("readings", () => heard > 2);
      device.drop();
      await until("the loss", () => statusOf(app).every((status) => status === "lost"));
      const { source } = app.get();
      assert.match(source.status === "lost" ? source.why : "", /the Bluetooth connection was lost/);
      const before = heard;
      await reconnect(app);
      assert.deepEqual(statusOf(app), ["open", "open"]);
      await until("readings", () => heard > before + 2);
      assert.deepEqual(asked, ["bluetooth"]);
      await disconnect(app);
    });
  });

  test("another sensor comes over the line that is open, and one that is missing leaves the line", async () => {
    const device = fakeDevice(consoleEnd());
    await withDevices({ device }, async (asked) => {
      const app = createApp();
      await connectSource(app, "espruino", COUNTING);
      await readings(app, 1);
      await connectSource(app, "espruino", { sensor: "accelerometer" });
      const { source } = app.get();
      assert.equal(source.status, "none");
      assert.match("why" in source ? source.why! : "", /without the sensor accelerometer: choose/);
      assert.equal(app.get().link.status, "open");
      await connectSource(app, "espruino");
      const { source: any } = app.get();
      assert.equal(any.status === "open" && any.to.channels[0]!.name, "temperature");
      assert.deepEqual((await readings(app, 1))[0], [21.5]);
      assert.deepEqual(asked, ["bluetooth"]);
      await disconnect(app);
    });
  });

  test("a board's own button is told while readings come, and is let go of when they end", async () => {
    const button = fakeButton();
    await withDevices({ device: fakeDevice(consoleEnd(button)) }, async () => {
      const app = createApp();
      const source = await connectSource(app, "espruino", COUNTING);
      const told: boolean[] = [];
      const off = source!.onButton!((down) => told.push(down));
      await readings(app, 1);
      assert.equal(button.watches(), 1);
      button.press(true);
      button.press(false);
      await until("the button", () => told.length >= 2);
      assert.deepEqual(told, [true, false]);
      off();
      button.press(true);
      await readings(app, 2);
      assert.equal(told.length, 2);
      await disconnect(app);
      assert.equal(button.watches(), 0);
    });
  });

  test("a board without a button, or with one that cannot be watched, gives readings all the same", async () => {
    for (const [button, hears] of [
      [undefined, false],
      [fakeButton(true), true],
    ] as const) {
      await withDevices({ device: fakeDevice(consoleEnd(button)) }, async () => {
        const app = createApp();
        const source = await connectSource(app, "espruino", COUNTING);
        assert.equal(source!.onButton !== undefined, hears);
        await readings(app, 2);
        await disconnect(app);
        assert.deepEqual(statusOf(app), ["none", "none"]);
      });
    }
  });

  test("a person who closes the chooser is told nothing, and a refusal is said", async () => {
    const app = createApp();
    const closed = new DOMException("User cancelled the requestDevice() chooser.", "NotFoundError");
    await withDevices({ device: closed }, async () => {
      await connectSource(app, "espruino", COUNTING);
      assert.deepEqual(app.get().source, { status: "none" });
      assert.deepEqual(app.get().link, { status: "none" });
    });
    const refused = new DOMException("Bluetooth adapter not available.", "NotFoundError");
    await withDevices({ device: refused }, async () => {
      await connectSource(app, "espruino", COUNTING);
      const { source } = app.get();
      assert.match(
        "why" in source ? source.why! : "",
        /^Bluetooth was refused \(Bluetooth adapter not available\): is it switched on/,
      );
    });
  });

  test("an expression that is wrong is said with the board's own words", async () => {
    const device = fakeDevice(consoleEnd());
    await withDevices({ device }, async () => {
      const app = createApp();
      streamOf(app).subscribe(() => {});
      for (const [expression, words] of [
        ["nobody.knows", /the sensor cannot be read: the board says: .*nobody/],
        ["[1]", /got a reading that is not 3 numbers/],
        ["(", /the board says: .*SyntaxError/],
      ] as const) {
        await connectSource(app, "espruino", { ...COUNTING, expression });
        await until("the end", () => app.get().source.status === "lost");
        const { source } = app.get();
        assert.match(source.status === "lost" ? source.why : "", words);
        assert.equal(app.get().link.status, "open");
      }
      await disconnect(app);
    });
  });

  test("a try that is given up leaves nothing open", async () => {
    const device = fakeDevice({ connect: async () => ({ feed() {}, async stop() {} }) });
    await withDevices({ device }, async () => {
      const app = createApp();
      const connecting = connectSource(app, "espruino", COUNTING);
      await until("the device", () => device.gatt.connected);
      await disconnect(app);
      assert.equal(await connecting, undefined);
      assert.deepEqual(statusOf(app), ["none", "none"]);
      await until("the end", () => !device.gatt.connected);
    });
  });

  test("a line that is opened by itself is another's too", async () => {
    assert.equal(typeof openBluetooth, typeof openSerial);
    const port = fakePort(consoleEnd());
    await withDevices({ port }, async (asked) => {
      const app = createApp();
      const link = await connectLink(app, "espruino-serial");
      assert.equal(link?.kind, "espruino");
      await connectSource(app, "espruino", COUNTING);
      await readings(app, 1);
      assert.deepEqual(asked, ["serial"]);
      await disconnect(app);
    });
  });
});
