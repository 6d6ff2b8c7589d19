// Keeps the page's files so that it starts without a network, all of one version: DESIGN.md, "The page". Imports nothing.

/** Each file of this version: its name, and the SHA-256 of its contents in hex. Put in by rollup.browser.mjs. */
declare const FILES: readonly (readonly [name: string, sha256: string])[];
/** A hash of FILES. */
declare const VERSION: string;

// TypeScript has a worker's surroundings or a page's, and this project is the page's.
interface ExtendableEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface FetchEvent extends ExtendableEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
interface WorkerEvents {
  readonly install: ExtendableEvent;
  readonly activate: ExtendableEvent;
  readonly fetch: FetchEvent;
  readonly message: MessageEvent<unknown>;
}
interface WorkerScope {
  readonly registration: { readonly scope: string };
  skipWaiting(): Promise<void>;
  addEventListener<K extends keyof WorkerEvents>(
    type: K,
    listener: (event: WorkerEvents[K]) => void,
  ): void;
}
const here = globalThis as unknown as WorkerScope;

const { scope } = here.registration;
/** Pages at other addresses of the same host have caches of their own. */
const PREFIX = `perceptino ${scope} `;
const CACHE = PREFIX + VERSION;
const addressOf = (name: string): string => new URL(name, scope).href;
const START = addressOf("index.html");

here.addEventListener("install", (event) => event.waitUntil(install()));
here.addEventListener("activate", (event) => event.waitUntil(forget()));
here.addEventListener("message", ({ data }) => {
  if (data === "take over") void here.skipWaiting();
});
here.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method === "GET" && request.url.startsWith(scope)) event.respondWith(answer(request));
});

/** Takes all files in, or none: each must be what this version was built with. */
async function install(): Promise<void> {
  const cache = await caches.open(CACHE);
  try {
    await Promise.all(FILES.map(([name, sha256]) => keep(cache, addressOf(name), sha256)));
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
}

async function keep(cache: Cache, address: string, sha256: string): Promise<void> {
  // What has not changed since an older version need not be loaded again.
  const old = await caches.match(address);
  if (old && (await hashOf(old.clone())) === sha256) return cache.put(address, old);
  const response = await fetch(address, { cache: "no-cache" });
  if (!response.ok || (await hashOf(response.clone())) !== sha256) {
    throw new Error(`${address}: got another file, expected the one of version ${VERSION}`);
  }
  return cache.put(address, response);
}

async function hashOf(response: Response): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", await response.arrayBuffer());
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Forgets older versions, but for the last: another tab may still show it. */
async function forget(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(names.slice(0, -1).map((name) => caches.delete(name)));
}

/**
 * A page's start comes from this version. So does all else, but for what only the version before has, which is what a tab
 * that shows that one asks for: names hold a hash of what is in the file.
 */
async function answer(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const address = request.mode === "navigate" ? START : request.url.replace(/[?#].*$/s, "");
  const own = await cache.match(address === scope ? START : address);
  return own ?? (await caches.match(address)) ?? fetch(request);
}
