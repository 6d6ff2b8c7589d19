import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { type Chromium, startChromium } from "../support/chromium.js";
import { button, inMenu, LAB, openTab, type Tab } from "../support/lab-page.js";
import { type PageServer, servePage } from "../support/page-server.js";
import { missing } from "../support/tools.js";
import { until } from "../support/waiting.js";

const PHONE = "This phone or laptop";

/** How the phone is moved; "asleep" is not told any more. */
type Moved = "still" | "shaken" | "asleep";

/** A page's window with a phone's sensor. */
interface Phone {
  moved: Moved;
}

const move = (page: Page, how: Moved): Promise<void> =>
  page.evaluate((moved) => {
    (window as unknown as Phone).moved = moved;
  }, how);

/** Runs in the page: a sensor of 50 readings a second, as a phone's. */
function installSensor(): void {
  const phone = window as unknown as Phone;
  phone.moved = "still";
  const G = 9.80665;
  setInterval(() => {
    if (phone.moved === "asleep") return;
    const angle = performance.now() / 40;
    const share = phone.moved === "shaken" ? G : 0;
    const noise = () => (Math.random() - 0.5) / 10;
    const x = share * Math.sin(angle) + noise();
    const y = share * Math.cos(angle) + noise();
    const accelerationIncludingGravity = { x, y, z: G + noise() };
    dispatchEvent(new DeviceMotionEvent("devicemotion", { accelerationIncludingGravity }));
  }, 20);
}

/** Runs in the page: a person who does not allow it, as an iPhone asks. */
function refuse(): void {
  Object.assign(DeviceMotionEvent, { requestPermission: async () => "denied" });
}

describe("the sensor of the phone that shows the page", {
  skip: missing("chromium"),
}, () => {
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

  const open = async (...scripts: readonly (() => void)[]): Promise<Page> => {
    tab = await openTab(browser, server.origin, async (page) => {
      for (const script of scripts) await page.addInitScript(script);
    });
    const { page } = tab;
    await until("the database", async () => (await page.locator(".record-screen").count()) > 0);
    await inMenu(page, "New project");
    return page;
  };

  test("two movements are recorded, learnt and told apart while they are made", async () => {
    const page = await open(installSensor);
    await button(page, PHONE).click();
    await page.getByText(/^this phone or laptop$/).waitFor();
    for (const [name, how] of [
      ["gesture 1", "still"],
      ["gesture 2", "shaken"],
    ] as const) {
      await button(page, "Add a class").click();
      await move(page, how);
      for (let wanted = 1; wanted <= 3; wanted++) await record(page, name, wanted);
    }
    await page.getByRole("link", { name: /^Train/ }).click();
    await page.getByLabel("Epochs").fill("20");
    await button(page, "Train").click();
    await button(page, "Train anew").waitFor();
    const guess = page.locator(".live-guess .guess");
    await until(
      "a guess of what is shaken",
      async () => (await guess.textContent()) === "gesture 2",
    );
    await move(page, "still");
    await until(
      "a guess of what is still",
      async () => (await guess.textContent()) === "gesture 1",
    );
    assert.deepEqual(tab.complaints, []);
  });

  test("a sensor that stops is said, and connected again it goes on", async () => {
    const page = await open(installSensor);
    await button(page, PHONE).click();
    await button(page, "Add a class").click();
    await record(page, "gesture 1", 1);
    await move(page, "asleep");
    await page.getByText(/the motion sensor has stopped giving readings/).waitFor();
    await button(page, "Connect again").click();
    await page.getByText(/no motion sensor answers/).waitFor();
    await move(page, "still");
    await button(page, "Connect again").click();
    await record(page, "gesture 1", 2);
    assert.deepEqual(tab.complaints, []);
  });

  test("one that was refused is said, with what to do, and the page goes on without it", async () => {
    const page = await open(installSensor, refuse);
    await button(page, PHONE).click();
    await page
      .getByText(/the motion sensor was refused: choose it again and tap "Allow"/)
      .waitFor();
    await button(page, "Try it with made-up movements").click();
    await record(page, "shake", 1);
    assert.deepEqual(tab.complaints, []);
  });

  test("a computer that has none is told so", async () => {
    const page = await open();
    await button(page, PHONE).click();
    await page.getByText(/no motion sensor answers/).waitFor();
    assert.deepEqual(tab.complaints, []);
  });
});

/** Records a class once more, and waits until it is there. */
async function record(page: Page, label: string, wanted: number): Promise<void> {
  const whenIdle = new RegExp(`^(Hold to record|Record [\\d.]+ s) ${label}$`);
  await page.getByRole("button", { name: whenIdle }).click();
  const recordings = page.getByRole("button", { name: new RegExp(`^Recording \\d+ of ${label},`) });
  await until(`${wanted} recordings`, async () => (await recordings.count()) === wanted);
}
