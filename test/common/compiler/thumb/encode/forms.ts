import type { Form } from "./cases.js";
import { memoryForms } from "./memory-cases.js";
import { thumb1Forms } from "./thumb1-cases.js";
import { thumb2Forms } from "./thumb2-cases.js";
import { vfpForms } from "./vfp-cases.js";

/** Every form of every encoder. */
export const allForms = (): readonly Form[] => [
  ...thumb2Forms(),
  ...memoryForms(),
  ...vfpForms(),
  ...thumb1Forms(),
];
