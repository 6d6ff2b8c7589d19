import { createHash } from "node:crypto";
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { FirmwareBoard } from "../../../boards/index.js";
import { UserError } from "../../common/errors.js";
import { isThumb1 } from "../../common/fit/engine.js";
import { temporaryFolder } from "../temporary-folder.js";
import type { FirmwareRequest } from "./firmware.js";
import { folderHash } from "./folder-hash.js";
import { scanWasm, type WasmScan } from "./scan-wasm.js";
import { coreFlags, GCC, runTool } from "./toolchain.js";
import { cacheFolder, wasm3Source } from "./wasm3-source.js";

/** wasm3's operations are a few instructions each: moving them about costs registers and gains nothing. */
const WASM3 = [
  "-fomit-frame-pointer",
  "-fno-schedule-insns",
  "-fno-schedule-insns2",
  "-fno-tree-ter",
];

/** wasm3's settings: small pages and stacks, no texts, no memory beyond what the module needs. */
export function wasm3Flags({ board, wasm, options }: FirmwareRequest): string[] {
  const { locals } = scanWasm(wasm);
  // Rounded up, so that the compiled wasm3 in the cache serves many networks.
  const height = Math.ceil((locals + OPERANDS) / 32) * 32;
  const settings = {
    d_m3MaxFunctionStackHeight: height,
    d_m3MaxFunctionSlots: height + MOST_CONSTANTS + OPERANDS,
    d_m3MaxConstantTableSize: MOST_CONSTANTS,
    d_m3CodePageAlignSize: options?.codePage ?? 1024,
    d_m3VerboseErrorMessages: 0,
    d_m3MaxDuplicateFunctionImpl: 1,
    d_m3MaxLinearMemoryPages: 1,
    WASM3_STACK_BYTES: 2048,
  };
  return [
    ...Object.entries(settings).map(([name, value]) => `-D${name}=${value}`),
    ...destroyed(board).map((name) => `-fcall-used-${name}`),
  ];
}

/**
 * Registers that a call within wasm3 may destroy; engine-wasm3.c says why and saves them for the others. Not in Thumb-1, where
 * no operation ends in a jump.
 */
const destroyed = (board: FirmwareBoard) =>
  isThumb1(board) ? [] : ["r4", "r5", "r6", "r8", "r9", "r10"];

/** operands at once on the stack of one function, at most; our kernels hold far fewer */
const OPERANDS = 48;
/** constants that wasm3 keeps in slots per function; further ones it writes into the code */
const MOST_CONSTANTS = 120;

/** The file beside cached objects that their hash is in. */
const SEAL = "seal";

/** What the objects of a key must be sealed with: their hash, and the key, so that no others take their place. */
async function sealOf(folder: string, key: string, objects: readonly string[]): Promise<string> {
  return `${key} ${await folderHash(folder, objects)}\n`;
}

/** Whether cached objects are those that were compiled for a key. */
async function areSealed(folder: string, key: string, objects: readonly string[]) {
  const seal = await readFile(join(folder, SEAL), "utf8").catch(() => undefined);
  return seal !== undefined && seal === (await sealOf(folder, key, objects));
}

/** Compiles wasm3, or takes it from the cache if it is as it was compiled; its sources, as compiled, come into work/wasm3. */
export async function wasm3Objects(
  request: FirmwareRequest,
  work: string,
  compiler: string,
): Promise<string[]> {
  const folder = join(work, "wasm3");
  await prepareWasm3(await wasm3Source(), folder, request);
  const flags = [
    ...coreFlags(request.board),
    request.options?.optimize ?? "-O2",
    ...WASM3,
    "-w",
    ...wasm3Flags(request),
  ];
  const hash = createHash("sha256").update(JSON.stringify([compiler, flags]));
  const names = (await readdir(folder)).sort();
  for (const name of names) hash.update(name).update(await readFile(join(folder, name)));
  const key = hash.digest("hex");
  const cached = join(cacheFolder(), `wasm3-objects-${key.slice(0, 16)}`);
  const sources = names.filter((name) => /^m3_(?!api_).*\.c$/.test(name));
  const objects = sources.map(objectOf);
  if (!(await areSealed(cached, key, objects))) {
    await compileInto(cached, folder, sources, flags, key);
  }
  return objects.map((name) => join(cached, name));
}

const objectOf = (source: string) => source.replace(/c$/, "o");

/** Compiles into a folder that appears only when it is whole; what was there before is dropped. */
async function compileInto(
  target: string,
  folder: string,
  sources: readonly string[],
  flags: readonly string[],
  key: string,
): Promise<void> {
  await mkdir(cacheFolder(), { recursive: true });
  const { path: temporary, drop } = temporaryFolder(cacheFolder(), "objects-");
  const objects = sources.map(objectOf);
  try {
    for (const name of sources) {
      const object = join(temporary, objectOf(name));
      await runTool(GCC, [...flags, "-c", name, "-o", object], folder);
    }
    await writeFile(join(temporary, SEAL), await sealOf(temporary, key, objects));
    await rm(target, { recursive: true, force: true });
    await rename(temporary, target).catch(async (error: Error) => {
      if (!(await areSealed(target, key, objects))) throw error; // else another process was faster
    });
  } finally {
    drop();
  }
}

/**
 * The documented changes to wasm3: what it holds in 64 bits, a 32-bit chip pays for at every operation. A module without
 * 64-bit values does not need registers for them. With sums of address and offset in 32 bits a check still lets nothing
 * outside of the memory be touched; a sum beyond 4 GiB is then not refused but wraps.
 */
const NARROW = {
  floatRegister: {
    file: "m3_exec_defs.h",
    type: "f64",
    changes: [[/\(f64 _fp0\)/g, "(f32 _fp0)"]],
  },
  integerRegister: {
    file: "m3_core.h",
    type: "i64",
    changes: [[/\bi64(\s+m3reg_t;)/g, "i32$1"]],
  },
  addresses: {
    file: "m3_exec.h",
    type: undefined,
    changes: [
      [/\bu64 operand\b/g, "u32 operand"],
      [/operand \+ (sizeof \(\w+\)) <= _mem->length/g, "operand <= _mem->length - $1"],
    ],
  },
} as const;

/** Copies wasm3's sources and narrows its registers. */
async function prepareWasm3(
  source: string,
  folder: string,
  { wasm }: FirmwareRequest,
): Promise<void> {
  await mkdir(folder);
  const names = (await readdir(source)).filter((name) => /^(m3_|wasm3).*\.[ch]$/.test(name));
  for (const name of names) await copyFile(join(source, name), join(folder, name));
  const scan = scanWasm(wasm);
  for (const name of Object.keys(NARROW) as (keyof typeof NARROW)[]) {
    await narrow(name, folder, scan);
  }
}

async function narrow(name: keyof typeof NARROW, folder: string, scan: WasmScan): Promise<void> {
  const { file, type, changes } = NARROW[name];
  if (type && scan[type]) {
    throw new UserError(
      `wasm3: got a module with ${type}, expected none, as its ${name} has 32 bits`,
    );
  }
  let text = await readFile(join(folder, file), "utf8");
  for (const [from, to] of changes) {
    if (text.search(from) < 0) {
      throw new UserError(
        `wasm3: got a ${file} without ${from}, expected wasm3 0.5 to 0.9; unset WASM3_DIR`,
      );
    }
    text = text.replace(from, to);
  }
  await writeFile(join(folder, file), text);
}
