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

/** Milliseconds from a network to its map and fit, as the page waits for them. */
async function describing(worker: PageWorker, text: string, board: string): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < 40; n++) {
    const changed = text.replace(/"units": \d+, "act/, `"units": ${8 + (n % 20)}, "act`);
    times.push(await worker.timed("describeNetwork", changed, board, false));
  }
  return times.slice(20); // warm
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
  for (const board of ["puckjs", "banglejs2", "rp2040-pico", "microbit", "esp32"]) {
    const times = await describing(worker, text, board);
    console.log(
      `changed network to map and fit on ${board}, warm: median ${median(times).toFixed(0)} ms, most ${Math.max(...times).toFixed(0)} ms`,
    );
  }
} finally {
  await browser.close();
  await server.close();
}
