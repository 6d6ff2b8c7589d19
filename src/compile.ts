import { Worker } from "node:worker_threads";

/** Sources that stand in for files of assembly/, by their path from the package's root. */
export type Sources = Readonly<Record<string, string>>;

/** A compiled module. */
export interface CompiledModule {
  readonly wasm: Uint8Array;
  /** the same module with the names of its functions, for translators and people */
  readonly named: Uint8Array;
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

/**
 * Runs the AssemblyScript compiler in a thread of its own: it computes for a second or more without a pause, in which this
 * one goes on hearing signals.
 */
export function compileAssembly(
  args: readonly string[],
  sources: Sources = {},
): Promise<CompiledModule> {
  compiler ??= startCompiler();
  return compiler.compile({ args, sources });
}

/** What the compiler's thread is asked, and what it answers. */
export interface CompileOrder {
  readonly id: number;
  readonly args: readonly string[];
  readonly sources: Sources;
}
export type CompileReport =
  | ({ readonly id: number } & CompiledModule)
  | { readonly id: number; readonly error: string };

let compiler: ReturnType<typeof startCompiler> | undefined;

/** The thread lasts as long as the process, which it does not keep alive while it has nothing to do. */
function startCompiler() {
  const worker = new Worker(new URL("./compile-worker.js", import.meta.url));
  const waiting = new Map<number, (report: CompileReport) => void>();
  let orders = 0;
  worker.unref();
  worker.on("message", (report: CompileReport) => {
    waiting.get(report.id)?.(report);
    waiting.delete(report.id);
    if (waiting.size === 0) worker.unref();
  });
  worker.on("error", (error) => {
    compiler = undefined;
    for (const [id, take] of waiting) take({ id, error: error.message });
  });
  return {
    compile: (order: Omit<CompileOrder, "id">) =>
      new Promise<CompiledModule>((resolve, reject) => {
        const id = ++orders;
        waiting.set(id, (report) => {
          if ("error" in report) reject(new Error(report.error));
          else resolve({ wasm: report.wasm, named: report.named });
        });
        worker.ref();
        worker.postMessage({ id, ...order } satisfies CompileOrder);
      }),
  };
}
