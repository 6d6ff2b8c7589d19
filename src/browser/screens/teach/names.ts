import { classColour } from "../../parts/bar.js";
import { placeOfClass } from "../../state/classes.js";
import type { Teaching } from "../../state/teaching.js";

const isOneYesNo = ({ task, outputs }: Teaching): boolean =>
  task === "yes-no" && outputs.length === 1;

/** What a verdict's index is called. */
export const nameAt = (teaching: Teaching, index: number): string =>
  isOneYesNo(teaching)
    ? index === 1
      ? teaching.outputs[0]!
      : `not ${teaching.outputs[0]}`
    : (teaching.outputs[index] ?? "");

/** Its colour: the same as everywhere in the page. @param classes of the project */
export const colourAt = (teaching: Teaching, index: number, classes: readonly string[]): string =>
  classColour(placeOfClass(classes, nameAt(teaching, index), index));
