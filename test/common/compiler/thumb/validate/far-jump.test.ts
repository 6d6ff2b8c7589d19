// The layout's far jump and the validator's must be the same one, at each place and after each condition.
import assert from "node:assert/strict";
import { test } from "node:test";
import { CORES } from "../../../../../src/common/compiler/thumb/core.js";
import { CONDITION_NAMES } from "../../../../../src/common/compiler/thumb/encode/conditions.js";
import { type Item, layOut } from "../../../../../src/common/compiler/thumb/encode/layout.js";
import { LINK } from "../../../../../src/common/compiler/thumb/instruction.js";
import { decode } from "../../../../../src/common/compiler/thumb/validate/decode.js";
import { validatePaths } from "../../../../../src/common/compiler/thumb/validate/paths.js";

const code = (...halves: number[]): Item => ({ kind: "code", halves });
const nops = (count: number): Item[] => Array.from({ length: count }, () => code(0xbf00));
const label = (name: string): Item => ({ kind: "label", name });
const CMP_R0 = code(0x2800);
const RETURN = code(0x4770);
const core = CORES["Cortex-M0+"];

/** Checks what the layout makes of items from the label `first` on, with a routine at each label that is named. */
function validated(items: readonly Item[], names: readonly string[]): void {
  const { bytes, labels, constants } = layOut(items, "thumb-1");
  const routines = names.map((name) => ({
    name,
    at: labels.get(name)!,
    changes: new Set([LINK]),
    onStack: 0,
  }));
  validatePaths({ core, bytes, routines, data: constants });
}

test("the validator reads the layout's far jumps ahead and back, at each place", () => {
  for (const before of [0, 1, 2, 3]) {
    const items: Item[] = [
      ...nops(before),
      { kind: "branch", to: "end" },
      label("loop"),
      ...nops(1100),
      { kind: "branch", to: "loop" },
      label("end"),
      RETURN,
    ];
    const { bytes, labels } = layOut(items, "thumb-1");
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const ahead = decode(view, 2 * before, core);
    assert.deepEqual([ahead?.leaves, ahead?.target], ["jump", labels.get("end")]);
    const back = decode(view, labels.get("loop")! + 2200, core);
    assert.deepEqual([back?.leaves, back?.target, back?.writes], ["jump", labels.get("loop"), []]);
    validated([label("sum"), ...items], ["sum"]);
  }
});

test("the validator takes the layout's far jumps after each condition", () => {
  for (const condition of CONDITION_NAMES)
    for (const before of [0, 1]) {
      const branch: Item = { kind: "branch", condition, to: "end" };
      const start = [label("sum"), ...nops(before), CMP_R0, branch, RETURN];
      validated([...start, ...nops(1100), label("end"), RETURN], ["sum"]);
    }
});

test("the validator takes far tail calls, ahead and back", () => {
  for (const before of [0, 1]) {
    const far = nops(1100);
    const tail = (to: string): Item[] => [...nops(before), { kind: "branch", to }];
    const none: Item = { kind: "no-fall-through" };
    const items = [
      ...[label("first"), RETURN, none, ...far, label("sum"), ...tail("first"), ...far],
      ...[label("mean"), ...tail("last"), ...far, label("last"), RETURN],
    ];
    validated(items, ["first", "sum", "mean", "last"]);
  }
});
