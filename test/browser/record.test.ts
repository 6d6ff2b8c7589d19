import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import type { Page } from "playwright-core";
import { decodeProject, readProject } from "../../src/browser/state/project-file.js";
import { type Chromium, startChromium } from "../support/chromium.js";
import { button, inMenu, LAB, openTab, savedBy, type Tab } from "../support/lab-page.js";
import { type PageServer, servePage } from "../support/page-server.js";
import { missing } from "../support/tools.js";
import { until } from "../support/waiting.js";

/** The button that records a class: it is called what stands on it, which changes while it records. */
const recordButton = (page: Page, label: string) =>
  page.getByRole("button", {
    name: new RegExp(`^(Hold to record|Record [\\d.]+ s|In \\d …|[\\d.]+ s) ${label}$`),
  });

const TRY_IT = "Try it with made-up movements";

const recordingsIn = (page: Page, label: string) =>
  page.getByRole("button", { name: new RegExp(`^Recording \\d+ of ${label},`) });

async function untilRecordings(page: Page, label: string, wanted: number): Promise<void> {
  const found = recordingsIn(page, label);
  await until(`${wanted} recordings of ${label}`, async () => (await found.count()) === wanted);
}

const text = (page: Page, part: string) =>
  page.evaluate((name) => document.querySelector(name)?.textContent ?? "", part);

const chosen = (name: string, content: string | Uint8Array) => ({
  name,
  mimeType: "application/octet-stream",
  buffer: Buffer.from(content as Uint8Array),
});

/** What the page has kept, once it has kept what it shows. */
async function exported(page: Page) {
  const saved = await savedBy(page, () => inMenu(page, "Export as a file"));
  return { ...saved, project: await readProject({ name: saved.name, bytes: saved.bytes }) };
}

async function importFiles(page: Page, ...files: ReturnType<typeof chosen>[]): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    inMenu(page, "Import a file"),
  ]);
  await chooser.setFiles(files);
}

