// Reports as people see them: on a screen, on a phone, in the dark and on paper.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import type { Page } from "playwright-core";
import { observationsOf } from "../../src/common/learning/observations.js";
import { train } from "../../src/common/learning/train.js";
import { loadNetwork } from "../../src/common/loader/index.js";
import { checkNetwork, type NetworkSpec } from "../../src/common/network/network-file.js";
import { evaluationsOf } from "../../src/common/report/evaluations-of.js";
import { SCRIPT } from "../../src/common/report/script.js";
import { buildNetwork } from "../../src/node/build-network.js";
import { writeReport } from "../../src/node/write-report.js";
import { type Chromium, startChromium } from "../support/chromium.js";
import { seededRandom } from "../support/random.js";
import { HOSTILE } from "../support/report-page.js";
import { missing } from "../support/tools.js";

const PHONE = { width: 375, height: 800 };
const SCREEN = { width: 1200, height: 900 };
const LONG = "a_rather_long_name_of_a_column_without_a_single_space_in_it";

interface Kind {
  readonly name: string;
  readonly spec: NetworkSpec;
  readonly epochs: number;
}

const inputs = (count: number) => Array.from({ length: count }, (_, i) => `x${i}`);
const layers = (units: number) => [{ units: 6, activation: "tanh" as const }, { units }];
const names = (count: number, name: string) =>
  Array.from({ length: count }, (_, i) => `${name} ${i}`);

const KINDS: readonly Kind[] = [
  {
    name: "yes or no over a plane",
    spec: checkNetwork({ name: LONG, inputs: inputs(2), outputs: ["y"], layers: layers(1) }),
    epochs: 60,
  },
  {
    name: "24 outputs with yes or no",
    spec: checkNetwork({ inputs: inputs(6), outputs: names(24, "alarm"), layers: layers(24) }),
    epochs: 2,
  },
  {
    name: "two hostile classes",
    spec: checkNetwork({
      name: HOSTILE.slice(0, 60).trim(),
      task: "classes",
      inputs: [HOSTILE.slice(0, 60).trim(), LONG],
      outputs: ["<b>bold</b>", LONG],
      layers: layers(2),
    }),
    epochs: 1,
  },
  {
    name: "24 classes",
    spec: checkNetwork({
      task: "classes",
      inputs: inputs(7),
      outputs: names(24, "gesture"),
      layers: layers(24),
    }),
    epochs: 30,
  },
  {
    name: "numbers",
    spec: checkNetwork({
      task: "numbers",
      inputs: inputs(4),
      outputs: [{ name: "warmth", unit: "°C" }, { name: LONG }, { name: "rain" }],
      layers: layers(3),
    }),
    epochs: 500,
  },
  {
    name: "windows",
    spec: checkNetwork({
      task: "classes",
      inputs: ["x", "y", "z"],
      outputs: ["still", "walk", "run", "jump"],
      window: { rows: 10, stride: 5, features: ["mean", "deviation", "min", "max", "change"] },
      layers: layers(4),
    }),
    epochs: 5,
  },
];

/** Readings from which something can be learnt, and something not. */
function readingsOf({ inputs, outputs, task }: NetworkSpec) {
  const random = seededRandom(3);
  const count = 400;
  const values = Float32Array.from({ length: count * inputs.length }, () => random.uniform(-2, 3));
  const targetCount = task === "classes" ? 1 : outputs.length;
  const targets = Float32Array.from({ length: count * targetCount }, (_, i) => {
    const row = Math.floor(i / targetCount);
    const value = values[row * inputs.length + (i % inputs.length)]! + random.uniform(-0.5, 0.5);
    if (task === "numbers") return 20 + 5 * value;
    if (task === "yes-no") return value > 0.5 ? 1 : 0;
    // long enough in one class for a window
    return Math.floor(row / 40 + (value > 3 ? 1 : 0)) % outputs.length;
  });
  return { values, targets, count, inputs: inputs.length, targetCount };
}

