import { concatBytes } from "../../common/bytes.js";
import { channelColumns, LABEL_COLUMN, RECORDING_COLUMN, TIME_COLUMN } from "./channel-columns.js";
import type { Project } from "./project.js";

/** Rows that become text at a time, since one text of all would be as large as all of it twice. */
const ROWS = 4096;

/**
 * A project's recordings as the command line reads them: the time within a recording where there is a rate, a column for each
 * channel with its unit, then `label` and `recording` (their numbers from 1). Numbers are written with as few digits as give the same float32 again.
 * @returns UTF-8
 */
export function recordingsCsv({ channels, recordings, rate }: Project): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const encoder = new TextEncoder();
  const columns = channelColumns(channels);
  const titles = channels.map(({ unit }, i) => (unit ? `${columns[i]} [${unit}]` : columns[i]!));
  if (rate > 0) titles.unshift(`${TIME_COLUMN} [s]`);
  parts.push(
    encoder.encode(`${[...titles, LABEL_COLUMN, RECORDING_COLUMN].map(cell).join(",")}\n`),
  );
  const width = channels.length;
  for (const [i, { label, values }] of recordings.entries()) {
    const end = `,${cell(label)},${i + 1}\n`;
    for (let at = 0; at < values.length; at += ROWS * width) {
      let text = "";
      const stop = Math.min(values.length, at + ROWS * width);
      for (let row = at; row < stop; row += width) {
        if (rate > 0) text += `${Number((row / width / rate).toFixed(4))},`;
        for (let j = 0; j < width; j++) text += (j > 0 ? "," : "") + shortest(values[row + j]!);
        text += end;
      }
      parts.push(encoder.encode(text));
    }
  }
  return concatBytes(...parts);
}

/** What a spreadsheet would take for more than text, or end a cell, stands in quotes. */
const cell = (text: string): string =>
  /^$|["\n\r,;\t|]|^\s|\s$|^#/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/** Digits that a float32 may need. */
const DIGITS = [6, 7, 8, 9] as const;

/** The shortest decimal that is the same float32 when it is read. */
function shortest(value: number): string {
  if (value === 0) return Object.is(value, -0) ? "-0" : "0";
  for (const digits of DIGITS) {
    const text = String(Number(value.toPrecision(digits)));
    if (Math.fround(Number(text)) === value) return text;
  }
  return String(value);
}
