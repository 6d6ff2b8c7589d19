import type { Budget } from "../fit/budget.js";
import { count } from "../text.js";
import { type BoardPlace, kilobytes } from "./boards.js";
import { folded } from "./evaluation-parts.js";
import { type Html, html } from "./html.js";

/** All boards, and what the network leaves on each. */
export function boardsSection(places: readonly BoardPlace[]): Html {
  const fitting = places.filter(({ fits }) => fits);
  const missing = places.filter(({ fits }) => !fits).map(({ description }) => description);
  const summary =
    missing.length === 0
      ? `It fits all ${count(places.length)} boards that perceptino knows.`
      : `It fits ${count(fitting.length)} of the ${count(places.length)} boards that perceptino knows${
          missing.length <= 6 ? `, but not ${missing.join(", ")}` : ""
        }.`;
  const rows = places.map(row);
  const table = html`<div class="card slim"><p class="note">What is left beside the network, estimated as <b>perceptino fit</b> does. On Espruino RAM is its variables, and flash its Storage.</p>
<div class="scroll" role="region" aria-label="Boards" tabindex="0"><table class="boards">
<thead><tr><th scope="col">board</th><th scope="col" class="text">as</th><th scope="col">RAM left</th><th scope="col">flash left</th></tr></thead>
<tbody>
${rows}</tbody></table></div></div>`;
  return html`<section aria-labelledby="boards"><h2 id="boards">Boards</h2>
<p>${summary}</p>
${folded(`All ${count(places.length)} boards`, table)}</section>`;
}

function row({ description, board, how, ram, flash, fits }: BoardPlace): Html {
  const way = fits ? how : "does not fit";
  return html`<tr${fits ? "" : html` class="unfit"`}><th scope="row">${description}<small>${board}</small></th><td class="text">${way}</td><td>${left(ram)}</td><td>${left(flash)}</td></tr>
`;
}

/** What is left, with a bar of what is taken. */
function left({ used, available, left }: Budget): Html {
  const part = available > 0 ? Math.min(1, used / available) : 1;
  const told = left < 0 ? `${kilobytes(-left)} too few` : kilobytes(left);
  return html`${told}<span class="bar${left < 0 ? " over" : ""}" style="--part:${part.toFixed(3)}"></span>`;
}