/** Trains a network and writes its report. */
async function report({ spec, epochs }: Kind, path: string): Promise<void> {
  const built = await buildNetwork(spec);
  const network = await loadNetwork(built.wasm);
  const observations = observationsOf(network, spec, readingsOf(spec));
  const result = await train(network, spec, observations, {
    epochs,
    validation: 0.25,
    shuffle: true,
  });
  const { history, trainRows, validationRows } = result;
  const evaluations = [
    { title: "validation", rows: validationRows, observations },
    { title: "training", rows: trainRows, observations },
  ].flatMap((part) => evaluationsOf(network, spec, part));
  const run = { history, evaluations, observations, trainRows, validationRows };
  await writeReport(path, built, network, run);
}

interface Tab {
  readonly page: Page;
  /** what the browser complains of: errors, and what the policy forbids */
  readonly complaints: readonly string[];
  /** whatever the page asked for besides itself */
  readonly requests: readonly string[];
}

async function open({ context }: Chromium, path: string): Promise<Tab> {
  const page = await context.newPage();
  const url = pathToFileURL(path).href;
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    if (request.url() !== url) requests.push(request.url());
  });
  await page.setViewportSize(SCREEN);
  await page.goto(url);
  return { page, complaints, requests };
}

/** What sticks out on the right of the page, outside of boxes that scroll by themselves. */
const overhanging = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const out = Array.from(document.querySelectorAll("body *")).filter(
      (e) => !e.closest(".scroll, svg") && e.getBoundingClientRect().right > width + 1,
    );
    const scrolls = document.documentElement.scrollWidth > width ? ["the page scrolls"] : [];
    return [...scrolls, ...out.map((e) => `${e.tagName}.${e.className}`)];
  });

/** Whether what is in each fold can be seen. */
const folds = (page: Page): Promise<boolean[]> =>
  page.evaluate(() =>
    Array.from(document.querySelectorAll("details > .fold")).map(
      (e) =>
        e.checkVisibility({ contentVisibilityAuto: true }) && e.getBoundingClientRect().height > 20,
    ),
  );

/** From 0, black, to 255. */
const brightness = (colour: string): number =>
  Math.max(...colour.match(/\d+/g)!.slice(0, 3).map(Number));

const unfold = (page: Page) =>
  page.evaluate(() => {
    for (const fold of Array.from(document.querySelectorAll("details"))) fold.open = true;
  });

