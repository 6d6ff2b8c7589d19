/** A choice, and why it was made: what follows "the choice is …" in a sentence. */
export interface Choice<T> {
  readonly value: T;
  readonly reason: string;
}
