import type { BaseIssue } from "valibot";
import { shown } from "../errors.js";
import { didYouMean, nearest } from "../nearest.js";
import { OBJECTS } from "./network-schema.js";

export type Issue = BaseIssue<unknown>;

/** What is wrong with a field: the place, what was got and what is allowed. */
export function describeIssue(issue: Issue, root: unknown): string {
  const place = placeOf(issue);
  const unknown = unknownField(issue);
  if (unknown !== undefined) {
    const fields = fieldsAt(objectAt(issue), unknown);
    return `${place ? `${place}: ` : ""}got the unknown field ${shown(unknown)}, expected ${fields}`;
  }
  const got = issue.path ? issue.path.at(-1)!.value : root;
  const shownGot = Array.isArray(got) ? `a list of ${got.length}` : shown(got);
  return `${place || "the whole file"}: got ${shownGot}, expected ${issue.message}`;
}

/** Whether an issue is of a field whose name is nearly one that belongs there. */
export function isMisspelt(issue: Issue): boolean {
  const unknown = unknownField(issue);
  return unknown !== undefined && nearest(unknown, fieldsOf(objectAt(issue))) !== undefined;
}

/** Where a value is wrong, or the object that has an unknown field. */
export const placeOf = (issue: Issue): string =>
  keysOf(issue).reduce<string>(
    (place, key) =>
      typeof key === "number" ? `${place}[${key}]` : place ? `${place}.${key}` : `${key}`,
    "",
  );

/** The field that an object has and is not to have. */
const unknownField = ({ type, expected, path }: Issue): string | undefined =>
  type === "strict_object" && expected === "never" ? (path!.at(-1)!.key as string) : undefined;

const keysOf = (issue: Issue): readonly unknown[] => {
  const keys = issue.path?.map(({ key }) => key) ?? [];
  return unknownField(issue) === undefined ? keys : keys.slice(0, -1);
};

/** What fields an object has; and where an unknown one belongs, if there is one such place. */
function fieldsAt(object: string, unknown: string): string {
  const fields = fieldsOf(object);
  const known = `only ${fields.join(", ")}`;
  const [owner, another] = Object.keys(OBJECTS).filter((name) => fieldsOf(name).includes(unknown));
  if (owner && another === undefined) return `${known}; it is a field of ${owner}`;
  return `${known}${didYouMean(unknown, fields)}`;
}

/** Which of the file's objects an issue is of. */
const objectAt = (issue: Issue): string =>
  keysOf(issue)
    .filter((key) => typeof key !== "number")
    .join(".");

const fieldsOf = (object: string): string[] => Object.keys(OBJECTS[object]!.entries);
