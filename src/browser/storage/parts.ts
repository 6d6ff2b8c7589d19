import { newId, type Project } from "../state/project.js";
import type { KeptProject, Part } from "./database.js";

/** What parts are called. A part never changes, so it keeps its name; its key has the project's id before that. */
const names = new WeakMap<Part, string>();

function nameOf(part: Part): string {
  const known = names.get(part);
  if (known !== undefined) return known;
  const name = newId();
  names.set(part, name);
  return name;
}

/** A project as it is kept, and its parts by their keys. */
export function takeApart(
  { recordings, imported, ...rest }: Project,
  revision: number,
): { kept: KeptProject; parts: Map<string, Part> } {
  const parts = new Map<string, Part>();
  const put = (part: Part): string => {
    const key = `${rest.id}/${nameOf(part)}`;
    parts.set(key, part);
    return key;
  };
  const kept: KeptProject = {
    ...rest,
    revision,
    recordings: recordings.map((one) => ({ ...one, values: put(one.values) })),
    ...(imported && {
      imported: {
        labels: imported.labels,
        files: imported.files.map(({ name, bytes }) => ({ name, bytes: put(bytes) })),
      },
    }),
  };
  return { kept, parts };
}

/** A project as it was kept; recordings and files whose part is lost are left out. */
export function putTogether(
  { revision: _, recordings, imported, ...rest }: KeptProject,
  parts: ReadonlyMap<string, Part>,
): Project {
  const partOf = (key: string): Part | undefined => {
    const part = parts.get(key);
    if (part) names.set(part, key.slice(key.indexOf("/") + 1));
    return part;
  };
  return {
    ...rest,
    recordings: recordings.flatMap((one) => {
      const values = partOf(one.values);
      return values instanceof Float32Array ? [{ ...one, values }] : [];
    }),
    ...(imported && {
      imported: {
        labels: imported.labels,
        files: imported.files.flatMap(({ name, bytes: key }) => {
          const bytes = partOf(key);
          return bytes instanceof Uint8Array ? [{ name, bytes }] : [];
        }),
      },
    }),
  };
}
