import type { Program } from "../../src/common/compiler/ir/ir.js";
import { assembleProgram, programFor, thumbCode } from "../../src/common/compiler/thumb/blob.js";
import type { ThumbCore } from "../../src/common/compiler/thumb/code.js";
import { CORES } from "../../src/common/compiler/thumb/core.js";
import { RESOURCES } from "../../src/node/resources.js";
import { expectedLines, networkCase } from "../thumb/device.js";
import { roomOn, runHarness, type Trace } from "../thumb/qemu.js";
import { callsOf, expectedCalls, routineCase, startWords } from "../thumb/routines.js";
import { deviceWork } from "./device-network.js";
import { DEVICE_MEMORY, type DeviceProgram, deviceProgram } from "./ir/device-program.js";
import { interpret } from "./ir/interpret.js";
import { shrink } from "./ir/shrink.js";

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

const subjectFor = (seed: number, core: ThumbCore): DeviceProgram =>
  deviceProgram(seed, CORES[core].instructions === "thumb-2");

function routineSubject(seed: number, subject: DeviceProgram, core: ThumbCore): Subject {
  const names = subject.entries.map(({ name }) => name);
  const { program, trusted } = programFor(CORES[core], subject.program, RESOURCES);
  const code = assembleProgram(program, names, core, trusted);
  const bytes = routineCase(seed, subject, code);
  const room = code.bytes.length + DEVICE_MEMORY;
  return { seed, bytes, room, expected: expectedCalls(seed, subject) };
}

const SUBJECTS: Readonly<Record<Kind, (seed: number, core: ThumbCore) => Promise<Subject>>> = {
  routines: async (seed, core) => routineSubject(seed, subjectFor(seed, core), core),
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
  const subjects: Subject[] = [];
  for (const seed of seeds) {
    try {
      const subject = await SUBJECTS[kind](seed, core);
      if (subject.room <= roomOn(core)) subjects.push(subject);
      else tooLarge.push(seed);
    } catch (error) {
      failures.push({ seed, text: `not compiled: ${error}` });
    }
  }
  failures.push(...(await runAll(kind, core, subjects, timeout)));
  return { failures, ran: subjects.length, tooLarge };
}

async function runAll(
  kind: Kind,
  core: ThumbCore,
  subjects: readonly Subject[],
  timeout: number | undefined,
): Promise<Failure[]> {
  const failures: Failure[] = [];
  // One that stops the device is a failure, and those after it run again.
  for (let left = subjects; left.length > 0; ) {
    const bytes = left.map((subject) => subject.bytes);
    const { traces, stopped } = await runHarness(core, HARNESSES[kind], bytes, timeout);
    const done = stopped === undefined ? left.length : Math.floor(traces.length / 2);
    for (const [k, subject] of left.slice(0, done).entries())
      failures.push(...differences(subject, traces.slice(2 * k, 2 * k + 2)));
    const last = left[done];
    if (last) failures.push({ seed: last.seed, text: `the device stopped: ${stopped}` });
    left = left.slice(done + 1);
  }
  return failures;
}

/** Statements after which a smaller program is taken to go round for ever. */
const MOST_STEPS = 20_000;
/** Milliseconds after which a device is. */
const FOREVER = 5_000;

/**
 * The smallest program like a random one that fails on a core.
 * @param tell is given each smaller one that fails
 */
export function smallestFailing(
  seed: number,
  core: ThumbCore,
  tell?: (program: Program) => void,
): Promise<Program> {
  const subject = subjectFor(seed, core);
  return shrink(
    subject.program,
    async (programs) => {
      const ready = programs.flatMap((program, at): Subject[] => {
        const one = { ...subject, program };
        try {
          if (!ends(seed, one)) return [];
          return [{ ...routineSubject(seed, one, core), seed: at }];
        } catch {
          return [];
        }
      });
      const failures = await runAll("routines", core, ready, FOREVER);
      return failures.map(({ seed: at }) => programs[at]!);
    },
    tell,
  );
}

/** Whether a program comes to its end, and keeps to its memory. */
function ends(seed: number, subject: DeviceProgram): boolean {
  const words = startWords(seed);
  for (const { entry, argument } of callsOf(subject))
    interpret(subject.program, words.buffer, entry.name, [argument], MOST_STEPS);
  return true;
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
