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
  /** where each value comes from */
  readonly sources: Readonly<Record<"chip" | "ram" | "flash", string>>;
}
