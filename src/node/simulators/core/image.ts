import { timesX8 } from "../../../common/crc-table.js";
import { UserError } from "../../../common/errors.js";
import type { Segment } from "../../../common/firmware/segments.js";
import { count } from "../../../common/text.js";
import { crc32Boot } from "../../flash/rp2040-boot.js";
import { type CoreBoard, type CoreMachine, coreMachine } from "./machines.js";
import { bootCode, monitorCode, type Routine } from "./monitor.js";

/** Where all lies on a simulated core: addresses. */
export interface CoreImage {
  readonly machine: CoreMachine;
  /** what is programmed: vectors, the monitor, and the network's code where that runs from flash */
  readonly segments: readonly Segment[];
  /** the monitor's routines, to be called */
  readonly routines: Readonly<Record<Routine, number>>;
  /** the CRC-32's table, for the routine "sum" */
  readonly table: number;
  /** lowest address of the stack, and the one behind it, from which it grows down */
  readonly stack: { readonly from: number; readonly to: number };
  /** the first byte of the network's code */
  readonly code: number;
  /** the network's linear memory */
  readonly memory: number;
}

/** What a network's step needs on a core. */
export interface CoreProgram {
  readonly code: Uint8Array;
  /** whether the code runs where it is programmed, as in Espruino's Storage, or from RAM, where the monitor has put it */
  readonly place: "storage" | "ram";
  /** bytes of linear memory */
  readonly memory: number;
}

/** Bytes; the code takes some hundred. */
const STACK = 8192;
/** The stack's start and the handlers of the 15 exceptions of every Cortex-M. */
const VECTORS = 16;

/** An address from which on there is room for what must lie at a multiple of 4 and as badly as Espruino may put it. */
const behind = (address: number): number => ((address + 7) & ~7) + 4;

/** Lays out a monitor and a network's code and memory for a board. Throws a UserError where they do not fit. */
export function coreImage(board: CoreBoard, { code, place, memory }: CoreProgram): CoreImage {
  const machine = coreMachine(board);
  const { flash, ram } = board.firmware;
  const { bytes, labels } = monitorCode(machine);
  const vectors = flash.origin + machine.bootPage;
  const monitor = vectors + 4 * VECTORS;
  const table = monitor + bytes.length;
  const behindTable = behind(table + CRC_TABLE.byteLength);
  // The stack is the lowest, so that one that is too small ends in no memory at all.
  const stack = { from: ram.origin, to: ram.origin + STACK };
  const memoryAt = behind(stack.to);
  const behindMemory = behind(memoryAt + memory);
  const codeAt = place === "ram" ? behindMemory : behindTable;
  const used = { flash: behindTable - flash.origin, ram: behindMemory - ram.origin };
  used[place === "ram" ? "ram" : "flash"] += code.length;
  for (const where of ["flash", "ram"] as const) {
    const { length } = board.firmware[where];
    if (used[where] > length) throw tooLarge(board, where, used[where], length);
  }
  const at = (name: string): number => monitor + labels.get(name)!;
  const callable = (name: string): number => at(name) | 1;
  const handlers = new Uint32Array(VECTORS).fill(callable("fault"));
  handlers.set([stack.to, callable("start")]);
  return {
    machine,
    segments: [
      ...(machine.bootPage > 0
        ? [{ address: flash.origin, bytes: bootPage(machine, stack.to, at("start")) }]
        : []),
      { address: vectors, bytes: joined(bytesOf(handlers), bytes, bytesOf(CRC_TABLE)) },
      ...(place === "storage" ? [{ address: codeAt, bytes: code }] : []),
    ],
    routines: {
      nothing: callable("nothing"),
      sum: callable("sum"),
      fill: callable("fill"),
      alike: callable("alike"),
    },
    ...{ table, stack, code: codeAt, memory: memoryAt },
  };
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => timesX8(byte));

const bytesOf = (words: Uint32Array): Uint8Array => new Uint8Array(words.slice().buffer);

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The page with the CRC that the chip's ROM looks at. */
function bootPage({ bootPage: length }: CoreMachine, stack: number, start: number): Uint8Array {
  const page = new Uint8Array(length);
  page.set(bootCode(stack, start).bytes);
  const sum = crc32Boot(page.subarray(0, length - 4));
  new DataView(page.buffer).setUint32(length - 4, sum, true);
  return page;
}

const tooLarge = ({ name }: CoreBoard, where: string, got: number, expected: number) =>
  new UserError(
    `${name}: got ${count(got)} bytes for its ${where}, expected at most ${count(expected)}; try a smaller network or batch`,
  );
