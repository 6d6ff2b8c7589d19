// What axe-core finds on the screens, in light and dark, narrow and wide: nothing.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { fragmentOf } from "../../src/browser/state/network-link.js";
import { expectNothingFound, findings } from "../support/axe.js";
import { type Chromium, startChromium } from "../support/chromium.js";
import { LAB, openTab } from "../support/lab-page.js";
import { movementsProject, openInPage, trainInPage } from "../support/lab-project.js";
import { type PageServer, servePage } from "../support/page-server.js";
import { missing } from "../support/tools.js";
import { until } from "../support/waiting.js";

const SCREENS = ["record", "design", "train", "board", "teach", "share"] as const;
const NETWORK = {
  name: "gestures",
  task: "classes",
  inputs: ["x", "y", "z"].map((name) => ({ name, unit: "g" })),
  outputs: ["still", "wave"],
  layers: [{ units: 8, activation: "tanh" }, { units: 2 }],
};

async function show(page: Page, screen: string): Promise<void> {
  await page.evaluate((name) => {
    location.hash = name;
  }, screen);
  await until(screen, () =>
    page.evaluate(
      (name) => document.querySelector(`nav [aria-current]`)?.getAttribute("href") === `#${name}`,
      screen,
    ),
  );
}

/** Cells of the class matrices that say how often a class was found, and are not in sight on a phone. */
async function cutOff(page: Page): Promise<string[]> {
  await page.setViewportSize({ width: 360, height: 800 });
  return page.evaluate(() => {
    const cells = Array.from(document.querySelectorAll(".matrix .found"));
    if (cells.length === 0) return ["got none"];
    // As with more classes than a phone has room for.
    for (const cell of cells) {
      for (let more = 0; more < 4; more++) {
        cell.before(cell.previousElementSibling!.cloneNode(true));
      }
    }
    const isCut = (cell: Element) => {
      const [own, place] = [cell, cell.closest(".scroll")!].map((one) =>
        one.getBoundingClientRect(),
      );
      return own!.right > place!.right + 1 || own!.left < place!.left;
    };
    return cells.filter(isCut).map((cell) => cell.textContent ?? "");
  });
}

describe("axe-core in Chromium", { skip: missing("chromium") }, () => {
  let server: PageServer;
  let browser: Chromium;
  let page: Page;

  before(async () => {
    server = await servePage(LAB);
    browser = await startChromium();
    ({ page } = await openTab(browser, `${server.origin}/`));
    // Colours are judged as they are in the end.
    await page.emulateMedia({ reducedMotion: "reduce" });
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });

  const everywhere = (what: string) => expectNothingFound(page, what);

  for (const screen of SCREENS) {
    test(`finds nothing on the screen ${screen}, with nothing to show`, async () => {
      await show(page, screen);
      await everywhere(screen);
    });
  }

  test("finds nothing in a question", async () => {
    const fragment = await fragmentOf(JSON.stringify(NETWORK));
    await page.evaluate((hash) => {
      location.hash = hash;
    }, fragment);
    await page.getByRole("dialog").waitFor();
    await everywhere("a question");
    await page.getByRole("button", { name: "Open it" }).click();
    await page.getByText("is open.").waitFor();
  });

  for (const screen of SCREENS) {
    test(`finds nothing on the screen ${screen}, with a network`, async () => {
      await show(page, screen);
      if (screen === "share") {
        await until("files", async () => (await page.getByText("Being made…").count()) === 0);
        for (const summary of await page.locator("summary").all()) await summary.click();
      }
      await everywhere(`${screen}, with a network`);
    });
  }

  test("finds nothing on any screen with recordings and a network that has learnt", async () => {
    await openInPage(page, movementsProject());
    await trainInPage(page);
    for (const screen of SCREENS) {
      await show(page, screen);
      if (screen === "share") {
        await until("files", async () => (await page.getByText("Being made…").count()) === 0);
      }
      await everywhere(`${screen}, trained`);
      if (screen === "train") assert.deepEqual(await cutOff(page), [], "the class matrices");
    }
    if (missing("arm-none-eabi-gcc")) return;
    await show(page, "board");
    await page.getByLabel("Board", { exact: true }).selectOption("rp2040-pico");
    await page.getByText("bytes of file").waitFor();
    await page.getByText("To watch and teach it from here").click();
    await everywhere("a UF2 file");
  });

  test("finds what is wrong, or it would say nothing of worth", async () => {
    await page.evaluate(() =>
      document.querySelector("main")?.append(document.createElement("button")),
    );
    assert.match((await findings(page)).join(), /button-name/);
  });
});
