import type { Chip } from "../../src/node/simulators/rp2040.js";

/** What of rp2040js the model needs besides. */
interface RomChip extends Chip {
  readonly bootrom: Uint32Array;
  readonly core: Chip["core"] & { readonly registers: Uint32Array; readonly PM: boolean };
  readUint8(address: number): number;
  readUint16(address: number): number;
  readUint32(address: number): number;
}
interface Ssi {
  writeUint32(offset: number, value: number): void;
}

/** What a cut leaves of the erasure or the page that it hit. */
export type Torn = "nothing" | "half" | "some bits" | "all";

/** A boot ROM that writes the flash chip, and the power that both hang on. */
export interface FlashRom {
  /** Puts the ROM into a chip. */
  equip(chip: Chip): void;
  /** Cuts the power at the n-th erasure or page from now. */
  cut(n: number, torn: Torn): void;
  /** Cuts the power now: the RAM is lost, and the chip starts again. */
  powerOff(): void;
  /** From now on no bit of the flash's byte at an offset can be cleared. */
  wear(offset: number): void;
  /** "erase OFFSET" and "program OFFSET", in order. */
  readonly done: string[];
}

const FLASH = 0x10000000;
const SRAM = 0x20000000;
const SSI = 0x18000;
const SSIENR = 0x08;
const BAUDR = 0x14;
/** the registers that decide how flash is read as memory */
const XIP_REGISTERS = [0x00, 0x04, BAUDR, 0xf4];
const AIRCR = 0xd0c;
const SYSRESETREQ = 4;
const SECTOR = 4096;
const PAGE = 256;
const ROM_DIVIDER = 6;

const TABLE = 0x100; // pairs of halfwords: letters, address
const CODE = 0x200; // two instructions for each function: a breakpoint, a return
const FUNCTIONS = ["IF", "EX", "RE", "RP", "FC"] as const;
type FunctionName = (typeof FUNCTIONS)[number];

/**
 * The RP2040's boot ROM as far as it writes flash (RP2040 Datasheet, 2.8.3), for rp2040js: its functions are breakpoints
 * that do the work here. Where the datasheet forbids something, or a real chip would crash, it throws, which ends the chip.
 * @param bytes of flash that the board has
 * @param free the first offset that no program uses
 * @param lost called when the power is cut
 */
