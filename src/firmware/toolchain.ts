import { spawn } from "node:child_process";
import { UserError } from "../errors.js";

/** What every tool that firmware needs comes from, on Debian and Ubuntu. */
export const APT = "apt-get install gcc-arm-none-eabi libnewlib-arm-none-eabi qemu-system-arm";

/** Runs a tool to its end; gives what it printed. Throws a UserError when the tool is missing. */
export function runTool(program: string, args: readonly string[], cwd?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    let out = "";
    let err = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      out += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      err += text;
    });
    child.on("error", (error: NodeJS.ErrnoException) => {
      reject(error.code === "ENOENT" ? missing(program) : error);
    });
    child.on("close", (code) => {
      if (code === 0) resolve(out);
      else
        reject(new Error(`${program} ${args.join(" ")}\nfailed with exit code ${code}:\n${err}`));
    });
  });
}

const missing = (program: string) =>
  new UserError(
    `${program}: got no such program, expected ARM's compiler and simulator; install them with: ${APT}`,
  );
