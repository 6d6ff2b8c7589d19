import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { connect } from "../../src/node/ports/connect-espruino.js";
import { type Chromium, startChromium } from "../support/chromium.js";
import { BOARDS, type TestBoard } from "../support/espruino.js";
import { inMenu, LAB } from "../support/lab-page.js";
import type { PageLine } from "../support/page-line.js";
import { type PageServer, servePage } from "../support/page-server.js";
import { bridgeSerial } from "../support/serial-bridge.js";
import { BANGLE_BOOT } from "../support/taught.js";
import { click, go, openTrained, shows, teachOnce, text } from "../support/taught-page.js";
import { missing } from "../support/tools.js";

describe("watch and teach in Chromium", { skip: missing("chromium") }, () => {
  let server: PageServer;
  let browser: Chromium;
  let page: Page;
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
  });
  afterEach(async () => {
    await page.close();
    assert.deepEqual(complaints, []);
  });

  test("this page plays the board: a lesson is learnt on both sides to the same bits", async () => {
    await openTrained(page, server.origin);
    await go(page, "teach");
    await click(page, "Made-up movements");
    await shows(page, /this page plays the board/);
    await shows(page, /same bits, step 8/);
    for (let lesson = 0; lesson < 4; lesson++) await teachOnce(page, lesson % 4);
    await shows(page, /same bits, step 9/);
    await click(page, "Keep on: wave");
    await shows(page, /same bits, step 1[2-9]/);
    await click(page, "Teaching: wave");
    await click(page, "Fetch the weights");
    await shows(page, /Fetched after \d+ steps: the same bits as here/);
    await click(page, /^Put back/);
    await page.getByRole("dialog").getByRole("button", { name: "Put back" }).click();
    await shows(page, /It is saved there only when you save it/);
    await click(page, "Stop");
    await shows(page, /Without a board/);
  });

  test("watching ends when another project is opened: what is learnt belongs to the one before", async () => {
    await openTrained(page, server.origin);
    await go(page, "teach");
    await click(page, "Made-up movements");
    await shows(page, /same bits, step 8/);
    await inMenu(page, "New project");
    await page.getByRole("button", { name: "Stop", exact: true }).waitFor({ state: "detached" });
    await openTrained(page, server.origin);
    await go(page, "teach");
    await shows(page, /Without a board/);
  });

  for (const { name, skip, start } of BOARDS) {
    describe(`with ${name} behind navigator.serial`, { skip }, () => {
      let board: TestBoard;
      let bridge: PageLine;

      beforeEach(async () => {
        board = await start();
        const line = await connect(board.port);
        await line.evaluate(`require("Storage").write(".boot0",${JSON.stringify(BANGLE_BOOT)})`);
        await line.close();
        bridge = await bridgeSerial(page, board);
      });
      afterEach(async () => {
        bridge.close();
        await board.stop();
      });

      test("the module goes there, is watched, taught and keeps the page's bits", async () => {
        await openTrained(page, server.origin);
        await go(page, "board");
        await click(page, "Espruino by USB");
        await shows(page, /Put it on the board/);
        await click(page, "Put it on the board");
        await shows(page, /read back byte by byte/);
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
        // What the board itself says, and after a restart from what it saved.
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

      test("garbage on the line in mid-lesson costs none, and no bit", async () => {
        await openTrained(page, server.origin);
        await go(page, "board");
        await click(page, "Espruino by USB");
        await click(page, "Put it on the board");
        await shows(page, /read back byte by byte/);
        await go(page, "teach");
        await click(page, "Watch it");
        await shows(page, /same bits, step 8/);
        const damages = Object.entries(DAMAGES);
        for (const [lesson, [what, damage]] of damages.entries()) {
          let damaged = false;
          let held = "";
          bridge.disturb((piece) => {
            const text = held + piece;
            // A line may come in pieces: an answer is damaged when it is whole.
            held = !damaged && text.lastIndexOf("\x01") > text.lastIndexOf("\n") ? text : "";
            if (held !== "") return "";
            const said = damaged ? text : damage(text);
            damaged ||= said !== text;
            return said;
          });
          await teachOnce(page, lesson);
          assert.ok(damaged, what);
          const told = await text(page);
          assert.doesNotMatch(told, /the board says|could not finish|Interrupted/, what);
        }
        await shows(page, /same bits, step 9/);
        await shows(page, /[1-9]\d* guesses agreed/);
      });

      test("a Storage that is full is said, and nothing is written", async () => {
        const line = await connect(board.port);
        const fill = 'var s=require("Storage");s.write("big","x",0,s.getFree()-5000);s.getFree()';
        await line.evaluate(fill);
        await line.close();
        await openTrained(page, server.origin);
        await go(page, "board");
        await click(page, "Espruino by USB");
        await click(page, "Put it on the board");
        await shows(page, /bytes of free Storage, expected at least/);
      });

      test("a cable that is pulled in mid-upload and in mid-lesson is said, and gone on from", async () => {
        await openTrained(page, server.origin);
        await go(page, "board");
        await click(page, "Espruino by USB");
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
        // It has learnt by now, and saves it: it is asked before that is replaced.
        await click(page, "Save on the board");
        await shows(page, /it begins with that when it is switched on again/);
        await click(page, "Stop");
        await go(page, "board");
        await click(page, /^Put it (on the board|there again)/);
        const question = page.getByRole("dialog");
        await question.waitFor();
        await question.getByRole("button", { name: "Keep what it learnt" }).click();
        await shows(page, /What the board had learnt was kept/);
      });
    });
  }

  test("machine code for another board than is connected is not sent", async () => {
    const board = await BOARDS[0].start();
    const line = await connect(board.port);
    await line.evaluate('require("Storage").write(".boot0","process.env.BOARD=\'PUCKJS\'")');
    await line.evaluate("setTimeout(load,10);1");
    await line.settle();
    await line.close();
    const bridge = await bridgeSerial(page, board);
    await openTrained(page, server.origin);
    await go(page, "board");
    await click(page, "Espruino by USB");
    await shows(page, /Puck\.js by USB/);
    await page.getByLabel("Board", { exact: true }).selectOption({ label: "Bangle.js 2" });
    await shows(page, /It fits Bangle\.js 2/);
    await click(page, "Put it on the board");
    await shows(page, /got Puck\.js, expected Bangle\.js 2/);
    bridge.close();
    await board.stop();
  });
});

/** The beginning of an answer of the board: its console's mark, and the question's name. */
const ANSWER = "\x01[0-9a-f]{8}\\.\\d+=";
/** What may become of an answer on the way: it is torn, follows noise or has a wrong number. */
const DAMAGES: Readonly<Record<string, (text: string) => string>> = {
  "a torn name": (text) =>
    text.replace(new RegExp(ANSWER), (start) => `${start.slice(0, 5)}#?${start.slice(5)}`),
  "a line of noise": (text) => text.replace(new RegExp(`(?=${ANSWER})`), "\x00\xff{[~\r\n"),
  "a wrong number": (text) => text.replace(new RegExp(`(${ANSWER}.*)\\d`), "$1x"),
  "noise before it": (text) => text.replace(new RegExp(`(?=${ANSWER})`), "\x7f\x01\xfe>\x1b["),
};
