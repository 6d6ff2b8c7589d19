import { crcOfAll } from "../crc-table.js";
import type { MemoryPlan } from "./plan.js";

/** What a checkpoint's region consists of, as text (SPEC.md, "Checkpoint"). */
export const stateText = ({ tensors }: Pick<MemoryPlan, "tensors">): string =>
  JSON.stringify(
    tensors.flatMap(({ name, role, type, shape }) =>
      role === "working" ? [] : [[name, type, ...shape]],
    ),
  );

/** CRC-32 of what a checkpoint's region consists of. */
export const stateHash = (plan: MemoryPlan): number =>
  crcOfAll(new TextEncoder().encode(stateText(plan)));
