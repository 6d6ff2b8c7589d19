import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { readProject } from "../../src/browser/state/project-file.js";
import type { DescribedNetwork } from "../../src/browser/worker/describe.js";
import type { Design } from "../../src/browser/worker/design.js";
import type { TrainingOutcome } from "../../src/browser/worker/training.js";
import { workWith } from "../../src/browser/worker/work.js";
import { RESOURCES } from "../../src/node/resources.js";
import { type Chromium, startChromium } from "../support/chromium.js";
import { assertFrozenSteps } from "../support/frozen-steps.js";
import { button, inMenu, LAB, openTab, savedBy } from "../support/lab-page.js";
import { dataFile, roomsText } from "../support/page-data.js";
import { type PageServer, servePage } from "../support/page-server.js";
import { bytesIn, bytesOut, type PageWorker, startPageWorker } from "../support/page-worker.js";
import { noSharedData, SHARED_DATA } from "../support/shared-data.js";
import { missing } from "../support/tools.js";
import { until } from "../support/waiting.js";
import { workload, workloadNetwork } from "../support/workloads.js";

describe("training in Chromium", { skip: missing("chromium") }, () => {
  let server: PageServer;
  let browser: Chromium;
  let page: Page;
  let worker: PageWorker;

  before(async () => {
    server = await servePage(LAB);
    browser = await startChromium();
    page = await browser.context.newPage();
    await page.goto(server.origin);
    worker = await startPageWorker(page, LAB);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  /** Designs and trains in the page and in Node, and compares. */
  async function compare(name: string, bytes: Uint8Array, epochs: number) {
    const data = dataFile(name, bytes);
    const node = workWith(RESOURCES);
    node.takeData(data);
    await worker.call("takeData", { ...data, files: [{ name, bytes: bytesIn(bytes) }] });
    const designed = (await worker.call("design", {})) as Design;
    assert.equal(designed.text, (await node.design({})).text);
    const order = { text: designed.text, epochs, validation: 0.2 };
    const { outcome, news } = await worker.train(order);
    const own = await node.train(order, () => {});
    const { checkpoint, hash, summary } = outcome as TrainingOutcome;
    assert.deepEqual([hash, summary], [own.hash, own.summary]);
    assert.ok(bytesOut(checkpoint).equals(Buffer.from(own.checkpoint)), "the checkpoint's bytes");
    assert.ok(news > 0);
  }

  test("gives Node's checkpoint, byte for byte", async () => {
    await compare("rooms.csv", Buffer.from(roomsText()), 10);
  });

  test("gives it for recorded gestures too", { skip: noSharedData }, async () => {
    await compare("train.csv", readFileSync(join(SHARED_DATA, "gestures/train.csv")), 20);
  });

  test("makes the frozen bits of S3", () =>
    assertFrozenSteps(
      async (text, start, steps) =>
        (await worker.call("runSteps", text, bytesIn(start), steps)) as { hash: string },
    ));

  test("describes a network in the page as in Node", async () => {
    const text = JSON.stringify(workloadNetwork(workload("M3")));
    for (const board of ["puckjs", "banglejs2", "microbit", "esp32"]) {
      const own = await workWith(RESOURCES).describeNetwork(text, board, true);
      const { place, plan, time } = (await worker.call(
        "describeNetwork",
        text,
        board,
        true,
      )) as DescribedNetwork;
      assert.deepEqual([place, plan, time], [own.place, own.plan, own.time]);
    }
  });

  test("a person brings readings, looks at the design and trains, and gets Node's checkpoint", async () => {
    const text = roomsText();
    const node = workWith(RESOURCES);
    node.takeData(dataFile("rooms.csv", text));
    const order = { text: (await node.design({})).text, epochs: 10, validation: 0.2 };
    const own = await node.train(order, () => {});

    const { page, complaints } = await openTab(browser, server.origin);
    await until("the database", async () => (await page.locator(".record-screen").count()) > 0);
    const chooser = page.waitForEvent("filechooser");
    await inMenu(page, "Import a file");
    const file = { name: "rooms.csv", mimeType: "text/csv", buffer: Buffer.from(text) };
    await (await chooser).setFiles([file]);
    await button(page, "Data as they are").click();
    await button(page, "Take it").click();
    await page.getByRole("heading", { name: "Data from files" }).waitFor();

    await page.getByRole("link", { name: /^Design/ }).click();
    await page.getByText("fits", { exact: true }).waitFor();
    const units = page.getByLabel("Units of layer 1");
    const chosen = await units.inputValue();
    await units.fill("20");
    await page.getByText("2-20-1", { exact: true }).waitFor();
    await button(page, "Add a layer").click();
    await page.getByText("2-20-8-1", { exact: true }).waitFor();
    await units.fill("0");
    await page.getByText("Got 0, expected a whole number from 1 to 256.").waitFor();
    await button(page, "Back to what was chosen").click();
    await page.getByText(`2-${chosen}-1`, { exact: true }).waitFor();

    await page.getByRole("link", { name: /^Train/ }).click();
    await page.getByLabel("Epochs").fill("10");
    await button(page, "Train").click();
    await page.getByRole("heading", { name: "How well it does" }).waitFor();
    await page.getByRole("heading", { name: "Where it says yes" }).waitFor();
    const right = page.getByRole("table", { name: /^label, held out/ });
    assert.equal(await right.getByRole("row").count(), 3);
    const saved = await savedBy(page, () => inMenu(page, "Export as a file"));
    const { trained } = await readProject({ name: saved.name, bytes: saved.bytes });
    assert.equal(trained?.network, order.text);
    assert.ok(Buffer.from(trained!.checkpoint).equals(Buffer.from(own.checkpoint)));
    assert.deepEqual(complaints, []);
    await page.close();
  });

  test("a reload in the midst of a training is asked about, and said; nothing else is lost", async () => {
    const { page } = await openTab(browser, server.origin);
    await until("the database", async () => (await page.locator(".record-screen").count()) > 0);
    await inMenu(page, "New project");
    const chooser = page.waitForEvent("filechooser");
    await inMenu(page, "Import a file");
    const file = { name: "rooms.csv", mimeType: "text/csv", buffer: Buffer.from(roomsText()) };
    await (await chooser).setFiles([file]);
    await button(page, "Data as they are").click();
    await button(page, "Take it").click();
    await page.getByRole("link", { name: /^Train/ }).click();
    const train = async (epochs: string, name: string) => {
      await page.getByLabel("Epochs").fill(epochs);
      await button(page, name).click();
    };
    await train("3", "Train");
    await page.getByRole("heading", { name: "How well it does" }).waitFor();
    const before = await savedBy(page, () => inMenu(page, "Export as a file"));
    await train("100000", "Train anew");
    await button(page, "Pause").waitFor();
    const questions: string[] = [];
    page.once("dialog", (dialog) => {
      questions.push(dialog.type());
      return dialog.accept();
    });
    await page.reload();
    await page.getByText(/in the midst of a training, which ended there/).waitFor();
    await button(page, "Train anew").waitFor();
    const after = await savedBy(page, () => inMenu(page, "Export as a file"));
    assert.deepEqual(questions, ["beforeunload"]);
    const [kept, was] = [after, before].map(({ name, bytes }) => readProject({ name, bytes }));
    assert.deepEqual(await kept, await was);
    await page.reload();
    await button(page, "Train anew").waitFor();
    assert.equal(await page.getByText(/in the midst of a training/).count(), 0);
    await page.close();
  });

  test("says of a wrong network file what the command line says", async () => {
    await assert.rejects(worker.call("describeNetwork", "{", "puckjs", false), /network\.json: /);
  });
});
