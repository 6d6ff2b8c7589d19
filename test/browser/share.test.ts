// The share screen: what it saves is what was trained, and a link asks before it replaces anything.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { rp2040Pico } from "../../boards/rp2040-pico.js";
import { fragmentOf, networkOf } from "../../src/browser/state/network-link.js";
import { readProject } from "../../src/browser/state/project-file.js";
import { flashFile } from "../../src/common/firmware/flash-file.js";
import { parseNetwork } from "../../src/common/network/network-file.js";
import { artifactsOf } from "../../src/common/targets.js";
import { zip } from "../../src/common/zip.js";
import { buildNetwork } from "../../src/node/build-network.js";
import { elfSegments } from "../../src/node/flash/elf.js";
import { boardFirmware } from "../../src/node/gcc/board-firmware.js";
import { type Chromium, startChromium } from "../support/chromium.js";
import { button, LAB, openTab, savedBy, type Tab } from "../support/lab-page.js";
import { movementsProject, openInPage, trainInPage } from "../support/lab-project.js";
import { type PageServer, servePage } from "../support/page-server.js";
import { missing } from "../support/tools.js";
import { until } from "../support/waiting.js";

const OTHER = {
  name: "from a link",
  inputs: ["a", "b"],
  outputs: ["c"],
  layers: [{ units: 1 }],
};

const open = (page: Page, fragment: string) =>
  page.evaluate((hash) => {
    location.hash = hash;
  }, fragment);

describe("sharing in Chromium", { skip: missing("chromium") }, () => {
  let server: PageServer;
  let browser: Chromium;
  let tab: Tab;

  before(async () => {
    server = await servePage(LAB);
    browser = await startChromium();
    tab = await openTab(browser, `${server.origin}/`);
    await openInPage(tab.page, movementsProject());
    await trainInPage(tab.page);
    await open(tab.page, "#share");
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });
  const projectNow = async () => {
    const { name, bytes } = await savedBy(tab.page, () =>
      button(tab.page, "Save project file").click(),
    );
    return readProject({ name, bytes });
  };

  test("a project's file holds its recordings and what was trained", async () => {
    const project = await projectNow();
    assert.equal(project.recordings.length, movementsProject().recordings.length);
    assert.ok(project.trained!.checkpoint.length > 100);
  });

  test("several files are saved as an archive of what Node makes of the same weights", async () => {
    const { page } = tab;
    const { network, checkpoint } = (await projectNow()).trained!;
    const save = button(page, "Save Arduino library");
    await until("an Arduino library", () => save.isEnabled());
    const { name, bytes } = await savedBy(page, () => save.click());
    assert.equal(name, "movements-arduino.zip");
    const built = await buildNetwork(parseNetwork(network, "network.json"));
    const made = await artifactsOf(built, "arduino", "movements", { checkpoint });
    const expected = zip(
      made.map(({ file, data }) => ({ file, bytes: Buffer.from(data as Uint8Array) })),
    );
    assert.ok(bytes.equals(expected));
  });

  test("one file is saved as it is", async () => {
    const { page } = tab;
    const save = button(page, "Save JavaScript");
    await until("JavaScript", () => save.isEnabled());
    const { name, bytes } = await savedBy(page, () => save.click());
    assert.equal(name, "movements.js");
    assert.match(bytes.toString(), /^[\s\S]*predict/);
  });

  test("a Pico's UF2 file is saved as Node makes it, from firmware that is loaded only then", {
    skip: missing("arm-none-eabi-gcc"),
  }, async () => {
    const { page, requests } = tab;
    const { network, checkpoint } = (await projectNow()).trained!;
    const base = () => requests.filter((url) => /\/firmware-[\w-]{8}\.js$/.test(url)).length;
    try {
      await open(page, "#board");
      await page.getByText("It fits").waitFor();
      assert.equal(base(), 0);
      await page.getByLabel("Board", { exact: true }).selectOption(rp2040Pico.name);
      await page.getByText("copy movements.uf2 onto it").waitFor();
      const save = button(page, "Save the UF2 file");
      await until("a UF2 file", () => save.isEnabled());
      const { name, bytes } = await savedBy(page, () => save.click());
      assert.equal(name, "movements.uf2");
      assert.equal(base(), 1);
      const built = await buildNetwork(parseNetwork(network, "network.json"));
      const { elf } = await boardFirmware(built, rp2040Pico, "thumb", undefined, checkpoint);
      assert.ok(bytes.equals(flashFile(rp2040Pico, elfSegments(elf)).bytes));
      await page.getByText("To watch and teach it from here").click();
      assert.equal(await button(page, "perceptino's firmware by USB").count(), 1);
    } finally {
      await page.getByLabel("Board", { exact: true }).selectOption("puckjs");
      await open(page, "#share");
    }
  });

  test("what a target cannot take is said in words", async () => {
    await tab.page.getByText(/^Got windows of 25 readings a second, expected 12.5/).waitFor();
    assert.equal(await button(tab.page, "Save Bangle.js app").isEnabled(), false);
  });

  test("the report is made in the page, with charts and how the loss went", async () => {
    const { page } = tab;
    const { name, bytes } = await savedBy(page, () => button(page, "Save report").click());
    assert.equal(name, "movements-report.html");
    const html = bytes.toString();
    assert.match(html, /<\/html>\s*$/);
    assert.match(html, /<svg/);
    assert.match(html, /validation/i);
    assert.match(html, /circle/);
  });

  test("a link to this network gives it, and one to another asks before it takes its place", async () => {
    const { page } = tab;
    const link = page.getByLabel("Link to this network");
    await until("a link", async () => (await link.inputValue()).includes("#network=1."));
    const own = await projectNow();
    const fragment = new URL(await link.inputValue()).hash;
    assert.deepEqual(JSON.parse(await networkOf(fragment)), JSON.parse(own.trained!.network));

    await open(page, await fragmentOf(JSON.stringify(OTHER)));
    await page.getByText("It takes the place of the network that this project has now").waitFor();
    await button(page, "Cancel").click();
    await open(page, "#share");
    assert.equal((await projectNow()).network, own.network);

    await open(page, await fragmentOf(JSON.stringify(OTHER)));
    await button(page, "Open it").click();
    await page.getByText("The network “from a link” is open.").waitFor();
    await open(page, "#share");
    const after = await projectNow();
    assert.deepEqual(JSON.parse(after.network!), OTHER);
    assert.equal(after.recordings.length, own.recordings.length);
    assert.deepEqual(after.trained, own.trained);
  });

  test("a damaged link is refused in a sentence, and nothing changes", async () => {
    const { page } = tab;
    await open(page, "#network=1.abc");
    await page
      .getByRole("alert")
      .getByText(/^link: got a damaged one, expected/)
      .waitFor();
    const wrong = await fragmentOf(JSON.stringify({ ...OTHER, batch: 0 }));
    await open(page, wrong);
    await page
      .getByRole("alert")
      .getByText(/batch: got 0, expected/)
      .waitFor();
    assert.equal(new URL(page.url()).hash, "#design");
    await open(page, "#share");
    assert.deepEqual(JSON.parse((await projectNow()).network!), OTHER);
    assert.deepEqual(tab.complaints, []);
  });
});
