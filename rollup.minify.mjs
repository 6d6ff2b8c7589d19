// How scripts for browsers are minified: those of the page, and what the tests measure of it.
import terser from "@rollup/plugin-terser";

// A constant stays right of what it is compared with, where people write it: texts then repeat more, and gzip finds it.
export const minify = () =>
  terser({ module: true, ecma: 2020, compress: { passes: 3, lhs_constants: false } });
