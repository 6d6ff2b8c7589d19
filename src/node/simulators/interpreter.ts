import { startDeadline } from "../../common/deadline.js";
import { UserError } from "../../common/errors.js";
import { consoleReader } from "../../common/espruino/console.js";
import { count } from "../../common/text.js";
import { endChild, startChild } from "../children.js";
import { SAID } from "./training-program.js";

/** A program in an interpreter. */
export interface Interpreter {
  /** for people: "Duktape" */
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  /** what to do when there is no such program */
  readonly hint: string;
  /** the folder that it starts in */
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** What a program says, one line at a time. */
export interface ProgramOutput {
  /** The words of the next line that is for us. Rejects with a UserError when none comes in time, or none is left. */
  next(): Promise<readonly string[]>;
  /** Ends the program. */
  close(): Promise<void>;
}

/** Characters that are kept of what else it prints. */
const KEPT = 4000;
/** Characters of it that an error tells. */
const SHOWN = 300;
/** Lines that wait to be taken before the program must. */
const AHEAD = 1000;

/**
 * Starts a program in an interpreter.
 * @param timeout milliseconds that it may take for each line
 * @throws UserError when the interpreter is missing
 */
export async function startInterpreter(
  { name, program, args, hint, cwd, env }: Interpreter,
  timeout: number,
): Promise<ProgramOutput> {
  const child = await startChild(program, args, hint, { cwd, ...(env && { env }) });
  const lines: string[] = [];
  let other = "";
  let ended: string | undefined;
  let wake = () => {};
  const take = (line: string) => {
    if (line.startsWith(SAID)) lines.push(line.slice(SAID.length).trimEnd());
    else other = `${other}${line}\n`.slice(-KEPT);
  };
  const end = (why: string) => {
    ended ??= why;
    wake();
  };
  // It stays open: Espruino for Linux takes its end for a stream of characters.
  child.stdin!.on("error", () => {});
  const read = consoleReader(take);
  child.stdout!.setEncoding("latin1").on("data", (text: string) => {
    read(text);
    if (lines.length > AHEAD) child.stdout!.pause();
    if (lines.length > 0) wake();
  });
  child.stderr!.setEncoding("utf8").on("data", (text: string) => {
    other = `${other}${text}`.slice(-KEPT);
  });
  child.on("error", (error) => end(error.message));
  child.on("close", (code, signal) => end(`it ended with ${signal ?? `code ${code}`}`));

  /** Waits for a line or the end; false when neither came in time. */
  const wait = () =>
    new Promise<boolean>((resolve) => {
      const stopWaiting = startDeadline(timeout, () => resolve(false));
      wake = () => {
        stopWaiting();
        resolve(true);
      };
    });
  return {
    async next() {
      child.stdout!.resume();
      if (lines.length === 0 && ended === undefined && !(await wait())) {
        throw hung(name, timeout, other);
      }
      if (lines.length === 0) throw failed(name, ended!, other);
      return lines.shift()!.split(" ");
    },
    close: () => endChild(child),
  };
}

const failed = (name: string, how: string, other: string) =>
  new UserError(`${name}: ${how} before it was done${printed(other)}`);

const hung = (name: string, timeout: number, other: string) =>
  new UserError(
    `${name}: it said nothing for ${count(timeout / 1000)} s and was ended; give it more with --timeout${printed(other)}`,
  );

/** The error among what it printed, or the last of it, on one line. */
const printed = (text: string) => {
  const words = text.trim().replace(/\s+/g, " ");
  const error = words.search(/\b(Uncaught|\w*Error)\b/);
  const shown = error < 0 ? words.slice(-SHOWN) : words.slice(error, error + SHOWN);
  return words === "" ? "" : `; it printed: ${shown}`;
};
