/**
 * How perceptino was called, for commands that are printed: by npx, which need not have installed it, or by its own name.
 * @param env of the process; npm tells programs that it runs by `npm exec` so
 * @param script that runs
 */
export function commandName(
  env: Readonly<Record<string, string | undefined>> = process.env,
  script: string = process.argv[1] ?? "",
): string {
  const cached = script.split(/[\\/]/).includes("_npx");
  return env.npm_command === "exec" || cached ? "npx perceptino" : "perceptino";
}
