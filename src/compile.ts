import { readFile } from "node:fs/promises";
import { isAbsolute, join, relative } from "node:path";
import asc from "assemblyscript/asc";
import { packageRoot } from "./package-root.js";

/** Sources that stand in for files of assembly/, by their path from the package's root. */
export type Sources = Readonly<Record<string, string>>;

/** A compiled module: the Wasm bytes and their text form. */
export interface CompiledModule {
  readonly wasm: Uint8Array;
  readonly wat: string;
}

/**
 * Compiles the kernels with a generated network module to Wasm, with the options of asconfig.json.
 * @param network AssemblyScript source that stands in for assembly/network.ts
 * @param sources further files to replace, for instance "assembly/blocking.ts"
 */
export async function compileKernels(
  network: string,
  sources: Sources = {},
): Promise<CompiledModule> {
  const all: Sources = { "assembly/network.ts": network, ...sources };
  return compileAssembly(["--config", "asconfig.json"], all);
}

/** Runs the AssemblyScript compiler in the package's folder, in memory: no file is written. */
export async function compileAssembly(
  args: readonly string[],
  sources: Sources = {},
): Promise<CompiledModule> {
  const root = packageRoot();
  const written = new Map<string, string | Uint8Array>();
  const { error, stderr } = await asc.main(
    [...args, "--outFile", "module.wasm", "--textFile", "module.wat"],
    {
      readFile: async (name, baseDir) => {
        const path = isAbsolute(name) ? name : join(baseDir, name);
        const known = sources[relative(root, join(root, name)).replaceAll("\\", "/")];
        if (known !== undefined) return known;
        return readFile(isAbsolute(name) ? path : join(root, name), "utf8").catch(() => null);
      },
      writeFile: (name, contents) => void written.set(name, contents),
      listFiles: () => [],
    },
  );
  const wasm = written.get("module.wasm");
  if (error || !(wasm instanceof Uint8Array)) {
    throw new Error(`the kernels did not compile: ${error?.message ?? ""}\n${stderr.toString()}`);
  }
  const wat = written.get("module.wat");
  return { wasm, wat: typeof wat === "string" ? wat : "" };
}
