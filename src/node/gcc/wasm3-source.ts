import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { shown, UserError } from "../../common/errors.js";
import { endWithUs } from "../children.js";
import { temporaryFolder } from "../temporary-folder.js";
import { folderHash } from "./folder-hash.js";

/** The npm package that carries wasm3 0.5.0 as C sources; only its folder cpp/ is used, and nothing of it is run. */
const PACKAGE = "react-native-webassembly@0.3.3";
const SHA512 =
  "wC8r/C6bHcWsNZmzES6vhMX1bao3JtG2FIVC9Un5kTn9EKQBN63qGVGMaD7ppe/vkzD8aPTfj9MKjsid4m7VRA==";
/** SHA-256 of its folder cpp/ as it is unpacked, by folderHash. */
const UNPACKED = "f3825ffd9bf923ab8a5f49c15fc5397913cb334f4d1f0431593c99b5cef140c2";
/** A file that only wasm3 has. */
const PROBE = "m3_exec_defs.h";

/**
 * Where what was fetched or compiled is kept: a folder of perceptino's own in the user's cache. A relative XDG_CACHE_HOME is
 * ignored, as its specification demands. What lies there is checked before each use.
 */
export function cacheFolder(): string {
  const given = process.env.XDG_CACHE_HOME;
  return join(given && isAbsolute(given) ? given : join(homedir(), ".cache"), "perceptino");
}

/**
 * The folder with wasm3's C sources: WASM3_DIR if that is set (its root or its source/), else what npm fetched once, checked
 * against a pinned SHA-512 and kept in the cache. What the cache holds is checked, too; if it was altered or damaged, it is
 * fetched anew.
 */
export async function wasm3Source(): Promise<string> {
  const given = process.env.WASM3_DIR;
  if (given) return givenSource(given);
  const folder = join(
    cacheFolder(),
    `wasm3-${createHash("sha256").update(SHA512).digest("hex").slice(0, 16)}`,
  );
  if (await isRight(folder)) return folder;
  const altered = existsSync(folder);
  await fetchSource(folder).catch((error: Error) => {
    if (!altered || !(error instanceof UserError)) throw error;
    throw new UserError(`${error.message}; what ${folder} holds was altered, and is not used`);
  });
  return folder;
}

const isRight = async (folder: string) => (await folderHash(folder)) === UNPACKED;

/** The user's own wasm3, if it is one that we know. */
async function givenSource(given: string): Promise<string> {
  const folder = [given, join(given, "source")].find((path) => existsSync(join(path, PROBE)));
  if (folder === undefined) {
    throw new UserError(
      `WASM3_DIR: got ${shown(given)}, expected a folder of wasm3 with ${PROBE} in it or in its source/; correct or unset it`,
    );
  }
  const header = await readFile(join(folder, "wasm3.h"), "utf8");
  const [major, minor] = ["MAJOR", "MINOR"].map((part) =>
    Number(new RegExp(`M3_VERSION_${part}\\s+(\\d+)`).exec(header)?.[1]),
  );
  if (major !== 0 || minor === undefined || !(minor >= 5 && minor <= 9)) {
    throw new UserError(
      `WASM3_DIR: got wasm3 ${major}.${minor}, expected 0.5 to 0.9; point it to one of these or unset it`,
    );
  }
  return folder;
}

/** Fetches, checks and unpacks into a folder that appears only when it is whole; what was there before is dropped. */
async function fetchSource(folder: string): Promise<void> {
  await mkdir(cacheFolder(), { recursive: true });
  const { path: temporary, drop } = temporaryFolder(cacheFolder(), "fetch-");
  try {
    await pack(temporary);
    const archive = (await readdir(temporary)).find((name) => name.endsWith(".tgz"));
    if (archive === undefined) throw unfetched("npm pack wrote no archive");
    const sum = createHash("sha512").update(await readFile(join(temporary, archive)));
    expectSum(sum.digest("base64"));
    await run("tar", ["-xzf", archive, "package/cpp"], temporary);
    const unpacked = join(temporary, "package", "cpp");
    if (!(await isRight(unpacked))) throw unfetched("tar did not unpack it as it is");
    await rm(folder, { recursive: true, force: true });
    await rename(unpacked, folder).catch(async (error: Error) => {
      if (!(await isRight(folder))) throw error; // else another process was faster
    });
  } finally {
    drop();
  }
}

function expectSum(got: string): void {
  if (got === SHA512) return;
  throw new UserError(
    `wasm3: got ${PACKAGE} with SHA-512 ${got}, expected ${SHA512}; ` +
      "the registry or the line altered it: try another, or set WASM3_DIR to wasm3's sources",
  );
}

const pack = (folder: string) =>
  run("npm", ["pack", PACKAGE, "--ignore-scripts", "--silent"], folder);

const unfetched = (reason: string) =>
  new UserError(
    `wasm3: its source ${PACKAGE} could not be fetched (${reason}); ` +
      "connect to the npm registry once, or set WASM3_DIR to wasm3's sources",
  );

function run(program: string, args: readonly string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: ["ignore", "ignore", "pipe"] });
    endWithUs(child);
    let text = "";
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
    child.on("error", (error) => reject(unfetched(error.message)));
    child.on("close", (code) => {
      const reason = text.trim().split("\n").at(-1);
      if (code === 0) resolve();
      else reject(unfetched(`${program}: ${reason ? reason : `exit code ${code}`}`));
    });
  });
}
