import type { Observations } from "../learning/observations.js";
import type { NetworkSpec } from "../network/network-file.js";
import { type Html, html } from "./html.js";

/** Evaluations that get charts of their own; a table compares all of them. */
export const MOST_CHARTED = 12;
/** Evaluations that stand beside each other as columns; more become rows. */
const MOST_COLUMNS = 3;

/** What is predicted one by one. */
export type Thing = "reading" | "window";
export const thingOf = ({ window }: Pick<NetworkSpec, "window">): Thing =>
  window ? "window" : "reading";

/** What all evaluations have. */
export interface Evaluated {
  /** "validation", "test before retraining" …, with the output's name where there are several */
  readonly title: string;
  /** where what was predicted stands in the data; needed to name single readings */
  readonly of?: Source;
}

/** Rows of observations, from 0, in the order in which they were predicted. */
export interface Source {
  /** what all of these are called, "validation" or a file's path, whatever output is evaluated */
  readonly called: string;
  readonly observations: Observations;
  readonly rows: Uint32Array;
}

/** One measure of an evaluation, as it is shown. */
export interface Measure {
  readonly name: string;
  readonly meaning: string;
  readonly shown: string;
  /** what a script calls it that moves a threshold */
  readonly live?: string;
}

/** The measures of one evaluation, with what each means. */
export function measureTable(measures: readonly Measure[]): Html {
  const rows = measures.map(
    ({ name, meaning, shown, live }) =>
      html`<tr><th scope="row">${name}<small>${meaning}</small></th><td${live ? html` data-live="${live}"` : ""}>${shown}</td></tr>
`,
  );
  return html`<table class="measures"><tbody>
${rows}</tbody></table>`;
}

/** What is compared: evaluations, each with the same measures. */
export interface Compared {
  readonly title: string;
  readonly cells: readonly Pick<Measure, "name" | "shown">[];
}

/** All evaluations next to each other: a few as columns, many as rows. */
export function sideBySide(all: readonly Compared[]): Html {
  const names = all[0]!.cells.map(({ name }) => name);
  const titles = all.map(({ title }) => title);
  const cells = all.map(({ cells }) => cells.map(({ shown }) => shown));
  const table =
    all.length <= MOST_COLUMNS
      ? grid("measure", titles, names, (row, column) => cells[column]![row]!)
      : grid("", names, titles, (row, column) => cells[row]![column]!);
  return html`<div class="scroll" role="region" aria-label="Comparison" tabindex="0">${table}</div>`;
}

function grid(
  corner: string,
  columns: readonly string[],
  rows: readonly string[],
  cell: (row: number, column: number) => string,
): Html {
  const head = columns.map((name) => html`<th scope="col">${name}</th>`);
  const body = rows.map((name, row) => {
    const cells = columns.map((_, column) => html`<td>${cell(row, column)}</td>`);
    return html`<tr><th scope="row">${name}</th>${cells}</tr>
`;
  });
  const first = corner === "" ? html`<td></td>` : html`<th scope="col">${corner}</th>`;
  return html`<table class="comparison"><thead><tr>${first}${head}</tr></thead>
<tbody>
${body}</tbody></table>`;
}

/** What is shown when it is asked for, and in print. */
export function folded(summary: string, body: Html): Html {
  return html`<details><summary>${summary}</summary>
<div class="fold">${body}</div></details>
`;
}
