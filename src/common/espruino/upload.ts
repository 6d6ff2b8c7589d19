import { Stopped, shown, UserError } from "../errors.js";
import { hex } from "../hex.js";
import { sleep } from "../turn.js";
import { answerOf, FORMS, parsed } from "./answers.js";
import { bootFactsCode, bootFile } from "./boot.js";
import { type EspruinoLine, isDamaged } from "./line.js";
import { fromBytes, quote, storageName } from "./quote.js";
import { eraseFiles, type StorageFacts, storageFacts, writeFile } from "./storage.js";
import { expectRoom, planUpload, roomFor, SIGNATURE, type StorageFile } from "./versions.js";

export interface UploadOptions {
  /** what require(name).info().fingerprint must be; without it, only that the module loads is checked */
  readonly fingerprint?: string | number;
  /** code that runs whenever the board starts, such as {@link startCode}; a user's own boot code stays */
  readonly boot?: string;
  /** whether a file of the module's name that perceptino did not write may be replaced */
  readonly replace?: boolean;
  /** called as bytes are acknowledged; with 0 of 0 when all are there already */
  readonly onProgress?: (bytes: number, total: number) => void;
}

/** What an upload came to. */
export interface Uploaded {
  readonly board: string;
  /** firmware: "2v29" */
  readonly firmware: string;
  /** the file that require(name) loads now */
  readonly version: string;
  /** bytes that were written: 0 when all was there already */
  readonly bytes: number;
  /** the file with the boot code */
  readonly boot?: string;
}

/** Milliseconds in which a board must restart, and between two looks at it. */
const RESTARTING = 20_000;
const PAUSE = 100;
/** Milliseconds in which a module must load and say what it is. */
const LOADING = 30_000;

/**
 * Puts a module into a board's Storage. The old version is what require(name) loads until the new one is whole, and what
 * it loads again when the new one does not say the right fingerprint: see versions.ts. The board is restarted, because
 * erasing the old version takes the code from under a program that runs it.
 * @param files the module last, by its plain name; before it the parts that it reads, named by partName()
 * @throws UserError when there is no room without compacting, when the line breaks and when the new module is wrong; after
 * each of them the old version loads, and the same upload can be done again
 */
export async function upload(
  line: EspruinoLine,
  files: readonly StorageFile[],
  options: UploadOptions = {},
): Promise<Uploaded> {
  const { name } = files.at(-1)!;
  expectFiles(files);
  const facts = await storageFacts(line, name);
  expectOwnName(line.port, name, facts, options);
  const plan = planUpload(files, facts.files);
  const boot = options.boot === undefined ? undefined : await planBoot(line, name, options.boot);
  const isBegun = ({ name }: StorageFile) => plan.begun.includes(name);
  expectRoom(
    line.port,
    roomFor([...plan.write.filter((file) => !isBegun(file)), ...(boot?.write ? [boot.file] : [])]),
    facts.free,
    facts.trash,
  );

  const bytes = plan.write.reduce((sum, { data }) => sum + data.length, 0);
  let written = 0;
  if (bytes === 0) options.onProgress?.(0, 0);
  for (const file of plan.write) {
    const onWritten = (more: number) => {
      written += more;
      options.onProgress?.(written, bytes);
    };
    await writeFile(line, file, onWritten, isBegun(file));
  }
  await restart(line);
  const wrong = await whyWrong(line, name, options.fingerprint);
  if (wrong !== undefined) {
    const isNew = plan.write.some((file) => file.name === plan.version);
    throw new UserError(isNew ? `${wrong}; ${await goBack(line, plan.version)}` : wrong);
  }
  await eraseFiles(line, plan.erase);
  if (boot?.write) {
    await writeFile(line, boot.file);
    await restart(line);
  }
  return {
    board: facts.board,
    firmware: facts.version,
    version: plan.version,
    bytes,
    ...(boot && { boot: boot.file.name }),
  };
}

function expectFiles(files: readonly StorageFile[]): void {
  storageName(files.at(-1)!.name);
  for (const { name, data } of files) {
    if (data.length === 0) throw new Error(`${name}: Storage holds no empty file`);
  }
}

function expectOwnName(
  port: string,
  name: string,
  { modules, files, head }: StorageFacts,
  options: UploadOptions,
): void {
  if (modules.includes(name)) {
    throw new UserError(
      `the module's name: got ${shown(name)}, which is built into the board, expected another name`,
    );
  }
  // A finder whose first write was cut may have lost its first words, but then there is a version beside it.
  const ours = head === undefined || head.startsWith(SIGNATURE) || files.length > 1;
  if (!ours && !options.replace) {
    throw new UserError(
      `${port}: the board has a file ${shown(name)} that perceptino did not write; choose another name, or erase it with require("Storage").erase(${shown(name)})`,
    );
  }
}

async function planBoot(line: EspruinoLine, name: string, code: string) {
  const told = await line.evaluate(bootFactsCode(name));
  const file = bootFile(name, code, answerOf(line.port, told, FORMS.boot, "its boot files"));
  const there = await line.evaluate(`require("Storage").read(${quote(file.name)})`);
  const same = fromBytes(answerOf(line.port, there, FORMS.maybeText, "a boot file's text") ?? "");
  return { file, write: same !== new TextDecoder().decode(file.data) };
}

/** As after power-on: nothing is left of the program that ran, and what boot code there is runs. */
async function restart(line: EspruinoLine): Promise<void> {
  await line.evaluate("global._restarting=1");
  let sent = false;
  for (const until = Date.now() + RESTARTING; Date.now() < until; await sleep(PAUSE)) {
    // Asked twice, a board could have restarted in between.
    if (!sent) sent = await ranOnce(line, "setTimeout(load,10);1");
    await line.settle();
    if ((await line.evaluate("global._restarting")) === "null") return;
  }
  throw new UserError(
    `${line.port}: the board does not restart; switch it off and on, and try again`,
  );
}

/** Evaluates what must not run twice; false when it is unknown whether it ran. */
async function ranOnce(line: EspruinoLine, code: string): Promise<boolean> {
  try {
    await line.evaluate(code, { once: true });
    return true;
  } catch (error) {
    if (isDamaged(error)) return false;
    throw error;
  }
}

const told = (fingerprint: unknown): string =>
  typeof fingerprint === "number" ? hex(fingerprint) : shown(fingerprint);

/** Loads the module and asks who it is. */
async function whyWrong(
  line: EspruinoLine,
  name: string,
  expected?: string | number,
): Promise<string | undefined> {
  const module = `require(${quote(name)})`;
  const code = expected === undefined ? `typeof ${module}` : `${module}.info().fingerprint`;
  try {
    const got = parsed(await line.evaluate(code, { timeout: LOADING }));
    if (expected === undefined || got === expected) return undefined;
    return `${line.port}: got the network ${told(got)} after the upload, expected ${typeof expected === "number" ? hex(expected) : expected}`;
  } catch (error) {
    if (!line.isOpen() || error instanceof Stopped) throw error; // nothing is known to be wrong
    return (error as Error).message;
  }
}

/** Takes the new version back, so that the one before it is the newest whole one. */
async function goBack(line: EspruinoLine, version: string): Promise<string> {
  try {
    await line.settle();
    await eraseFiles(line, [version]);
    await restart(line);
    return "it was taken back, and what was there before loads again";
  } catch {
    return `it could not be taken back: call require("Storage").erase(${quote(version)}) on the board`;
  }
}
