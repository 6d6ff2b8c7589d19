import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { UserError } from "../../common/errors.js";
import { pageFile } from "./page-files.js";

export interface PageServer {
  /** http://127.0.0.1 and the port */
  readonly origin: string;
  close(): Promise<void>;
}

const HOST = "127.0.0.1";

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: `which is taken, perhaps by a page that you have started before: open http://${HOST}:PORT/, stop it, or choose another port, 0 for any that is free`,
  EACCES:
    "which this system does not give to you: choose one from 1,024 on, or 0 for any that is free",
};

/**
 * Serves the page's files to this machine alone.
 * @param port 0 for any that is free
 * @throws UserError when the port cannot be had
 */
export async function servePage(folder: string, port: number): Promise<PageServer> {
  const server = createServer(async ({ method = "", url = "/" }, response) => {
    const { status, headers, body } = await pageFile(folder, method, url);
    response.writeHead(status, { ...headers, "content-length": body.length });
    response.end(method === "HEAD" ? undefined : body);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const reason = REASONS[error.code ?? ""]?.replace("PORT", String(port)) ?? error.message;
      reject(new UserError(`--port: got ${port}, ${reason}`));
    });
    server.listen(port, HOST, resolve);
  });
  return {
    origin: `http://${HOST}:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
