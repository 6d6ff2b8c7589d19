import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { openSerialLine } from "../../../src/browser/links/serial-line.js";
import { textPortOver } from "../../../src/browser/links/text-port.js";
import { openToolsLine } from "../../../src/browser/links/tools-line.js";
import { pageClock } from "../../../src/browser/sources/clock.js";
import { Stopped } from "../../../src/common/errors.js";
import { lineOver, type TextPort } from "../../../src/common/espruino/line.js";
import { until } from "../../support/waiting.js";
import { fakeClock, settled } from "../sources/fake-clock.js";

import { consoleEnd, fakeDevice, fakePort, silentEnd } from "./fakes.js";

const NOBODY = new AbortController().signal;
const LONG = `"${"0123456789".repeat(200)}".length`;

/** Notes why a line has ended. */
function endOf(port: TextPort): { why?: string } {
  const end: { why?: string } = {};
  port.onEnd((why) => {
    assert.equal(end.why, undefined, "told once");
    end.why = why;
  });
  return end;
}

describe("a line over a serial port", () => {
  test("evaluates on Espruino's console, after garbage and wrong bits", async () => {
    const port = fakePort(consoleEnd());
    const line = lineOver(textPortOver(await openSerialLine(port)), "a board");
    await line.settle();
    assert.equal(await line.evaluate(LONG), "2000");
    port.say("\x00\xff\x1b[?\x07 garbage \x01deadbeef.1=\n\n");
    port.damage();
    await settled();
    port.damage();
    assert.equal(await line.evaluate("6*7"), "42");
    await line.close();
    assert.equal(port.isOpen, false);
  });

  test("waits while the board asks for a pause, and no longer than ten seconds", async () => {
    const clock = fakeClock();
    const heard: string[] = [];
    const port = fakePort(silentEnd(heard));
    const text = textPortOver(await openSerialLine(port, 115_200, clock), clock);
    const read: string[] = [];
    text.onText((piece) => read.push(piece));
    port.say("a\x13b");
    await settled();
    assert.equal(read.join(""), "ab", "what asks for a pause is no text");
    const sent = text.write("x".repeat(100));
    await clock.pass(9000);
    assert.equal(heard.length, 0);
    port.say("\x11");
    await sent;
    assert.equal(heard.join("").length, 100);
    port.say("\x13");
    await settled();
    const later = text.write("y");
    await clock.pass(10_000);
    await later;
    assert.equal(heard.join("").length, 101);
    assert.equal(clock.waiting(), 0);
  });

  test("tells when it is unplugged, and what is written then fails", async () => {
    const port = fakePort(consoleEnd());
    const text = textPortOver(await openSerialLine(port));
    const end = endOf(text);
    port.unplug();
    await until("the end", () => end.why !== undefined);
    assert.equal(end.why, "the port was closed or unplugged");
    await assert.rejects(text.write("1"), { name: "UserError", message: end.why });
  });

  test("gives up a line that is nothing but noise", async () => {
    const port = fakePort(silentEnd());
    const end = endOf(textPortOver(await openSerialLine(port)));
    for (let n = 0; n < 200 && end.why === undefined; n++) {
      port.damage();
      await settled();
    }
    assert.equal(end.why, "there is nothing but noise on the line");
  });

  test("closes although a write does not end, and although the port does not", async () => {
    for (const what of ["full", "stuck"] as const) {
      const clock = fakeClock();
      const port = fakePort(silentEnd());
      const text = textPortOver(await openSerialLine(port, 115_200, clock), clock);
      port[what] = true;
      const written = text.write("hello").catch(() => "failed");
      await settled();
      let closed = false;
      const closing = text.close().then(() => {
        closed = true;
      });
      await clock.pass(1999);
      await clock.pass(1);
      await closing;
      assert.ok(closed);
      void written;
    }
  });

  test("a port that another program has is refused with what to do", async () => {
    const port = fakePort(silentEnd());
    await port.open({ baudRate: 1 });
    await assert.rejects(openSerialLine(port), {
      name: "UserError",
      message: /does not open \(The port is already open\.\): does another program or tab use it\?/,
    });
  });
});

describe("a line over Bluetooth", () => {
  test("sends packets of 20 bytes one after the other, longer ones when the board does", async () => {
    const device = fakeDevice(consoleEnd());
    const line = lineOver(await openToolsLine(device, NOBODY), "a board");
    await line.settle();
    assert.ok(device.packets.every((length) => length <= 20));
    assert.equal(await line.evaluate(LONG), "2000");
    assert.equal(Math.max(...device.packets), 20);
    device.packet = 53;
    await line.evaluate('"a long enough answer, so that a whole packet of 53 comes back"');
    await line.evaluate(LONG);
    assert.equal(Math.max(...device.packets), 53);
    assert.equal(device.mostAtOnce(), 1);
    await line.close();
    assert.equal(device.gatt.connected, false);
  });

  test("a drop in the midst of a write ends it and is told, and the board is reached again", async () => {
    const device = fakeDevice(consoleEnd());
    const text = await openToolsLine(device, NOBODY);
    const end = endOf(text);
    const line = lineOver({ ...text, onEnd: () => {} }, "a board");
    await line.settle();
    device.dropAfter(3);
    await assert.rejects(text.write("x".repeat(500)), {
      name: "UserError",
      message: "the Bluetooth connection was lost",
    });
    assert.equal(end.why, "the Bluetooth connection was lost");
    const again = lineOver(await openToolsLine(device, NOBODY), "a board");
    await again.settle();
    assert.equal(await again.evaluate("6*7"), "42");
    await again.close();
  });

  test("a pairing that is refused, or that takes too long, is said with what to do", async () => {
    const device = fakeDevice(silentEnd());
    device.refuses = new DOMException("Authentication failed.", "SecurityError");
    await assert.rejects(openToolsLine(device, NOBODY), {
      name: "UserError",
      message: /^the board is not reached by Bluetooth \(Authentication failed\): is it near/,
    });
    const clock = fakeClock();
    device.refuses = "never";
    const opening = assert.rejects(openToolsLine(device, NOBODY, clock), {
      message: /\(it takes too long\)/,
    });
    await clock.pass(20_000);
    await opening;
  });

  test("connecting is given up by the person at once", async () => {
    const device = fakeDevice(silentEnd());
    device.refuses = "never";
    const controller = new AbortController();
    const opening = openToolsLine(device, controller.signal, pageClock);
    controller.abort();
    await assert.rejects(opening, Stopped);
  });
});
