/** A microcontroller board, as data. Boards import nothing; whoever builds for one reads it. */
export interface FirmwareBoard {
  /** tells it from the boards that run Espruino */
  readonly kind: "firmware";
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
    Record<
      "chip" | "ram" | "flash" | "memory" | "uart" | "clock" | "checkpoints" | "simulator",
      string
    >
  >;
}

/** What runs the board's firmware without the board. */
export type Simulator = (
  | {
      readonly kind: "qemu";
      /** QEMU's name of the machine */
      readonly machine: string;
    }
  | {
      /** the npm package of that name */
      readonly kind: "rp2040js";
    }
) & {
  /** where simulated firmware keeps checkpoints, if it cannot do it like the board's */
  readonly checkpoints?: Checkpoints;
};

/** Where firmware keeps checkpoints. */
export interface Checkpoints {
  /**
   * "flash": at the end of the chip's flash; "ram": in RAM that survives a restart but no loss of power, where there is no
   * driver for the chip's flash or the simulator does not emulate what the driver needs
   */
  readonly where: "flash" | "ram";
  /** bytes that are erased together; each of the two slots takes one or more of these */
  readonly unit: number;
  /** the C file of src/device/firmware/ that writes them */
  readonly driver: string;
}

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

/** What the one firmware of src/device/firmware/ needs to know about a board. */
export interface Firmware {
  /** where the program lies */
  readonly flash: MemoryRange;
  /** RAM in one piece, for data, heap and stack */
  readonly ram: MemoryRange;
  /** the C files of src/device/firmware/ that are this chip's: clocks and pins, clock, UART */
  readonly drivers: readonly string[];
  readonly uart: {
    /** address of its first register */
    readonly address: number;
    readonly baud: number;
    /** its pins, as they are called on the board or else the chip; left out where boards exist in simulators only */
    readonly pins?: { readonly sends: string; readonly receives: string };
  };
  /** ticks per second of the clock that times frames and training */
  readonly clockHz: number;
  readonly checkpoints: Checkpoints;
  /** further C macros of the drivers */
  readonly macros?: Readonly<Record<string, number>>;
}
