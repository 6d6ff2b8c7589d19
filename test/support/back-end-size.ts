import { gzipSync } from "node:zlib";
import terserPlugin from "@rollup/plugin-terser";
import { rollup } from "rollup";

/** Bytes that the back end for machine code may add to a page, minified and gzipped. */
export const MOST_BYTES = 29_000; // 25 KB are aimed at: a quarter of it is the check of what was made

const BACK_END = /[\\/]common[\\/]compiler[\\/](thumb|dense)[\\/]/;

// The package's types say that its default export is a module, which it is in CommonJS only.
const terser = terserPlugin as unknown as typeof terserPlugin.default;

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
  const minify = terser({ module: true, ecma: 2020, compress: { passes: 2 } });
  const { output } = await bundle.generate({ format: "es", plugins: [minify] });
  await bundle.close();
  const code = output.map((chunk) => (chunk.type === "chunk" ? chunk.code : "")).join("");
  return { minified: Buffer.byteLength(code), gzipped: gzipSync(code, { level: 9 }).length };
}
