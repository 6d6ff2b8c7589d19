import type { Page } from "playwright-core";
import { trainedProject } from "./taught.js";
import { until } from "./waiting.js";

/** What the screen says. */
export const text = (page: Page): Promise<string> => page.locator("main").innerText();
/** Waits until the screen says something. */
export const shows = (page: Page, what: RegExp): Promise<void> =>
  until(String(what), async () => what.test(await text(page))).catch(async (error: Error) => {
    throw new Error(`${error.message}; the page shows: ${await text(page)}`);
  });

/** Opens the page, and in it the trained project. */
export async function openTrained(page: Page, origin: string): Promise<void> {
  await page.goto(`${origin}/#record`);
  const buffer = Buffer.from(await trainedProject());
  const mimeType = "application/octet-stream";
  const file = { name: "gestures.perceptino", mimeType, buffer };
  await page.locator('input[type="file"]').first().setInputFiles(file);
  await shows(page, /The project Gestures is opened/);
}

/** Goes to another screen. */
export const go = (page: Page, screen: string): Promise<void> =>
  page.evaluate((to) => {
    location.hash = to;
  }, screen);
/** Presses a button, found by the whole of its name or a pattern. */
export const click = (page: Page, name: string | RegExp): Promise<void> =>
  page.getByRole("button", { name, exact: typeof name === "string" }).click();

const ANSWERS = ["rest", "ring", "wave"];

/** Says what the last guess was, and waits until the lesson is counted. */
export async function teachOnce(page: Page, lesson: number): Promise<void> {
  const count = async () =>
    Number(
      /(\d+)\s+lessons/.exec(await text(page))?.[1] ??
        /lessons\s+(\d+)/.exec(await text(page))?.[1],
    );
  const before = await count();
  const passed = page.locator(".notice", { hasText: "That moment has passed" });
  do {
    // On a busy machine its guess may be gone by the time that the board hears of it; then it is to be clicked again.
    for (const notice of await passed.all())
      await notice.getByRole("button", { name: "Dismiss" }).click();
    await page.getByRole("button", { name: `This was it: ${ANSWERS[lesson % 3]}` }).click();
    await until("a lesson", async () => (await count()) > before || (await passed.count()) > 0);
  } while ((await count()) === before);
}
