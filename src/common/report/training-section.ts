import type { EpochRecord } from "../learning/history.js";
import type { NetworkSpec } from "../network/network-file.js";
import { count } from "../text.js";
import { type Thing, thingOf } from "./evaluation-parts.js";
import { figure, type Html, html } from "./html.js";
import { bestEpoch, type LossGuide, lossChart } from "./loss-chart.js";
import { median, neighbours, tenths } from "./smoothing.js";
import { trainingWords } from "./training-words.js";

/**
 * The curves of the losses, the epochs to know, and what can be said of them for certain; at least one epoch.
 * @param more `kept` is the epoch whose weights were kept, 0 for none of them; told by the losses when left out
 */
export function trainingSection(
  history: readonly EpochRecord[],
  spec: NetworkSpec,
  more: { readonly guide?: LossGuide | undefined; readonly kept?: number | undefined } = {},
): Html {
  const unit = lossUnit(spec.task, thingOf(spec));
  return html`<section aria-labelledby="training"><h2 id="training">Training</h2>
${trained(history, unit, more)}</section>`;
}

/** What a loss is counted in, and of what. */
const lossUnit = (task: NetworkSpec["task"], thing: Thing): string =>
  task === "numbers" ? `loss per ${thing} (squared deviations)` : `loss per ${thing} (nats)`;

function trained(
  history: readonly EpochRecord[],
  unit: string,
  { guide, kept }: NonNullable<Parameters<typeof trainingSection>[2]>,
): Html {
  const best = bestEpoch(history, kept);
  const none =
    kept === 0
      ? html`<p class="word">No epoch was better than the weights that the training went on from: those were kept.</p>`
      : "";
  const unfinished = history.filter((r) => !Number.isFinite(r.loss)).length;
  const warning =
    unfinished > 0
      ? html`<p class="empty">In ${count(unfinished)} of ${count(history.length)} epochs the loss was not a finite number. A smaller learning rate helps.</p>`
      : "";
  const words = trainingWords(history);
  const drawn =
    unfinished < history.length
      ? html`<div class="card">${lossChart(history, unit, best, guide)}</div>`
      : "";
  return html`${none}${words === undefined ? "" : html`<p class="word">${words}</p>`}${warning}<div class="cards">${drawn}
<div class="card">${epochTable(history, unit, best, guide)}</div></div>`;
}

interface Row {
  readonly epoch: string;
  readonly which: string;
  readonly loss: number;
  readonly validationLoss?: number | undefined;
}

/** The epochs to know: the first, the best and the last; and what the last tenth came to. */
function epochTable(
  history: readonly EpochRecord[],
  unit: string,
  best: EpochRecord | undefined,
  guide?: LossGuide,
): Html {
  const held = history.some((record) => record.validationLoss !== undefined);
  const rows = [...singleEpochs(history, best), ...lastTenth(history)].map((row) =>
    epochRow(row, held),
  );
  const guided = guide ? guideRow(guide, held) : "";
  return html`<table><caption>${count(history.length)} ${history.length > 1 ? "epochs" : "epoch"}, ${unit}</caption>
<thead><tr><th scope="col">epoch</th><th scope="col">training</th>${held ? html`<th scope="col">validation</th>` : ""}</tr></thead>
<tbody>
${rows}${guided}</tbody></table>`;
}

function singleEpochs(history: readonly EpochRecord[], best: EpochRecord | undefined): Row[] {
  const told = new Map<EpochRecord, string>();
  const tell = (record: EpochRecord, as: string) =>
    told.set(record, told.has(record) ? `${told.get(record)}, ${as}` : as);
  tell(history[0]!, "first");
  if (best) tell(best, "best");
  tell(history.at(-1)!, "last");
  return [...told]
    .sort(([a], [b]) => a.epoch - b.epoch)
    .map(([record, which]) => ({ ...record, epoch: count(record.epoch), which }));
}

function lastTenth(history: readonly EpochRecord[]): Row[] {
  const last = tenths(history).at(-1)!;
  if (neighbours(history.length) === 0) return [];
  const held = last.flatMap(({ validationLoss }) => validationLoss ?? []);
  return [
    {
      epoch: `${count(last[0]!.epoch)} to ${count(last.at(-1)!.epoch)}`,
      which: "median of the last tenth",
      loss: median(last.map(({ loss }) => loss)),
      validationLoss: held.length > 0 ? median(held) : undefined,
    },
  ];
}

function epochRow({ epoch, which, loss, validationLoss }: Row, held: boolean): Html {
  const validation = held ? html`<td>${figure(validationLoss)}</td>` : "";
  return html`<tr><th scope="row">${epoch} <small>${which}</small></th><td>${figure(loss)}</td>${validation}</tr>
`;
}

function guideRow({ label, training, validation }: LossGuide, held: boolean): Html {
  const cell = held ? html`<td>${figure(validation)}</td>` : "";
  return html`<tr class="guide"><th scope="row">${label}<small>reads nothing</small></th><td>${figure(training)}</td>${cell}</tr>
`;
}