export function flashRom(bytes: number, free: number, lost: () => void): FlashRom {
  let chip!: RomChip;
  let state: "memory" | "connected" | "commands" | "flushed" = "memory";
  let ssi = new Map<number, number>();
  let boot: string | undefined;
  let left = 0;
  let torn: Torn = "all";
  const worn = new Set<number>();
  const done: string[] = [];

  const refuse = (what: string): never => {
    throw new Error(`boot ROM: ${what}`);
  };
  const expect = (wanted: typeof state, name: string) => {
    if (state !== wanted) refuse(`${name} while the flash is in state "${state}"`);
    if (!chip.core.PM) refuse(`${name} with interrupts on`);
  };
  const powerOff = () => {
    chip.sram.fill(0xa5);
    chip.ppb.writeUint32(AIRCR, SYSRESETREQ);
    left = 0;
    lost();
  };
  /** Changes the flash from an offset on, byte by byte; with a cut only a part of it. */
  const change = (offset: number, count: number, to: (at: number, old: number) => number) => {
    const cut = left > 0 && --left === 0;
    for (let i = 0; i < count; i++) {
      const at = offset + i;
      const old = chip.flash[at]!;
      const all = to(i, old) | (worn.has(at) ? old : 0);
      const part = { nothing: old, half: i < count / 2 ? all : old, "some bits": 0, all }[torn];
      const bits = torn === "some bits" ? (all & 0x55) | (old & 0xaa) : part;
      chip.flash[at] = cut ? bits : all;
    }
    if (cut) powerOff();
  };
  const inFlash = (offset: number, count: number, unit: number, name: string) => {
    if (offset % unit || count % unit || count === 0) refuse(`${name} of ${count} at ${offset}`);
    if (offset < free || offset + count > bytes) refuse(`${name} outside of the slots: ${offset}`);
    done.push(`${name} ${offset}`);
  };
  const functions: Record<FunctionName, (a: number, b: number, c: number, d: number) => void> = {
    IF() {
      expect("memory", "connect_internal_flash");
      state = "connected";
    },
    EX() {
      expect("connected", "flash_exit_xip");
      state = "commands";
      for (const register of XIP_REGISTERS) ssi.set(register, 0);
      ssi.set(BAUDR, ROM_DIVIDER);
    },
    RE(offset, count, block, command) {
      expect("commands", "flash_range_erase");
      if (block !== 0x10000 || command !== 0xd8) refuse(`block ${block}, command ${command}`);
      inFlash(offset, count, SECTOR, "erase");
      change(offset, count, () => 0xff);
    },
    RP(offset, data, count) {
      expect("commands", "flash_range_program");
      inFlash(offset, count, PAGE, "program");
      const from = data - SRAM;
      if (!(from >= 0 && from + count <= chip.sram.length)) refuse("a page that is not in RAM");
      const page = chip.sram.slice(from, from + count);
      change(offset, count, (i, old) => old & page[i]!);
    },
    FC() {
      expect("commands", "flash_flush_cache");
      state = "flushed";
    },
  };
  const lookup = () => {
    const { registers } = chip.core;
    const half = (address: number) => chip.readUint16(address);
    let entry = registers[0]!;
    while (half(entry) !== 0 && half(entry) !== registers[1]) entry += 4;
    registers[0] = half(entry) === 0 ? 0 : half(entry + 2);
  };
  const call = (code: number) => {
    const name = FUNCTIONS[code - 1];
    if (code === 0) return lookup();
    if (name === undefined) return refuse(`breakpoint ${code}: the firmware has failed`);
    const { registers } = chip.core;
    const [a, b, c, d] = registers as unknown as [number, number, number, number];
    functions[name](a, b, c, d);
    for (const scratch of [0, 1, 2, 3, 12]) registers[scratch] = 0xdeadbeef;
  };
  const load = () => {
    const rom = new DataView(chip.bootrom.buffer);
    const functionAt = (i: number) => (CODE + 4 * i) | 1;
    rom.setUint16(0x14, TABLE, true);
    rom.setUint16(0x18, functionAt(0), true);
    for (let i = 0; i <= FUNCTIONS.length; i++) {
      rom.setUint16(CODE + 4 * i, 0xbe00 | i, true); // bkpt #i
      rom.setUint16(CODE + 4 * i + 2, 0x4770, true); // bx lr
      const [first, second] = FUNCTIONS[i] ?? "\0\0";
      rom.setUint16(TABLE + 4 * i, first!.charCodeAt(0) | (second!.charCodeAt(0) << 8), true);
      rom.setUint16(TABLE + 4 * i + 2, functionAt(i + 1), true);
    }
  };
  /** While the flash is not in use as memory, whatever reads it there gets nothing. */
  const guard = () => {
    for (const name of ["readUint8", "readUint16", "readUint32"] as const) {
      const read = chip[name].bind(chip);
      chip[name] = (address) => {
        const here = address >>> 0 >= FLASH && address >>> 0 < FLASH + 0x4000000;
        if (here && state !== "memory") refuse(`a read of flash at ${address.toString(16)}`);
        return read(address);
      };
    }
  };
  /** The flash is memory again when the controller is set up as it was at the start. */
  const watch = () => {
    const registers = chip.peripherals[SSI] as Ssi;
    const write = registers.writeUint32.bind(registers);
    registers.writeUint32 = (offset, value) => {
      write(offset, value);
      ssi.set(offset, value);
      if (offset !== SSIENR || value !== 1) return;
      const now = JSON.stringify(XIP_REGISTERS.map((register) => ssi.get(register)));
      boot ??= now;
      if (now !== boot) refuse(`flash as memory with ${now}, at the start with ${boot}`);
      if (state === "flushed") state = "memory";
      if (state !== "memory") refuse(`flash as memory in state "${state}"`);
    };
  };
  return {
    done,
    equip(fresh) {
      chip = fresh as RomChip;
      state = "memory";
      ssi = new Map();
      chip.onBreak = call;
      load();
      guard();
      watch();
    },
    cut(n, how) {
      [left, torn] = [n, how];
    },
    powerOff,
    wear: (offset) => void worn.add(offset),
  };
}
