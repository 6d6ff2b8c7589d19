// What axe-core finds while a board is connected, and when it is lost: nothing.
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { checkNetwork } from "../../src/common/network/network-file.js";
import type { Transport } from "../../src/common/protocol/transport.js";
import { buildNetwork } from "../../src/node/build-network.js";
import { connect } from "../../src/node/ports/connect-espruino.js";
import { expectNothingFound, TWO_LOOKS } from "../support/axe.js";
import { type Chromium, startChromium } from "../support/chromium.js";
import { BOARDS, noPackage } from "../support/espruino.js";
import { fakeDevice } from "../support/fake-device.js";
import { LAB } from "../support/lab-page.js";
import { dialing } from "../support/page-line.js";
import { type PageServer, servePage } from "../support/page-server.js";
import { bridgeSerial } from "../support/serial-bridge.js";
import { BANGLE_BOOT, GESTURES } from "../support/taught.js";
import { click, go, openTrained, shows, teachOnce } from "../support/taught-page.js";
import { missing } from "../support/tools.js";

/** Characters of an upload after which the board is silent: in the midst of a file. */
const IN_THE_MIDST = 6000;

describe("axe-core beside a board", { skip: missing("chromium") || noPackage }, () => {
  let server: PageServer;
  let browser: Chromium;

  before(async () => {
    server = await servePage(LAB);
    browser = await startChromium();
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  /** A tab in which colours are as they are in the end. */
  async function tab(): Promise<Page> {
    const page = await browser.context.newPage();
    await page.emulateMedia({ reducedMotion: "reduce" });
    return page;
  }
  const look = (page: Page, what: string) => expectNothingFound(page, what, TWO_LOOKS);

  test("finds nothing while an Espruino board records, is sent to, is taught and is lost", async (t) => {
    const board = await BOARDS[0].start();
    t.after(board.stop);
    const line = await connect(board.port);
    await line.evaluate(`require("Storage").write(".boot0",${JSON.stringify(BANGLE_BOOT)})`);
    await line.evaluate("setTimeout(load,10);1");
    await line.settle();
    await line.close();
    const page = await tab();
    t.after(() => page.close());
    const bridge = await bridgeSerial(page, board);
    t.after(bridge.close);
    await openTrained(page, server.origin);

    await click(page, "An Espruino board");
    await look(page, "record, how a board is reached");
    await click(page, "By USB");
    await shows(page, /readings a second/);
    await look(page, "record, with a board");

    await go(page, "board");
    await shows(page, /It fits/);
    await look(page, "board, connected");
    const from = board.received() + IN_THE_MIDST;
    const silent = board.ignoreFrom(() => board.received() > from);
    await click(page, "Put it on the board");
    await silent;
    await shows(page, /Sending\s+[\d,]+ of [\d,]+ bytes/);
    await look(page, "board, sending");
    await bridge.unplug();
    await shows(page, /The board still loads what it had before/);
    await look(page, "board, interrupted");
    await go(page, "record");
    await look(page, "record, lost");
    await go(page, "board");
    void board.ignoreFrom(() => false);
    await click(page, "Connect again and go on");
    await shows(page, /read back byte by byte/);
    await look(page, "board, done");

    await go(page, "teach");
    await shows(page, /Your board:/);
    await look(page, "teach, connected");
    await click(page, "Watch it");
    await shows(page, /same bits, step 8/);
    for (let lesson = 0; lesson < 4; lesson++) await teachOnce(page, lesson);
    await shows(page, /same bits, step 9/);
    await look(page, "teach, taught");
    await bridge.unplug();
    await shows(page, /Nothing is lost/);
    await look(page, "teach, interrupted");
  });

  test("finds nothing where a board has the firmware, takes weights and does not open again", async (t) => {
    const { wasm } = await buildNetwork(checkNetwork(JSON.parse(GESTURES)));
    const device: Transport = await fakeDevice(wasm);
    t.after(device.close);
    let isBusy = false;
    const dial = dialing(device);
    const page = await tab();
    t.after(() => page.close());
    const bridge = await bridgeSerial(page, async (hear, gone) => {
      if (isBusy) throw new Error("Failed to open serial port.");
      return dial(hear, gone);
    });
    await openTrained(page, server.origin);
    await go(page, "board");
    await click(page, "perceptino's firmware by USB");
    await shows(page, /This board runs perceptino's firmware/);
    await click(page, "Send the weights");
    await shows(page, /has the trained weights, and has saved them/);
    await look(page, "board, firmware");
    isBusy = true;
    await bridge.unplug();
    await click(page, "Connect again");
    await shows(page, /the serial port does not open/);
    await look(page, "board, does not open");
  });
});
