import { spawn } from "node:child_process";
import type { FirmwareBoard } from "../../../boards/index.js";
import { UserError } from "../../common/errors.js";
import { endWithUs } from "../children.js";

/** What every tool that firmware needs comes from, on Debian and Ubuntu. */
const APT = "apt-get install gcc-arm-none-eabi libnewlib-arm-none-eabi qemu-system-arm";

export const GCC = "arm-none-eabi-gcc";

const CORES: Readonly<Record<FirmwareBoard["core"], readonly string[]>> = {
  "Cortex-M0": ["-mcpu=cortex-m0"],
  "Cortex-M0+": ["-mcpu=cortex-m0plus"],
  "Cortex-M3": ["-mcpu=cortex-m3"],
  "Cortex-M4F": ["-mcpu=cortex-m4", "-mfpu=fpv4-sp-d16", "-mfloat-abi=hard"],
  "Cortex-M33F": ["-mcpu=cortex-m33", "-mfpu=fpv5-sp-d16", "-mfloat-abi=hard"],
};
const COMMON = [
  "-mthumb",
  "-std=c99",
  "-ffp-contract=off",
  "-ffunction-sections",
  "-fdata-sections",
];

/** The compiler's options for a board's core, the same for all files. */
export const coreFlags = ({ core }: FirmwareBoard): string[] => [...CORES[core], ...COMMON];

/** Runs a tool to its end; gives what it printed. Throws a UserError when the tool is missing. */
export function runTool(program: string, args: readonly string[], cwd?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    endWithUs(child);
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
