// Firmware for any network: what a compiler made once, to which a network is attached without one.
import type { Checkpoints, FirmwareBoard } from "../../../boards/index.js";
import { crcOfAll } from "../crc-table.js";
import { UserError } from "../errors.js";
import { hex } from "../hex.js";
import type { Layout } from "../loader/engine.js";
import { checkpointWords } from "../loader/restorable.js";

/** A board's firmware without a network. */
export interface BaseFirmware {
  readonly board: FirmwareBoard;
  /** what is programmed from the start of the flash on; the network follows it */
  readonly image: Uint8Array;
  /** bytes of RAM for all whose size the network decides */
  readonly room: number;
  readonly checkpoints: Pick<Checkpoints, "where" | "unit">;
  /** the compiler's first line about itself */
  readonly compiler: string;
}

/** Bytes of the two checkpoint slots (SPEC.md, "Checkpoints on a device"). */
export const slotsBytes = (
  { unit }: Pick<Checkpoints, "unit">,
  layout: Pick<Layout, "stateEnd">,
): number => 2 * Math.ceil((4 * checkpointWords(layout)) / unit) * unit;

const FORMAT = 1;

/** What a package's file of it holds, as JSON. */
interface BaseFile {
  readonly format: number;
  readonly board: string;
  readonly compiler: string;
  readonly room: number;
  /** CRC-32 of the room as u32 and the image, in hexadecimal */
  readonly crc: string;
  /** in base64 */
  readonly image: string;
}

function sumOf(room: number, image: Uint8Array): string {
  const all = new Uint8Array(4 + image.length);
  new DataView(all.buffer).setUint32(0, room, true);
  all.set(image, 4);
  return hex(crcOfAll(all));
}

/** The text of a board's base firmware, as a package has it. */
export function printBase({ board, image, room, compiler }: BaseFirmware): string {
  const file: BaseFile = {
    format: FORMAT,
    board: board.name,
    compiler,
    room,
    crc: sumOf(room, image),
    image: btoa(String.fromCharCode(...image)),
  };
  return `${JSON.stringify(file)}\n`;
}

/**
 * Reads a board's base firmware as a package has it.
 * @param text undefined where the package was built without it
 * @throws UserError where there is none, or it is damaged
 */
export function parseBase(board: FirmwareBoard, text: string | undefined): BaseFirmware {
  if (text === undefined) {
    throw new UserError(
      `${board.name}: this perceptino was built without the firmware for this board, since there was no arm-none-eabi-gcc, expected one that was built with it; build it again where the compiler is`,
    );
  }
  const { format, crc, image, room, compiler } = fileOf(board, text);
  const bytes = bytesOf(image);
  if (format !== FORMAT || bytes === undefined || sumOf(room, bytes) !== crc) throw damaged(board);
  const { checkpoints } = board.firmware;
  return { board, image: bytes, room, checkpoints, compiler };
}

const damaged = ({ name }: FirmwareBoard) =>
  new UserError(
    `${name}: got a damaged firmware, expected the one that came with perceptino; install it again, or load the page anew`,
  );

function fileOf(board: FirmwareBoard, text: string): BaseFile {
  try {
    const file = JSON.parse(text) as BaseFile;
    if (file.board === board.name) return file;
  } catch {
    // it is no JSON
  }
  throw damaged(board);
}

function bytesOf(base64: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
