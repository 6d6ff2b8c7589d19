import { readdirSync } from "node:fs";
import type { Page } from "playwright-core";

/** A worker of the page, started by a test beside the page's own, and asked as the page asks it. */
export interface PageWorker {
  /**
   * Calls one of its functions: see src/browser/worker/work.ts. Bytes go and come as {@link bytesIn} has them.
   * @throws Error with the message of what it throws
   */
  call(name: string, ...args: readonly unknown[]): Promise<unknown>;
  /** The same, and how many milliseconds the page waited for it. */
  timed(name: string, ...args: readonly unknown[]): Promise<number>;
  /** Trains, and gives the outcome and how many pieces of news there were. */
  train(order: object): Promise<{ outcome: unknown; news: number; milliseconds: number }>;
}

/** Bytes on their way into a page: playwright hands over JSON alone. */
export const bytesIn = (bytes: Uint8Array) => ({ base64: Buffer.from(bytes).toString("base64") });

/** What comes out of a page instead of bytes. */
export const bytesOut = (value: unknown): Buffer =>
  Buffer.from((value as { base64: string }).base64, "base64");

/** @param folder of the page's files */
export async function startPageWorker(page: Page, folder: string): Promise<PageWorker> {
  const file = readdirSync(folder).find((name) => /^worker[\w.-]*\.js$/.test(name));
  if (!file) throw new Error(`${folder}: got no worker*.js, expected what \`npm run build\` makes`);
  await page.evaluate(startIn, file);
  const ask = (name: string, args: readonly unknown[], heard: boolean) =>
    page.evaluate(askIn, { name, args: [...args], heard });
  return {
    call: async (name, ...args) => (await ask(name, args, false)).value,
    timed: async (name, ...args) => (await ask(name, args, false)).milliseconds,
    async train(order) {
      const { value, news, milliseconds } = await ask("train", [order], true);
      return { outcome: value, news, milliseconds };
    },
  };
}

/** In the page: the other side of comlink's protocol, in its few messages that are needed here. */
function startIn(file: string): void {
  const worker = new Worker(new URL(file, location.href), { type: "module" });
  let last = 0;
  const ask = (name: string, args: readonly unknown[], heard: boolean) =>
    new Promise((resolve, reject) => {
      const id = String(++last);
      let news = 0;
      const list = args.map((value) => ({ type: "RAW", value: inside(value) }) as object);
      const transfer: Transferable[] = [];
      if (heard) {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }) => {
          news++;
          port1.postMessage({ id: data.id, type: "RAW", value: undefined });
        };
        list.push({ type: "HANDLER", name: "proxy", value: port2 });
        transfer.push(port2);
      }
      const began = performance.now();
      const listen = ({ data }: MessageEvent) => {
        if (data.id !== id) return;
        worker.removeEventListener("message", listen);
        const milliseconds = performance.now() - began;
        if (data.type === "RAW") resolve({ value: outside(data.value), news, milliseconds });
        else reject(new Error(data.value?.value?.message ?? "an error"));
      };
      worker.addEventListener("message", listen);
      worker.postMessage({ id, type: "APPLY", path: [name], argumentList: list }, transfer);
    });
  const inside = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null) return value;
    if ("base64" in value) {
      return Uint8Array.from(atob(String(value.base64)), (c) => c.charCodeAt(0));
    }
    if (Array.isArray(value)) return value.map(inside);
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inside(one)]));
  };
  const outside = (value: unknown): unknown => {
    if (value instanceof Uint8Array) {
      return { base64: btoa(Array.from(value, (byte) => String.fromCharCode(byte)).join("")) };
    }
    if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
    if (Array.isArray(value)) return value.map(outside);
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, outside(one)]));
  };
  Object.assign(globalThis, { askWorker: ask });
}

interface Asked {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly heard: boolean;
}

const askIn = ({ name, args, heard }: Asked) =>
  (
    globalThis as unknown as {
      askWorker(
        name: string,
        args: readonly unknown[],
        heard: boolean,
      ): Promise<{ value: unknown; news: number; milliseconds: number }>;
    }
  ).askWorker(name, args, heard);
