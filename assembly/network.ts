// What is different for each network: sizes, addresses in bytes, and the sequence of its layers. The linker puts them in.

// @ts-ignore: decorator
@external("network", "BATCH") export declare const BATCH: i32;
// @ts-ignore: decorator
@external("network", "INPUTS") export declare const INPUTS: i32;
// @ts-ignore: decorator
@external("network", "OUTPUTS") export declare const OUTPUTS: i32;
/** rows that forwardRows() and backwardRows() take at a time: the batch, or 1 */
// @ts-ignore: decorator
@external("network", "CHUNK") export declare const CHUNK: i32;
/** whether gradients and loss are means over the batch, and not sums */
// @ts-ignore: decorator
@external("network", "MEAN") export declare const MEAN: bool;
/** how many times an observation with label 1 counts */
// @ts-ignore: decorator
@external("network", "POSITIVE_WEIGHT") export declare const POSITIVE_WEIGHT: f32;
/** for each layer W (inputs, units), then b (units) */
// @ts-ignore: decorator
@external("network", "PARAMETERS") export declare const PARAMETERS: usize;
/** (1) i32: rows of the batch that are filled */
// @ts-ignore: decorator
@external("network", "OBSERVED") export declare const OBSERVED: usize;
/** (batch, inputs) */
// @ts-ignore: decorator
@external("network", "READINGS") export declare const READINGS: usize;
/** (batch, outputs) */
// @ts-ignore: decorator
@external("network", "LABELS") export declare const LABELS: usize;
/** (chunk, outputs) logits, then dZ; after forward() the first row has probabilities */
// @ts-ignore: decorator
@external("network", "OUTPUT") export declare const OUTPUT: usize;
/** Draws each layer's weights, from a state of the generator. */
// @ts-ignore: decorator
@external("network", "drawParameters") export declare function drawParameters(state: i32): void;
/** `count` readings from row `first`; leaves the logits in OUTPUT. */
// @ts-ignore: decorator
@external("network", "forwardRows") export declare function forwardRows(first: i32, count: i32): void;
/** From dZ in OUTPUT down to the readings. */
// @ts-ignore: decorator
@external("network", "backwardRows") export declare function backwardRows(first: i32, count: i32, rate: f32): void;
// @ts-ignore: decorator
@external("network", "beginStep") export declare function beginStep(): void;
// @ts-ignore: decorator
@external("network", "endStep") export declare function endStep(rate: f32): void;
/** The loop over the batch: that of descend.ts or descend-unit.ts. */
// @ts-ignore: decorator
@external("network", "descend") export declare function descend(train: bool, rate: f32): f32;
