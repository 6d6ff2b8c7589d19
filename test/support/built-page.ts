import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { packageRoot } from "../../src/node/package.js";
import { HANGING } from "./waiting.js";

/** A build of the page in a folder of its own. */
export interface BuiltPage {
  readonly folder: string;
  remove(): void;
}

/**
 * Builds another version of the page from what the last `npm run build` compiled, without making it small. Its worker is a
 * script that does nothing, as the compiler and the charts in it take most of a build's time.
 * @param added code at the end of its main script
 */
export async function buildPage(added: string): Promise<BuiltPage> {
  const place = mkdtempSync(join(tmpdir(), "perceptino-page-"));
  const folder = join(place, "lab");
  const plugin = join(place, "change.mjs");
  writeFileSync(
    plugin,
    `export default () => ({
      name: "change",
      options: (all) => ({ ...all, treeshake: false, plugins: all.plugins.filter(({ name }) => name !== "terser") }),
      load: (id) => id.endsWith("build/src/browser/worker/worker.js") ? "onmessage = () => {};" : null,
      transform: (code, id) => id.endsWith("build/src/browser/main.js") ? code + ${JSON.stringify(added)} : null,
    });`,
  );
  const rollup = ["node_modules/rollup/dist/bin/rollup", "-c", "rollup.browser.mjs", "--silent"];
  await promisify(execFile)(process.execPath, [...rollup, "-d", folder, "-p", plugin], {
    cwd: packageRoot(),
    timeout: HANGING,
  });
  return { folder, remove: () => rmSync(place, { recursive: true, force: true }) };
}
