import { type Constant, constant } from "../../src/common/compiler/ir/ir.js";
import { printWasm } from "../../src/common/compiler/wasm/print-wasm.js";
import { compileAssembly } from "../../src/node/kernels/compile.js";
import { readModule } from "../../src/node/kernels/read-module.js";

/** A few kernels in a module of their own, to be called with addresses in its memory. */
export interface KernelModule {
  readonly name: string;
  /** the kernels by their names */
  readonly call: Readonly<Record<string, (...operands: number[]) => number>>;
  /** the memory, all of it the caller's: one page as float32, and as integers */
  readonly floats: Float32Array<ArrayBuffer>;
  readonly words: Int32Array<ArrayBuffer>;
}

const PAGE = 65536;

function instantiate(name: string, wasm: Uint8Array<ArrayBuffer>): KernelModule {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(wasm));
  const { memory, ...call } = exports;
  const { buffer } = memory as WebAssembly.Memory;
  return {
    name,
    call: call as KernelModule["call"],
    floats: new Float32Array(buffer),
    words: new Int32Array(buffer),
  };
}

/**
 * Kernels that need nothing of a network, as the AssemblyScript compiler has them, and as we print them.
 * @param index what stands in for assembly/index.ts: exports
 */
export async function kernelModules(index: string): Promise<readonly KernelModule[]> {
  const { wasm, named } = await compileAssembly(["--config", "asconfig.json"], {
    "assembly/index.ts": index,
  });
  const constants = new Map<string, Constant>([["end", constant("i32", PAGE)]]);
  const printed = printWasm({ ...readModule(named), constants });
  return [instantiate("compiled", new Uint8Array(wasm)), instantiate("printed", printed)];
}
