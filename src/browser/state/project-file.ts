// A project as one file: gzip of a container, which is
//   16 characters "perceptino file\n", then as 32-bit numbers, little-endian: the format's version (1), and the bytes of
//   the header; the header, JSON in UTF-8 (Header); and all bytes that the header names by length, one behind the other:
//   of each recording its numbers as float32, little-endian, of each imported file its bytes, the checkpoint, and those that
//   were fetched from boards.

import { concatBytes, latin1OfBytes } from "../../common/bytes.js";
import { isGzip, tooLarge, uncompressedWithin } from "../../common/data/gzip.js";
import { UserError } from "../../common/errors.js";
import type { Fetched, Project, Trained } from "./project.js";
import { readHeader } from "./project-header.js";

const MAGIC = "perceptino file\n";
const VERSION = 1;
const START = MAGIC.length + 8;

/** Bytes of a project file before and after unpacking, and of its header. */
export const LIMITS_OF_FILE = {
  packed: 100_000_000,
  unpacked: 150_000_000,
  header: 8_000_000,
} as const;

/** What stands in the file in a part's place. */
export interface Header extends Omit<Project, "recordings" | "imported" | "trained" | "fetched"> {
  readonly recordings: readonly {
    readonly id: string;
    readonly label: string;
    readonly began: number;
    readonly from: string;
    readonly bytes: number;
  }[];
  readonly imported?: {
    readonly labels: readonly string[];
    readonly files: readonly { readonly name: string; readonly bytes: number }[];
  };
  readonly trained?: Omit<Trained, "checkpoint"> & { readonly bytes: number };
  readonly fetched?: readonly (Omit<Fetched, "checkpoint"> & { readonly bytes: number })[];
}

/**
 * A project as one file.
 * @throws UserError when it is larger than one that can be read again
 */
export async function writeProject(project: Project): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = encodeProject(project);
  if (bytes.length > LIMITS_OF_FILE.unpacked) {
    throw new UserError(
      `project: got ${bytes.length} bytes, expected at most ${LIMITS_OF_FILE.unpacked} in one file; export its recordings as CSV, or delete some first`,
    );
  }
  const packed = new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(packed).arrayBuffer());
}

/**
 * Reads a project's file. Nothing in it is believed: sizes are limited before anything is unpacked, and each field is checked.
 * @param file its name and bytes; not changed
 * @throws UserError that says what is wrong and what to do
 */
export async function readProject(file: {
  readonly name: string;
  readonly bytes: Uint8Array;
}): Promise<Project> {
  if (file.bytes.length > LIMITS_OF_FILE.packed) throw tooLarge(file.name, LIMITS_OF_FILE.packed);
  const { bytes } = await uncompressedWithin(file, LIMITS_OF_FILE.unpacked);
  return decodeProject(file.name, bytes);
}

/** Whether a file is called, or begins, as those of projects do; it may still be damaged. */
export const isProjectFile = ({ name, bytes }: { name: string; bytes: Uint8Array }): boolean =>
  name.toLowerCase().endsWith(".perceptino") ||
  (!isGzip(bytes) && latin1OfBytes(bytes.subarray(0, MAGIC.length)) === MAGIC);

/**
 * The container, before it is packed.
 * @throws UserError when its header is larger than one that can be read again
 */
export function encodeProject(project: Project): Uint8Array<ArrayBuffer> {
  const { recordings, imported, trained, fetched, ...rest } = project;
  const header: Header = {
    ...rest,
    recordings: recordings.map(({ values, ...one }) => ({ ...one, bytes: values.byteLength })),
    ...(imported && {
      imported: {
        labels: imported.labels,
        files: imported.files.map(({ name, bytes }) => ({ name, bytes: bytes.length })),
      },
    }),
    ...(trained && { trained: withoutCheckpoint(trained) }),
    ...(fetched && { fetched: fetched.map(withoutCheckpoint) }),
  };
  const text = new TextEncoder().encode(JSON.stringify(header));
  if (text.length > LIMITS_OF_FILE.header) {
    throw new UserError(
      `project: got a header of ${text.length} bytes, expected at most ${LIMITS_OF_FILE.header} in one file; export its recordings as CSV, or delete some first`,
    );
  }
  const start = new Uint8Array(START);
  new TextEncoder().encodeInto(MAGIC, start);
  const view = new DataView(start.buffer);
  view.setUint32(MAGIC.length, VERSION, true);
  view.setUint32(MAGIC.length + 4, text.length, true);
  return concatBytes(
    start,
    text,
    ...recordings.map(({ values }) => bytesOfFloats(values)),
    ...(imported?.files.map(({ bytes }) => bytes) ?? []),
    ...(trained ? [trained.checkpoint] : []),
    ...(fetched?.map(({ checkpoint }) => checkpoint) ?? []),
  );
}

