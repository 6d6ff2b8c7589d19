/** What a run in one place came to. */
export interface Outcome {
  readonly task: Named;
  /** a board, or an engine on this computer */
  readonly where: string;
  /** what executes the network */
  readonly engine: string;
  readonly steps: number;
  /** instructions or cycles of a step, by the simulator */
  readonly cost?: number;
  readonly heap?: number;
  readonly stack?: number;
  readonly mixed?: boolean;
}

interface Named {
  readonly name: string;
}

/** One network to train in one place: compares every step with Node, and throws at the first difference. */
export interface Job {
  readonly task: Named;
  readonly where: string;
  readonly engine: string;
  /** whether it is one of the networks that have all options between them (device-options.ts) */
  readonly mixed?: boolean;
  /** fewer where a step takes long */
  readonly most?: number;
  run(steps: number): Promise<Pick<Outcome, "cost" | "heap" | "stack">>;
}

/** Milliseconds after which an answer will not come any more, on however busy a machine. */
export const TIMEOUT = 30 * 60_000;

/** Boards on whose cores the machine code of Espruino boards trains, in both plans. */
export const NATIVE: readonly string[] = ["mps2-an386", "mps2-an505", "mps2-an385", "microbit"];

/** rp2040js takes a second for a few steps under wasm3, and Espruino in an emulated ARM for a few in JavaScript. */
export const SLOW_STEPS = 20;
