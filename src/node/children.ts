import { type ChildProcess, spawn } from "node:child_process";
import { constants as access, accessSync, existsSync } from "node:fs";
import { constants } from "node:os";
import { UserError } from "../common/errors.js";

/** Kills a process when the one that started it ends in any way, SIGKILL too; part of util-linux, not on every system. */
const SETPRIV = "/usr/bin/setpriv";
/** Starts the program unless the parent has ended before setpriv took hold: then another process has taken its place. */
const WITH_PARENT = `[ "$PPID" = ${process.pid} ] && exec "$@"`;

const STOP_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** What runs, and by what signal it ends. */
const running = new Map<ChildProcess, NodeJS.Signals>();

const killAll = () => {
  for (const [child, signal] of running) child.kill(signal);
};
/** Without a handler the process would end at once, and leave its children behind. */
const stop = (signal: NodeJS.Signals) => {
  if (process.listenerCount(signal) > 1) return; // another handler decides how the process ends
  process.exit(128 + constants.signals[signal]); // and kills the children
};

/**
 * Starts a program that never outlives this process, with pipes for its input and output.
 * @param hint what to do when there is no such program
 * @param options.cwd the folder that it starts in
 * @throws UserError when it cannot be started
 */
export async function startChild(
  program: string,
  args: readonly string[],
  hint: string,
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<ChildProcess> {
  const shell = ["/bin/sh", "-c", WITH_PARENT, "sh"];
  const guard = existsSync(SETPRIV) ? [SETPRIV, "--pdeathsig", "KILL", ...shell] : [];
  await findProgram(program, hint);
  const [command, ...rest] = [...guard, program, ...args];
  // A group of its own: Ctrl-C on the terminal goes to this process, which decides what becomes of the child.
  const stdio: ["pipe", "pipe", "pipe"] = ["pipe", "pipe", "pipe"];
  const child = spawn(command!, rest, { ...options, stdio, detached: true });
  endWithUs(child, "SIGKILL");
  return child;
}

/**
 * Makes sure that a child does not outlive this process, unless this is killed.
 * @param signal what ends it; a compiler that gets SIGTERM removes its temporary files
 */
export function endWithUs(child: ChildProcess, signal: NodeJS.Signals = "SIGTERM"): void {
  if (running.size === 0) {
    process.on("exit", killAll);
    for (const signal of STOP_SIGNALS) process.on(signal, stop);
  }
  running.set(child, signal);
  child.once("close", () => forget(child)).once("error", () => forget(child));
}

/** Kills a child and waits until it is gone. */
export function endChild(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (!running.has(child)) return resolve();
    child.once("close", () => resolve());
    child.kill("SIGKILL");
  });
}

function forget(child: ChildProcess): void {
  running.delete(child);
  if (running.size > 0) return;
  process.off("exit", killAll);
  for (const signal of STOP_SIGNALS) process.off(signal, stop);
}

/** Whether a program can be started. One that is named by its path is not asked: it may not know --version. */
export function hasProgram(program: string): Promise<boolean> {
  if (program.includes("/")) return Promise.resolve(isExecutable(program));
  return new Promise((resolve) => {
    const child = spawn(program, ["--version"], { stdio: "ignore" });
    child.once("error", () => resolve(false)).once("close", () => resolve(true));
  });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, access.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Throws a UserError with the hint unless a program can be started. */
export async function findProgram(program: string, hint: string): Promise<void> {
  if (!(await hasProgram(program))) {
    throw new UserError(`${program}: there is no such program; ${hint}`);
  }
}
