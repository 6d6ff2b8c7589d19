import { hex } from "../../hex.js";
import { crc32 } from "../../loader/crc32.js";
import { HEADER_BYTES } from "../../network/checkpoint-file.js";
import type { MemoryPlan } from "../../network/plan.js";
import { pieceWords, statePieces } from "../../network/trained-state.js";

/** Words of a line of C. */
const ROW = 8;

/** What the header says of a network that begins with a checkpoint. */
export function trainedHeader(prefix: string, plan: MemoryPlan, checkpoint: Uint8Array): string {
  const P = prefix.toUpperCase();
  const parameters = crc32(checkpoint, HEADER_BYTES, plan.parameterBytes);
  return `/*
 * As ${prefix}_init(), but all is as in the checkpoint that this was built with: weights, normalizer, steps, whatever
 * learning goes on from.
 */
int ${prefix}_init_trained(void);
/* CRC-32 of the parameters that it begins with */
#define ${P}_TRAINED 0x${hex(parameters)}u
`;
}

/** A C function that makes a network as it is in a checkpoint; the words lie with the constants. */
export function trainedSource(prefix: string, plan: MemoryPlan, checkpoint: Uint8Array): string {
  const words = pieceWords(statePieces(plan, checkpoint)).map((word) => `0x${hex(word)}u`);
  const rows = Array.from({ length: Math.ceil(words.length / ROW) }, (_, i) =>
    words.slice(ROW * i, ROW * (i + 1)).join(", "),
  );
  return `
/* The checkpoint: the first word of a piece of the memory, how many there are, these words; then the next piece. */
static const u32 trained_state[${words.length}] = {
  ${rows.join(",\n  ")},
};

RARE int ${prefix}_init_trained(void) {
  u32 at = 0, word, end;
  int fault = ${prefix}_init(${prefix.toUpperCase()}_SEED);
  if (fault != 0) return fault;
  while (at < ${words.length}u) {
    word = trained_state[at++];
    end = word + trained_state[at++];
    while (word < end) ${prefix}_memory[word++] = trained_state[at++];
  }
  return 0;
}
`;
}
