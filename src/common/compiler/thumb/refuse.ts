/** The back end made, or is to make, something wrong: nobody's network can help it. */
export class MachineCodeError extends Error {
  override readonly name = "MachineCodeError";
}

/** Refuses machine code. Only who works on the back end reads what: it is in few words. */
export function refuse(what: string): never {
  throw new MachineCodeError(
    `machine code: ${what}; this is a bug in perceptino, and --placement javascript always works instead`,
  );
}
