// Garbage on the line of a board with the firmware, and boards that are others than was thought.
import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { checkNetwork } from "../../src/common/network/network-file.js";
import { encodeFrame, REQUEST } from "../../src/common/protocol/messages.js";
import { buildNetwork } from "../../src/node/build-network.js";
import { type Chromium, startChromium } from "../support/chromium.js";
import { BOARDS } from "../support/espruino.js";
import { type FakeDevice, fakeDevice } from "../support/fake-device.js";
import { LAB } from "../support/lab-page.js";
import { type Dial, dialing, type PageLine, tcp } from "../support/page-line.js";
import { type PageServer, servePage } from "../support/page-server.js";
import { bridgeSerial } from "../support/serial-bridge.js";
import { GESTURES, replayHere, trainedWeights } from "../support/taught.js";
import { click, go, openTrained, shows, teachOnce } from "../support/taught-page.js";
import { missing } from "../support/tools.js";
import { until } from "../support/waiting.js";

const BY_USB = "perceptino's firmware by USB";
const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");

/** A frame of nobody's, with a checksum that is right. */
const FOREIGN = latin1(encodeFrame(0x42, Uint8Array.of(1, 2, 3)));

/** What may come besides answers: none is lost by it. */
const BESIDES: Readonly<Record<string, (answer: string) => string>> = {
  "noise before": (answer) => `\x00\xff\x7f garbage\r\n${answer}`,
  "what begins like a frame before": (answer) => `\xa5\x81\x10\x00${answer}`,
  "another's frame before": (answer) => FOREIGN + answer,
  "noise behind": (answer) => `${answer}\xa5\xa5\x00\xff`,
};

/** What may become of one answer or question: it is lost, and that is said. */
const HARM: readonly {
  readonly what: string;
  readonly answer?: boolean;
  harm(it: string): string;
}[] = [
  {
    what: "noise within an answer",
    answer: true,
    harm: (it) => `${it.slice(0, 5)}#${it.slice(5)}`,
  },
  { what: "a wrong bit in an answer", answer: true, harm: (it) => `${it.slice(0, -1)}\x01` },
  { what: "a wrong bit in a question", harm: (it) => `${it.slice(0, -1)}\x01` },
];

describe("noise on the line of a board with the firmware, in Chromium", {
  skip: missing("chromium") || BOARDS[0].skip,
}, () => {
  let wasm: Uint8Array;
  let trained: number;
  let server: PageServer;
  let browser: Chromium;
  let page: Page;
  let device: FakeDevice;
  let bridge: PageLine;
  /** what is done to what the page asks */
  let ask = (question: string) => question;
  /** in place of the device */
  let instead: Dial | undefined;

  before(async () => {
    ({ wasm } = await buildNetwork(checkNetwork(JSON.parse(GESTURES))));
    const replay = replayHere();
    await replay.open(GESTURES, await trainedWeights());
    trained = (await replay.standing()).hash;
    server = await servePage(LAB);
    browser = await startChromium();
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });
  beforeEach(async () => {
    device = await fakeDevice(wasm);
    const dial = dialing(device);
    page = await browser.context.newPage();
    bridge = await bridgeSerial(page, async (hear, gone) => {
      const line = await (instead ?? dial)(hear, gone);
      return { ...line, write: (question) => line.write(instead ? question : ask(question)) };
    });
    await openTrained(page, server.origin);
    await go(page, "board");
  });
  afterEach(async () => {
    ask = (question) => question;
    instead = undefined;
    await page.close();
    bridge.close();
    await device.close();
  });

  const checkpoints = () => device.requests.filter((type) => type === REQUEST.checkpoint).length;

  /** Sends the weights in place of what the board has. @param name what stands on the button */
  async function sendAgain(name: string): Promise<void> {
    await click(page, name);
    await page.getByRole("dialog").getByRole("button", { name: "Replace it" }).click();
  }

  test("what comes besides the answers does no harm: the board is found, and has the weights", async () => {
    const all = Object.values(BESIDES);
    bridge.disturb((answer) => all.reduce((text, besides) => besides(text), answer));
    await click(page, BY_USB);
    await click(page, "Send the weights");
    await shows(page, /has the trained weights, and has saved them/);
    assert.equal(device.network.hash(), trained);
    for (const [what, besides] of Object.entries(BESIDES)) {
      const before = checkpoints();
      bridge.disturb(besides);
      await sendAgain("Send the weights again");
      await until(what, () => checkpoints() > before);
      await page.getByRole("button", { name: "Send the weights again" }).waitFor();
      assert.equal(device.network.hash(), trained, what);
    }
  });

  test("what harms a question or an answer is said, and the weights are sent again", async () => {
    await click(page, BY_USB);
    await click(page, "Send the weights");
    await shows(page, /has the trained weights, and has saved them/);
    for (const { what, answer, harm } of HARM) {
      let harmed = false;
      const once = (type: number) => (it: string) => {
        if (harmed || it.charCodeAt(1) !== type) return it;
        harmed = true;
        return harm(it);
      };
      if (answer) bridge.disturb(once(REQUEST["write state"] + 0x80));
      else ask = once(REQUEST["write state"]);
      await page.getByRole("button", { name: /^Send the weights/ }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Replace it" }).click();
      await shows(page, /write state[\s\S]*The weights were not all there/);
      assert.ok(harmed, what);
      await sendAgain("Send the weights");
      await shows(page, /has the trained weights, and has saved them/);
      assert.equal(device.network.hash(), trained, what);
    }
  });

  test("an answer that is torn in a lesson ends watching with a sentence, and it goes on from there", async () => {
    await go(page, "record");
    await click(page, "Made-up movements");
    await go(page, "board");
    await click(page, BY_USB);
    await click(page, "Send the weights");
    await shows(page, /has the trained weights, and has saved them/);
    await go(page, "teach");
    await click(page, "Watch it");
    await shows(page, /same bits, step 8/);
    await teachOnce(page, 1);
    let torn = false;
    bridge.disturb((answer) => {
      if (torn || answer.charCodeAt(1) !== REQUEST.predict + 0x80) return answer;
      torn = true;
      return answer.slice(0, 6);
    });
    await shows(page, /got no answer to predict[\s\S]*Nothing is lost/);
    await click(page, "Go on");
    await shows(page, /same bits, step 8/);
    await shows(page, /1 of 4/);
    for (let lesson = 0; lesson < 3; lesson++) await teachOnce(page, lesson);
    await shows(page, /same bits, step 9/);
  });

  test("a board with Espruino where the firmware was expected, and the other way round, is said", async (t) => {
    const espruino = await BOARDS[0].start();
    t.after(espruino.stop);
    instead = tcp(espruino.port);
    await click(page, BY_USB);
    await shows(page, /no board with perceptino's firmware answers[\s\S]*Boards with Espruino are/);
    await click(page, "Espruino by USB");
    await shows(page, /Put it on the board/);
    await click(page, "Disconnect");
    instead = undefined;
    await click(page, "Espruino by USB");
    await shows(page, /no Espruino answers; is it one/);
    await click(page, BY_USB);
    await shows(page, /This board runs perceptino's firmware/);
  });

  test("a board whose firmware has another network is told so, and keeps what it has", async () => {
    const other = GESTURES.replace('"wave"', '"fall"');
    const built = await buildNetwork(checkNetwork(JSON.parse(other)));
    const board = await fakeDevice(built.wasm);
    const before = board.network.hash();
    instead = dialing(board);
    await click(page, BY_USB);
    await click(page, "Send the weights");
    await shows(page, /got another network than this project's/);
    assert.equal(board.network.hash(), before);
    await board.close();
  });
});
