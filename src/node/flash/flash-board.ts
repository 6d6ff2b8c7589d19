import { spawn } from "node:child_process";
import { constants, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { FirmwareBoard } from "../../../boards/index.js";
import { UserError } from "../../common/errors.js";
import { dfuArgs, type FlashFile } from "../../common/firmware/flash-file.js";
import { endWithUs, hasProgram } from "../children.js";
import { fileError } from "../file-error.js";
import { readBytes, writeWhole } from "../files.js";
import { temporaryFolder } from "../temporary-folder.js";

/** The way onto a board; throws a UserError for a board that can only be simulated. */
export function flashing(board: FirmwareBoard): NonNullable<FirmwareBoard["flashing"]> {
  if (board.flashing) return board.flashing;
  throw new UserError(
    `--board: got ${board.name}, which can only be simulated here; keep the firmware with --out, or choose another board`,
  );
}

/**
 * Puts a firmware onto a board that waits for it.
 * @returns what was done, in words
 * @throws UserError when no board waits, or the tool is missing
 */
export async function putOnBoard(board: FirmwareBoard, image: FlashFile): Promise<string> {
  const way = flashing(board);
  return way.kind === "uf2" ? copyToDrive(way.drive, image) : download(way, image);
}

const { O_WRONLY, O_CREAT, O_TRUNC, O_NOFOLLOW } = constants;
/** To write a file anew, but not through a link, which no such drive has: it would be a folder that looks like one. */
const OVER_A_FILE = O_WRONLY | O_CREAT | O_TRUNC | (O_NOFOLLOW ?? 0);

async function copyToDrive(label: string, { bytes }: FlashFile): Promise<string> {
  const drive = await findDrive(label);
  if (drive === undefined) {
    throw new UserError(
      `${label}: found no such drive, expected the board's; hold BOOTSEL while you plug it in, or keep the file with --out and copy it there`,
    );
  }
  const path = join(drive, "firmware.uf2");
  // Written as it is: the drive is no real one, and takes neither temporary files nor renaming.
  await writeFile(path, bytes, { flag: OVER_A_FILE }).catch((error: unknown) => {
    throw fileError("write", path, error);
  });
  return `copied ${bytes.length} bytes to ${path}`;
}

/** Folders under which systems mount drives: each holds drives, or users that hold drives. */
const MOUNTS = ["/media", "/run/media", "/Volumes", "/mnt"];

/**
 * The mounted drive of a board's boot loader, if there is one: a folder of the drive's name with an INFO_UF2.TXT that
 * names the board's chip.
 * @param mounts where to look
 */
export async function findDrive(
  label: string,
  mounts: readonly string[] = MOUNTS,
): Promise<string | undefined> {
  const letters = process.platform === "win32" ? [..."DEFGHIJKLMNOPQRSTUVWXYZ"] : [];
  for (const letter of letters) if (await isDrive(`${letter}:\\`, label)) return `${letter}:\\`;
  for (const mount of mounts) {
    const users = await foldersIn(mount);
    for (const folder of [mount, ...users.map((user) => join(mount, user))]) {
      const drive = join(folder, label);
      if (await isDrive(drive, label)) return drive;
    }
  }
  return undefined;
}

const foldersIn = async (path: string): Promise<string[]> => {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
};

/** Bytes of a drive's INFO_UF2.TXT, which has a few hundred. */
const MOST_INFO = 10_000;

const isDrive = async (path: string, label: string): Promise<boolean> => {
  const info = await readBytes(
    join(path, "INFO_UF2.TXT"),
    MOST_INFO,
    "a drive's description",
  ).catch(() => new Uint8Array());
  return new TextDecoder().decode(info).includes(`Board-ID: ${label}`);
};

async function download(
  { device, address }: { readonly device: string; readonly address: number },
  { bytes }: FlashFile,
): Promise<string> {
  const hint = "install it with: sudo apt-get install dfu-util, or keep the file with --out";
  if (!(await hasProgram("dfu-util")))
    throw new UserError(`dfu-util: there is no such program; ${hint}`);
  const { path: folder, drop } = temporaryFolder();
  try {
    const file = join(folder, "firmware.bin");
    await writeWhole(file, bytes);
    await run("dfu-util", dfuArgs(device, address, file));
    return `dfu-util wrote ${bytes.length} bytes to 0x${address.toString(16).padStart(8, "0")}`;
  } finally {
    drop();
  }
}

/** Runs a program with its output on standard error. */
function run(program: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["ignore", process.stderr, process.stderr] });
    endWithUs(child);
    child.once("error", reject).once("close", (code) => {
      if (code === 0) return resolve();
      reject(
        new UserError(
          `${program}: ended with code ${code}, expected 0; is the board connected and in DFU mode?`,
        ),
      );
    });
  });
}