describe("a report in Chromium", { skip: missing("chromium") }, () => {
  const folder = mkdtempSync(join(tmpdir(), "perceptino-report-"));
  const at = ({ name }: Kind) => join(folder, `${name}.html`);
  let chromium: Chromium;
  before(async () => {
    chromium = await startChromium();
    for (const kind of KINDS) await report(kind, at(kind));
  });
  after(async () => {
    await chromium?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const kind of KINDS) {
    test(`${kind.name}: nothing is asked for, complained of, or wider than a phone`, async () => {
      const { page, complaints, requests } = await open(chromium, at(kind));
      assert.deepEqual(await overhanging(page), []);
      await page.setViewportSize(PHONE);
      assert.deepEqual(await overhanging(page), []);
      await unfold(page);
      assert.deepEqual(await overhanging(page), []);
      assert.deepEqual({ complaints, requests }, { complaints: [], requests: [] });
      assert.equal(await page.locator("img, i > b, iframe").count(), 0, "markup of a name");
      assert.ok(statSync(at(kind)).size < 500_000);
      await page.close();
    });

    test(`${kind.name}: on paper everything is unfolded, light, and no wider than the sheet`, async () => {
      const { page } = await open(chromium, at(kind));
      const closed = await folds(page);
      assert.ok(closed.length > 1 && closed.every((seen) => !seen), "folded on a screen");
      await page.emulateMedia({ media: "print", colorScheme: "dark" });
      await page.setViewportSize({ width: 690, height: 1000 });
      assert.ok((await folds(page)).every((seen) => seen));
      assert.deepEqual(await overhanging(page), []);
      const { backgroundColor, color } = await page.evaluate(() => {
        const { backgroundColor, color } = getComputedStyle(document.body);
        return { backgroundColor, color };
      });
      assert.equal(backgroundColor, "rgb(255, 255, 255)");
      assert.ok(brightness(color) < 60, color);
      await page.close();
    });
  }

  test("printing itself unfolds, for browsers whose styles cannot, and folds again", async () => {
    const { page } = await open(chromium, at(KINDS[0]!));
    const opened = () => page.locator("details[open]").count();
    const all = await page.locator("details").count();
    await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
    assert.equal(await opened(), all);
    await page.evaluate(() => dispatchEvent(new Event("afterprint")));
    assert.equal(await opened(), 0);
    await page.close();
  });

  test("the threshold moves all counts and scores beside it, and back to what they were", async () => {
    const { page, complaints } = await open(chromium, at(KINDS[0]!));
    const card = page.locator(".card", { has: page.locator(".threshold") }).first();
    const slider = card.locator("input[type=range]");
    const told = async () => ({
      counts: await card.locator("[data-cell] b").allInnerTexts(),
      shares: await card.locator("[data-cell] span").allInnerTexts(),
      scores: await card.locator("[data-live]").allInnerTexts(),
      parts: await card
        .locator("[data-cell]")
        .evaluateAll((cells) =>
          cells.map((cell) => cell.getAttribute("style")?.replaceAll(/[\s;]/g, "")),
        ),
    });
    const before = await told();
    assert.ok(await slider.isVisible());
    await slider.fill("0");
    const all = await told();
    assert.deepEqual([all.counts[1], all.counts[3]], ["0", "0"], "everything counts as 1");
    assert.equal(all.scores[2], "100\u00a0%");
    assert.equal(await card.locator("output").innerText(), "0.00");
    await slider.fill("70");
    const moved = await told();
    assert.notDeepEqual(moved.counts, before.counts);
    const sum = (counts: string[]) => counts.reduce((total, n) => total + Number(n), 0);
    assert.equal(sum(moved.counts), sum(before.counts));
    await slider.fill("50");
    assert.deepEqual(await told(), before);
    assert.deepEqual(complaints, []);
    await page.close();
  });

  test("without the script the counts at 0.5 stay, and no slider pretends to work", async () => {
    const path = join(folder, "still.html");
    const page = readFileSync(at(KINDS[0]!), "utf8");
    writeFileSync(path, page.replace(`<script>${SCRIPT}</script>`, ""));
    const tab = await open(chromium, path);
    assert.equal(await tab.page.locator(".threshold").count(), 2);
    assert.equal(await tab.page.locator(".threshold").first().isVisible(), false);
    assert.ok(await tab.page.locator(".confusion").first().isVisible());
    await tab.page.close();
  });

  test("in the dark the page is dark and its words are light", async () => {
    const { page } = await open(chromium, at(KINDS[3]!));
    await page.emulateMedia({ colorScheme: "dark" });
    const [back, ink, axis] = await page.evaluate(() => [
      getComputedStyle(document.body).backgroundColor,
      getComputedStyle(document.body).color,
      getComputedStyle(document.querySelector(".chart text")!).fill,
    ]);
    assert.ok(brightness(back!) < 40, back);
    assert.ok(brightness(ink!) > 200, ink);
    assert.ok(brightness(axis!) > 200, axis);
    await page.close();
  });

  test("the list at the top leads to each section", async () => {
    const { page } = await open(chromium, at(KINDS[0]!));
    for (const link of await page.locator("nav a").all()) {
      const target = (await link.getAttribute("href"))!;
      await link.click();
      assert.ok(await page.locator(target).isVisible(), target);
      assert.equal(new URL(page.url()).hash, target);
    }
    await page.close();
  });
});
