import { type Html, html } from "./html.js";

/** Evaluations that get charts of their own; a table compares all of them. */
export const MOST_CHARTED = 12;

/** What is predicted one by one. */
export type Thing = "reading" | "window";

/** One measure of an evaluation, as it is shown. */
export interface Measure {
  readonly name: string;
  readonly meaning: string;
  readonly shown: string;
}

/** The measures of one evaluation, with what each means. */
export function measureTable(measures: readonly Measure[]): Html {
  const rows = measures.map(
    ({ name, meaning, shown }) =>
      html`<tr><th scope="row">${name}<small>${meaning}</small></th><td>${shown}</td></tr>
`,
  );
  return html`<table><tbody>
${rows}</tbody></table>`;
}

/** What is compared: evaluations as columns, each with the same rows. */
export interface ComparedColumn {
  readonly title: string;
  readonly cells: readonly Pick<Measure, "name" | "shown">[];
}

/** All evaluations next to each other. */
export function sideBySide(columns: readonly ComparedColumn[], chart: Html | "" = ""): Html {
  const titles = columns.map(({ title }) => html`<th scope="col">${title}</th>`);
  const rows = columns[0]!.cells.map(({ name }, i) => {
    const cells = columns.map(({ cells }) => html`<td>${cells[i]!.shown}</td>`);
    return html`<tr><th scope="row">${name}</th>${cells}</tr>
`;
  });
  return html`<h3>Side by side</h3>
<div class="cards"><div class="card wide"><div class="scroll" role="region" aria-label="Comparison" tabindex="0"><table class="comparison">
<caption>All evaluations</caption>
<thead><tr><th scope="col">measure</th>${titles}</tr></thead>
<tbody>
${rows}</tbody></table></div></div>
${chart}</div>
`;
}

/** A word about evaluations without charts. */
export function leftOut(all: number): Html {
  if (all <= MOST_CHARTED) return html``;
  return html`<p class="note">Charts of the first ${MOST_CHARTED} of ${all} evaluations; the comparison above has all of them.</p>`;
}
