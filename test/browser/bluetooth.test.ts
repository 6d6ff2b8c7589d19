import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { connect } from "../../src/node/ports/connect-espruino.js";
import { type BluetoothBridge, bridgeBluetooth } from "../support/bluetooth-bridge.js";
import { type Chromium, startChromium } from "../support/chromium.js";
import { BOARDS, type TestBoard } from "../support/espruino.js";
import { LAB } from "../support/lab-page.js";
import { type PageServer, servePage } from "../support/page-server.js";
import { BANGLE_BOOT } from "../support/taught.js";
import { click, go, openTrained, shows, teachOnce, text } from "../support/taught-page.js";
import { missing } from "../support/tools.js";

const BY_BLUETOOTH = "Espruino by Bluetooth";
/** Bytes of a packet of Bluetooth Low Energy, as long as no more is agreed. */
const PACKET = 20;

describe("a board by Bluetooth in Chromium", {
  skip: missing("chromium") || BOARDS[0].skip,
}, () => {
  let server: PageServer;
  let browser: Chromium;
  let page: Page;
  let board: TestBoard;
  let bridge: BluetoothBridge;
  let complaints: string[];

  before(async () => {
    server = await servePage(LAB);
    browser = await startChromium();
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });
  beforeEach(async () => {
    complaints = [];
    page = await browser.context.newPage();
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    board = await BOARDS[0].start();
    const line = await connect(board.port);
    await line.evaluate(`require("Storage").write(".boot0",${JSON.stringify(BANGLE_BOOT)})`);
    await line.close();
    bridge = await bridgeBluetooth(page, board);
    await openTrained(page, server.origin);
    await go(page, "board");
  });
  afterEach(async () => {
    await page.close();
    bridge.close();
    await board.stop();
    assert.deepEqual(complaints, []);
  });

  test("the module goes there in packets of 20 bytes, and is taught to the page's bits", async () => {
    await click(page, BY_BLUETOOTH);
    await shows(page, /Put it on the board/);
    await click(page, "Put it on the board");
    await shows(page, /read back byte by byte/);
    assert.equal(await bridge.longest(), PACKET);
    await go(page, "teach");
    await click(page, "Watch it");
    await shows(page, /same bits, step 8/);
    for (let lesson = 0; lesson < 4; lesson++) await teachOnce(page, lesson);
    await shows(page, /same bits, step 9/);
    await shows(page, /[1-9]\d* guesses agreed/);
    const shown = /same bits, step 9\s+([0-9a-f]{8})/.exec(await text(page))?.[1];
    await click(page, "Save on the board");
    await shows(page, /it begins with that when it is switched on again/);
    await click(page, "Stop");
    await shows(page, /Without a board/);
    bridge.close();
    const line = await connect(board.port);
    await line.evaluate("setTimeout(load,10);1");
    await line.settle();
    const hash = await line.evaluate(
      'var n=require("neural");n.restore();(E.CRC32(new Uint8Array(n.mean.buffer,0,4*n.info().parameters))>>>0).toString(16)',
    );
    assert.equal(JSON.parse(hash).padStart(8, "0"), shown);
    await line.close();
  });

  test("a board that goes too far away in mid-upload and in mid-lesson is said, and gone on with", async () => {
    await click(page, BY_BLUETOOTH);
    await shows(page, /Put it on the board/);
    board.cutLineAfter(6000);
    await click(page, "Put it on the board");
    await shows(page, /The board still loads what it had before/);
    await click(page, "Connect again and go on");
    await shows(page, /read back byte by byte/);
    await go(page, "teach");
    await click(page, "Watch it");
    await shows(page, /same bits, step 8/);
    await teachOnce(page, 1);
    await shows(page, /1 of 4/);
    await bridge.unplug();
    await shows(page, /Nothing is lost/);
    await click(page, "Connect again and go on");
    await shows(page, /same bits, step 8/);
    await shows(page, /1 of 4/);
    for (let lesson = 0; lesson < 3; lesson++) await teachOnce(page, lesson);
    await shows(page, /same bits, step 9/);
    assert.equal(await bridge.asked(), 1, "the board that was chosen is connected again unasked");
  });

  test("a chooser that is closed is no error, and one that finds nothing is said", async () => {
    const name = "NotFoundError";
    await bridge.refuse({ by: "chooser", name, message: "Bluetooth adapter not available." });
    await click(page, BY_BLUETOOTH);
    await shows(
      page,
      /Bluetooth was refused \(Bluetooth adapter not available\): is it switched on/,
    );
    await bridge.refuse({
      by: "chooser",
      name,
      message: "User cancelled the requestDevice() chooser.",
    });
    await click(page, BY_BLUETOOTH);
    await shows(page, /^(?![\s\S]*(refused|Connecting))/);
    await bridge.refuse(undefined);
    await click(page, BY_BLUETOOTH);
    await shows(page, /Put it on the board/);
  });

  test("a refused pairing is said, and tried again it connects", async () => {
    await bridge.refuse({ by: "board", name: "NetworkError", message: "Authentication failed." });
    await click(page, BY_BLUETOOTH);
    await shows(page, /the board is not reached by Bluetooth \(Authentication failed\)/);
    await bridge.refuse(undefined);
    await click(page, BY_BLUETOOTH);
    await shows(page, /Put it on the board/);
  });
});
