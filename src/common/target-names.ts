/** What can be built: the Wasm module itself, C99 or JavaScript made of it, a library for Arduino, a module for an Espruino board, or an app for Bangle.js. */
export const TARGETS = ["wasm", "c", "arduino", "js", "espruino", "bangle-app"] as const;
export type Target = (typeof TARGETS)[number];
