/** The oldest Node that perceptino runs on; package.json says the same under "engines". */
export const LEAST_NODE = 20;

/** What is said to a Node that is too old: "error: …" in one line; undefined when it is new enough. */
export function refusalOfNode(version: string): string | undefined {
  if (Number.parseInt(version, 10) >= LEAST_NODE) return undefined;
  return `error: got Node.js ${version}, expected Node.js ${LEAST_NODE} or newer; install one from https://nodejs.org`;
}
