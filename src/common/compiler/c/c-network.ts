import type { NetworkSpec } from "../../network/network-spec.js";
import { isUnrolled, parameterCount, tensor, widths } from "../../network/plan.js";
import type { Task } from "../../network/tasks.js";
import type { BuiltNetwork } from "../build-network.js";
import type { Entry } from "../module-constants.js";
import { cPrefix } from "./names.js";
import { FLOAT_CHECK, FLOAT_FAULTS, preamble } from "./preamble.js";
import { cRoutineNames, printRoutines } from "./print-c.js";
import { printSquareRoot } from "./square-root.js";
import { trainedHeader, trainedSource } from "./trained.js";

/** A network as freestanding C99. */
export interface CNetwork {
  /** what all its names begin with: a C identifier in lower case */
  readonly prefix: string;
  readonly header: string;
  readonly source: string;
}

/** What a network as C may have besides. */
export interface COptions {
  /** of its very plan, as `save()` gives it: what PREFIX_init_trained() begins with */
  readonly checkpoint?: Uint8Array;
  /** what the header is called; PREFIX.h when left out */
  readonly headerName?: string;
}

/**
 * Translates a built network's module to one C99 file and its header: no libc, no heap, static memory.
 * @param name what the files are called, without ending; becomes the prefix of all names
 */
export function cNetwork(built: BuiltNetwork, name: string, options: COptions = {}): CNetwork {
  const prefix = cPrefix(name);
  return { prefix, header: header(built, prefix, options), source: source(built, prefix, options) };
}

/** What the options of a network's C depend on. */
type Planned = Pick<BuiltNetwork, "spec" | "plan">;

/** The options of GCC that give the fewest modelled cycles on a Cortex-M4F (`npm run bench` prints them). */
export const cFlags = (built: Planned): readonly string[] => [
  ...stepFlags(built.spec),
  // Saves 0.5 % of M3's cycles and 0.8 % of B2's; where nothing is repeated, as in machine code, none.
  ...(repeatsSums(built) ? ["-fno-tree-ter"] : []),
];

/**
 * The same where no loops are repeated. Always with -ffp-contract=off: contracting a product and a sum would change bits.
 */
