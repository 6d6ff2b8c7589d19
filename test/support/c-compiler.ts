import { spawnSync } from "node:child_process";

/** Whether a program can be run. */
export function has(program: string): boolean {
  return spawnSync(program, ["--version"]).status === 0;
}

/**
 * Why tests that need a program are skipped, or false if they can run. In CI a missing program is a failure instead.
 * @param command what installs it
 */
export function skipWithout(program: string, command: string): string | false {
  if (has(program)) return false;
  const message = `${program} is missing; install it with: ${command}`;
  if (process.env.CI) throw new Error(message);
  return message;
}
