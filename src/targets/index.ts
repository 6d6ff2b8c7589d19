import type { BuiltNetwork } from "../build.js";

/** What can be built: the Wasm module itself, or C99 made of it. */
export const TARGETS = ["wasm", "c"] as const;
export type Target = (typeof TARGETS)[number];

/** A file that a build makes. */
export interface Artifact {
  readonly file: string;
  readonly data: string | Uint8Array;
  /** for C: the compiler options that it is made for */
  readonly flags?: readonly string[];
}

/** The files of a target. */
export async function artifactsOf(
  built: BuiltNetwork,
  target: Target,
  name: string,
): Promise<readonly Artifact[]> {
  if (target === "wasm") return [{ file: `${name}.wasm`, data: built.wasm }];
  const { cFlags, cNetwork } = await import("./c.js");
  const { prefix, header, source } = cNetwork(built, name);
  return [
    { file: `${prefix}.h`, data: header },
    { file: `${prefix}.c`, data: source, flags: cFlags(built.spec) },
  ];
}
