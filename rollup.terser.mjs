// Terser in this process: the plugin starts a worker for each configuration, which loads all of terser anew.
import { minify } from "terser";

/** @param options terser's */
export const terser = (options) => ({
  name: "terser",
  async renderChunk(text, _chunk, { format }) {
    const { code } = await minify(text, { module: format === "es", ...options });
    return { code, map: null };
  },
});
