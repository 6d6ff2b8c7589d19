import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { UserError } from "../../src/common/errors.js";
import { packageRoot } from "../../src/node/package.js";
import type { Workload } from "../support/workloads.js";

/** The folder with limit.c, its measuring programs and the model of a Cortex-M4's cycles. */
const YARDSTICK = process.env.PERCEPTINO_YARDSTICK ?? join(packageRoot(), "../shared/bench");
/** Milliseconds after which a tool that takes seconds hangs, on however slow a machine. */
const HANGING = 30 * 60_000;
const GLUE = join(packageRoot(), "test/bench/step-glue.c");

/** Why nothing can be measured, if so. */
export const noYardstick = (): string | undefined =>
  existsSync(join(YARDSTICK, "modelled-cycles"))
    ? undefined
    : `Skipped: no yardstick in ${YARDSTICK}; set PERCEPTINO_YARDSTICK to a folder with its measuring programs`;

/** Runs a tool to its end; gives what it printed. Throws a UserError when it is missing, fails or hangs. */
export async function run(program: string, args: readonly string[], cwd: string): Promise<string> {
  try {
    const limits = { cwd, timeout: HANGING, maxBuffer: 1e8 };
    const { stdout, stderr } = await promisify(execFile)(program, args, limits);
    return stdout + stderr; // QEMU's semihosting writes to the latter
  } catch (error) {
    const { killed, stderr, message } = error as Error & { killed?: boolean; stderr?: string };
    if (killed) {
      throw new UserError(`${program}: it did not end within ${HANGING / 60_000} minutes`);
    }
    throw new UserError(
      `${program}: ${stderr?.trim() || message}; install what is missing with: apt-get install gcc-arm-none-eabi libnewlib-arm-none-eabi qemu-system-arm`,
    );
  }
}

/** Gives an empty folder to a measurement, and removes it afterwards. */
export async function inFolder<T>(measure: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "perceptino-step-"));
  try {
    return await measure(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A network that keeps the C target's header, net.h, in a folder with what it is made of. */
export interface Subject {
  readonly workload: Workload["name"];
  readonly folder: string;
  /** C, assembly and object files beside the measuring program and its glue */
  readonly parts: readonly string[];
  /** the core's options of GCC */
  readonly core: readonly string[];
  readonly defines?: readonly string[];
}

/** Instructions of a step, on average over a hundred, and bytes of its stack, in QEMU's mps2-an386. */
export async function counted(subject: Subject): Promise<{ instructions: number; stack: number }> {
  const semihosting = ["-semihosting-config", "enable=on,target=native", "-icount", "shift=0"];
  const machine = ["-M", "mps2-an386", "-display", "none", "-monitor", "none", "-serial", "none"];
  const kernel = ["-kernel", await program("main.c", subject)];
  const result = await run(
    "qemu-system-arm",
    [...machine, ...semihosting, ...kernel],
    subject.folder,
  );
  return { instructions: number(result, /step=([\d.]+)/), stack: number(result, /stk_tr=(\d+)/) };
}

/** Instructions and modelled cycles of one step. */
export async function traced(subject: Subject): Promise<{ instructions: number; cycles: number }> {
  const args = [join(YARDSTICK, "modelled-cycles"), await program("trace.c", subject)];
  const result = await run("python3", args, subject.folder);
  return {
    instructions: number(result, /instructions (\d+)/),
    cycles: number(result, /modelled_cycles (\d+)/),
  };
}

/** Links one of the yardstick's measuring programs with a network. */
async function program(
  main: string,
  { workload, folder, parts, core, defines = [] }: Subject,
): Promise<string> {
  const own = ["startup.c", "target.c", "sbrk.c", main, "data.c"];
  const sources = own.map((file) => join(YARDSTICK, file));
  const flags = [...core, "-std=gnu11", "-O2", "-w", "-ffunction-sections", "-fdata-sections"];
  const include = [`-DWL_${workload}`, ...defines, `-I${YARDSTICK}`, `-I${folder}`];
  const script = ["-nostartfiles", "-T", join(YARDSTICK, "mps2.ld"), "-Wl,--gc-sections"];
  const files = [...sources, GLUE, ...parts, "-o", `${main}.elf`];
  const args = [...flags, ...include, ...files, ...script, "--specs=nosys.specs", "-lm"];
  await run("arm-none-eabi-gcc", args, folder);
  return join(folder, `${main}.elf`);
}

const number = (text: string, pattern: RegExp) => Number(pattern.exec(text)![1]);
