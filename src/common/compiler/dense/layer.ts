import type { Constant } from "../ir/ir.js";

/** A dense layer of one network: its sizes in elements, its places in bytes. Matrices are row by row, as in assembly/dense.ts. */
export interface DenseLayer {
  readonly inputs: number;
  readonly units: number;
  /** (inputs, units) */
  readonly w: number;
  /** (units) */
  readonly b: number;
  /** (count, units): Z, then A, then dZ of this layer */
  readonly z: number;
  /** (count, STRIP) scratch: dA of a strip of inputs */
  readonly strip: number;
  /** the activation of the layer below with its slope, as kernels take them */
  readonly below?: readonly [kind: Constant, slope: Constant];
}

/** How a layer's products are blocked. Every choice gives the same bits: no single sum is reordered. */
export interface Tiling {
  /** terms of a sum in one round of a loop */
  readonly unroll: 1 | 2;
}

/** Observations at a time; those that are left go one by one. */
export const ROWS = 4;

/** Units at a time, then those that are left. */
export const COLUMNS = 4;

/** Inputs of a layer so large that a few cycles more or less in each tile count more than the bytes of its code. */
export const LONG = 64;

/** The names of the kernels that loops call for one parameter or element (assembly/parts.ts). */
export interface Parts {
  readonly weightFollows: string;
  readonly biasFollows: string;
  readonly elementDerivative: string;
}

export const range = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
