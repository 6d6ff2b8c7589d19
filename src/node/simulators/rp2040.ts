import { UserError } from "../../common/errors.js";
import type { Segment } from "../../common/firmware/segments.js";
import { lineEnd } from "../../common/protocol/line-end.js";
import type { Transport } from "../../common/protocol/transport.js";
import { crc32Boot } from "../flash/rp2040-boot.js";

/** What we use of the package rp2040js, an emulator of the chip. */
export interface Chip {
  readonly sram: Uint8Array;
  readonly flash: Uint8Array;
  readonly core: {
    VTOR: number;
    SP: number;
    LR: number;
    PC: number;
    waiting: boolean;
    executeInstruction(): number;
  };
  readonly clock: { tick(nanoseconds: number): void; readonly nanosToNextAlarm: number };
  readonly ppb: { writeUint32(offset: number, value: number): void };
  readonly uart: readonly {
    readonly rxFIFO: { readonly full: boolean };
    onByte?: (byte: number) => void;
    feedByte(byte: number): void;
  }[];
  readonly peripherals: Readonly<Record<number, object>>;
  logger: Record<"debug" | "info" | "warn" | "error", (name: string, message: string) => void>;
  onBreak: (code: number) => void;
}

const FLASH = 0x10000000;
const SRAM = 0x20000000;
/** Where the chip's boot ROM puts the second stage of the boot, which is the first page of the flash. */
const BOOT2 = 0x20041f00;
const BOOT2_BYTES = 256;
const WATCHDOG = 0x40058;
/** ARM's Application Interrupt and Reset Control Register, from the start of the system control space */
const AIRCR = 0xd0c;
const SYSRESETREQ = 1 << 2;
const NANOSECONDS_A_CYCLE = 8; // 125 MHz
/** instructions between two looks at the line, and between two turns of the event loop */
const GLANCE = 32;
const SLICE = 20_000;

/** Counts what the chip did. */
export interface Rp2040Transport extends Transport {
  /** instructions since the start */
  instructions(): number;
}

/**
 * Starts a Raspberry Pi Pico in rp2040js; the line is its UART0. The emulator has no boot ROM, so this does what the ROM
 * does: it checks the first page of the flash, puts it at the end of the RAM and jumps there.
 * @param segments what is programmed into the flash
 * @param equip changes the chip after power-up and after every restart, before it runs
 * @throws UserError when a real chip would not start from it
 */
export async function startRp2040(
  segments: readonly Segment[],
  equip: (chip: Chip) => void = () => {},
): Promise<Rp2040Transport> {
  const RP2040 = await loadPackage();
  const line = lineEnd();
  /** what waits to be sent to the chip, and how many bytes of the first piece have been */
  const feed: Uint8Array[] = [];
  let fed = 0;
  let sent: number[] = [];
  let restart = false;
  let instructions = 0;

  const powerUp = (): Chip => {
    const chip = new RP2040();
    chip.logger = { debug() {}, info() {}, warn() {}, error: fault };
    chip.onBreak = (code) => fault("core", `a breakpoint (${code}): the firmware has failed`);
    chip.uart[0]!.onByte = (byte) => sent.push(byte);
    const writePpb = chip.ppb.writeUint32.bind(chip.ppb);
    chip.ppb.writeUint32 = (offset, value) => {
      if (offset === AIRCR && value & SYSRESETREQ) restart = true;
      else writePpb(offset, value);
    };
    Object.assign(chip.peripherals[WATCHDOG]!, {
      onWatchdogTrigger: () => {
        restart = true;
      },
    });
    equip(chip);
    return chip;
  };
  let chip = powerUp();
  for (const { address, bytes } of segments) {
    if (address < FLASH || address + bytes.length > FLASH + chip.flash.length) {
      throw new UserError(
        `firmware: got a part for address 0x${address.toString(16)}, expected one in the flash from 0x${FLASH.toString(16)}`,
      );
    }
    chip.flash.set(bytes, address - FLASH);
  }
  expectBoot2(chip.flash);
  boot(chip);

  /** A restart keeps flash and RAM. */
  const reset = () => {
    const { flash, sram } = chip;
    chip = powerUp();
    chip.flash.set(flash);
    chip.sram.set(sram);
    boot(chip);
    restart = false;
  };
  const glance = () => {
    const uart = chip.uart[0]!;
    while (feed.length > 0 && !uart.rxFIFO.full) {
      const piece = feed[0]!;
      if (fed < piece.length) uart.feedByte(piece[fed++]!);
      if (fed < piece.length) continue;
      feed.shift();
      fed = 0;
    }
    for (let i = 0; i < GLANCE && !restart; i++) {
      const { core, clock } = chip;
      if (core.waiting) return clock.tick(Math.max(clock.nanosToNextAlarm, NANOSECONDS_A_CYCLE));
      clock.tick(core.executeInstruction() * NANOSECONDS_A_CYCLE);
      instructions++;
    }
    if (restart) reset();
  };
  const slice = () => {
    if (line.ended()) return;
    let failure: string | undefined;
    try {
      for (let i = 0; i < SLICE / GLANCE; i++) glance();
    } catch (error) {
      failure = `stopped: ${error instanceof Error ? error.message : String(error)}`;
    }
    const bytes = Uint8Array.from(sent);
    sent = [];
    if (bytes.length > 0) line.hear(bytes);
    if (failure !== undefined) line.end(failure);
    else setImmediate(slice);
  };
  setImmediate(slice);
  return {
    write: (bytes) => void feed.push(bytes.slice()),
    onData: line.onData,
    onEnd: line.onEnd,
    close: async () => line.shut(),
    instructions: () => instructions,
  };
}

function fault(name: string, message: string): never {
  throw new Error(`${name}: ${message}`);
}

/** Refuses what the boot ROM refuses. */
function expectBoot2(flash: Uint8Array): void {
  const stated = new DataView(flash.buffer).getUint32(BOOT2_BYTES - 4, true);
  const sum = crc32Boot(flash.subarray(0, BOOT2_BYTES - 4));
  if (stated !== sum) {
    throw new UserError(
      `firmware: got a first page with the CRC-32 ${stated.toString(16)}, expected ${sum.toString(16)}; the chip would not start from it`,
    );
  }
}

function boot(chip: Chip): void {
  const { core } = chip;
  chip.sram.set(chip.flash.subarray(0, BOOT2_BYTES), BOOT2 - SRAM);
  core.SP = BOOT2;
  core.LR = 0; // tells the second stage that the ROM has called it
  core.PC = BOOT2;
}

/** Its types know more of the chip than ours, and less of what can be replaced. */
const loadPackage = async (): Promise<new () => Chip> =>
  (await import("rp2040js")).RP2040 as unknown as new () => Chip;
