import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { packageRoot } from "../../src/node/package.js";
import type { Chromium } from "./chromium.js";

/** Where `npm run build` puts the page. */
export const LAB = join(packageRoot(), "dist/lab");

export interface Tab {
  readonly page: Page;
  /** what the browser complains of: errors, and what the policy forbids */
  readonly complaints: readonly string[];
  /** whatever the page asked for, wherever */
  readonly requests: readonly string[];
}

/**
 * Opens an address in a tab of its own.
 * @param prepare what is done to the tab before that
 */
export async function openTab(
  { context }: Chromium,
  url: string,
  prepare: (page: Page) => Promise<unknown> = async () => {},
): Promise<Tab> {
  const page = await context.newPage();
  const complaints: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => complaints.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => requests.push(request.url()));
  // The console is silent about an eval that was forbidden and caught.
  await page.addInitScript(() =>
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
      console.error(`forbidden by ${violatedDirective}: ${blockedURI}`),
    ),
  );
  await prepare(page);
  await page.goto(url);
  return { page, complaints, requests };
}

/** The one file of the page that is called so before its hash. */
export const fileCalled = (name: string, ending: string, folder = LAB): string => {
  const found = readdirSync(folder).filter(
    (file) => file.startsWith(`${name}-`) && file.length === name.length + 9 + ending.length,
  );
  if (found.length === 1) return found[0]!;
  throw new Error(`dist/lab: got ${found.length} files ${name}-*${ending}, expected one`);
};

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
