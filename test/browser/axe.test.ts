// What axe-core finds on the screens, in light and dark, narrow and wide: nothing.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Page } from "playwright-core";
import { fragmentOf } from "../../src/browser/state/network-link.js";
import { packageRoot } from "../../src/node/package.js";
import { type Chromium, startChromium } from "../support/chromium.js";
import { LAB, openTab } from "../support/lab-page.js";
import { movementsProject, openInPage, trainInPage } from "../support/lab-project.js";
import { type PageServer, servePage } from "../support/page-server.js";
import { missing } from "../support/tools.js";
import { until } from "../support/waiting.js";

const AXE = readFileSync(join(packageRoot(), "node_modules/axe-core/axe.min.js"), "utf8");
const SCREENS = ["record", "design", "train", "board", "teach", "share"] as const;
const NETWORK = {
  name: "gestures",
  task: "classes",
  inputs: ["x", "y", "z"].map((name) => ({ name, unit: "g" })),
  outputs: ["still", "wave"],
  layers: [{ units: 8, activation: "tanh" }, { units: 2 }],
};

interface Found {
  readonly violations: readonly {
    readonly id: string;
    readonly help: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

/** What axe finds in the page as it is now: the rule, and where. */
async function findings(page: Page): Promise<string[]> {
  // By the debugger: the policy lets no other script into the page.
  const { violations } = (await page.evaluate(`(async () => {
    if (!window.axe) { ${AXE} }
    return window.axe.run(document, { resultTypes: ["violations"] });
  })()`)) as Found;
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id} (${help}): ${html}\n${failureSummary ?? ""}`),
  );
}

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

  const everywhere = async (what: string) => {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      for (const width of [360, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        assert.deepEqual(await findings(page), [], `${what}, ${colorScheme}, ${width}`);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= width, `${what}: ${wide} wide on a screen of ${width}`);
      }
    }
  };

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
      await everywhere(screen);
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
      await everywhere(screen);
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
