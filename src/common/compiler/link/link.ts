import type { Program } from "../ir/ir.js";
import { separateLocals } from "../ir/separate-locals.js";
import type { Kernels } from "../kernels.js";
import type { NetworkProgram } from "../network-program.js";
import { bind } from "./bind.js";
import { copies } from "./copies.js";
import { inline } from "./inline.js";
import { integerLoads } from "./integer-loads.js";
import { PASS_NAMES, type PassName } from "./pass-names.js";
import { signatures } from "./signatures.js";
import { specialise } from "./specialise.js";

/** One of the linker's steps; what it makes is a well-formed program again (ir/check.ts). */
export interface Pass {
  readonly name: PassName;
  readonly run: (program: Program, network: NetworkProgram) => Program;
}

const RUN: Readonly<Record<Exclude<PassName, "bind">, Pass["run"]>> = {
  specialise,
  signatures,
  inline,
  arguments: signatures,
  "separate-locals": separateLocals,
  copies,
  "integer-loads": integerLoads,
};

/** What is done with a network's routines and the kernels once they are one program, in this order. */
export const PASSES: readonly Pass[] = PASS_NAMES.flatMap((name) =>
  name === "bind" ? [] : [{ name, run: RUN[name] }],
);

/**
 * Links a network to the kernels.
 * @param after is told what each pass left, the first being "bind"
 */
export function link(
  kernels: Kernels,
  network: NetworkProgram,
  after: (pass: PassName, program: Program) => void = () => {},
): Program {
  let program = bind(kernels, network);
  after("bind", program);
  for (const { name, run } of PASSES) {
    program = run(program, network);
    after(name, program);
  }
  return program;
}
