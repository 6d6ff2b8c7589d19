// The window: the last `rows` readings, of which features are computed (features.ts). A new one is complete every `stride`
// readings; those between two windows, where stride is larger than rows, are skipped.

import { copy, within } from "./block";

/**
 * Takes a reading (channels) into the window (rows, channels): 1 when that completes it, 0 when not. A reading that is not
 * finite is refused with −1, and nothing changes.
 *
 * A complete window stays as it is until the next reading comes, which first moves the rows that both windows have in common
 * to the front. `windowRows` is the address of an i32: how many rows are filled, or, negative, how many readings are still to
 * be skipped; 0 begins anew. It comes back from checkpoints and may be damaged: what it cannot be counts as 0, so that
 * nothing is ever written outside of the window.
 */
export function pushRow(
  reading: usize, window: usize, windowRows: usize, rows: i32, stride: i32, channels: i32,
): i32 {
  if (!within(reading, channels, f32.MAX_VALUE)) return -1;
  const row = <usize>channels << 2, kept = rows - stride;
  let filled = load<i32>(windowRows);
  if (filled == rows) {
    if (kept > 0) copy(window + <usize>stride * row, window, kept * channels);
    filled = kept;
  } else if (filled > rows || filled < min(kept, 0)) {
    filled = 0;
  }
  if (filled >= 0) copy(reading, window + <usize>filled * row, channels);
  filled++;
  store<i32>(windowRows, filled);
  return filled == rows ? 1 : 0;
}
