// Why nothing is kept, in words: what it means, and what to do.

const EXPORT = "Export the project as a file before you close this page.";

export const NO_DATABASE = `This browser keeps nothing for this page, as is usual in private windows. ${EXPORT}`;
export const BLOCKED = `Another tab has an older version of this page open, so nothing is kept. Close that tab. ${EXPORT}`;
export const OUTDATED = `A newer version of this page is open in another tab, so nothing more is kept here. Export the project if you have just changed it, then reload this page.`;
export const ENDED = `The browser has closed its database, so the last changes are not kept yet. ${EXPORT}`;

/** Why the database cannot be opened or written. */
export function whyNot(error: unknown): string {
  const name = error instanceof Error || error instanceof DOMException ? error.name : "";
  if (name === "QuotaExceededError") {
    return `There is no room left in this browser, so the last changes are not kept. Delete projects that you no longer need, or free space on this device. ${EXPORT}`;
  }
  if (name === "SecurityError" || name === "InvalidStateError") return NO_DATABASE;
  if (name === "VersionError") return OUTDATED;
  const what = error instanceof Error && error.message ? ` (${error.message.slice(0, 200)})` : "";
  return `The browser's database refuses to keep the project${what}. ${EXPORT}`;
}
