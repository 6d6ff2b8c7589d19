import { shown } from "../errors.js";
import { didYouMean, nearest } from "../nearest.js";
import type { z } from "../zod.js";
import { OBJECTS } from "./network-schema.js";

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** Issues of single fields: of a value with a short and a long form, those of the form that it has. */
export function flatIssues(issues: readonly Issue[], root: unknown): Issue[] {
  return issues.flatMap((issue) => {
    if (issue.code !== "invalid_union") return [issue];
    const [short = [], long = []] = issue.errors;
    const form = typeof at(root, issue.path) === "string" ? short : long;
    const isForm = form.every(({ code, path }) => path.length > 0 || code !== "invalid_type");
    if (!isForm) return [issue];
    const within = form.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
    return flatIssues(within, root);
  });
}

/** What is wrong with a field: the place, what was got and what is allowed. */
export function describeIssue(issue: Issue, root: unknown): string {
  const place = placeOf(issue.path);
  if (issue.code === "unrecognized_keys") {
    const unknown = issue.keys[0]!;
    return `${place ? `${place}: ` : ""}got the unknown field ${shown(unknown)}, expected ${fieldsAt(issue.path, unknown)}`;
  }
  const got = at(root, issue.path);
  const shownGot = Array.isArray(got) ? `a list of ${got.length}` : shown(got);
  return `${place || "the whole file"}: got ${shownGot}, expected ${issue.message}`;
}

/** Whether an issue is of a field whose name is nearly one that belongs there. */
export const isMisspelt = (issue: Issue): boolean =>
  issue.code === "unrecognized_keys" &&
  nearest(issue.keys[0]!, fieldsOf(objectAt(issue.path))) !== undefined;

const placeOf = (path: Path): string =>
  path.reduce<string>(
    (place, key) =>
      typeof key === "number"
        ? `${place}[${key}]`
        : place
          ? `${place}.${String(key)}`
          : String(key),
    "",
  );

const at = (root: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
    root,
  );

/** What fields an object has; and where an unknown one belongs, if there is one such place. */
function fieldsAt(path: Path, unknown: string): string {
  const fields = fieldsOf(objectAt(path));
  const known = `only ${fields.join(", ")}`;
  const [owner, another] = Object.keys(OBJECTS).filter((name) => fieldsOf(name).includes(unknown));
  if (owner && another === undefined) return `${known}; it is a field of ${owner}`;
  return `${known}${didYouMean(unknown, fields)}`;
}

/** Which of the file's objects a path leads to. */
const objectAt = (path: Path): string => path.filter((key) => typeof key !== "number").join(".");

const fieldsOf = (place: string): string[] => Object.keys(OBJECTS[place]!.shape);
