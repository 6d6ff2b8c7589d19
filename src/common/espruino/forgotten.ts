import type { Placement } from "./module-name.js";

/**
 * Functions of a loader that are needed at the start only, and what rollup calls them: names that take little memory, by
 * which a module lets go of them.
 */
export const FORGOTTEN = {
  startLearner: "_c",
  startEspruinoNetwork: "_n",
  inOnePiece: "_m",
} as const;

/** What lets go of them when a module has started; machine code needs memory in one piece later too. */
export function forgetText(placement: Placement): string {
  const { inOnePiece, ...always } = FORGOTTEN;
  const more = placement === "javascript" ? [inOnePiece] : [];
  return `${["perceptino", ...Object.values(always), ...more].join("=")}=0;`;
}
