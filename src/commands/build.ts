import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import { type BuiltNetwork, buildNetwork } from "../build.js";
import { expectApart, writeWhole } from "../files.js";
import { fingerprintOf } from "../fingerprint.js";
import { findBoard, memoryOf } from "../flags.js";
import { hex } from "../hex.js";
import { readNetworkFile } from "../load-network.js";
import { macsPerStep, parameterCount, widths } from "../plan.js";
import { count, print, table } from "../print.js";
import { PACKAGE_VERSION } from "../version.js";

interface BuildOptions {
  readonly target: string;
  readonly board?: string;
  readonly out: string;
  readonly json: boolean;
}

/** `perceptino build NETWORK`: the module and its manifest. */
export async function build(path: string, options: BuildOptions): Promise<void> {
  const board = options.board === undefined ? undefined : findBoard(options.board);
  const spec = await readNetworkFile(path);
  const name = basename(path).replace(/\.json$/i, "");
  const module = join(options.out, `${name}.wasm`);
  const sizes = join(options.out, `${name}.manifest.json`);
  await expectApart({ "the network file": path }, { module, manifest: sizes });
  const built = await buildNetwork(spec, memoryOf(board));
  const manifest = manifestOf(built, options.target, basename(module), board?.name);
  await writeWhole(module, built.wasm);
  await writeWhole(sizes, `${JSON.stringify(manifest, null, 2)}\n`);
  const files = [
    [module, built.wasm.length],
    [sizes, "sizes and hashes"],
  ] as const;
  const summary = `${widths(spec).join("-")}, ${built.plan.kind} plan: ${count(built.plan.end)} bytes of memory`;
  print(options, { ...manifest, module }, `${summary}\n${table(["file", "bytes"], files)}`);
}

/** What a build made, for machines: sizes in bytes, hashes, fingerprint in hex. */
function manifestOf(built: BuiltNetwork, target: string, file: string, board?: string) {
  const { spec, plan, wasm } = built;
  return {
    perceptino: PACKAGE_VERSION,
    name: spec.name,
    target,
    ...(board !== undefined && { board }),
    fingerprint: hex(fingerprintOf(spec)),
    widths: widths(spec),
    parameters: parameterCount(spec),
    macsPerStep: macsPerStep(spec),
    plan: plan.kind,
    memory: {
      parameters: plan.parameterBytes,
      working: plan.workingBytes,
      batch: plan.batchBytes,
      end: plan.end,
    },
    tensors: plan.tensors,
    artifacts: [
      { file, bytes: wasm.length, sha256: createHash("sha256").update(wasm).digest("hex") },
    ],
  };
}
