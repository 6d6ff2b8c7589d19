import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { pageFile } from "../../src/node/lab/page-files.js";

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
  /** Serves another folder's files from now on, or nothing: as if there were no network. */
  serve(folder: string | undefined): void;
  close(): Promise<void>;
}

/**
 * Serves a folder's files as `perceptino lab` does, gzipped, on a free port of this machine alone.
 * @param under a path before all names: "/some/where"
 */
export async function servePage(folder: string, under = ""): Promise<PageServer> {
  const served: Served[] = [];
  let from: string | undefined = folder;
  const server = createServer(async ({ method = "", url = "/" }, response) => {
    if (from === undefined) return void response.destroy();
    const path = url.startsWith(`${under}/`) ? url.slice(under.length) : "/404";
    const { status, headers, body } = await pageFile(from, method, path);
    const packed = gzipSync(body, { level: 9 });
    served.push({ path: path === "/" ? "/index.html" : path, status, bytes: packed.length });
    const more = { "content-encoding": "gzip", "content-length": packed.length };
    response.writeHead(status, { ...headers, ...more });
    return void response.end(packed);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    served,
    serve(other) {
      from = other;
      if (other === undefined) server.closeAllConnections();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
