/**
 * Takes the pictures of docs/lab.md, and of all screens into a folder: node build/test/browser/pictures.js [folder]
 */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../src/node/package.js";
import { startChromium } from "../support/chromium.js";
import { LAB, openTab } from "../support/lab-page.js";
import { movementsProject, openInPage, trainInPage } from "../support/lab-project.js";
import { servePage } from "../support/page-server.js";

const DOCS = join(packageRoot(), "docs");
const SCREENS = ["record", "design", "train", "board", "teach", "share"] as const;
const NARROW = { width: 360, height: 740 };
const WIDE = { width: 1280, height: 800 };
/** Milliseconds until what a screen works out is there. */
const SETTLED = 2500;

const folder = process.argv[2];
const server = await servePage(LAB);
const browser = await startChromium();
const { page } = await openTab(browser, `${server.origin}/`);
await page.emulateMedia({ reducedMotion: "reduce", colorScheme: "light" });

const show = async (screen: (typeof SCREENS)[number]) => {
  await page.evaluate((name) => {
    location.hash = name;
  }, screen);
  await page.waitForTimeout(SETTLED);
};
const take = (path: string, fullPage = false) => page.screenshot({ path, fullPage });

try {
  await openInPage(page, movementsProject());
  await page.setViewportSize(WIDE);
  await trainInPage(page);
  await show("design"); // what was said on the screen before is no news there
  await show("train");
  for (const notice of await page.getByRole("button", { name: "Dismiss" }).all()) {
    await notice.click();
  }
  await page.evaluate(() => scrollTo(0, 160));
  await take(join(DOCS, "lab-train.png"));
  await page.emulateMedia({ colorScheme: "dark" });
  await page.setViewportSize(NARROW);
  await show("design");
  await take(join(DOCS, "lab-phone.png"));
  if (folder !== undefined) {
    mkdirSync(folder, { recursive: true });
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      for (const size of [NARROW, WIDE]) {
        await page.setViewportSize(size);
        for (const screen of SCREENS) {
          await show(screen);
          await take(join(folder, `${screen}-${size.width}-${colorScheme}.png`), true);
        }
      }
    }
  }
} finally {
  await browser.close();
  await server.close();
}
