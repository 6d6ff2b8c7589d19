import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { type BrowserContext, chromium } from "playwright-core";
import { HANGING } from "./waiting.js";

/** A browser that knows nothing, and asks nobody but this machine for anything. */
export interface Chromium {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

const FLAGS = [
  "--no-sandbox", // as root there is none
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

/** Starts Debian's chromium, headless, with an empty folder for its data. */
export async function startChromium(): Promise<Chromium> {
  const folder = mkdtempSync(join(tmpdir(), "perceptino-chromium-"));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  const executablePath = (process.env.PATH ?? "")
    .split(delimiter)
    .map((place) => join(place, "chromium"))
    .find((path) => existsSync(path));
  try {
    const context = await chromium.launchPersistentContext(folder, {
      executablePath: executablePath ?? "chromium",
      headless: true,
      args: FLAGS,
      timeout: HANGING,
    });
    context.setDefaultTimeout(HANGING);
    return {
      context,
      async close() {
        await context.close();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}
