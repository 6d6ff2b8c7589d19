import { UserError } from "../../common/errors.js";
import { LIMITS } from "../../common/network/network-spec.js";
import { expectName } from "./names.js";
import type { Project } from "./project.js";
import { whyNoClass } from "./project-data.js";

/** @throws UserError when the name is none, or another class has it, or there are as many as a network can tell apart */
export function addClass(project: Project, text: string): Project {
  const name = expectOther(project, text);
  if (project.classes.length >= LIMITS.units) {
    throw new UserError(
      `classes: got ${LIMITS.units + 1}, expected at most ${LIMITS.units}; take another project for more`,
    );
  }
  return { ...project, classes: [...project.classes, name] };
}

/** Gives a class another name, and its recordings with it. @throws UserError as {@link addClass} */
export function renameClass(project: Project, from: string, text: string): Project {
  if (expectName("class", text) === from || !project.classes.includes(from)) return project;
  const to = expectOther(project, text);
  return {
    ...project,
    classes: project.classes.map((name) => (name === from ? to : name)),
    recordings: project.recordings.map((one) => (one.label === from ? { ...one, label: to } : one)),
  };
}

/** Takes a class away, with all of its recordings. */
export function removeClass(project: Project, name: string): Project {
  if (!project.classes.includes(name)) return project;
  return {
    ...project,
    classes: project.classes.filter((one) => one !== name),
    recordings: project.recordings.filter(({ label }) => label !== name),
  };
}

/** Puts a class so many places further; what would fall off an end stays there. */
export function moveClass(project: Project, name: string, by: number): Project {
  const from = project.classes.indexOf(name);
  const to = Math.min(Math.max(from + by, 0), project.classes.length - 1);
  if (from < 0 || to === from) return project;
  const classes = project.classes.filter((one) => one !== name);
  classes.splice(to, 0, name);
  return { ...project, classes };
}

function expectOther({ classes }: Project, text: string): string {
  const name = expectName("class", text);
  const problem = whyNoClass(name);
  if (problem !== undefined) throw new UserError(problem);
  if (!classes.includes(name)) return name;
  throw new UserError(
    `class: got ${JSON.stringify(name)}, which there is already, expected another name`,
  );
}

/**
 * A class's place among those of its project: its colour goes by that, whatever the order of a network's outputs.
 * @param otherwise for a name that is none of them
 */
export function placeOfClass(classes: readonly string[], name: string, otherwise: number): number {
  const place = classes.indexOf(name);
  return place < 0 ? otherwise : place;
}
