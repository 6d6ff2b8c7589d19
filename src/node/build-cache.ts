import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { deserialize, serialize } from "node:v8";
import { packageRoot } from "./package.js";

/**
 * Builds something, or takes the same from a folder where another process has put it: for the project's tests, which need the
 * same firmware in dozens of processes and name the folder in PERCEPTINO_BUILDS. Nothing is kept where it is not
 * set.
 * @param input gives all that the result depends on beside our own sources, as JSON
 * @param build gives what the structured clone algorithm can copy
 */
export async function builtOnce<T>(input: () => unknown, build: () => Promise<T>): Promise<T> {
  const folder = process.env.PERCEPTINO_BUILDS;
  if (!folder) return build();
  sources ??= hashOfSources();
  const path = join(folder, sha256(JSON.stringify([await sources, await input()])).toString("hex"));
  const known = await readFile(path).then(unpack<T>, () => undefined);
  if (known) return known.value;
  const value = await build();
  await mkdir(folder, { recursive: true });
  const part = `${path}.${randomUUID()}.part`; // several may build the same at once
  await writeFile(part, pack(value));
  await rename(part, path);
  return value;
}

let sources: Promise<string> | undefined;

/** Folders of C that is built, and of the kernels in AssemblyScript. */
const SOURCES = ["src/device/firmware", "assembly", "assembly/float32"];

/** A hash of our own sources that are built, and of what builds them. */
async function hashOfSources(): Promise<string> {
  const hash = createHash("sha256");
  for (const folder of SOURCES.map((name) => join(packageRoot(), name))) {
    const entries = await readdir(folder, { withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
    for (const name of files.sort()) {
      hash.update(name).update(sha256(await readFile(join(folder, name))));
    }
  }
  hash.update(sha256(await readFile(join(packageRoot(), "package.json"))));
  return hash.digest("hex");
}

const sha256 = (data: string | Uint8Array) => createHash("sha256").update(data).digest();
const SHA256_BYTES = 32;

function pack(value: unknown): Uint8Array {
  const content = serialize(value);
  return Buffer.concat([sha256(content), content]);
}

/** What was packed; undefined when it is not whole. */
function unpack<T>(bytes: Buffer): { readonly value: T } | undefined {
  const content = bytes.subarray(SHA256_BYTES);
  if (!sha256(content).equals(bytes.subarray(0, SHA256_BYTES))) return undefined;
  return { value: deserialize(content) as T };
}
