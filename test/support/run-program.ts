import { spawnSync } from "node:child_process";

/** What a program did. */
export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end in a folder. Throws only when there is no such program. */
export function runProgram(
  cwd: string,
  program: string,
  args: readonly string[],
  input?: string,
): Ran {
  const options = { cwd, encoding: "utf8", ...(input !== undefined && { input }) } as const;
  const { error, ...ran } = spawnSync(program, args, options);
  if (error) throw error;
  return ran;
}
