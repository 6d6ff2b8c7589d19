import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";

/** What a page of ours may do: load its own files and run WebAssembly; no inline script or style, no eval, no strangers. */
export const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "manifest-src 'self'",
].join("; ");

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
};

/** One answered request. */
export interface Served {
  readonly path: string;
  readonly status: number;
  /** of the body as it was sent, gzipped */
  readonly bytes: number;
}

export interface PageServer {
  /** http://127.0.0.1 and the port */
  readonly origin: string;
  readonly served: readonly Served[];
  close(): Promise<void>;
}

/** Serves a folder's files under the policy, gzipped, on a free port of this machine alone. */
export async function servePage(folder: string): Promise<PageServer> {
  const served: Served[] = [];
  const server = createServer(async ({ url = "/" }, response) => {
    const path = url === "/" ? "/index.html" : url;
    const type = TYPES[extname(path)];
    const known = type !== undefined && /^\/[\w.-]+$/.test(path);
    const file = known ? await readFile(join(folder, path)).catch(() => undefined) : undefined;
    const body = gzipSync(file ?? "", { level: 9 });
    const status = file ? 200 : 404;
    served.push({ path, status, bytes: body.length });
    response.writeHead(status, {
      "content-type": type ?? "text/plain",
      "content-encoding": "gzip",
      "content-length": body.length,
      "content-security-policy": POLICY,
      "x-content-type-options": "nosniff",
    });
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    served,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
