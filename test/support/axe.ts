import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { packageRoot } from "../../src/node/package.js";

const AXE = readFileSync(join(packageRoot(), "node_modules/axe-core/axe.min.js"), "utf8");

/** A folder for pictures of what is looked at, named by the environment; none when it is not set. */
const { PICTURES } = process.env;

interface Found {
  readonly violations: readonly {
    readonly id: string;
    readonly help: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

/** A screen's width in CSS pixels, and its colours. */
export interface Look {
  readonly width: number;
  readonly colorScheme: "light" | "dark";
}

export const LOOKS: readonly Look[] = (["light", "dark"] as const).flatMap((colorScheme) =>
  [360, 1280].map((width) => ({ width, colorScheme })),
);
/** Both widths and both colours, at half the price. */
export const TWO_LOOKS: readonly Look[] = [LOOKS[0]!, LOOKS[3]!];

/** What axe finds in the page as it is now: the rule, and where. */
export async function findings(page: Page): Promise<string[]> {
  // By the debugger: the policy lets no other script into the page.
  const { violations } = (await page.evaluate(`(async () => {
    if (!window.axe) { ${AXE} }
    return window.axe.run(document, { resultTypes: ["violations"] });
  })()`)) as Found;
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id} (${help}): ${html}\n${failureSummary ?? ""}`),
  );
}

/** Expects that axe finds nothing and that nothing is wider than the screen; of each look a picture, where they are wanted. */
export async function expectNothingFound(
  page: Page,
  what: string,
  looks: readonly Look[] = LOOKS,
): Promise<void> {
  for (const { colorScheme, width } of PICTURES === undefined ? looks : LOOKS) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 800 });
    if (PICTURES !== undefined)
      await picture(page, join(PICTURES, fileOf(what, width)), colorScheme);
    assert.deepEqual(await findings(page), [], `${what}, ${colorScheme}, ${width}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= width, `${what}: ${wide} wide on a screen of ${width}`);
  }
}

const fileOf = (what: string, width: number) => `${what.replace(/\W+/g, "-")}-${width}`;

async function picture(page: Page, path: string, colorScheme: string): Promise<void> {
  mkdirSync(join(path, ".."), { recursive: true });
  await page.evaluate(() => scrollTo(0, 0));
  await page.screenshot({ path: `${path}-${colorScheme}.png`, fullPage: true });
}
