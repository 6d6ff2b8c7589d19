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

/** Opens an address in a tab of its own. */
export async function openTab({ context }: Chromium, url: string): Promise<Tab> {
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

/** What comes back of a worker: bytes as base64, which a page hands over faster than as numbers. */
export type Copied<T> = T extends Uint8Array
  ? { readonly base64: string }
  : T extends readonly (infer One)[]
    ? Copied<One>[]
    : T extends object
      ? { [Key in keyof T]: Copied<T[Key]> }
      : T;

/**
 * Asks a worker of the page for something, as the page does (comlink's messages), in a tab that shows the page.
 * @param checkpoint goes into the argument as its field of that name: bytes do not pass as JSON
 */
export async function askWorker<T>(
  page: Page,
  name: string,
  argument: unknown,
  checkpoint?: Uint8Array,
): Promise<Copied<T>> {
  const order = {
    url: `./${fileCalled("worker", ".js")}`,
    name,
    argument,
    checkpoint: checkpoint && Buffer.from(checkpoint).toString("base64"),
  };
  return (await page.evaluate(async ({ url, name, argument, checkpoint }) => {
    const fromBase64 = (text: string) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    const copied = (value: unknown): unknown => {
      if (value instanceof Uint8Array) {
        let text = "";
        for (let at = 0; at < value.length; at += 8192) {
          text += String.fromCharCode(...value.subarray(at, at + 8192));
        }
        return { base64: btoa(text) };
      }
      if (Array.isArray(value)) return value.map(copied);
      if (typeof value !== "object" || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, copied(one)]));
    };
    const store = window as unknown as { testWorker?: Worker };
    store.testWorker ??= new Worker(url, { type: "module" });
    const worker = store.testWorker;
    const given = (
      checkpoint === undefined
        ? argument
        : { ...(argument as object), checkpoint: fromBase64(checkpoint) }
    ) as unknown;
    const id = Math.random().toString(36);
    const answer = new Promise<unknown>((resolve, reject) => {
      worker.addEventListener("message", function take({ data }) {
        if (data?.id !== id) return;
        worker.removeEventListener("message", take);
        if (data.type !== "HANDLER") resolve(data.value);
        else reject(new Error(data.value.value.message));
      });
      worker.addEventListener("error", ({ message }) => reject(new Error(message)));
    });
    const argumentList = [{ type: "RAW", value: given }];
    worker.postMessage({ id, type: "APPLY", path: [name], argumentList });
    return copied(await answer);
  }, order)) as Copied<T>;
}
