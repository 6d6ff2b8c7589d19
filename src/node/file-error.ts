import { readdirSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { shown, UserError } from "../common/errors.js";
import { nearest } from "../common/nearest.js";

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file; check the path",
  EISDIR: "it is a folder; name a file",
  ENOTDIR: "a part of its path is a file, not a folder; check the path",
  EACCES: "permission is denied; check who may read and write it",
  EPERM: "permission is denied; check who may read and write it",
  EROFS: "the file system is read-only; choose another place",
  ENOSPC: "the disk is full; make room and try again",
  ENAMETOOLONG: "its name is too long; choose a shorter one",
  ENXIO: "it is a socket, or a pipe that nobody reads; choose a file",
  ELOOP: "its links go round in a circle; check the path",
};

/** What went wrong with a file, in words. */
export function fileError(doing: string, path: string, error: unknown): UserError {
  if (error instanceof UserError) return error;
  const code = (error as NodeJS.ErrnoException).code ?? "";
  const name = path === "" ? '""' : path;
  const other = code === "ENOENT" && doing === "read" ? neighbour(path) : "";
  return new UserError(`${name}: cannot ${doing} it: ${REASONS[code] ?? String(error)}${other}`);
}

/** What in the same folder has nearly that name. */
export function neighbour(path: string): string {
  try {
    const ending = extname(path);
    const names = readdirSync(dirname(path));
    // An ending that many have makes no two names alike.
    const alike = names.filter((name) => name.endsWith(ending));
    const stem = nearest(
      basename(path, ending),
      alike.map((name) => basename(name, ending)),
    );
    const others = names.filter((name) => !alike.includes(name));
    const found = stem === undefined ? nearest(basename(path), others) : `${stem}${ending}`;
    return found === undefined ? "" : `; did you mean ${shown(join(dirname(path), found))}?`;
  } catch {
    return "";
  }
}

/** Why something could not be written that comes last, so that all else is told before; undefined when it was written. */
export const failure = (written: Promise<void>): Promise<UserError | undefined> =>
  written.then(
    () => undefined,
    (error: unknown) => {
      if (error instanceof UserError) return error;
      throw error;
    },
  );
