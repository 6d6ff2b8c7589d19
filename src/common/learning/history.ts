/** What one epoch of training came to; losses are means per observation, in nats. */
export interface EpochRecord {
  readonly epoch: number;
  /** mean of the losses that the steps saw before they updated */
  readonly loss: number;
  /** mean loss over the held-out readings after the epoch, where there are any */
  readonly validationLoss?: number;
}