export function stepFlags(spec: NetworkSpec): readonly string[] {
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

/**
 * Whether the C of the fast plan repeats the bodies of its innermost loops: that adds about 4 KB of code, no more than the
 * parameters of such a network take, and saves 8 % of the modelled cycles.
 */
const repeatsSums = ({ spec, plan }: Planned): boolean =>
  plan.kind === "fast" && parameterCount(spec) >= 1024;

const about = ({ spec, plan, resources }: BuiltNetwork) =>
  `${widths(spec).join("-")}, ${plan.kind} plan, batch ${spec.batch}; made by perceptino ${resources.version}. Do not edit.`;

function header(built: BuiltNetwork, prefix: string, { checkpoint }: COptions): string {
  const P = prefix.toUpperCase();
  const { spec, plan, program } = built;
  const constant = (name: string): string => `${program.constants.get(name)!.value >>> 0}u`;
  const at = (name: string) => `${prefix}_memory + ${tensor(plan, name).offset / 4}`;
  const floats = (name: string) => `((float *)(${at(name)}))`;
  const windowed = spec.window !== undefined;
  return `/* ${about(built)} */
#ifndef ${P}_H
#define ${P}_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define ${P}_ABI ${constant("abi")}
/* CRC-32 of what gives the parameters their meaning, and of what a checkpoint holds; checkpoints carry both */
#define ${P}_FINGERPRINT ${constant("fingerprint")}
#define ${P}_STATE ${constant("state")}
#define ${P}_INPUTS ${constant("inputs")}
#define ${P}_OUTPUTS ${constant("outputs")}
/* numbers of a target: ${TARGET_WORDS[spec.task]} */
#define ${P}_TARGETS ${constant("targets")}
/* labels that there are, from 0 on; 0 where targets are any numbers */
#define ${P}_LABELS ${constant("labels")}
/* observations of a full batch */
#define ${P}_BATCH ${constant("batch")}
/* weights and biases: for each layer W (inputs, units), then b (units) */
#define ${P}_PARAMETER_COUNT ${parameterCount(spec)}u
/* the network file's seed */
#define ${P}_SEED ${constant("seed")}
/* words of 4 bytes of the network's memory, which is all the RAM that it has but for the stack */
#define ${P}_WORDS ${plan.end / 4}u
/* words from the first one on that are to be kept, to go on later with the same bits */
#define ${P}_STATE_WORDS ${(plan.parameterBytes + plan.stateBytes) / 4}u

extern uint32_t ${prefix}_memory[${P}_WORDS];

/* (${P}_PARAMETER_COUNT) */
#define ${P}_PARAMETERS ((float *)${prefix}_memory)
/* steps trained since the parameters were drawn, and observations in the batch */
#define ${P}_STEPS (*(${at("steps")}))
#define ${P}_OBSERVED (*(${at("observed")}))
/* the step's factor, at first the network file's; above 0 */
#define ${P}_LEARNING_RATE (*${floats("rate")})
/* (${P}_INPUTS) ${windowed ? "the features of a window" : "a reading as it is"}, for ${prefix}_observe()${windowed ? `, and for ${prefix}_predict() without a reading` : ""} */
#define ${P}_INPUT ${floats("input")}
/* (${P}_TARGETS) */
#define ${P}_TARGET ${floats("target")}
/* (${P}_OUTPUTS) what ${prefix}_predict() says: ${OUTPUT_WORDS[spec.task]} */
#define ${P}_OUTPUT ${floats(`A${spec.layers.length}`)}
${windowed ? windowPlaces(prefix, spec, floats("reading")) : ""}
/*
 * Draws the parameters anew, makes all else new too and gives 0. Where the compiler's options, or a mode of the FPU, would
 * give other bits, it changes nothing and says what is wrong:
${FLOAT_FAULTS.map((fault, i) => ` * ${i + 1} ${fault}`).join("\n")}
 */
int ${prefix}_init(uint32_t seed);
${checkpoint ? trainedHeader(prefix, plan, checkpoint) : ""}/*
 * Takes ${P}_INPUT and ${P}_TARGET into the batch; gives how many observations it holds now. Otherwise it gives
 * -1 a number of the reading is not finite
 * -2 a target is none that there is
 * -3 the batch is full: train first
 * -4 the adaptive normalizer is warming up: it has taken the reading in, the batch has not
 */
int ${prefix}_observe(void);
${predictComment(prefix, spec)}
int ${prefix}_predict(const float *reading, float *out);
#ifdef ${P}_WITHOUT_LOSS
/* One step on the batch, which it empties. */
void ${prefix}_train(void);
#else
/* One step on the batch, which it empties; gives the loss before it, or -1 where nothing is observed. */
float ${prefix}_train(void);
/* The loss of the batch, or -1. */
float ${prefix}_loss(void);
#endif
${windowed ? windowFunctions(prefix) : ""}
#ifdef __cplusplus
}
#endif

#endif
`;
}

const TARGET_WORDS = {
  "yes-no": "0 or 1 for each output",
  classes: "the number of the class, from 0",
  numbers: "one for each output",
} as const satisfies Record<Task, string>;
const OUTPUT_WORDS = {
  "yes-no": "probabilities",
  classes: "the probability of each class",
  numbers: "numbers in the unit of the targets",
} as const satisfies Record<Task, string>;

/** What predict() takes and gives. */
function predictComment(prefix: string, { task, window }: NetworkSpec): string {
  const P = prefix.toUpperCase();
  const gives = task === "classes" ? "the likeliest class, of equal ones the first" : "0";
  const takes = window
    ? `Takes a reading (${P}_CHANNELS) into the window and, when that completes one, writes what the network says of it
 * to out (${P}_OUTPUTS): ${OUTPUT_WORDS[task]}.`
    : `Writes what the network says of a reading (${P}_INPUTS) to out (${P}_OUTPUTS):
 * ${OUTPUT_WORDS[task]}.`;
  const waits = window ? "\n * -5 the window is not complete yet; the reading is in it" : "";
  const features = window ? " with the last window's features" : "";
  return `/*
 * ${takes} The batch stays.
 * Gives ${gives}. Otherwise out stays as it was, and it gives
 * -1 a number of the reading is not finite${waits}
 * Without a reading (0) ${P}_INPUT is taken as it is${features}; without out (0), only
 * ${P}_OUTPUT holds what the network says.
 */`;
}

const windowPlaces = (prefix: string, { inputs }: NetworkSpec, reading: string) => {
  const P = prefix.toUpperCase();
  return `/* numbers of a reading, and (${P}_CHANNELS) the reading that ${prefix}_push() takes */
#define ${P}_CHANNELS ${inputs.length}u
#define ${P}_READING ${reading}
`;
};

const windowFunctions = (prefix: string) => {
  const P = prefix.toUpperCase();
  return `/*
 * Takes ${P}_READING into the window; gives 1 when that completes one, whose features are then in ${P}_INPUT, 0 when not,
 * and -1 when a number is not finite.
 */
int ${prefix}_push(void);
/* Empties the window: where readings are missing, or another recording begins. */
void ${prefix}_restart(void);
`;
};

/** How predict() takes its reading in. */
function takingIn({ spec, plan }: BuiltNetwork, push: string | undefined): string {
  const place = tensor(plan, push === undefined ? "input" : "reading").offset;
  const count = push === undefined ? widths(spec)[0]! : spec.inputs.length;
  const copy = `for (i = 0; i < ${count}u; i++) F(${place}u + 4u * i) = reading[i];`;
  return push === undefined
    ? `if (reading) ${copy}`
    : `if (reading) {
    ${copy}
    said = (int)${push}();
    if (said != 1) return said < 0 ? said : -5;
  }`;
}

function source(built: BuiltNetwork, prefix: string, options: COptions): string {
  const P = prefix.toUpperCase();
  const { spec, plan, program } = built;
  const { checkpoint, headerName = `${prefix}.h` } = options;
  const output = tensor(plan, `A${spec.layers.length}`).offset;
  const names = cRoutineNames(program);
  const inner = (name: Entry) => {
    const routine = program.exports.get(name);
    return routine === undefined ? undefined : names.get(routine);
  };
  const rare = new Set((["init", "loss"] as const).map((name) => program.exports.get(name)!));
  return `/*
 * ${about(built)}
 *
 * Freestanding C99, which C++ takes too: no library, no heap, all memory static. The results have the same bits as the
 * WebAssembly module's, whatever the compiler's options: those that would change them stop it with an error, or
 * ${prefix}_init() tells. Fastest with GCC on a Cortex-M4F: ${cFlags(built).join(" ")}. Define ${P}_WITHOUT_LOSS, here
 * and where the header is included, to save computing the loss.
 */
#include "${headerName}"
${preamble(`(unsigned char *)${prefix}_memory`, `u32 ${prefix}_memory[${P}_WORDS];`)}

${printSquareRoot(program, built.resources.kernels)}${printRoutines(program, { rare, repeatSums: repeatsSums(built) })}

${FLOAT_CHECK}

RARE int ${prefix}_init(uint32_t seed) {
  int fault = float_check();
  if (fault == 0) ${inner("init")}(seed);
  return fault;
}
${checkpoint ? trainedSource(prefix, plan, checkpoint) : ""}
int ${prefix}_observe(void) { return (int)${inner("observe")}(); }

int ${prefix}_predict(const float *reading, float *out) {
  u32 i;
  int said;
  ${takingIn(built, inner("push"))}
  said = (int)${inner("predict")}();
  if (out && said >= 0)
    for (i = 0; i < ${spec.outputs.length}u; i++) out[i] = F(${output}u + 4u * i);
  return said;
}

#ifdef ${P}_WITHOUT_LOSS
WHOLE void ${prefix}_train(void) { (void)${inner("train")}(); }
#else
WHOLE float ${prefix}_train(void) { return ${inner("train")}(); }

RARE float ${prefix}_loss(void) { return ${inner("loss")}(); }
#endif
${
  spec.window
    ? `
int ${prefix}_push(void) { return (int)${inner("push")}(); }

RARE void ${prefix}_restart(void) { ${inner("restart")}(); }
`
    : ""
}`;
}
