import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { count } from "../../../src/common/text.js";
import { packageRoot } from "../../../src/node/package.js";
import { type EspruinoBinary, espruinoInFolder } from "../../support/real-espruino.js";

const FOLDER = join(packageRoot(), "build/test/device/espruino");

interface Outcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** names of the tests that failed */
  readonly failures: readonly string[];
}

/** Runs the tests that need Espruino with one build of it. */
async function runTests({ path }: EspruinoBinary): Promise<Outcome> {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith(".test.js"));
  const args = ["--test", "--test-reporter=tap", ...files.map((name) => join(FOLDER, name))];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ESPRUINO: path },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  await new Promise((resolve) => child.once("close", resolve));
  const counted = (what: string) => Number(new RegExp(`^# ${what} (\\d+)$`, "m").exec(output)?.[1]);
  const [passed, skipped] = [counted("pass"), counted("skipped")];
  const failed = counted("fail") + counted("cancelled");
  if (!(passed + failed > 0)) throw new Error(`the tests did not run: ${output.slice(-300)}`);
  const failures = [...output.matchAll(/^ *not ok \d+ - (.*)$/gm)].map(([, name]) => name!);
  return { passed, failed, skipped, failures };
}

/** A build in words: its version, its commit and its memory, as it says itself. */
async function describe(binary: EspruinoBinary): Promise<string> {
  const { espruino, remove } = espruinoInFolder(binary);
  try {
    const [version, commit, total, block] = await espruino.run(
      "var m=process.memory();show(process.version);show(process.env.GIT_COMMIT);show(m.total);show(m.blocksize)",
    );
    const memory = `${count(Number(total))} variables of ${block} bytes`;
    return `${binary.core} | ${version} | ${commit ?? "unknown"} | ${memory}`;
  } finally {
    remove();
  }
}

/** A table of what passed in each build. */
export async function testTable(binaries: readonly EspruinoBinary[]): Promise<string> {
  const rows: string[] = [];
  const failures: string[] = [];
  for (const binary of binaries) {
    const outcome = await runTests(binary);
    rows.push(
      `| ${await describe(binary)} | ${outcome.passed} | ${outcome.failed} | ${outcome.skipped} |`,
    );
    for (const name of new Set(outcome.failures))
      failures.push(`\nFailed, ${binary.core}: ${name}.`);
  }
  return [
    "| Linux for | version | commit | memory | passed | failed | skipped |",
    "|---|---|---|---|--:|--:|--:|",
    ...rows,
    ...failures,
  ].join("\n");
}
