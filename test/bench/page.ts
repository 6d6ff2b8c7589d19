/**
 * What the page's worker takes beside the command line, in one run: CPU of training ../shared/data/gestures for 60 epochs,
 * and the time from a changed network to its memory map and fit. Usage: npm run build, then node build/test/bench/page.js.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import type { Design } from "../../src/browser/worker/design.js";
import { packageRoot } from "../../src/node/package.js";
import { startChromium } from "../support/chromium.js";
import { dataFile } from "../support/page-data.js";
import { servePage } from "../support/page-server.js";
import { bytesIn, type PageWorker, startPageWorker } from "../support/page-worker.js";
import { SHARED_DATA } from "../support/shared-data.js";
import { type Run, runTimed } from "../support/timed-run.js";

const FOLDER = join(packageRoot(), "dist/lab");
const GESTURES = join(SHARED_DATA, "gestures/train.csv");
const EPOCHS = 60;
const RUNS = 5;

/** Seconds of CPU that all renderers have taken so far; a page's workers run in its renderer. */
async function rendererSeconds(page: Page): Promise<number> {
  const session = await page.context().browser()?.newBrowserCDPSession();
  if (!session) throw new Error("Chromium: got no browser to ask for its processes");
  const { processInfo } = await session.send("SystemInfo.getProcessInfo");
  await session.detach();
  return processInfo
    .filter(({ type }) => type === "renderer")
    .reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

async function trainingSeconds(page: Page, worker: PageWorker, order: object): Promise<number> {
  const before = await rendererSeconds(page);
  await worker.train(order);
  return (await rendererSeconds(page)) - before;
}

/** The board for which a network is designed. */
const FIRST = "banglejs2";
/** as often as the page does: src/browser/screens/design/keep-design.ts */
const WARMED = 8;
/** Changes that are answered in one go. */
const CHANGES = 20;

/** Answers to changes of a network, one after the other. */
interface Answers {
  /** that the page waited, in milliseconds; on a machine that does something else too, that counts */
  readonly waited: readonly number[];
  /** of CPU, in milliseconds, for each on average */
  readonly cpu: number;
}

/** From a changed network to its map and fit, as the page waits for them. */
async function describing(
  page: Page,
  worker: PageWorker,
  text: string,
  board: string,
): Promise<Answers> {
  const before = await rendererSeconds(page);
  const waited: number[] = [];
  for (let n = 0; n < CHANGES; n++) {
    const changed = text.replace(/"units": \d+, "act/, `"units": ${8 + n}, "act`);
    waited.push(await worker.timed("describeNetwork", changed, board, false));
  }
  return { waited, cpu: (1000 * ((await rendererSeconds(page)) - before)) / CHANGES };
}

/** The 95th percentile of twenty is the last but one. */
const told95 = ({ waited, cpu }: Answers): string => {
  const sorted = waited.toSorted((a, b) => a - b);
  return `median ${median(waited).toFixed(0)} ms, 95 of 100 within ${sorted[Math.ceil(0.95 * CHANGES) - 1]!.toFixed(0)} ms, most ${sorted.at(-1)!.toFixed(0)} ms; ${cpu.toFixed(0)} ms of CPU each`;
};

/** A worker that has described a network, as when its screen has opened, and was warmed up so often. */
async function opened(page: Page, text: string, warmed: number): Promise<Answers> {
  const worker = await startPageWorker(page, FOLDER);
  await worker.call("describeNetwork", text, FIRST, false);
  for (let n = 0; n < warmed; n++) await worker.call("warmUp", text, FIRST);
  return describing(page, worker, text, FIRST);
}

const server = await servePage(FOLDER);
const browser = await startChromium();
try {
  const page = await browser.context.newPage();
  await page.goto(server.origin);
  const start = await rendererSeconds(page);
  const worker = await startPageWorker(page, FOLDER);
  const bytes = readFileSync(GESTURES);
  const data = dataFile("train.csv", bytes);
  await worker.call("takeData", { ...data, files: [{ name: "train.csv", bytes: bytesIn(bytes) }] });
  const { text } = (await worker.call("design", {})) as Design;
  const order = { text, epochs: EPOCHS, validation: 0.2 };
  await worker.train(order);
  const fresh = (await rendererSeconds(page)) - start;
  const pages: number[] = [];
  const lines: Run[] = [];
  for (let n = 0; n < RUNS; n++) {
    lines.push(await runTimed(text, GESTURES, EPOCHS));
    pages.push(await trainingSeconds(page, worker, order));
  }
  const line = median(lines.map(({ seconds }) => seconds));
  console.log(`training ${EPOCHS} epochs of gestures, CPU seconds, median of ${RUNS}:`);
  const told = (what: string, seconds: number) =>
    console.log(
      `  ${what}: ${seconds.toFixed(2)}, ${(seconds / line).toFixed(2)} × the command line's`,
    );
  console.log(`  command line, with its start: ${line.toFixed(2)}`);
  told("page, with its worker's start, the design and cold code, once", fresh);
  told("page, again", median(pages));
  for (const warmed of [0, WARMED]) {
    const first = told95(await opened(page, text, warmed));
    console.log(`first ${CHANGES} changes on ${FIRST}, warmed up ${warmed} times: ${first}`);
  }
  for (const board of ["puckjs", "banglejs2", "rp2040-pico", "microbit", "esp32"]) {
    await describing(page, worker, text, board);
    const warm = told95(await describing(page, worker, text, board));
    console.log(`changed network to map and fit on ${board}, warm: ${warm}`);
  }
} finally {
  await browser.close();
  await server.close();
}
