// What is different for each network: sizes, addresses in bytes, what it does, and the sequence of its layers. The linker puts
// them in; what they rule out is then gone (SPEC.md, "The module").

// Sizes.

// @ts-ignore: decorator
@external("network", "BATCH") export declare const BATCH: i32;
/** numbers that the first layer reads: channels, or features with a window */
// @ts-ignore: decorator
@external("network", "INPUTS") export declare const INPUTS: i32;
// @ts-ignore: decorator
@external("network", "OUTPUTS") export declare const OUTPUTS: i32;
/** numbers of a target: 1 class, or one for each output */
// @ts-ignore: decorator
@external("network", "TARGETS") export declare const TARGETS: i32;
/** rows that forwardRows() and backwardRows() take at a time: the batch, or 1 */
// @ts-ignore: decorator
@external("network", "CHUNK") export declare const CHUNK: i32;
/** the most rows that a forward pass takes: CHUNK, and on hosts those of predictRows() */
// @ts-ignore: decorator
@external("network", "FORWARD_ROWS") export declare const FORWARD_ROWS: i32;
/** whether tiles of four leave units over, in any layer of several units */
// @ts-ignore: decorator
@external("network", "UNITS_LEFT") export declare const UNITS_LEFT: bool;
/** weights and biases */
// @ts-ignore: decorator
@external("network", "PARAMETER_COUNT") export declare const PARAMETER_COUNT: i32;

// What it learns (learner.ts, loss.ts).

/** YES_NO, CLASSES or NUMBERS of task.ts */
// @ts-ignore: decorator
@external("network", "TASK") export declare const TASK: i32;
/** how many labels there are, 0, 1 …; 0 with NUMBERS */
// @ts-ignore: decorator
@external("network", "LABELS") export declare const LABELS: i32;
/** whether gradients and loss are means over the batch, and not sums */
// @ts-ignore: decorator
@external("network", "MEAN") export declare const MEAN: bool;
/** how many times an observation with label 1 counts */
// @ts-ignore: decorator
@external("network", "POSITIVE_WEIGHT") export declare const POSITIVE_WEIGHT: f32;
/** (outputs) how many times each class counts, or 0 */
// @ts-ignore: decorator
@external("network", "CLASS_WEIGHTS") export declare const CLASS_WEIGHTS: usize;
/** NONE, STANDARD or ADAPTIVE of normalize.ts */
// @ts-ignore: decorator
@external("network", "NORMALIZER") export declare const NORMALIZER: i32;
/** deviations to which normalised readings are clipped, or 0 */
// @ts-ignore: decorator
@external("network", "CLIP") export declare const CLIP: f32;
/** readings after which an adaptive normaliser forgets */
// @ts-ignore: decorator
@external("network", "SEEN_MOST") export declare const SEEN_MOST: i32;
/** readings that an adaptive normaliser wants to see first */
// @ts-ignore: decorator
@external("network", "WARM_UP") export declare const WARM_UP: i32;

// How it learns (update.ts, optimizer.ts).

/** SGD, MOMENTUM, NESTEROV or ADAM of update.ts */
// @ts-ignore: decorator
@external("network", "OPTIMIZER") export declare const OPTIMIZER: i32;
// @ts-ignore: decorator
@external("network", "LEARNING_RATE") export declare const LEARNING_RATE: f32;
/** μ, or β₁ of Adam */
// @ts-ignore: decorator
@external("network", "MOMENTUM_FACTOR") export declare const MOMENTUM_FACTOR: f32;
/** 1 − β₁ */
// @ts-ignore: decorator
@external("network", "MOMENTUM_REST") export declare const MOMENTUM_REST: f32;
/** β₂ of Adam */
// @ts-ignore: decorator
@external("network", "SQUARES_FACTOR") export declare const SQUARES_FACTOR: f32;
/** 1 − β₂ */
// @ts-ignore: decorator
@external("network", "SQUARES_REST") export declare const SQUARES_REST: f32;
/** ε of Adam */
// @ts-ignore: decorator
@external("network", "EPSILON") export declare const EPSILON: f32;
/** λ of the L2 term, or 0 */
// @ts-ignore: decorator
@external("network", "WEIGHT_DECAY") export declare const WEIGHT_DECAY: f32;
/** the longest gradient, or 0 */
// @ts-ignore: decorator
@external("network", "CLIP_NORM") export declare const CLIP_NORM: f32;
/** whether the fast plan keeps the gradient for endStep() */
// @ts-ignore: decorator
@external("network", "BUFFERED") export declare const BUFFERED: bool;
/** CONSTANT, INVERSE_TIME or COSINE of schedule.ts */
// @ts-ignore: decorator
@external("network", "SCHEDULE") export declare const SCHEDULE: i32;
// @ts-ignore: decorator
@external("network", "SCHEDULE_STEPS") export declare const SCHEDULE_STEPS: f32;
/** the part of the learning rate that is left at the end */
// @ts-ignore: decorator
@external("network", "SCHEDULE_TO") export declare const SCHEDULE_TO: f32;
/** a bit for each activation that a hidden layer has (activation.ts) */
// @ts-ignore: decorator
@external("network", "ACTIVATIONS") export declare const ACTIVATIONS: i32;

// Places.

