/** The tab's own memory, which a reload keeps, and which a browser may refuse. */
export function withSession<T>(use: (session: Storage) => T): T | undefined {
  try {
    return use(sessionStorage);
  } catch {
    return undefined;
  }
}
