import { open, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import type { EspruinoBoard } from "../../../boards/index.js";
import type { BuiltNetwork } from "../../common/compiler/build-network.js";
import type { ThumbOptions } from "../../common/compiler/thumb/code.js";
import { crcOfAll } from "../../common/crc-table.js";
import { UserError } from "../../common/errors.js";
import { espruinoModule } from "../../common/espruino/module.js";
import { MODULE_NAME, type Placement } from "../../common/espruino/module-name.js";
import { quote } from "../../common/espruino/quote.js";
import { planUpload, type StorageFile } from "../../common/espruino/versions.js";
import type { Layout } from "../../common/loader/index.js";
import { findProgram } from "../children.js";
import { fileError } from "../file-error.js";
import { type Interpreter, startInterpreter } from "./interpreter.js";
import { numbersInFile, SAID, type TrainingData, trainingProgram } from "./training-program.js";

/** Espruino for Linux. */
export interface EspruinoBuild {
  readonly path: string;
  readonly core: "x86-64" | "32-bit ARM";
}

/** What begins an ELF file, where it says for what it is made, and the two that we can start. */
const ELF = { bytes: 20, magic: 0x464c457f, machine: 18 };
const MACHINES: Readonly<Record<number, EspruinoBuild["core"]>> = {
  40: "32-bit ARM",
  62: "x86-64",
};
const EMULATOR = "qemu-arm";
const EMULATOR_HINT = "install it with: sudo apt-get install qemu-user";

/** The build that the environment variable ESPRUINO names; of several, as tests take them, the first. */
export const espruinoPath = (): string | undefined =>
  (process.env.ESPRUINO ?? "").split(":").find((path) => path !== "");

/** Tells a build's kind by its first bytes. Throws a UserError when it is none that can be started. */
export async function espruinoBuild(path: string): Promise<EspruinoBuild> {
  const head = await headOf(path);
  const core = MACHINES[head.readUInt16LE(ELF.machine)];
  if (head.readUInt32LE(0) === ELF.magic && core) {
    const build = { path: resolve(path), core };
    const { program, hint } = command(build);
    await findProgram(program, hint);
    return build;
  }
  throw new UserError(
    `ESPRUINO: got ${path}, which is no program for x86-64 or 32-bit ARM Linux, expected Espruino as "make BOARD=LINUX" builds it`,
  );
}

async function headOf(path: string): Promise<Buffer> {
  const head = Buffer.alloc(ELF.bytes);
  try {
    const file = await open(path);
    await file.read(head).finally(() => file.close());
    return head;
  } catch (error) {
    throw fileError("read", `ESPRUINO: ${path}`, error);
  }
}

/** How it is started: ARM's through an emulator, except on ARM. */
const command = ({ path, core }: EspruinoBuild) =>
  core === "32-bit ARM" && process.arch !== "arm"
    ? { program: EMULATOR, args: [path], hint: EMULATOR_HINT }
    : { program: path, args: [], hint: "make it executable" };

function starting(build: EspruinoBuild, board: EspruinoBoard, folder: string) {
  const { program, args, hint } = command(build);
  const { ESPRUINO_FLASH_MMAP: _, ...env } = process.env;
  return (script: string): Interpreter => ({
    name: `Espruino (${basename(build.path)})`,
    program,
    args: [...args, script],
    hint,
    cwd: folder,
    // Known to the builds of our tests; others have no addresses for Storage.
    env: board.storage.mapped ? { ...env, ESPRUINO_FLASH_MMAP: "1" } : env,
  });
}

/** A module in the Storage of an Espruino for Linux. */
export interface Installed {
  readonly placement: Placement;
  /** bytes of machine code */
  readonly code: number;
  /** bytes of its files, the one that finds the newest version included */
  readonly bytes: number;
  /** starts what trains it */
  readonly interpreter: Interpreter;
}

/** Where it is installed, the milliseconds that it may say nothing, where its code runs, and how it is made. */
interface InstallOptions extends ThumbOptions {
  readonly placement: Placement;
  readonly folder: string;
  readonly timeout: number;
}

/**
 * Puts a board's module into the Storage of an Espruino that runs in a folder, as `flash` would, and its training beside
 * it. Machine code goes to ARM only, and stays in Storage only where that has addresses.
 * @throws UserError when the build does not start, or does not store the files
 */
export async function installOnLinux(
  build: EspruinoBuild,
  board: EspruinoBoard,
  built: BuiltNetwork,
  training: { readonly layout: Layout; readonly data: TrainingData; readonly steps: number },
  { folder, timeout, placement: wanted, ...options }: InstallOptions,
): Promise<Installed> {
  const start = starting(build, board, folder);
  const install = async (placement: Placement) => {
    const { files, code } = espruinoModule(built, board, MODULE_NAME, placement, options);
    const stored = await store(start, planUpload(files, []).write, folder, timeout);
    return { placement, code: code?.bytes.length ?? 0, ...stored };
  };
  let installed = await install(build.core === "32-bit ARM" ? wanted : "javascript");
  if (installed.placement === "storage" && !installed.mapped) installed = await install("ram");

  const { layout, data, steps } = training;
  await writeFile(join(folder, "numbers"), new Uint8Array(data.floats.buffer));
  const program = `${numbersInFile("numbers", data)}${trainingProgram(layout, data, steps)}`;
  await writeFile(join(folder, "train.js"), program);
  const { placement, code, bytes } = installed;
  return { placement, code, bytes, interpreter: start("train.js") };
}

/** Writes files into an empty Storage and checks them; tells whether files have addresses. */
async function store(
  start: (script: string) => Interpreter,
  files: readonly StorageFile[],
  folder: string,
  timeout: number,
): Promise<{ readonly bytes: number; readonly mapped: boolean }> {
  for (const [i, { data }] of files.entries()) await writeFile(join(folder, `file${i}`), data);
  const list = files.map(({ name }, i) => `[${quote(name)},${quote(`file${i}`)}]`).join(",");
  await writeFile(
    join(folder, "store.js"),
    `var s = require("Storage");
s.eraseAll();
[${list}].forEach(function (f) {
  s.write(f[0], require("fs").readFileSync(f[1]));
  var d = s.read(f[0]);
  print(${quote(SAID)} + (E.CRC32(d) >>> 0) + " " + E.getAddressOf(d, true));
});
`,
  );
  const output = await startInterpreter(start("store.js"), timeout);
  try {
    let mapped = true;
    for (const { name, data } of files) {
      const [crc, address] = await output.next();
      if (Number(crc) !== crcOfAll(data)) throw new UserError(`Espruino: it did not store ${name}`);
      mapped &&= Number(address) !== 0;
    }
    const bytes = files.reduce((sum, { data }) => sum + data.length, 0);
    return { bytes, mapped };
  } finally {
    await output.close();
  }
}
