/** What can be built: the Wasm module itself, C99 or JavaScript made of it, a library for Arduino, or a module for an Espruino board. */
export const TARGETS = ["wasm", "c", "arduino", "js", "espruino"] as const;
export type Target = (typeof TARGETS)[number];
