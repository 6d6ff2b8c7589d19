import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { buildNetwork } from "../../src/build.js";
import { writeWhole } from "../../src/files.js";
import { checkNetwork } from "../../src/network-file.js";
import { packageRoot } from "../../src/package-root.js";
import { espruinoModule } from "../../src/targets/espruino.js";
import { jsKernels } from "../../src/targets/js.js";
import { readModule } from "../../src/translate/read-module.js";
import { boardNamed } from "../support/espruino-networks.js";
import { commandOf, ESPRUINOS, type EspruinoBinary } from "../support/real-espruino.js";
import { SMALL_ENGINES } from "../support/small-engines.js";
import { WORKLOADS, type Workload, workload, workloadNetwork } from "../support/workloads.js";

/** On Espruino, generated JavaScript may take this many times the time of hand-written, and machine code at most this share of it. */
const MOST_JAVASCRIPT = 2;
const LEAST_NATIVE = 100;
const ROUNDS = 5;
/** steps that take a computer some hundredths of a second; Espruino gets a twentieth */
const STEPS = { L6: 400, S3: 60, M3: 12 } as const;

const HAND = readFileSync(
  join(packageRoot(), "test/bench/espruino/handwritten.js"),
  "utf8",
).replace(/^\/\/.*\n/gm, "");
const bits = (values: Float32Array) => `[${new Int32Array(values.buffer).join(",")}]`;

/** A script's beginning: the workload's numbers by their bits, and the step written by hand. */
const begin = ({ readings, labels, parameters, widths, batch }: Workload) => `
var P=new Int32Array(${bits(parameters)}),X=new Int32Array(${bits(readings)}),Y=[${labels.join(",")}];
${HAND}
var hand=handwritten([${widths.join(",")}],${batch},new Float32Array(new Int32Array(P).buffer),new Float32Array(X.buffer),Y);
`;

/** Prints the least time of a step of both, in milliseconds, taken in turns. */
const compare = (steps: number, other: string) => `
var least=[1e9,1e9];
for(var round=0;round<${ROUNDS};round++){
var t=Date.now();for(var i=0;i<${steps};i++)hand.step(0.05);
t=(Date.now()-t)/${steps};if(t<least[0])least[0]=t;
t=other();if(t<least[1])least[1]=t;
}
print("#"+JSON.stringify(least));
function other(){${other}}
`;

/** The generated step beside the step written by hand. */
async function javascript(of: Workload, steps: number): Promise<string> {
  const built = await buildNetwork(checkNetwork({ ...workloadNetwork(of), plan: "fast" }));
  const program = readModule(built.named);
  const at = (name: string) => program.constants.get(name)!.value / 4;
  const { end } = built.plan;
  return `${begin(of)}
var m=typeof E=="undefined"?new ArrayBuffer(${end}):E.toArrayBuffer(E.toFlatString({data:0,count:${end}}));
var kernels=(${jsKernels(program)})(m),w=new Int32Array(m);
w.set(P,0);w.set(X,${at("readings")});new Float32Array(m).set(Y,${at("readings") + of.readings.length});w[${at("observed")}]=${of.batch};
var other=function(){var t=Date.now();for(var i=0;i<${steps};i++)kernels[2](0.05);return (Date.now()-t)/${steps}};
${compare(steps, "").replace("function other(){}\n", "")}`;
}

/** The native step beside the step written by hand; observing is not timed. */
async function native(of: Workload, steps: number): Promise<string> {
  const built = await buildNetwork(checkNetwork({ ...workloadNetwork(of), plan: "fast" }));
  const { files } = await espruinoModule(built, boardNamed("banglejs2"), "neural", "ram");
  const writes = files.map(
    ({ name, data }) =>
      `require("Storage").write("${name}",atob("${Buffer.from(data).toString("base64")}"));`,
  );
  const inputs = of.widths[0]!;
  return `${writes.join("\n")}
var net=require("neural");${begin(of)}
var R=new Float32Array(X.buffer);
var other=function(){var s=0;for(var i=0;i<${20 * steps};i++){
for(var j=0;j<${of.batch};j++)net.observe(R.subarray(j*${inputs},j*${inputs}+${inputs}),Y[j]);
var t=getTime();net.train();s+=getTime()-t}return 1000*s/${20 * steps}};
${compare(steps, "").replace("function other(){}\n", "")}`;
}

