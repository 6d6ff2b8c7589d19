// What a network with a window has besides (learner.ts): it reads features of several readings.

import {
  CHANNELS, READING, STRIDE, WINDOW, WINDOW_LENGTH, WINDOW_ROWS, makeFeatures,
} from "./network";
import { pushRow } from "./window";

/** Takes READING into the window; gives 1 when that completes it, whose features are then in INPUT, 0 when not, or −1. */
export function push(): i32 {
  const complete = pushRow(READING, WINDOW, WINDOW_ROWS, WINDOW_LENGTH, STRIDE, CHANNELS);
  if (complete == 1) makeFeatures();
  return complete;
}

/** Empties the window. */
export function restart(): void {
  store<i32>(WINDOW_ROWS, 0);
}
