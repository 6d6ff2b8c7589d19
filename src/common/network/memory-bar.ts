import { count } from "../text.js";
import type { MemoryPlan, Tensor } from "./plan.js";

/**
 * The memory map as a bar of text, drawn to scale: the upper lane holds the tensors, the lower one those that take over
 * another's place. A tensor too narrow for its name shows as much of it as fits.
 * @param width characters of a lane, without its ends
 */
export function memoryBar(plan: MemoryPlan, width = 76): string {
  const column = (byte: number) => Math.round((byte / plan.end) * width);
  const lane = (tensors: readonly Tensor[]) => {
    const cells = Array.from({ length: width }, () => " ");
    for (const { name, offset, bytes } of tensors) {
      const from = column(offset);
      const to = Math.max(column(offset + bytes), from + 1);
      for (let i = from; i < to && i < width; i++)
        cells[i] = i === from ? "|" : (name[i - from - 1] ?? "-");
    }
    return `${cells.join("")}|`;
  };
  const own = plan.tensors.filter((tensor) => tensor.overlays === undefined);
  const over = plan.tensors.filter((tensor) => tensor.overlays !== undefined);
  const end = count(plan.end);
  return [`0${end.padStart(width)}`, lane(own), lane(over)].join("\n");
}