/** Runs a script in an Espruino and gives its lines. */
async function runEspruino(binary: EspruinoBinary, script: string): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "perceptino-espruino-"));
  try {
    writeFileSync(join(folder, "script.js"), `${script}\nquit();\n`);
    const [program, ...args] = commandOf(binary);
    const { stdout } = await promisify(execFile)(program!, [...args, "script.js"], {
      cwd: folder,
      timeout: 300_000,
    });
    return stdout.split(/\r?\n/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** How many times the first of the printed times the second is. */
function ratioOf(lines: readonly string[]): number {
  const line = lines.find((one) => one.includes("#["));
  if (line === undefined) throw new Error(`no times: ${lines.join(" ").slice(0, 300)}`);
  const [hand, other] = JSON.parse(line.slice(line.indexOf("#") + 1)) as [number, number];
  return hand / other;
}

/** A table of how the generated step compares with the same step by hand, on each engine that is there. */
export async function espruinoBench(): Promise<string> {
  const rows: string[] = [];
  const add = (engine: string, what: string, name: string, ratio: number) => {
    rows.push(
      `| ${engine} | ${what} | ${name} | ${ratio >= 1 ? `${ratio.toFixed(ratio < 10 ? 1 : 0)} × as fast` : `${(1 / ratio).toFixed(2)} × the time`} |`,
    );
    if (engine.startsWith("Espruino") && what === "JavaScript" && 1 / ratio > MOST_JAVASCRIPT) {
      throw new Error(
        `${engine}, ${name}: got ${(1 / ratio).toFixed(2)} × the time, expected ${MOST_JAVASCRIPT}`,
      );
    }
    if (what === "machine code" && name === "S3" && ratio < LEAST_NATIVE) {
      throw new Error(
        `${engine}, ${name}: got ${ratio.toFixed(0)} × as fast, expected ${LEAST_NATIVE}`,
      );
    }
  };
  for (const name of WORKLOADS) {
    const of = workload(name);
    for (const engine of SMALL_ENGINES) {
      if (engine.skip)
        rows.push(`| ${engine.name} | JavaScript | ${name} | not run: ${engine.skip} |`);
      else
        add(
          engine.name,
          "JavaScript",
          name,
          ratioOf(await engine.run(await javascript(of, STEPS[name]))),
        );
    }
    for (const binary of ESPRUINOS) {
      add(
        `Espruino, ${binary.core}`,
        "JavaScript",
        name,
        ratioOf(await runEspruino(binary, await javascript(of, Math.ceil(STEPS[name] / 20)))),
      );
      if (binary.core === "ARM")
        add(
          `Espruino, ${binary.core}`,
          "machine code",
          name,
          ratioOf(await runEspruino(binary, await native(of, Math.ceil(STEPS[name] / 20)))),
        );
    }
  }
  const none = "\n\nEspruino was not run: set ESPRUINO to a Linux build of it.";
  return `| engine | the step as | network | beside hand-written JavaScript |\n|---|---|---|---|\n${rows.join("\n")}${ESPRUINOS.length > 0 ? "" : none}`;
}

process.exitCode = await espruinoBench().then(
  async (table) => {
    process.stdout.write(`${table}\n`);
    if (process.argv.includes("--write")) {
      const path = join(packageRoot(), "docs/espruino-speed.md");
      await writeWhole(
        path,
        `# Beside hand-written JavaScript\n\nMade by \`npm run espruino -- --write\`, with ESPRUINO set. Times of one step in one run; the engines are those of Linux, not of boards.\n\n${table}\n`,
      );
    }
    return 0;
  },
  (error: unknown) => {
    process.stderr.write(
      `error: ${error instanceof Error ? error.message.slice(0, 500) : String(error)}\n`,
    );
    return 1;
  },
);
