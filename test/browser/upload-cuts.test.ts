// The line to an Espruino board breaks at each stage of an upload from the page, one after the other.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { EspruinoLine } from "../../src/common/espruino/line.js";
import { hex } from "../../src/common/hex.js";
import { connect } from "../../src/node/ports/connect-espruino.js";
import { startChromium } from "../support/chromium.js";
import { BOARDS } from "../support/espruino.js";
import { LAB } from "../support/lab-page.js";
import { type Dial, type PageLine, tcp } from "../support/page-line.js";
import { servePage } from "../support/page-server.js";
import { bridgeSerial } from "../support/serial-bridge.js";
import { GESTURES, putModule, replayHere, trainedWeights } from "../support/taught.js";
import { click, go, openTrained, shows, text } from "../support/taught-page.js";
import { missing } from "../support/tools.js";
import { until } from "../support/waiting.js";

/** What is on the board before: the same task with another network. */
const OLD = GESTURES.replace('"units":6', '"units":5');

interface Stage {
  readonly what: string;
  /** in what the page has sent since the line was opened: the line breaks there, or before the answer */
  readonly at: RegExp;
  readonly lost: "question" | "answer";
  readonly says: RegExp;
  /** what the board loads afterwards from its start */
  readonly loads: "old" | "new";
}

const OLD_HOLDS = /gone[\s\S]*The board still loads what it had before/;
const NEW_HOLDS = /gone[\s\S]*The module is whole on the board/;

/** In the order of an upload; a stage whose question comes again is cut off in the try after it. */
const STAGES: readonly Stage[] = [
  ...(["question", "answer"] as const).flatMap((lost) => [
    { what: "connecting", at: /process\.env\.BOARD/, lost, says: /is gone/, loads: "old" as const },
  ]),
  { what: "asking what it learnt", at: /return f\.length\+a/, lost: "question" },
  { what: "asking what it holds", at: /able:!!/, lost: "answer" },
  { what: "the first piece", at: /\),0,\d{4,}\)/, lost: "question" },
  { what: "the first piece's answer", at: /\),0,\d{4,}\)/, lost: "answer" },
  { what: "a piece in the midst", at: /\),5040,\d+\)/, lost: "question" },
  { what: "connecting again", at: /process\.env\.BOARD/, lost: "question" },
  // What is there is not sent again: it goes on with the piece that was cut off.
  { what: "the pieces that are there", at: /c\.push\(E\.CRC32/, lost: "answer" },
  {
    what: "a later piece's answer",
    at: /^(?![\s\S]*\),4536,)[\s\S]*\),10080,\d+\)/,
    lost: "answer",
  },
  { what: "reading back", at: /\[d\.length,E\.CRC32\(d\)\]/, lost: "question", says: NEW_HOLDS },
  { what: "restarting", at: /setTimeout\(load,10\)/, lost: "answer", says: NEW_HOLDS },
  { what: "asking who it is", at: /\.info\(\)\.fingerprint/, lost: "question", says: NEW_HOLDS },
  { what: "erasing the old one", at: /\.erase\(/, lost: "answer", says: NEW_HOLDS },
  { what: "the weights", at: /\.write\(/, lost: "question", says: NEW_HOLDS },
  { what: "the weights' answer", at: /\.write\(/, lost: "answer", says: NEW_HOLDS },
  { what: "reading the weights back", at: /E\.CRC32\(d\)\]/, lost: "answer", says: NEW_HOLDS },
  { what: "forgetting what it learnt", at: /s\.erase\(x\)/, lost: "question", says: NEW_HOLDS },
].map((stage) => {
  const { says = OLD_HOLDS } = stage as Partial<Stage>;
  return { ...stage, says, loads: says === NEW_HOLDS ? "new" : "old" } as Stage;
});

/** A line that breaks where a stage says so. */
function breaking(port: string) {
  let stage: Stage | undefined;
  let line: PageLine;
  let broken = false;
  const dial: Dial = async (hear, gone) => {
    let sent = "";
    let deaf = false;
    const cut = () => {
      stage = undefined;
      void line.unplug().then(() => {
        broken = true;
      });
    };
    const open = await tcp(port)((text) => {
      if (!deaf) hear(text);
      else if (stage) cut();
    }, gone);
    return {
      close: open.close,
      write(text) {
        sent += text;
        const isHere = stage?.at.test(sent) ?? false;
        if (isHere && stage!.lost === "question") return cut();
        deaf ||= isHere;
        open.write(text);
      },
    };
  };
  return {
    dial,
    put(bridge: PageLine) {
      line = bridge;
    },
    breakAt(at: Stage) {
      stage = at;
      broken = false;
    },
    isBroken: () => broken,
  };
}

/** What a board loads when it is switched on: the network's fingerprint. */
async function loaded(port: string): Promise<unknown> {
  const line = await connect(port);
  try {
    // What was there before is gone once it has begun anew; until then it would tell of what it held.
    await line.evaluate("before=1;setTimeout(load,10);1");
    await until("the restart", async () => {
      await line.settle();
      return (await line.evaluate('typeof before=="undefined"?1:0').catch(() => "")) === "1";
    });
    return JSON.parse(await line.evaluate('require("neural").info().fingerprint'));
  } finally {
    await line.close();
  }
}

const parametersOf = (line: EspruinoLine) =>
  line.evaluate(
    'var n=require("neural");n.restore();(E.CRC32(new Uint8Array(n.mean.buffer,0,4*n.info().parameters))>>>0)',
  );

for (const { name, skip, start } of BOARDS) {
  test(`an upload to ${name} that breaks at each stage goes on each time, and ends with the page's bits`, {
    skip: skip || missing("chromium"),
  }, async (t) => {
    const server = await servePage(LAB);
    t.after(server.close);
    const browser = await startChromium();
    t.after(browser.close);
    const board = await start();
    t.after(board.stop);
    const replay = replayHere();
    const fingerprints = { old: (await replay.open(OLD)).fingerprint, new: 0 };
    fingerprints.new = (await replay.open(GESTURES, await trainedWeights())).fingerprint;
    const { hash } = await replay.standing();
    const line = await connect(board.port);
    await putModule(line, OLD, await trainedWeights(OLD));
    await line.close();

    const page = await browser.context.newPage();
    const breaks = breaking(board.port);
    const bridge = await bridgeSerial(page, breaks.dial);
    breaks.put(bridge);
    await openTrained(page, server.origin);
    await go(page, "board");
    let next: () => Promise<void> = () => click(page, "Espruino by USB");
    for (const [number, stage] of STAGES.entries()) {
      await t.test(`${stage.what}, ${stage.lost}`, async () => {
        breaks.breakAt(stage);
        await next();
        if (number === 2) {
          await shows(page, /Put it on the board/);
          await click(page, "Put it on the board");
        }
        await until("the break", breaks.isBroken).catch(async (error: Error) => {
          throw new Error(`${error.message}; the page shows: ${await text(page)}`);
        });
        await shows(page, stage.says);
        assert.equal(await loaded(board.port), fingerprints[stage.loads]);
      });
      if (number >= 2) next = () => click(page, "Connect again and go on");
    }
    await next();
    await shows(page, /read back byte by byte/);
    bridge.close();
    const after = await connect(board.port);
    assert.equal(hex(Number(await parametersOf(after))), hex(hash));
    await after.close();
  });
}