/** for each layer W (inputs, units), then b (units) */
// @ts-ignore: decorator
@external("network", "PARAMETERS") export declare const PARAMETERS: usize;
/** words of parameters and state, from PARAMETERS on */
// @ts-ignore: decorator
@external("network", "KEPT_WORDS") export declare const KEPT_WORDS: i32;
/** (1) i32: steps since the parameters were drawn */
// @ts-ignore: decorator
@external("network", "STEPS") export declare const STEPS: usize;
/** (1) i32: bits of the host's */
// @ts-ignore: decorator
@external("network", "RANDOM") export declare const RANDOM: usize;
/** (1) i32: rows of the batch that are filled */
// @ts-ignore: decorator
@external("network", "OBSERVED") export declare const OBSERVED: usize;
/** (1) the learning rate */
// @ts-ignore: decorator
@external("network", "RATE") export declare const RATE: usize;
/** (inputs) means of the readings */
// @ts-ignore: decorator
@external("network", "CENTRE") export declare const CENTRE: usize;
/** (inputs) what multiplies them; variances with ADAPTIVE */
// @ts-ignore: decorator
@external("network", "SPREAD") export declare const SPREAD: usize;
/** (outputs) */
// @ts-ignore: decorator
@external("network", "TARGET_MEAN") export declare const TARGET_MEAN: usize;
/** (outputs) */
// @ts-ignore: decorator
@external("network", "TARGET_DEVIATION") export declare const TARGET_DEVIATION: usize;
/** (2) 1 − β₁ᵗ and 1 − β₂ᵗ */
// @ts-ignore: decorator
@external("network", "CORRECTIONS") export declare const CORRECTIONS: usize;
/** from a parameter to its moment: a distance in bytes */
// @ts-ignore: decorator
@external("network", "MOMENT") export declare const MOMENT: usize;
/** from a parameter to its second moment: a distance in bytes */
// @ts-ignore: decorator
@external("network", "SQUARES") export declare const SQUARES: usize;
/** from a parameter to its gradient: a distance in bytes */
// @ts-ignore: decorator
@external("network", "GRADIENT") export declare const GRADIENT: usize;
/** (batch, inputs), normalised */
// @ts-ignore: decorator
@external("network", "READINGS") export declare const READINGS: usize;
/** (batch, targets) */
// @ts-ignore: decorator
@external("network", "BATCH_TARGETS") export declare const BATCH_TARGETS: usize;
/** (1) i32: readings that the adaptive normaliser has seen, up to SEEN_MOST */
// @ts-ignore: decorator
@external("network", "SEEN") export declare const SEEN: usize;
/** (chunk, outputs) logits, then dZ; after predict() the first row has what is predicted */
// @ts-ignore: decorator
@external("network", "OUTPUT") export declare const OUTPUT: usize;
/** (inputs) the normalised reading of predict() */
// @ts-ignore: decorator
@external("network", "ROW") export declare const ROW: usize;
/** (1) what multiplies gradients */
// @ts-ignore: decorator
@external("network", "GRADIENT_SCALE") export declare const GRADIENT_SCALE: usize;
/** (1) ε of this step */
// @ts-ignore: decorator
@external("network", "STEP_EPSILON") export declare const STEP_EPSILON: usize;
/** (inputs) a raw reading, or a window's features */
// @ts-ignore: decorator
@external("network", "INPUT") export declare const INPUT: usize;
/** (rows, inputs) on hosts: raw readings of predictRows() */
// @ts-ignore: decorator
@external("network", "MANY") export declare const MANY: usize;
/** (rows, outputs) on hosts */
// @ts-ignore: decorator
@external("network", "ANSWERS") export declare const ANSWERS: usize;
/** (targets) */
// @ts-ignore: decorator
@external("network", "TARGET") export declare const TARGET: usize;

// A window (push.ts).

// @ts-ignore: decorator
@external("network", "CHANNELS") export declare const CHANNELS: i32;
/** rows of a window */
// @ts-ignore: decorator
@external("network", "WINDOW_LENGTH") export declare const WINDOW_LENGTH: i32;
/** rows from one window to the next */
// @ts-ignore: decorator
@external("network", "STRIDE") export declare const STRIDE: i32;
/** (rows, channels) */
// @ts-ignore: decorator
@external("network", "WINDOW") export declare const WINDOW: usize;
/** (1) i32: rows that are filled, or less than 0: readings that are skipped */
// @ts-ignore: decorator
@external("network", "WINDOW_ROWS") export declare const WINDOW_ROWS: usize;
/** (channels) a raw reading */
// @ts-ignore: decorator
@external("network", "READING") export declare const READING: usize;
/** The features of the window into INPUT. */
// @ts-ignore: decorator
@external("network", "makeFeatures") export declare function makeFeatures(): void;

// The sequence of its layers.

/** Draws each layer's weights, from a state of the generator. */
// @ts-ignore: decorator
@external("network", "drawParameters") export declare function drawParameters(state: i32): void;
/** Writes what is not 0 in a new state and not said by the kernels. */
// @ts-ignore: decorator
@external("network", "startState") export declare function startState(): void;
/** `count` normalised readings; leaves the logits in OUTPUT. */
// @ts-ignore: decorator
@external("network", "forwardRows") export declare function forwardRows(x: usize, count: i32): void;
/** The same with room for more readings, for hosts; leaves the logits in ANSWERS. */
// @ts-ignore: decorator
@external("network", "forwardMany") export declare function forwardMany(x: usize, count: i32): void;
/** From dZ in OUTPUT down to the readings. */
// @ts-ignore: decorator
@external("network", "backwardRows") export declare function backwardRows(x: usize, count: i32, rate: f32): void;
// @ts-ignore: decorator
@external("network", "beginStep") export declare function beginStep(): void;
// @ts-ignore: decorator
@external("network", "endStep") export declare function endStep(rate: f32): void;
/** The loop over the batch: that of descend.ts or descend-unit.ts. */
// @ts-ignore: decorator
@external("network", "descend") export declare function descend(train: bool, rate: f32): f32;
