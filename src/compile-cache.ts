import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CompiledModule } from "./compile.js";
import { packageRoot } from "./package-root.js";

/** Bytes of the SHA-256 and of the length that begin a file. */
const HEAD = 32 + 4;

/**
 * Compiles, or takes the same module from a folder where another process has put it: for the project's tests, which need the
 * same networks in dozens of processes and name the folder in PERCEPTINO_COMPILED. Nothing is kept where it is not set.
 * @param input all that the module depends on beside the kernels and the compiler
 */
export async function compiledOnce(
  input: unknown,
  compile: () => Promise<CompiledModule>,
): Promise<CompiledModule> {
  const folder = process.env.PERCEPTINO_COMPILED;
  if (!folder) return compile();
  compiler ??= hashOfCompiler();
  const name = sha256(JSON.stringify([await compiler, input])).toString("hex");
  const path = join(folder, name);
  const known = await readFile(path).then(unpack, () => undefined);
  if (known) return known;
  const compiled = await compile();
  await mkdir(folder, { recursive: true });
  const part = `${path}.${process.pid}.part`;
  await writeFile(part, pack(compiled));
  await rename(part, path);
  return compiled;
}

let compiler: Promise<string> | undefined;

/** A hash of the kernels, the compiler's options and its version. */
async function hashOfCompiler(): Promise<string> {
  const kernels = (await readdir(join(packageRoot(), "assembly"))).sort();
  const files = [
    ...kernels.map((name) => join(packageRoot(), "assembly", name)),
    join(packageRoot(), "asconfig.json"),
    join(packageRoot(), "package.json"), // where the compiler's exact version stands
  ];
  const hash = createHash("sha256");
  for (const file of files) hash.update(sha256(await readFile(file)));
  return hash.digest("hex");
}

const sha256 = (data: string | Uint8Array) => createHash("sha256").update(data).digest();

function pack({ wasm, named }: CompiledModule): Uint8Array {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(wasm.length);
  const content = Buffer.concat([length, wasm, named]);
  return Buffer.concat([sha256(content), content]);
}

/** What was packed; undefined when it is not whole. */
function unpack(bytes: Buffer): CompiledModule | undefined {
  if (bytes.length < HEAD || !sha256(bytes.subarray(32)).equals(bytes.subarray(0, 32))) {
    return undefined;
  }
  const named = HEAD + bytes.readUInt32LE(32);
  return {
    wasm: new Uint8Array(bytes.subarray(HEAD, named)),
    named: new Uint8Array(bytes.subarray(named)),
  };
}
