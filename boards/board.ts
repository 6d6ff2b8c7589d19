/** A microcontroller board, as data. Boards import nothing; whoever builds for one reads it. */
export interface Board {
  /** what the command line calls it */
  readonly name: string;
  readonly description: string;
  readonly chip: string;
  readonly core: "Cortex-M0" | "Cortex-M0+" | "Cortex-M3" | "Cortex-M4F" | "Cortex-M33F";
  /** bytes of RAM */
  readonly ram: number;
  /** bytes of flash */
  readonly flash: number;
  /** whether CI runs networks on it in a simulator */
  readonly simulated: boolean;
  readonly simulator: Simulator;
  /** how firmware gets onto the real board; undefined where there is none */
  readonly flashing?: Flashing;
  readonly firmware: Firmware;
  /** where each value comes from */
  readonly sources: Readonly<
    Record<"chip" | "ram" | "flash" | "memory" | "uart" | "clock" | "simulator", string>
  >;
}

/** What runs the board's firmware without the board. */
export type Simulator =
  | {
      readonly kind: "qemu";
      /** QEMU's name of the machine */
      readonly machine: string;
    }
  | {
      /** the npm package of that name */
      readonly kind: "rp2040js";
    };

/** How a board takes its program. */
export type Flashing =
  | {
      readonly kind: "uf2";
      /** the family that the board's boot loader takes */
      readonly family: number;
      /** the drive's label */
      readonly drive: string;
    }
  | {
      readonly kind: "dfu";
      /** USB identifiers of the boot loader, as dfu-util writes them */
      readonly device: string;
      /** where the program goes */
      readonly address: number;
    };

/** A range of addresses. */
export interface MemoryRange {
  readonly origin: number;
  /** bytes */
  readonly length: number;
}

/** What the one firmware of src/firmware/ needs to know about a board. */
export interface Firmware {
  /** where the program lies */
  readonly flash: MemoryRange;
  /** RAM in one piece, for data, heap and stack */
  readonly ram: MemoryRange;
  /** the C files of src/firmware/ that are this chip's: clocks and pins, clock, UART, flash */
  readonly drivers: readonly string[];
  readonly uart: {
    /** address of its first register */
    readonly address: number;
    readonly baud: number;
  };
  /** ticks per second of the clock that times frames and training */
  readonly clockHz: number;
  readonly checkpoints: {
    /**
     * "flash": in the chip's flash; "ram": in RAM that survives a restart but no loss of power, because there is no driver
     * for the chip's flash yet or its simulator does not emulate the controller
     */
    readonly where: "flash" | "ram";
    /** bytes that are erased together */
    readonly unit: number;
  };
  /** further C macros of the drivers */
  readonly macros?: Readonly<Record<string, number>>;
}
