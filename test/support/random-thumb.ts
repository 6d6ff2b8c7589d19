import { assembleProgram, thumbCode } from "../../src/common/compiler/thumb/blob.js";
import type { ThumbCore } from "../../src/common/compiler/thumb/code.js";
import { expectedLines, networkCase } from "../thumb/device.js";
import { roomOn, runHarness, type Trace } from "../thumb/qemu.js";
import { expectedCalls, routineCase } from "../thumb/routines.js";
import { deviceWork } from "./device-network.js";
import { DEVICE_MEMORY, deviceProgram } from "./ir/device-program.js";

// Our own machine code against Node's Wasm, on random routines and random networks, many in one run of QEMU.

/** What is tried. */
export type Kind = "routines" | "networks";

export interface Failure {
  readonly seed: number;
  readonly text: string;
}
export interface Findings {
  readonly failures: readonly Failure[];
  /** how many ran on the device */
  readonly ran: number;
  /** seeds of those whose code and memory a core's machine cannot hold */
  readonly tooLarge: readonly number[];
}

/** One that is ready to run. */
interface Subject {
  readonly seed: number;
  readonly bytes: Uint8Array;
  /** of code and memory together */
  readonly room: number;
  readonly expected: readonly string[];
}

const SUBJECTS: Readonly<Record<Kind, (seed: number, core: ThumbCore) => Promise<Subject>>> = {
  async routines(seed, core) {
    const subject = deviceProgram(seed);
    const names = subject.entries.map(({ name }) => name);
    const code = assembleProgram(subject.program, names, core);
    const bytes = routineCase(seed, subject, code);
    const room = code.bytes.length + DEVICE_MEMORY;
    return { seed, bytes, room, expected: expectedCalls(seed, subject) };
  },
  async networks(seed, core) {
    const work = await deviceWork(seed);
    const code = thumbCode(work.built, core);
    const bytes = await networkCase(work, code);
    const room = code.bytes.length + work.built.plan.end;
    return { seed, bytes, room, expected: await expectedLines(work) };
  },
};
const HARNESSES = { routines: "routines.c", networks: "harness.c" } as const;

/**
 * Runs random routines or networks on a core, each at two addresses.
 * @param seeds of those that are tried
 * @param timeout milliseconds after which a run of QEMU goes round for ever
 */
export async function checkThumb(
  kind: Kind,
  core: ThumbCore,
  seeds: readonly number[],
  timeout?: number,
): Promise<Findings> {
  const failures: Failure[] = [];
  const tooLarge: number[] = [];
  let subjects: Subject[] = [];
  for (const seed of seeds) {
    try {
      const subject = await SUBJECTS[kind](seed, core);
      if (subject.room <= roomOn(core)) subjects.push(subject);
      else tooLarge.push(seed);
    } catch (error) {
      failures.push({ seed, text: `not compiled: ${error}` });
    }
  }
  const ran = subjects.length;
  // One that stops the device is a failure, and those after it run again.
  while (subjects.length > 0) {
    const bytes = subjects.map((subject) => subject.bytes);
    const { traces, stopped } = await runHarness(core, HARNESSES[kind], bytes, timeout);
    const done = stopped === undefined ? subjects.length : Math.floor(traces.length / 2);
    for (const [k, subject] of subjects.slice(0, done).entries())
      failures.push(...differences(subject, traces.slice(2 * k, 2 * k + 2)));
    const last = subjects[done];
    if (last) failures.push({ seed: last.seed, text: `the device stopped: ${stopped}` });
    subjects = subjects.slice(done + 1);
  }
  return { failures, ran, tooLarge };
}

/** What is wrong with the two traces of one. */
function differences({ seed, expected }: Subject, traces: readonly Trace[]): Failure[] {
  const texts = traces.flatMap(({ places, lines, changed, registers }) => {
    const at = expected.findIndex((line, k) => line !== lines[k]);
    return [
      ...(at < 0 ? [] : [`line ${at}: got ${lines[at]}, expected ${expected[at]}`]),
      ...(lines.length === expected.length ? [] : [`got ${lines.length} lines`]),
      ...(changed === 0 ? [] : [`${changed} words outside of the memory changed`]),
      ...(registers === 0 ? [] : [`${registers} registers were not as before`]),
    ].map((text) => `${text}, code at ${places}`);
  });
  return texts.slice(0, 1).map((text) => ({ seed, text }));
}
