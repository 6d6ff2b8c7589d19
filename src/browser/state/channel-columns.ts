import type { Channel } from "./project.js";

/** What stands beside the channels in the columns of recordings. */
export const LABEL_COLUMN = "label";
export const RECORDING_COLUMN = "recording";
export const TIME_COLUMN = "time";

/**
 * What channels are called in the columns of a project's readings, in their order: by their own names, but for those that
 * would be taken for another column, or come twice.
 */
export function channelColumns(channels: readonly Channel[]): string[] {
  const taken = new Set<string>([LABEL_COLUMN, RECORDING_COLUMN, TIME_COLUMN]);
  return channels.map(({ name }) => {
    let column = name;
    for (let n = 2; taken.has(column.toLowerCase()); n++) column = `${name} ${n}`;
    taken.add(column.toLowerCase());
    return column;
  });
}
