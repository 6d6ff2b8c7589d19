import { ABI } from "../loader/engine.js";
import { featureCount } from "../network/features.js";
import { fingerprintOf } from "../network/fingerprint.js";
import type { NetworkSpec } from "../network/network-spec.js";
import { type MemoryPlan, parameterCount, tensor } from "../network/plan.js";
import { stateHash } from "../network/state-text.js";
import { labelCount, targetCount } from "../network/tasks.js";
import { type Constant, constant } from "./ir/ir.js";

const int = (value: number): Constant => constant("i32", value | 0);

/** The functions that a network's module exports, and those that a window adds (SPEC.md, "The module"). */
const ENTRIES = ["init", "observe", "predict", "train", "loss"] as const;
const WINDOW_ENTRIES = ["push", "restart"] as const;
export type Entry = (typeof ENTRIES | typeof WINDOW_ENTRIES)[number];

/** What a network's module exports of functions. */
export const entriesOf = ({ window }: NetworkSpec): readonly Entry[] =>
  window ? [...ENTRIES, ...WINDOW_ENTRIES] : ENTRIES;

const NORMALIZERS = ["none", "standard", "adaptive"] as const;

/** What a module exports besides its functions: sizes in elements, places in bytes. */
export function moduleConstants(
  spec: NetworkSpec,
  plan: MemoryPlan,
): ReadonlyMap<string, Constant> {
  const address = (name: string) => int(tensor(plan, name).offset);
  return new Map<string, Constant>([
    ["abi", int(ABI)],
    ["batch", int(spec.batch)],
    ["end", int(plan.end)],
    ["fingerprint", int(fingerprintOf(spec))],
    ["input", address("input")],
    ["inputs", int(featureCount(spec))],
    ["labels", int(labelCount(spec))],
    ["normalizer", int(NORMALIZERS.indexOf(spec.normalizer.type))],
    ["output", address(`A${spec.layers.length}`)],
    ["outputs", int(spec.outputs.length)],
    ["parameters", int(parameterCount(spec))],
    ["readings", address("X")],
    ["seed", int(spec.seed)],
    ["state", int(stateHash(plan))],
    ["stateEnd", int(plan.parameterBytes + plan.stateBytes)],
    ["targets", int(targetCount(spec))],
    ...(spec.window
      ? [["channels", int(spec.inputs.length)] as const, ["reading", address("reading")] as const]
      : []),
  ]);
}