describe("recording in the page", { skip: missing("chromium") }, () => {
  let server: PageServer;
  let browser: Chromium;
  let tab: Tab;

  before(async () => {
    server = await servePage(LAB);
    browser = await startChromium();
  });
  afterEach(async () => {
    await tab?.page.close();
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  const open = async (prepare?: (page: Page) => Promise<unknown>): Promise<Page> => {
    tab = await openTab(browser, server.origin, prepare);
    return tab.page;
  };
  /** A page with a project that is empty, whatever tests before have left. */
  const openAnew = async (): Promise<Page> => {
    const page = await open();
    await until("the database", async () => (await page.locator(".record-screen").count()) > 0);
    await inMenu(page, "New project");
    return page;
  };

  test("the first recording with the demonstration takes two clicks, from nothing", async () => {
    const page = await open();
    await button(page, TRY_IT).click();
    await recordButton(page, "shake").click();
    await untilRecordings(page, "shake", 1);
    const { project } = await exported(page);
    assert.deepEqual(project.channels, [
      { name: "x", unit: "g" },
      { name: "y", unit: "g" },
      { name: "z", unit: "g" },
    ]);
    assert.equal(project.recordings[0]!.values.length, 3 * 2 * project.rate);
    assert.deepEqual(tab.complaints, []);
  });

  test("who holds the button records as long as it is held, by mouse or by key", async () => {
    const page = await openAnew();
    await button(page, TRY_IT).click();
    const record = recordButton(page, "circle");
    await record.hover();
    await page.mouse.down();
    await until("readings", async () => /^0\.[5-9] s|^1/.test((await record.textContent()) ?? ""));
    await page.mouse.up();
    await untilRecordings(page, "circle", 1);
    await record.focus();
    await page.keyboard.down(" ");
    await until("readings", async () => /^0\.[5-9] s|^1/.test((await record.textContent()) ?? ""));
    await page.keyboard.up(" ");
    await untilRecordings(page, "circle", 2);
  });

  test("after a countdown it records for the time that was chosen", async () => {
    const page = await openAnew();
    await button(page, TRY_IT).click();
    await page.getByRole("switch", { name: "Count 3, 2, 1" }).click();
    await page.getByLabel("then record").selectOption("1");
    await recordButton(page, "tap").click();
    await until("a countdown", async () =>
      /In [321]/.test((await recordButton(page, "tap").textContent()) ?? ""),
    );
    await untilRecordings(page, "tap", 1);
    const { project } = await exported(page);
    assert.equal(project.recordings[0]!.values.length, 3 * project.rate);
  });

  test("what was deleted comes back by Ctrl+Z, and goes by Ctrl+Shift+Z", async () => {
    const page = await openAnew();
    await button(page, TRY_IT).click();
    await recordButton(page, "rest").click();
    await untilRecordings(page, "rest", 1);
    await recordingsIn(page, "rest").click();
    await button(page, "Delete").click();
    await untilRecordings(page, "rest", 0);
    await page.keyboard.press("Control+z");
    await untilRecordings(page, "rest", 1);
    await page.keyboard.press("Control+Shift+Z");
    await untilRecordings(page, "rest", 0);
    await page.getByRole("button", { name: "Undo: Delete a recording" }).click();
    await untilRecordings(page, "rest", 1);
  });

  test("a recording is trimmed, split and given to another class by keyboard", async () => {
    const page = await openAnew();
    await button(page, TRY_IT).click();
    await recordButton(page, "rest").click();
    await untilRecordings(page, "rest", 1);
    await recordingsIn(page, "rest").focus();
    await page.keyboard.press("Enter");
    await page.getByRole("slider", { name: "Keep from" }).focus();
    for (let i = 0; i < 3; i++) await page.keyboard.press("ArrowRight");
    await page.getByRole("button", { name: /^Trim to/ }).press("Enter");
    await page.getByRole("slider", { name: "Place" }).focus();
    for (let i = 0; i < 5; i++) await page.keyboard.press("ArrowRight");
    await page.getByRole("button", { name: /^Split at/ }).press("Enter");
    await page.getByLabel("Class", { exact: true }).selectOption("tap");
    await button(page, "Done").click();
    await untilRecordings(page, "tap", 1);
    const { project } = await exported(page);
    const sizes = project.recordings.map(({ label, values }) => [label, values.length / 3]);
    assert.deepEqual(sizes, [
      ["tap", 5],
      ["rest", 2 * project.rate - 8],
    ]);
  });

  test("a reload keeps the project", async () => {
    const page = await openAnew();
    await button(page, TRY_IT).click();
    await recordButton(page, "shake").click();
    await untilRecordings(page, "shake", 1);
    const { project } = await exported(page);
    await page.reload();
    await untilRecordings(page, "shake", 1);
    const after = await exported(page);
    assert.deepEqual(after.project, project);
  });

  test("a project that is exported and imported is the same, and so is its CSV", async () => {
    const page = await openAnew();
    await button(page, TRY_IT).click();
    await recordButton(page, "shake").click();
    await untilRecordings(page, "shake", 1);
    const { name, bytes, project } = await exported(page);
    const csv = await savedBy(page, () => inMenu(page, "Export recordings as CSV"));
    await inMenu(page, "New project");
    await untilRecordings(page, "shake", 0);
    await importFiles(page, chosen(name, bytes));
    await untilRecordings(page, "shake", 1);
    const again = (await exported(page)).project;
    assert.notEqual(again.id, project.id, "it is a project beside the one it came from");
    assert.deepEqual({ ...again, id: "", changed: 0 }, { ...project, id: "", changed: 0 });
    const csvAgain = await savedBy(page, () => inMenu(page, "Export recordings as CSV"));
    assert.ok(csv.bytes.equals(csvAgain.bytes));
  });

  test("a CSV that was exported comes back as recordings", async () => {
    const page = await openAnew();
    await importFiles(page, chosen("a.csv", csvOf(["walk", "sit", "walk"], 30)));
    await page.getByRole("checkbox", { name: /^label/ }).check();
    await button(page, "Recordings by class").click();
    await page.getByLabel("Readings a second").fill("10");
    await button(page, "Take it").click();
    await untilRecordings(page, "walk", 2);
    const { project } = await exported(page);
    assert.deepEqual(project.classes, ["sit", "walk"]);
    assert.deepEqual(project.channels, [{ name: "x", unit: "g" }, { name: "y" }]);
    assert.deepEqual([...project.recordings[0]!.values.subarray(0, 4)], [0, 0, 1, 1]);
    assert.equal(project.rate, 10);
  });

  test("or as data, as the command line takes them, of which a person chooses the label", async () => {
    const page = await openAnew();
    await importFiles(page, chosen("a.csv", csvOf(["walk", "sit"], 30)));
    await page.getByRole("checkbox", { name: /^label/ }).check();
    await button(page, "Data as they are").click();
    await button(page, "Take it").click();
    await page.getByRole("heading", { name: "Data from files" }).waitFor();
    const { project } = await exported(page);
    assert.deepEqual(project.imported!.labels, ["label"]);
    assert.equal(project.imported!.files[0]!.name, "a.csv");
  });

  for (const [what, file, said] of [
    ["that is none", chosen("a.perceptino", "hello"), /got a file that is no project/],
    [
      "that unpacks to far too much",
      chosen("b.perceptino", gzipSync(Buffer.alloc(150_000_001))),
      /got more than 150000000 bytes/,
    ],
    ["with a table that is none", chosen("c.csv", "a,b\n1,2,3\n"), /c\.csv: line 2.* got 3 cells/],
  ] as const) {
    test(`a file ${what} is refused, with what is wrong, and nothing is lost`, async () => {
      const page = await openAnew();
      await button(page, TRY_IT).click();
      await recordButton(page, "shake").click();
      await untilRecordings(page, "shake", 1);
      await importFiles(page, file);
      await until("an error", async () => said.test(await text(page, ".notice.error")));
      await untilRecordings(page, "shake", 1);
    });
  }

  test("names that are HTML are shown as they are, and run nothing", async () => {
    const page = await openAnew();
    await button(page, TRY_IT).click();
    await recordButton(page, "shake").click();
    await untilRecordings(page, "shake", 1);
    const { bytes } = await exported(page);
    const { gunzipSync } = await import("node:zlib");
    const container = gunzipSync(bytes);
    const evil = "<img src=x onerror=document.title=1>";
    const file = withClass(container, "shake", evil);
    assert.ok(decodeProject("evil", file).classes.includes(evil));
    await importFiles(page, chosen("evil.perceptino", gzipSync(file)));
    await page.getByRole("region", { name: `Class ${evil}` }).waitFor();
    assert.equal(await page.evaluate(() => document.querySelectorAll("main img").length), 0);
    assert.deepEqual(tab.complaints, []);
  });

  test("two tabs with one project: the second is told, and overwrites nothing", async () => {
    const page = await openAnew();
    await button(page, TRY_IT).click();
    await recordButton(page, "shake").click();
    await untilRecordings(page, "shake", 1);
    await exported(page);
    await untilKept(page);
    const other = await openTab(browser, server.origin);
    await untilRecordings(other.page, "shake", 1);
    await button(other.page, "Add a class").click();
    await page.getByText("Another tab has changed this project").waitFor();
    await button(page, "Load the other tab’s").click();
    await page.getByRole("region", { name: "Class gesture 5" }).waitFor();
    await other.page.close();
  });

  test("without a database the page works, and says that nothing is kept", async () => {
    const page = await open((page) =>
      page.addInitScript(() => {
        Object.defineProperty(globalThis, "indexedDB", { value: undefined });
      }),
    );
    await page.getByText("This browser keeps nothing for this page").waitFor();
    await button(page, TRY_IT).click();
    await recordButton(page, "shake").click();
    await untilRecordings(page, "shake", 1);
    assert.equal((await exported(page)).project.recordings.length, 1);
  });

  test("a full database is said, and what was recorded stays", async () => {
    const page = await open((page) =>
      page.addInitScript(() => {
        IDBObjectStore.prototype.put = () => {
          throw new DOMException("full", "QuotaExceededError");
        };
      }),
    );
    await inMenu(page, "New project");
    await button(page, TRY_IT).click();
    await page.getByText("There is no room left in this browser").waitFor();
    await recordButton(page, "shake").click();
    await untilRecordings(page, "shake", 1);
  });

  test("a recording of 100,000 readings is drawn, kept and opened in moments", async () => {
    const page = await openAnew();
    await importFiles(page, chosen("long.csv", csvOf(["walk"], 100_000)));
    await page.getByRole("checkbox", { name: /^label/ }).waitFor();
    await page.getByRole("checkbox", { name: /^x/ }).waitFor();
    // One class alone is none: the whole is taken as recordings of what the file says twice.
    await button(page, "Cancel").click();
    await importFiles(page, chosen("long.csv", csvOf(["walk", "sit"], 100_000)));
    await page.getByRole("checkbox", { name: /^label/ }).check();
    await button(page, "Recordings by class").click();
    await button(page, "Take it").click();
    await untilRecordings(page, "walk", 1);
    const began = await page.evaluate(() => performance.now());
    await recordingsIn(page, "walk").click();
    await page.getByRole("slider", { name: "Keep from" }).waitFor();
    const took = (await page.evaluate(() => performance.now())) - began;
    assert.ok(took < 2000, `${took} ms`);
    const points = await page.evaluate(
      () => document.querySelector(".recording-view path")?.getAttribute("d")?.length ?? 0,
    );
    assert.ok(points > 100 && points < 20_000, `${points} characters`);
  });
});

/** Whether what was changed is in the database: it is a moment later. */
async function untilKept(page: Page): Promise<void> {
  await until("the database", () =>
    page.evaluate(
      () =>
        new Promise<boolean>((resolve) => {
          const request = indexedDB.open("perceptino");
          request.onsuccess = () => {
            const all = request.result.transaction("projects").objectStore("projects").getAll();
            all.onsuccess = () => {
              request.result.close();
              const projects = all.result as { changed: number; recordings: unknown[] }[];
              const last = projects.sort((a, b) => b.changed - a.changed)[0];
              resolve((last?.recordings.length ?? 0) > 0);
            };
          };
        }),
    ),
  );
}

/** Readings x, y under labels, each of so many rows. */
function csvOf(labels: readonly string[], rows: number): string {
  const lines = labels.flatMap((label) =>
    Array.from({ length: rows }, (_, i) => `${i % 50},${i % 2},${label}`),
  );
  return `x [g],y,label\n${lines.join("\n")}\n`;
}

/** A project's container in which a class is called otherwise. */
function withClass(container: Uint8Array, from: string, to: string): Uint8Array {
  const view = new DataView(container.buffer, container.byteOffset);
  const length = view.getUint32(20, true);
  const header = new TextDecoder().decode(container.subarray(24, 24 + length));
  const changed = new TextEncoder().encode(header.replaceAll(`"${from}"`, JSON.stringify(to)));
  const start = container.slice(0, 24);
  new DataView(start.buffer).setUint32(20, changed.length, true);
  return Uint8Array.from([...start, ...changed, ...container.subarray(24 + length)]);
}
