import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { rollup } from "rollup";
import { packageRoot } from "../../src/node/package.js";

/** Bytes that the back end for machine code may add to a page, minified and gzipped. */
export const MOST_BYTES = 25_000; // a fifth of it is the check of what was made

const BACK_END = /[\\/]common[\\/]compiler[\\/](thumb|dense)[\\/]/;

/**
 * Bytes of the back end in a page: its own modules, bundled as the page is; what it shares with all else stays
 * outside.
 */
export async function backEndSize(): Promise<{
  readonly minified: number;
  readonly gzipped: number;
}> {
  const entry = new URL("../../src/common/compiler/thumb/blob.js", import.meta.url).pathname;
  const bundle = await rollup({
    input: entry,
    logLevel: "silent",
    external: (id, importer) =>
      importer !== undefined && !BACK_END.test(new URL(id, `file://${importer}`).pathname),
  });
  const { minify } = await import(join(packageRoot(), "rollup.minify.mjs"));
  const { output } = await bundle.generate({ format: "es", plugins: [minify()] });
  await bundle.close();
  const code = output.map((chunk) => (chunk.type === "chunk" ? chunk.code : "")).join("");
  return { minified: Buffer.byteLength(code), gzipped: gzipSync(code, { level: 9 }).length };
}
