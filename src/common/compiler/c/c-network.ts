import type { NetworkSpec } from "../../network/network-file.js";
import { isUnrolled, parameterCount, widths } from "../../network/plan.js";
import type { BuiltNetwork } from "../build-network.js";
import type { Program } from "../ir/ir.js";
import { cPrefix } from "./names.js";
import { FLOAT_CHECK, FLOAT_FAULTS, preamble } from "./preamble.js";
import { cRoutineNames, floatLiteral, printRoutines } from "./print-c.js";
import { printSquareRoot } from "./square-root.js";

/** A network as freestanding C99. */
export interface CNetwork {
  /** what all its names begin with: a C identifier in lower case */
  readonly prefix: string;
  readonly header: string;
  readonly source: string;
}

/**
 * Translates a built network's module to one C99 file and its header: no libc, no heap, static memory.
 * @param name what the files are called, without ending; becomes the prefix of all names
 */
export function cNetwork(built: BuiltNetwork, name: string): CNetwork {
  const prefix = cPrefix(name);
  const program = built.program;
  return { prefix, header: header(built, program, prefix), source: source(built, program, prefix) };
}

/**
 * The options of GCC that give the fewest modelled cycles on a Cortex-M4F (`npm run bench` prints them). Always with
 * -ffp-contract=off: contracting a product and a sum would change bits.
 */
export function cFlags(spec: NetworkSpec): readonly string[] {
  const schedule = isUnrolled(spec) ? ["-fno-schedule-insns"] : [];
  return [
    "-std=c99",
    "-O2",
    "-ffp-contract=off",
    "-fno-if-conversion",
    "-fno-if-conversion2",
    ...schedule,
  ];
}

const about = ({ spec, plan, resources }: BuiltNetwork) =>
  `${widths(spec).join("-")}, ${plan.kind} plan, batch ${spec.batch}; made by perceptino ${resources.version}. Do not edit.`;

function header(built: BuiltNetwork, program: Program, prefix: string): string {
  const P = prefix.toUpperCase();
  const constant = (name: string): string => {
    const { type, value } = program.constants.get(name)!;
    return type === "f32" ? floatLiteral(value) : `${value >>> 0}u`;
  };
  const at = (name: string) => program.constants.get(name)!.value / 4;
  const labels = at("readings") + built.spec.batch * built.spec.inputs.length;
  return `/* ${about(built)} */
#ifndef ${P}_H
#define ${P}_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ${P}_ABI ${constant("abi")}
/* CRC-32 of what gives the parameters their meaning; checkpoints carry it */
#define ${P}_FINGERPRINT ${constant("fingerprint")}
#define ${P}_INPUTS ${constant("inputs")}
#define ${P}_OUTPUTS ${constant("outputs")}
/* observations of a full batch */
#define ${P}_BATCH ${constant("batch")}
/* weights and biases: for each layer W (inputs, units), then b (units) */
#define ${P}_PARAMETER_COUNT ${parameterCount(built.spec)}u
/* the network file's seed and learning rate */
#define ${P}_SEED ${constant("seed")}
#define ${P}_LEARNING_RATE ${constant("learningRate")}
/* words of 4 bytes of the network's memory, which is all the RAM that it has but for the stack */
#define ${P}_WORDS ${built.plan.end / 4}u

extern uint32_t ${prefix}_memory[${P}_WORDS];

/* (${P}_PARAMETER_COUNT) */
#define ${P}_PARAMETERS ((float *)${prefix}_memory)
/* (${P}_BATCH, ${P}_INPUTS), normalised */
#define ${P}_READINGS ((float *)(${prefix}_memory + ${at("readings")}))
/* (${P}_BATCH, ${P}_OUTPUTS), each 0 or 1 */
#define ${P}_LABELS ((float *)(${prefix}_memory + ${labels}))
/* (${P}_OUTPUTS) probabilities of the last ${prefix}_forward() */
#define ${P}_OUTPUT ((float *)(${prefix}_memory + ${at("output")}))
/* rows of the batch that are filled; a program counts it up as it fills them */
#define ${P}_OBSERVED (${prefix}_memory[${at("observed")}])

/*
 * Draws the parameters anew (Glorot uniform; biases 0), empties the batch and gives 0. Where the compiler's options, or a
 * mode of the FPU, would give other bits, it changes nothing and says what is wrong:
${FLOAT_FAULTS.map((fault, i) => ` * ${i + 1} ${fault}`).join("\n")}
 */
int ${prefix}_init(uint32_t seed);
/* Computes the output for the reading in row ${P}_OBSERVED, or in the last row of a full batch. */
void ${prefix}_forward(void);
#ifdef ${P}_WITHOUT_LOSS
/* One step of gradient descent on the observed rows. */
void ${prefix}_step(float learning_rate);
#else
/* One step of gradient descent on the observed rows; gives their loss before it. */
float ${prefix}_step(float learning_rate);
/* The loss of the observed rows. */
float ${prefix}_loss(void);
#endif

#ifdef __cplusplus
}
#endif

#endif
`;
}

function source(built: BuiltNetwork, program: Program, prefix: string): string {
  const P = prefix.toUpperCase();
  const names = cRoutineNames(program);
  const inner = (name: string) => names.get(program.exports.get(name)!);
  const rare = new Set(["init", "forward", "loss"].map((name) => program.exports.get(name)!));
  return `/*
 * ${about(built)}
 *
 * Freestanding C99, which C++ takes too: no library, no heap, all memory static. The results have the same bits as the
 * WebAssembly module's, whatever the compiler's options: those that would change them stop it with an error, or
 * ${prefix}_init() tells. Fastest with GCC on a Cortex-M4F: ${cFlags(built.spec).join(" ")}. Define ${P}_WITHOUT_LOSS, here
 * and where the header is included, to save computing the loss.
 */
#include "${prefix}.h"
${preamble(`(unsigned char *)${prefix}_memory`, `u32 ${prefix}_memory[${P}_WORDS];`)}

${printSquareRoot(program, built.resources.kernels)}${printRoutines(program, { rare })}

${FLOAT_CHECK}

RARE int ${prefix}_init(uint32_t seed) {
  int fault = float_check();
  if (fault == 0) ${inner("init")}(seed);
  return fault;
}

RARE void ${prefix}_forward(void) { ${inner("forward")}(); }

#ifdef ${P}_WITHOUT_LOSS
WHOLE void ${prefix}_step(float learning_rate) { (void)${inner("step")}(learning_rate); }
#else
WHOLE float ${prefix}_step(float learning_rate) { return ${inner("step")}(learning_rate); }

RARE float ${prefix}_loss(void) { return ${inner("loss")}(); }
#endif
`;
}
