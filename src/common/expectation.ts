import { count } from "./text.js";

/** What a simulation is measured by: a value, or some under names. */
type Measured = string | number | { readonly [name: string]: Measured };

/** What of a simulation is expected to stay: bits, memory, cost, and what they were measured with. */
export interface Expectation {
  readonly [name: string]: Measured;
}

/** Of a simulation's facts those that are the same in each run, whatever machine it runs on. */
const KEPT = [
  ...["network", "board", "engine", "placement", "simulator", "steps", "hash"],
  ...["ram", "flash", "code", "storage", "cost"],
] as const;
/** What explains a difference and is none. */
const COMPILER = "compiler";

const isMeasured = (value: unknown): value is Measured =>
  typeof value === "string" || typeof value === "number" || isMeasurements(value);
const isMeasurements = (value: unknown): value is Expectation =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every(isMeasured);

/** What is expected of the next run, when this one's facts are right. */
export function expectationOf(facts: object): Expectation {
  const all = facts as Record<string, Measured | null | undefined>;
  const kept = [...KEPT, COMPILER].flatMap((name) =>
    all[name] === undefined || all[name] === null ? [] : [[name, all[name]] as const],
  );
  return Object.fromEntries(kept);
}

/** Reads what was expected; undefined when the text is nothing of that kind. */
export function parseExpectation(text: string): Expectation | undefined {
  try {
    const read: unknown = JSON.parse(text);
    return isMeasurements(read) && typeof read.hash === "string" ? read : undefined;
  } catch {
    return undefined;
  }
}

/** The text of a file that holds an expectation. */
export const expectationText = (expected: Expectation): string =>
  `${JSON.stringify(expected, null, 2)}\n`;

/** One thing that is not as expected. */
export interface Change {
  /** its names, with points between them: "ram.total" */
  readonly what: string;
  /** absent where it was not measured */
  readonly got?: string | number;
  /** absent where it was not expected */
  readonly expected?: string | number;
}

/** In what two expectations differ, but for the compiler. */
export function changesBetween(got: Expectation, expected: Expectation): readonly Change[] {
  const [a, b] = [flat(got), flat(expected)];
  const names = new Set([...b.keys(), ...a.keys()]);
  names.delete(COMPILER);
  return [...names]
    .filter((what) => a.get(what) !== b.get(what))
    .map((what) => ({
      what,
      ...(a.has(what) && { got: a.get(what)! }),
      ...(b.has(what) && { expected: b.get(what)! }),
    }));
}

function flat(of: Expectation, before = ""): Map<string, string | number> {
  return new Map(
    Object.entries(of).flatMap(([name, value]) =>
      typeof value === "object"
        ? [...flat(value, `${before}${name}.`)]
        : [[`${before}${name}`, value] as const],
    ),
  );
}

/**
 * Changes in sentences, and how to accept them.
 * @param file what holds the expectation
 */
export function describeChanges(
  file: string,
  changes: readonly Change[],
  got: Expectation,
  expected: Expectation,
): string[] {
  const [now, then] = [got[COMPILER], expected[COMPILER]];
  return [
    ...changes.map(
      (change) =>
        `CHANGED: ${change.what}: got ${worded(change.got)}, expected ${worded(change.expected)}`,
    ),
    ...(now !== then && typeof then === "string"
      ? [`the compiler is another: got ${now ?? "none"}, expected ${then}`]
      : []),
    `if that is meant, run the same with --update and commit ${file}`,
  ];
}

function worded(value: Change["got"]): string {
  if (value === undefined) return "none";
  return typeof value === "number" ? count(value) : String(value);
}
