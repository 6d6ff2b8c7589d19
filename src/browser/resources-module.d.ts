/** What rollup.browser.mjs puts into the page, so that it cannot be of another version than the page. */
declare module "perceptino:resources" {
  export const version: string;
  export const licence: string;
  /** what printKernels() wrote */
  export const kernels: string;
  /** likewise, of those for hosts */
  export const lanes: string;
  /** likewise */
  export const floats: Readonly<Record<import("../common/compiler/float32.js").FloatSet, string>>;
  export const loaders: Readonly<
    Record<import("../common/compiler/js/js-module.js").Loader, string>
  >;
}

/** Firmware for any network, as printBase() wrote it, by its file's name: none where the page was built without a compiler. */
declare module "perceptino:firmware" {
  export const bases: Readonly<Record<string, string>>;
}

/** Where rollup.browser.mjs puts worker.ts: its name holds a hash of what is in it. */
declare module "perceptino:worker" {
  export const workerUrl: string;
}
