import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
} from "node:fs";
import { espruinoPath } from "../../src/node/simulators/espruino-linux.js";
import { commandLine, NETWORK, rowsOf } from "./command-line.js";
import "./real-espruino.js"; // reads ESPRUINO before it is taken away here
import { SMALL_ENGINES } from "./small-engines.js";
import { missing } from "./tools.js";

/** The real Espruino, if there is one; tests simulate without it unless they say so. */
export const espruino = espruinoPath();
delete process.env.ESPRUINO;

export const [duktape, quickJs] = SMALL_ENGINES;
/** Why a test is skipped that runs machine code and JavaScript. */
export const skip = missing("qemu-system-arm") || duktape!.skip;

/** Runs something with other environment variables; undefined removes one. */
export async function withEnv<T>(
  values: Readonly<Record<string, string | undefined>>,
  run: () => Promise<T>,
): Promise<T> {
  const before = Object.keys(values).map((name) => [name, process.env[name]] as const);
  const set = (entries: readonly (readonly [string, string | undefined])[]) => {
    for (const [name, value] of entries) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  };
  set(Object.entries(values));
  try {
    return await run();
  } finally {
    set(before);
  }
}

/** Processes that run in the folder of this test or a file of it, and what lies in the folder for temporary files. */
export function leftIn(temporary: string): string[] {
  const inside = (pid: string) => {
    try {
      const named = readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(temporary);
      return named || readlinkSync(`/proc/${pid}/cwd`).startsWith(temporary);
    } catch {
      return false; // it has ended, or is another user's
    }
  };
  const processes = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && inside(name));
  return [...processes.map((pid) => `process ${pid}`), ...readdirSync(temporary)];
}

/** A folder of a test file's own with a network and readings, and `simulate` for Espruino boards in it. */
export function simulations() {
  const line = commandLine();
  const { at, write, perceptino } = line;
  const network = write("network.json", JSON.stringify(NETWORK));
  const data = write("data.csv", rowsOf(20));

  /** `simulate` for a board with --json; gives what it tells. */
  async function told(board: string, ...more: string[]) {
    const { code, stdout, stderr } = await perceptino(
      ...["simulate", network, data, "--board", board, "--steps", "12", "--json", ...more],
    );
    assert.deepEqual({ code, stderr }, { code: 0, stderr: "" });
    return JSON.parse(stdout);
  }

  /** What `simulate` for a Puck.js, or the board that is named, says when it fails. */
  const refusal = async (env: Record<string, string | undefined>, ...more: string[]) => {
    const argv = ["simulate", network, data, "--board", "puckjs", "--steps", "3", ...more];
    const { code, stdout, stderr } = await withEnv(env, () => perceptino(...argv));
    assert.deepEqual({ code, stdout }, { code: 1, stdout: "" });
    return stderr.replace(/^data.csv: .*\n/, "").replace(/^greater for .*\n/, "");
  };

  const temporaryFolder = (name: string): string => {
    mkdirSync(at(name));
    return at(name);
  };

  /** A folder for PATH with some programs alone. */
  function onlyPrograms(name: string, ...wanted: readonly string[]): string {
    const folders = (process.env.PATH ?? "").split(":");
    const programs = temporaryFolder(name);
    for (const program of wanted) {
      const place = folders.find((path) => existsSync(`${path}/${program}`));
      symlinkSync(`${place}/${program}`, `${programs}/${program}`);
    }
    return programs;
  }
  const onlyDuktape = (name: string) => onlyPrograms(name, "duk");

  return { ...line, network, data, told, refusal, temporaryFolder, onlyPrograms, onlyDuktape };
}
