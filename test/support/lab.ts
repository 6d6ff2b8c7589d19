import assert from "node:assert/strict";
import type { BrowserContext, Page } from "playwright-core";

/** A tab with the page. */
export interface LabTab {
  readonly page: Page;
  /** what the browser complains of: errors, and what the policy forbids */
  readonly complaints: readonly string[];
}

/** Opens the page in a tab of its own. */
export async function openLab(
  context: BrowserContext,
  url: string,
  before: (page: Page) => Promise<unknown> = async () => {},
): Promise<LabTab> {
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(error.message));
  await page.addInitScript(() =>
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
      console.error(`forbidden by ${violatedDirective}: ${blockedURI}`),
    ),
  );
  await before(page);
  await page.goto(url);
  return { page, complaints };
}

/** Finds a button by the whole of its name. */
export const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

/** Opens the project's menu and presses a button in it. */
export async function inMenu(page: Page, name: string): Promise<void> {
  await page.locator("details.menu > summary").click();
  await button(page, name).click();
}

/** The bytes of the file that the page saves when something is done. */
export async function savedBy(
  page: Page,
  act: () => Promise<void>,
): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent("download"), act()]);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  assert.ok(chunks.length > 0);
  return { name: download.suggestedFilename(), bytes: Buffer.concat(chunks) };
}
