import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildNetwork } from "../../src/build.js";
import { UserError } from "../../src/errors.js";
import { checkNetwork } from "../../src/network-file.js";
import { packageRoot } from "../../src/package-root.js";
import { count } from "../../src/print.js";
import { cFlags, cNetwork } from "../../src/targets/c.js";
import { WORKLOADS, workload, workloadNetwork } from "../support/workloads.js";

/** The folder with limit.c, its measuring programs and the model of a Cortex-M4's cycles. */
const YARDSTICK = process.env.PERCEPTINO_YARDSTICK ?? join(packageRoot(), "../shared/bench");
const GLUE = join(packageRoot(), "test/bench/step-glue.c");
const CORE = "-mcpu=cortex-m4 -mthumb -mfpu=fpv4-sp-d16 -mfloat-abi=hard".split(" ");

/** What a step of the C target may take on a Cortex-M4F without the loss, and what others take. */
const LIMITS = {
  L6: { cycles: 4500, instructions: 2800, aifes: 22_655, hand: 4129 },
  S3: { cycles: 61_000, instructions: 49_000, aifes: 383_833, hand: 57_448 },
  M3: { cycles: 245_000, instructions: 215_000, aifes: 1_554_257, hand: 234_006 },
} as const;
/** bytes: code of S3, and stack beside the plan's memory */
const CODE_LIMIT = 8192;
const STACK_LIMIT = 256;

interface Measured {
  readonly instructions: number;
  readonly cycles: number;
  readonly code: number;
  readonly stack: number;
}

function run(program: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    encoding: "utf8",
    timeout: 300_000,
  });
  if (status === 0) return stdout + stderr; // QEMU's semihosting writes to the latter
  throw new UserError(
    `${program}: ${error?.message ?? stderr.trim()}; install what is missing with: apt-get install gcc-arm-none-eabi libnewlib-arm-none-eabi qemu-system-arm`,
  );
}

/** Measures a step of one workload with the yardstick's own programs, in QEMU's mps2-an386. */
async function measure(name: (typeof WORKLOADS)[number], withLoss: boolean): Promise<Measured> {
  const spec = checkNetwork({ ...workloadNetwork(workload(name)), plan: "fast" });
  const { header, source } = cNetwork(await buildNetwork(spec), "net");
  const folder = mkdtempSync(join(tmpdir(), "perceptino-step-"));
  try {
    writeFileSync(join(folder, "net.h"), header);
    writeFileSync(join(folder, "net.c"), source);
    const defines = [`-DWL_${name}`, ...(withLoss ? [] : ["-DNET_WITHOUT_LOSS"])];
    run(
      "arm-none-eabi-gcc",
      [
        ...CORE,
        ...cFlags(spec),
        "-ffreestanding",
        "-ffunction-sections",
        ...defines,
        "-c",
        "net.c",
      ],
      folder,
    );
    const program = (main: string) => {
      const parts = ["startup.c", "target.c", "sbrk.c", main, "data.c"].map((file) =>
        join(YARDSTICK, file),
      );
      const link = [
        "-nostartfiles",
        "-T",
        join(YARDSTICK, "mps2.ld"),
        "-Wl,--gc-sections",
        "--specs=nosys.specs",
        "-lm",
      ];
      const flags = [
        ...CORE,
        "-std=gnu11",
        "-O2",
        "-w",
        "-ffunction-sections",
        "-fdata-sections",
        ...defines,
      ];
      const args = [
        ...flags,
        `-I${YARDSTICK}`,
        `-I${folder}`,
        "-o",
        `${main}.elf`,
        ...parts,
        GLUE,
        "net.o",
        ...link,
      ];
      run("arm-none-eabi-gcc", args, folder);
      return join(folder, `${main}.elf`);
    };
    const semihosting = ["-semihosting-config", "enable=on,target=native", "-icount", "shift=0"];
    const machine = ["-M", "mps2-an386", "-display", "none", "-monitor", "none", "-serial", "none"];
    const result = run(
      "qemu-system-arm",
      [...machine, ...semihosting, "-kernel", program("main.c")],
      folder,
    );
    const traced = run("python3", [join(YARDSTICK, "modelled-cycles"), program("trace.c")], folder);
    const size = run("arm-none-eabi-size", ["net.o"], folder).trim().split("\n").at(-1)!;
    const number = (text: string, pattern: RegExp) => Number(pattern.exec(text)![1]);
    return {
      instructions: number(traced, /instructions (\d+)/),
      cycles: number(traced, /modelled_cycles (\d+)/),
      code: Number(size.trim().split(/\s+/)[0]),
      stack: number(result, /stk_tr=(\d+)/),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * A table of the C target's step on a Cortex-M4F: instructions and modelled cycles, code and stack; or why there is none.
 * @throws Error when a limit is exceeded
 */
export async function steps(): Promise<string> {
  if (!existsSync(join(YARDSTICK, "modelled-cycles"))) {
    return `Skipped: no yardstick in ${YARDSTICK}; set PERCEPTINO_YARDSTICK to a folder with its measuring programs`;
  }
  const rows: string[] = [];
  for (const name of WORKLOADS) {
    const limit = LIMITS[name];
    const plain = await measure(name, false);
    const loss = await measure(name, true);
    expectAtMost(`${name}: instructions`, plain.instructions, limit.instructions);
    expectAtMost(`${name}: modelled cycles`, plain.cycles, limit.cycles);
    expectAtMost(`${name}: modelled cycles with the loss`, loss.cycles, 1.1 * limit.cycles);
    expectAtMost(`${name}: stack`, plain.stack, STACK_LIMIT);
    if (name === "S3") expectAtMost("S3: code", plain.code, CODE_LIMIT);
    const cells = [
      plain.cycles,
      loss.cycles,
      limit.aifes,
      limit.hand,
      plain.instructions,
      plain.code,
      plain.stack,
    ];
    rows.push(`| ${name} | ${cells.map(count).join(" | ")} |`);
  }
  return [
    "| | modelled cycles | with the loss | AIfES 2.2.0 | hand-optimised C | instructions | code | stack |",
    "|---|--:|--:|--:|--:|--:|--:|--:|",
    ...rows,
  ].join("\n");
}

function expectAtMost(what: string, got: number, most: number): void {
  if (got > most) throw new Error(`${what}: got ${got}, expected at most ${most}`);
}
