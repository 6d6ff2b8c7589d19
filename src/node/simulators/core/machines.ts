import type { EspruinoBoard, FirmwareBoard } from "../../../../boards/index.js";

/** A serial line as the monitor works it: one register to look at, one for the bytes. Offsets in bytes from `base`. */
export interface Uart {
  readonly base: number;
  readonly data: number;
  readonly state: number;
  /** a bit of the state, and what it is while a byte has come */
  readonly received: StateBit;
  /** a bit of the state, and what it is while a byte may be sent */
  readonly ready: StateBit;
}

export interface StateBit {
  readonly bit: number;
  readonly value: 0 | 1;
}

/** A register that counts by itself. */
export interface Counter {
  readonly address: number;
  /** how many values it has before it begins anew */
  readonly period: number;
  readonly direction: "up" | "down";
}

/** What the monitor needs to know of a simulated machine. */
export interface CoreMachine {
  readonly uart: Uart;
  /** what a step's cost is read from: the board's clock */
  readonly clock: Counter;
  /** a slower counter, of so many ticks of the clock, which tells how often the clock went around */
  readonly rounds?: Counter & { readonly ticks: number };
  /** what is written to registers before anything else: address and word */
  readonly setup: readonly (readonly [address: number, word: number])[];
  /** bytes in front of the vector table, which the chip's ROM takes for the second stage of its boot */
  readonly bootPage: number;
}

/** A board that has the core of an Espruino board in its simulator. */
export type CoreBoard = FirmwareBoard & { readonly name: CoreName };
type CoreName = NonNullable<EspruinoBoard["simulatedOn"]>;

/** Coprocessor Access Control Register: without full access to 10 and 11 each float instruction is a fault. */
const CPACR = 0xe000ed88;
const WITH_FPU = 0xf << 20;
const fpuSetup = ({ core }: FirmwareBoard): CoreMachine["setup"] =>
  core === "Cortex-M4F" || core === "Cortex-M33F" ? [[CPACR, WITH_FPU]] : [];

/** QEMU's MPS2 boards have ARM's CMSDK: UART and timer of ARM DDI 0479. */
const mps2 =
  (timer: number) =>
  (board: FirmwareBoard): CoreMachine => {
    const { uart, clockHz } = board.firmware;
    return {
      uart: {
        ...{ base: uart.address, data: 0x0, state: 0x4 },
        received: { bit: 1, value: 1 },
        ready: { bit: 0, value: 0 },
      },
      clock: { address: timer + 0x4, period: 2 ** 32, direction: "down" },
      setup: [
        ...fpuSetup(board),
        [uart.address + 0x10, Math.floor(clockHz / uart.baud)], // BAUDDIV
        [uart.address + 0x8, 3], // CTRL: sender and receiver on
        [timer + 0x8, 0xffffffff], // RELOAD
        [timer + 0x4, 0xffffffff], // VALUE
        [timer + 0x0, 1], // CTRL: on
      ],
      bootPage: 0,
    };
  };

/** SysTick's highest value: 24 bits. */
const RELOAD = 0xffffff;
/** The lower half of the RP2040's timer. */
const TIMERAWL = 0x40054028;

/**
 * rp2040js: UART 0 is ARM's PL011 (ARM DDI 0183). Nothing of clocks, pins and the flash's interface needs to be set there.
 * SysTick counts cycles, but 24 bits of them; the chip's timer counts microseconds.
 */
const rp2040 = ({ firmware }: FirmwareBoard): CoreMachine => {
  const { address } = firmware.uart;
  const sysTick = 0xe000e010;
  return {
    uart: {
      ...{ base: address, data: 0x0, state: 0x18 },
      received: { bit: 4, value: 0 }, // RXFE
      ready: { bit: 5, value: 0 }, // TXFF
    },
    // A chip counts down to 0; rp2040js is at the reload value by then.
    clock: { address: sysTick + 0x8, period: RELOAD, direction: "down" },
    rounds: { address: TIMERAWL, period: 2 ** 32, direction: "up", ticks: firmware.clockHz / 1e6 },
    setup: [
      [address + 0x2c, (3 << 5) | (1 << 4)], // LCR_H: 8 bits, buffered
      [address + 0x30, (1 << 9) | (1 << 8) | 1], // CR: receiver, sender, UART
      [sysTick + 0x4, RELOAD], // RVR
      [sysTick + 0x8, 0], // CVR
      [sysTick + 0x0, 5], // CSR: on, from the core's clock, without interrupt
    ],
    bootPage: 256,
  };
};

const MACHINES: Readonly<Record<CoreName, (board: FirmwareBoard) => CoreMachine>> = {
  "mps2-an385": mps2(0x40000000),
  "mps2-an386": mps2(0x40000000),
  "mps2-an505": mps2(0x50000000),
  "rp2040-pico": rp2040,
};

export const coreMachine = (board: CoreBoard): CoreMachine => MACHINES[board.name](board);

/** What the counters of a machine showed: the clock, and the slower counter where there is one. */
export type Counts = readonly number[];

/** Ticks of a machine's clock between two looks at its counters. */
export function ticksBetween(
  { clock, rounds }: CoreMachine,
  before: Counts,
  after: Counts,
): number {
  const ticks = counted(clock, before[0]!, after[0]!);
  if (!rounds) return ticks;
  const about = counted(rounds, before[1]!, after[1]!) * rounds.ticks;
  return ticks + clock.period * Math.max(0, Math.round((about - ticks) / clock.period));
}

/** How far a counter has gone, at most once around. */
function counted({ period, direction }: Counter, before: number, after: number): number {
  const way = direction === "up" ? after - before : before - after;
  return ((way % period) + period) % period;
}
