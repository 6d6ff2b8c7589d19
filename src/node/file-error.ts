import { UserError } from "../common/errors.js";

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file; check the path",
  EISDIR: "it is a folder; name a file",
  ENOTDIR: "a part of its path is a file, not a folder; check the path",
  EACCES: "permission is denied; check who may read and write it",
  EPERM: "permission is denied; check who may read and write it",
  EROFS: "the file system is read-only; choose another place",
  ENOSPC: "the disk is full; make room and try again",
  ENAMETOOLONG: "its name is too long; choose a shorter one",
  ELOOP: "its links go round in a circle; check the path",
};

/** What went wrong with a file, in words. */
export function fileError(doing: string, path: string, error: unknown): UserError {
  if (error instanceof UserError) return error;
  const code = (error as NodeJS.ErrnoException).code ?? "";
  const name = path === "" ? '""' : path;
  return new UserError(`${name}: cannot ${doing} it: ${REASONS[code] ?? String(error)}`);
}
