import { crcOfAll } from "../crc-table.js";
import { UserError } from "../errors.js";
import { hex } from "../hex.js";
import { decodeRoutine, type Encoded, encodeRoutine } from "./ir/encoding.js";
import type { Routine } from "./ir/ir.js";

/** The kernels of assembly/, compiled once for all networks; what a network adds is linked to them. */
export interface Kernels {
  /** each after those that it calls, but for what the network adds */
  readonly routines: readonly Routine[];
  /** the names by which networks know them → the routines' */
  readonly exports: ReadonlyMap<string, string>;
}

/** What a file of kernels begins with. */
const FORMAT = "perceptino-kernels";
/** of the file's form and of the IR in it; rises with each change of either */
const VERSION = 2;

const checksumOf = (body: string): string => hex(crcOfAll(new TextEncoder().encode(body)));

/**
 * Kernels as text: a line that says what it is, with the CRC-32 of what follows, and then the routines.
 */
export function printKernels({ routines, exports }: Kernels): string {
  const body = JSON.stringify({ exports: [...exports], routines: routines.map(encodeRoutine) });
  return `${FORMAT} ${VERSION} ${checksumOf(body)}\n${body}\n`;
}

/**
 * Reads what printKernels() wrote.
 * @throws UserError when it is of another version, or damaged
 */
export function parseKernels(text: string): Kernels {
  const end = text.indexOf("\n");
  const [format, version, checksum] = text.slice(0, end).split(" ");
  const refuse = (got: string, expected: string): never => {
    throw new UserError(`kernels: got ${got}, expected ${expected}; install perceptino again`);
  };
  if (format !== FORMAT || Number(version) !== VERSION) {
    refuse(`"${text.slice(0, Math.min(end, 60))}"`, `${FORMAT} ${VERSION}`);
  }
  const body = text.slice(end + 1, -1);
  const found = checksumOf(body);
  if (checksum !== found) refuse(`CRC-32 ${found}`, `${checksum}`);
  const { exports, routines } = JSON.parse(body) as {
    exports: [string, string][];
    routines: Encoded[];
  };
  return { exports: new Map(exports), routines: routines.map(decodeRoutine) };
}
