/** Version of the module's exports (SPEC.md, "The module"). A loader refuses a module of another version. */
export const ABI = 1;

/** What a module says about itself: sizes in elements, places in bytes of its linear memory. */
export interface Layout {
  readonly abi: number;
  /** CRC-32 of what gives the parameters their meaning; a checkpoint carries it too */
  readonly fingerprint: number;
  readonly inputs: number;
  readonly outputs: number;
  /** observations of a full batch */
  readonly batch: number;
  /** the network file's seed and learning rate */
  readonly seed: number;
  readonly learningRate: number;
  /** weights and biases, layer by layer, from byte 0 */
  readonly parameters: number;
  /** (1) i32: observations in the batch so far */
  readonly observed: number;
  /** (batch, inputs), followed by the labels (batch, outputs) */
  readonly readings: number;
  /** (outputs) probabilities of the last forward() */
  readonly output: number;
  /** first byte that the module never touches */
  readonly end: number;
}

/** The few functions by which a loader runs a network, whatever executes it. */
export interface Engine {
  readonly layout: Layout;
  /** The linear memory. */
  readonly memory: ArrayBuffer;
  /** Draws the weights anew (Glorot uniform), biases 0, and empties the batch. */
  init(seed: number): void;
  /** Computes the output for the reading in row `observed`, or in the last row when the batch is full. */
  forward(): void;
  /** One step of gradient descent on the observed rows, with α rounded to float32; gives their loss before it. */
  step(learningRate: number): number;
  /** The loss of the observed rows. */
  loss(): number;
}
