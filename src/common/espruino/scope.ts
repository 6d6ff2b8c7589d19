import type { Placement } from "./module-name.js";

/**
 * What a module gives its loader, and the variables in which it does: names that take little memory. `about` is the learner's
 * `layout`, the others are what the functions `start` of src/device/javascript are given.
 */
export const SCOPE = {
  layout: "_a",
  about: "_a",
  saving: "_s",
  codeFile: "_f",
  codeEntry: "_e",
  kernels: "_k",
} as const;

/** What lets go of what a loader needs at its start only. */
export const forgetText = (placement: Placement): string =>
  placement === "javascript" ? `${SCOPE.kernels}=0;` : "";
