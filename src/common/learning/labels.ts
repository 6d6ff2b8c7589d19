import { shown, UserError } from "../errors.js";

/** Whether a value is a label. */
export const isLabel = (value: unknown): value is 0 | 1 => value === 0 || value === 1;

/** Throws a UserError that names the first of a list that is no label. */
export function checkLabels(labels: ArrayLike<number>): void {
  for (let i = 0; i < labels.length; i++) {
    if (isLabel(labels[i])) continue;
    throw new UserError(`labels[${i}]: got ${shown(labels[i])}, expected 0 or 1`);
  }
}