/** @throws UserError when the container is damaged, of another version, or says what cannot be */
export function decodeProject(name: string, file: Uint8Array): Project {
  const refuse = (problem: string): never => {
    throw new UserError(`${name}: ${problem}`);
  };
  if (latin1OfBytes(file.subarray(0, MAGIC.length)) !== MAGIC || file.length < START) {
    refuse(
      "got a file that is no project, expected one that this page has exported (.perceptino); to read CSV and the like, choose it as a file with readings",
    );
  }
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const version = view.getUint32(MAGIC.length, true);
  if (version !== VERSION) {
    refuse(
      `got a project file of version ${version}, expected ${VERSION}; reload this page to have its newest version, or export the project anew`,
    );
  }
  const length = view.getUint32(MAGIC.length + 4, true);
  if (length > LIMITS_OF_FILE.header || START + length > file.length) {
    refuse(
      `got a header of ${length} bytes, expected at most ${Math.min(LIMITS_OF_FILE.header, file.length - START)}; the file is damaged: export it anew`,
    );
  }
  const header = readHeader(jsonIn(file.subarray(START, START + length), refuse), refuse);
  return withParts(header, file.subarray(START + length), refuse);
}

function jsonIn(bytes: Uint8Array, refuse: (problem: string) => never): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return refuse(
      "got a header that is no JSON, expected one; the file is damaged: export it anew",
    );
  }
}

/** The project, with the bytes that its header names. */
function withParts(header: Header, bytes: Uint8Array, refuse: (problem: string) => never): Project {
  const { recordings, imported, trained, fetched, ...rest } = header;
  const lengths = [
    ...recordings,
    ...(imported?.files ?? []),
    ...(trained ? [trained] : []),
    ...(fetched ?? []),
  ];
  const all = lengths.reduce((sum, one) => sum + one.bytes, 0);
  if (all !== bytes.length) {
    refuse(
      `got ${bytes.length} bytes behind the header, expected ${all}; the file is damaged or cut off: export it anew`,
    );
  }
  let at = 0;
  const take = (length: number): Uint8Array<ArrayBuffer> => {
    at += length;
    return bytes.slice(at - length, at) as Uint8Array<ArrayBuffer>;
  };
  return {
    ...rest,
    recordings: recordings.map(({ bytes: length, ...one }, i) => {
      const values = floatsOfBytes(take(length));
      if (values.every(Number.isFinite)) return { ...one, values };
      return refuse(
        `recordings[${i}]: got a value that is no finite number, expected readings; the file is damaged: export it anew`,
      );
    }),
    ...(imported && {
      imported: {
        labels: imported.labels,
        files: imported.files.map(({ name, bytes: length }) => ({ name, bytes: take(length) })),
      },
    }),
    ...(trained && { trained: withCheckpoint(trained, take(trained.bytes)) }),
    ...(fetched && { fetched: fetched.map((one) => withCheckpoint(one, take(one.bytes))) }),
  };
}

interface HasCheckpoint {
  readonly checkpoint: Uint8Array<ArrayBuffer>;
}

const withoutCheckpoint = <T extends HasCheckpoint>({ checkpoint, ...rest }: T) => ({
  ...rest,
  bytes: checkpoint.length,
});

const withCheckpoint = <T extends { readonly bytes: number }>(
  { bytes: _, ...rest }: T,
  checkpoint: Uint8Array<ArrayBuffer>,
) => ({ ...rest, checkpoint });

/** Little-endian whatever machine this is. */
function bytesOfFloats(values: Float32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.byteLength));
  for (const [i, value] of values.entries()) view.setFloat32(4 * i, value, true);
  return new Uint8Array(view.buffer);
}

function floatsOfBytes(bytes: Uint8Array): Float32Array<ArrayBuffer> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.length >> 2 }, (_, i) => view.getFloat32(4 * i, true));
}
