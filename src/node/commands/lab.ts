import { existsSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../common/errors.js";
import { catchSignals } from "../catch-signals.js";
import { openBrowser } from "../lab/open-browser.js";
import { servePage } from "../lab/page-server.js";
import { packageRoot } from "../package.js";
import { print, tell } from "../print.js";

interface LabOptions {
  /** 0 for any that is free */
  readonly port: number;
  /** whether the browser is opened */
  readonly open: boolean;
  readonly json: boolean;
  readonly quiet?: boolean;
}

/**
 * `perceptino lab`: serves the page to this machine until it is stopped.
 * @returns the exit code: 130 or 143
 */
export async function lab(options: LabOptions): Promise<number> {
  const folder = join(packageRoot(), "dist/lab");
  if (!existsSync(join(folder, "index.html"))) {
    throw new UserError(
      "dist/lab: got no page there, expected the one that comes with the package; in a clone run `npm run build` first",
    );
  }
  const stop = catchSignals();
  const server = await servePage(folder, options.port);
  try {
    const address = `${server.origin}/`;
    print(options, { address }, address);
    tell(options, "Ctrl-C ends it.");
    if (options.open) {
      const problem = await stop.orStopped(openBrowser(address));
      if (problem !== undefined) {
        tell(options, `No browser could be opened (${problem}): open ${address} in yours.`);
      }
    }
    await stop.orStopped(new Promise<never>(() => {}));
    return 0; // never: only a signal ends it
  } finally {
    await server.close();
    stop.release();
  }
}
