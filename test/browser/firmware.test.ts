import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { FIRMWARE_BOARDS } from "../../boards/index.js";
import { crcOfAll } from "../../src/common/crc-table.js";
import { hex } from "../../src/common/hex.js";
import { checkNetwork } from "../../src/common/network/network-file.js";
import { deviceClient } from "../../src/common/protocol/client.js";
import type { Transport } from "../../src/common/protocol/transport.js";
import { buildNetwork } from "../../src/node/build-network.js";
import { boardFirmware } from "../../src/node/gcc/board-firmware.js";
import { startSimulator } from "../../src/node/simulators/simulator.js";
import { type Chromium, startChromium } from "../support/chromium.js";
import { LAB } from "../support/lab-page.js";
import { dialing, type PageLine } from "../support/page-line.js";
import { type PageServer, servePage } from "../support/page-server.js";
import { bridgeSerial } from "../support/serial-bridge.js";
import { GESTURES } from "../support/taught.js";
import { click, go, openTrained, shows, teachOnce, text } from "../support/taught-page.js";
import { missing } from "../support/tools.js";
import { HANGING } from "../support/waiting.js";

const skip = missing("chromium", "arm-none-eabi-gcc", "qemu-system-arm");
const BOARD = FIRMWARE_BOARDS.find(({ name }) => name === "mps2-an386")!;
const BY_USB = "perceptino's firmware by USB";

describe("a board with the firmware in Chromium", { skip }, () => {
  let elf: Uint8Array;
  let server: PageServer;
  let browser: Chromium;
  let page: Page;
  let board: Transport;
  let bridge: PageLine;
  let complaints: string[];

  before(async () => {
    const built = await buildNetwork(checkNetwork(JSON.parse(GESTURES)));
    ({ elf } = await boardFirmware(built, BOARD, "c", { target: "simulator" }));
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
    board = await startSimulator(BOARD, elf);
    bridge = await bridgeSerial(page, dialing(board));
    await openTrained(page, server.origin);
  });
  afterEach(async () => {
    await page.close();
    bridge.close();
    await board.close();
    assert.deepEqual(complaints, []);
  });

  /** Connects the board, and sends it what was trained. */
  async function sendWeights(): Promise<void> {
    await go(page, "board");
    await click(page, BY_USB);
    await shows(page, /This board runs perceptino's firmware/);
    await click(page, "Send the weights");
    await shows(page, /has the trained weights, and has saved them/);
    await page.getByRole("link", { name: "Put on a board, done" }).waitFor();
  }

  test("takes the weights, is given made-up movements, and is taught to the page's bits", async () => {
    await click(page, "Made-up movements");
    await sendWeights();
    await go(page, "teach");
    await click(page, "Watch it");
    await shows(page, /same bits, step 8/);
    for (let lesson = 0; lesson < 4; lesson++) await teachOnce(page, lesson);
    await shows(page, /same bits, step 9/);
    await shows(page, /[1-9]\d* guesses agreed/);
    const shown = /same bits, step 9\s+([0-9a-f]{8})/.exec(await text(page))?.[1];
    await click(page, "Fetch the weights");
    await shows(page, /Fetched after 9 steps: the same bits as here/);
    await click(page, "Save on the board");
    await shows(page, /it begins with that when it is switched on again/);
    await click(page, "Stop");
    await shows(page, /Without a board/);
    // What it has learnt is not replaced unasked.
    await go(page, "board");
    await click(page, "Send the weights again");
    await page.getByRole("dialog").getByRole("button", { name: "Keep what it learnt" }).click();
    // What the board itself says, and after a restart from what it saved.
    bridge.close();
    const device = deviceClient(board, { timeout: HANGING });
    await device.connect();
    await device.reset();
    const { restored, steps, parameters } = await device.connect();
    assert.deepEqual({ restored, steps }, { restored: true, steps: 9 });
    const words = await device.readState(0, parameters);
    assert.equal(hex(crcOfAll(new Uint8Array(words.buffer))), shown);
  });

  test("a cable that is pulled in mid-lesson is said, and gone on from", async () => {
    await click(page, "Made-up movements");
    await sendWeights();
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
  });
});
