import { count } from "../text.js";
import { folded, type Thing } from "./evaluation-parts.js";
import { figure, type Html, html } from "./html.js";
import type { Importance, Importances } from "./importance.js";

/** Rows that are shown at once. */
const MOST_OPEN = 16;
/** Rows that are shown at all. */
const MOST_LISTED = 64;

/** What the network relies on, the most important first. */
export function importanceSection(all: readonly Importances[], thing: Thing): Html | undefined {
  const [first] = all;
  if (!first) return undefined;
  const tables = all.map(
    (one) => html`<div class="card slim"><h4>${one.title}</h4>${tableOf(one)}</div>
`,
  );
  const idle = all.every(({ groups }) => groups.every(({ rise }) => rise <= 0));
  const words = idle
    ? "Nothing gets worse whatever is exchanged: the network does not rely on its inputs."
    : "How much worse the network does when one of its inputs is exchanged with that of other readings. What it can learn elsewhere it does not miss: of two inputs that tell the same neither seems important.";
  return html`<section aria-labelledby="importance"><h2 id="importance">What it relies on</h2>
<p>${words}</p>
<div class="cards">${tables}</div>
<p class="note">Means of ${count(first.repeats)} exchanges of ${count(first.readings)} ${thing}s, whose loss is ${figure(first.loss)} as they are. A line shows the least and the greatest.</p></section>`;
}

function tableOf({ groups }: Importances): Html {
  const most = Math.max(...groups.map(({ greatest }) => greatest), Number.MIN_VALUE);
  const shown = groups.slice(0, MOST_LISTED);
  const rest = shown.slice(MOST_OPEN);
  const more = rest.length > 0 ? folded(`${count(rest.length)} more`, rows(rest, most)) : "";
  return html`${rows(shown.slice(0, MOST_OPEN), most)}${more}`;
}

function rows(groups: readonly Importance[], most: number): Html {
  const rated = groups.some(({ fall }) => fall !== null);
  const body = groups.map(
    (one) =>
      html`<tr><th scope="row">${one.name}${bar(one, most)}</th><td>${signed(one.rise)}</td>${rated ? html`<td>${points(one.fall)}</td>` : ""}</tr>
`,
  );
  return html`<table class="importance"><thead><tr><th scope="col">exchanged</th><th scope="col">loss</th>${rated ? html`<th scope="col">right</th>` : ""}</tr></thead>
<tbody>
${body}</tbody></table>`;
}

/** The mean as a bar, least and greatest as a line over it. */
function bar({ rise, least, greatest }: Importance, most: number): Html {
  const at = (value: number) => `${Math.max(0, (100 * value) / most).toFixed(2)}%`;
  return html`<svg class="reach" width="100%" height="10" aria-hidden="true"><rect width="100%" y="2" height="6" rx="3" fill="var(--grid)"/><rect width="${at(rise)}" y="2" height="6" rx="3" fill="var(--blue)"/><line x1="${at(least)}" x2="${at(greatest)}" y1="5" y2="5" stroke="var(--ink)" stroke-width="1.5"/></svg>`;
}

const signed = (rise: number): string => (rise > 0 ? `+${figure(rise)}` : figure(rise));

/** A fall of a share in hundredths. */
function points(fall: number | null): string {
  if (fall === null) return "–";
  const value = (100 * fall).toFixed(1);
  return Number(value) === 0
    ? "0\u00a0%"
    : fall > 0
      ? `−${value}\u00a0%`
      : `+${value.slice(1)}\u00a0%`;
}
