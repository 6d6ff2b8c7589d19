import { readFile } from "node:fs/promises";
import { isAbsolute, join, relative } from "node:path";
import { builtOnce } from "../build-cache.js";
import { packageRoot } from "../package.js";

/** Sources that stand in for files of assembly/, by their path from the package's root. */
export type Sources = Readonly<Record<string, string>>;

/** A compiled module. */
export interface CompiledModule {
  readonly wasm: Uint8Array;
  /** the same module with the names of its functions, for translators and people */
  readonly named: Uint8Array;
}

/** Runs the AssemblyScript compiler in the package's folder, in memory: no file is written. */
export async function compileAssembly(
  args: readonly string[],
  sources: Sources = {},
): Promise<CompiledModule> {
  const config = () => readFile(join(packageRoot(), "asconfig.json"), "utf8");
  return builtOnce(
    async () => ["assembly", await config(), args, sources],
    () => compile(args, sources),
  );
}

async function compile(args: readonly string[], sources: Sources): Promise<CompiledModule> {
  const { default: asc } = await import("assemblyscript/asc"); // large: only who compiles loads it
  const root = packageRoot();
  const written = new Map<string, string | Uint8Array>();
  const { error, stderr } = await asc.main([...args, "--outFile", "module.wasm", "--debug"], {
    readFile: async (name, baseDir) => {
      const path = isAbsolute(name) ? name : join(baseDir, name);
      const known = sources[relative(root, join(root, name)).replaceAll("\\", "/")];
      if (known !== undefined) return known;
      return readFile(isAbsolute(name) ? path : join(root, name), "utf8").catch(() => null);
    },
    writeFile: (name, contents) => void written.set(name, contents),
    listFiles: () => [],
  });
  const named = written.get("module.wasm");
  if (error || !(named instanceof Uint8Array)) {
    throw new Error(`the kernels did not compile: ${error?.message ?? ""}\n${stderr.toString()}`);
  }
  return { wasm: withoutCustomSections(named), named };
}

/** A module without its custom sections (id 0), which hold names only. */
function withoutCustomSections(wasm: Uint8Array): Uint8Array {
  const kept = [wasm.subarray(0, 8)];
  for (let at = 8; at < wasm.length; ) {
    const start = at;
    const id = wasm[at++];
    let size = 0;
    let byte: number;
    let shift = 0;
    do {
      byte = wasm[at++]!;
      size |= (byte & 0x7f) << shift;
      shift += 7;
    } while (byte & 0x80);
    at += size;
    if (id !== 0) kept.push(wasm.subarray(start, at));
  }
  return new Uint8Array(Buffer.concat(kept));
}
