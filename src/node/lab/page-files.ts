import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { PAGE_POLICY } from "../../common/page-policy.js";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".webmanifest": "application/manifest+json",
};

/** What is answered to one request. */
export interface Answer {
  readonly status: 200 | 404 | 405;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

const HEADERS = {
  "content-security-policy": PAGE_POLICY,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  // The service worker keeps files; whoever asks here wants what is here now.
  "cache-control": "no-cache",
};

const refusal = (status: 404 | 405, text: string): Answer => ({
  status,
  headers: { ...HEADERS, "content-type": TYPES[".txt"]! },
  body: new TextEncoder().encode(`${text}\n`),
});

/** Answers a request with a file of the page's folder: those that lie in it, and nothing else. */
export async function pageFile(folder: string, method: string, url: string): Promise<Answer> {
  if (method !== "GET" && method !== "HEAD") return refusal(405, "only GET and HEAD");
  const path = url.replace(/[?#].*$/s, "");
  const name = path === "/" ? "index.html" : path.slice(1);
  const type = TYPES[extname(name)];
  // By its name among those that are there: no path leads out of the folder.
  const own = type !== undefined && readdirSync(folder).includes(name);
  const body = own ? await readFile(join(folder, name)).catch(() => undefined) : undefined;
  if (!own || body === undefined) return refusal(404, "no such file of the page");
  return { status: 200, headers: { ...HEADERS, "content-type": type }, body };
}
