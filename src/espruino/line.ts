import { randomBytes } from "node:crypto";
import { startDeadline } from "../deadline.js";
import { UserError } from "../errors.js";
import { consoleReader } from "./console.js";
import { openPackage, type PackageLine } from "./package.js";
import { fromBytes, quote } from "./quote.js";

/** A connection to an Espruino's console. */
export interface EspruinoLine {
  /** The port as it was given, for errors. */
  readonly port: string;
  /**
   * Evaluates an expression or statements in the board's global scope; one after the other.
   * @param code any text: what is wrong in it is an error, and never leaves the console waiting for more
   * @returns the value as JSON; "null" for undefined
   * @throws UserError with the board's text when it throws, when the board does not answer and when the line is gone
   */
  evaluate(
    code: string,
    options?: { /** milliseconds */ readonly timeout?: number },
  ): Promise<string>;
  /** Sends text as it is, as if it were typed: ASCII only. */
  write(text: string): Promise<void>;
  /** Listens to the lines that the board prints, answers left out; returns what ends the listening. */
  onLine(listener: (line: string) => void): () => void;
  isOpen(): boolean;
  /** Called once when the connection ends by itself. */
  onEnd(listener: (error: UserError) => void): void;
  /** Waits until the console answers; a half-typed line is erased, a program that does not end interrupted. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** Milliseconds that a board has for an answer, and more for each character of the code: at 9600 baud a character takes one. */
const ANSWER = 10_000;
const PER_CHARACTER = 2;
/** Milliseconds between two tries to reach the console; only the later ones interrupt what runs. */
const TRIES = [
  { wait: 1000, interrupt: false },
  { wait: 3000, interrupt: false },
  { wait: 4000, interrupt: false },
  { wait: 3000, interrupt: true },
] as const;
const CTRL_C = "\x03";
/** Erases the line that has been typed so far, such as the rest of a connection that was cut. */
const ERASE_LINE = "\x1b[2H";
/** At the beginning of a line: runs it without echo, result and history. */
const NO_ECHO = "\x10";
/** Begins an answer: nobody types or prints it by chance. */
export const MARK = "\x01";

/**
 * Connects to an Espruino: a serial path, `tcp://host:port`, or a BLE device's name or address.
 * @param options.baud bits per second of a serial line
 * @throws UserError when the optional package is missing, the port cannot be opened or no Espruino answers
 */
export async function connect(
  port: string,
  options: { readonly baud?: number } = {},
): Promise<EspruinoLine> {
  const line = lineOver(await openPackage(port, options), port);
  try {
    await line.settle();
    return line;
  } catch (error) {
    await line.close();
    throw error;
  }
}

interface Asked {
  resolve(answer: string): void;
  reject(error: UserError): void;
}

/** A line over an open port. */
export function lineOver(raw: PackageLine, port: string): EspruinoLine {
  const session = randomBytes(4).toString("hex");
  const asked = new Map<string, Asked>();
  const listeners = new Set<(line: string) => void>();
  const endings: ((error: UserError) => void)[] = [];
  let questions = 0;
  let gone: UserError | undefined;
  let last: Promise<unknown> = Promise.resolve();

  const take = (line: string) => {
    const [, id, sign, text] = ANSWERED.exec(line) ?? [];
    if (id === undefined) {
      for (const listener of listeners) listener(line);
    } else {
      const answer = asked.get(id);
      if (sign === "=") answer?.resolve(text === "undefined" ? "null" : text!);
      else answer?.reject(boardError(port, sign!, text!));
    }
  };
  raw.onText(consoleReader(take));
  raw.onEnd((why) => {
    gone = new UserError(`${port} is gone: ${why}; is it unplugged or switched off?`);
    for (const { reject } of asked.values()) reject(gone);
    for (const ending of endings) ending(gone);
  });

  /** Sends one question and waits for its answer; `before` goes out ahead of it. */
  const ask = async (code: string, wait: number, before = ""): Promise<string> => {
    if (gone) throw gone;
    const id = `${session}.${++questions}`;
    const text = before + question(id, code);
    const late = wait + PER_CHARACTER * text.length;
    let stopWaiting = () => {};
    const answer = new Promise<string>((resolve, reject) => {
      asked.set(id, { resolve, reject });
      stopWaiting = startDeadline(late, () => reject(noAnswer(port, late)));
    });
    try {
      const [result] = await Promise.all([answer, raw.write(text)]);
      return result;
    } finally {
      stopWaiting();
      asked.delete(id);
    }
  };
  const inTurn = <T>(act: () => Promise<T>): Promise<T> => {
    const turn = last.then(act, act);
    last = turn.catch(() => {});
    return turn;
  };

  return {
    port,
    evaluate: (code, options = {}) => inTurn(() => ask(code, options.timeout ?? ANSWER)),
    write(text) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
      if (!/^[\x00-\x7f]*$/.test(text)) throw new Error("write: got text beyond ASCII");
      return inTurn(() => raw.write(text));
    },
    onLine(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    isOpen: () => gone === undefined,
    onEnd: (listener) => void endings.push(listener),
    settle: () =>
      inTurn(async () => {
        for (const { wait, interrupt } of TRIES) {
          const before = (interrupt ? CTRL_C : "") + ERASE_LINE;
          const answer = await ask("1", wait, before).catch(() => undefined);
          if (answer === "1") return;
          if (gone) throw gone;
        }
        throw new UserError(
          `${port}: no Espruino answers; is it one, is the baud rate right, is its console on this port and without a password?`,
        );
      }),
    close: () => raw.close(),
  };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: MARK is one
const ANSWERED = /\x01([0-9a-f]{8}\.\d+)([=!.])(.*)$/s;

/**
 * The lines that ask for a value. The second one is reached even when the first cannot end, for want of memory for
 * instance. The code is a literal, so that whatever is wrong in it is caught.
 */
function question(id: string, code: string): string {
  const print = (sign: string, value: string) => `print(${quote(`${MARK}${id}${sign}`)}${value})`;
  const answer = print("=", `+JSON.stringify(eval(${quote(code)}))`);
  const failure = print("!", '+JSON.stringify(""+e)');
  return `${NO_ECHO}try{${answer}}catch(e){${failure}}\n${NO_ECHO}${print(".", "")}\n`;
}

function boardError(port: string, sign: string, text: string): UserError {
  if (sign === ".") {
    return new UserError(
      `${port}: the board could not finish what it was asked; has it run out of memory, or was it interrupted?`,
    );
  }
  return new UserError(`${port}: the board says: ${fromBytes(JSON.parse(text) as string)}`);
}

const noAnswer = (port: string, time: number) =>
  new UserError(
    `${port}: the board did not answer within ${Math.round(time / 1000)} s; is a program keeping it busy?`,
  );
