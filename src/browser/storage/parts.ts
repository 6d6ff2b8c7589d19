import { newId, type Project } from "../state/project.js";
import type { KeptProject, Part } from "./database.js";

/** Under which keys parts are kept. A part never changes, so it keeps its key, wherever it goes. */
const keys = new WeakMap<Part, string>();

function keyOf(part: Part): string {
  const known = keys.get(part);
  if (known !== undefined) return known;
  const key = newId();
  keys.set(part, key);
  return key;
}

/** A project as it is kept, and its parts by their keys. */
export function takeApart(
  { recordings, imported, ...rest }: Project,
  revision: number,
): { kept: KeptProject; parts: Map<string, Part> } {
  const parts = new Map<string, Part>();
  const put = (part: Part): string => {
    const key = keyOf(part);
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
    if (part) keys.set(part, key);
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
