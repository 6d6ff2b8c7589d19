import type { EpochRecord } from "../learning/history.js";
import type { NetworkSpec } from "../network/network-file.js";
import { type MemoryPlan, macsPerStep, parameterCount, widths } from "../network/plan.js";
import { count, counted } from "../text.js";
import { type Boundary, boundaryChart } from "./boundary-chart.js";
import { bestEpoch, judged, lossChart } from "./charts.js";
import type { Thing } from "./evaluation-parts.js";
import { type Evaluation, evaluationSection } from "./evaluations.js";
import { figure, type Html, html, textOf } from "./html.js";
import { memorySection } from "./memory-map.js";
import { page } from "./page.js";

export type { Boundary } from "./boundary-chart.js";
export type { ClassesEvaluation } from "./class-evaluations.js";
export type { Evaluation } from "./evaluations.js";
export type { NumbersEvaluation } from "./number-evaluations.js";
export type { YesNoEvaluation } from "./yes-no-evaluations.js";

/** Something worth knowing about the run: "seed", "module size", "parameter hash" … */
export interface Fact {
  readonly label: string;
  readonly value: string;
}

/** All that a report tells. */
export interface ReportData {
  readonly spec: NetworkSpec;
  readonly plan: MemoryPlan;
  /** may be empty: nothing was trained */
  readonly history: readonly EpochRecord[];
  /** one for each set of readings and output; may be empty */
  readonly evaluations: readonly Evaluation[];
  /** only for two inputs and one output */
  readonly boundary?: Boundary;
  /** come after the report's own facts and replace those of the same label */
  readonly facts: readonly Fact[];
  /** the tool and its version, for the page's foot */
  readonly generatedBy: string;
}

/**
 * Writes a training run as one HTML page that needs nothing else: no network, no script, no other file. The same data
 * give the same bytes.
 */
export function renderReport(data: ReportData): string {
  const { spec, plan, history, evaluations, boundary, generatedBy } = data;
  const sections = [
    trainingSection(history, spec),
    evaluationSection(evaluations, thingOf(spec)),
    ...(boundary ? [boundarySection(boundary)] : []),
    memorySection(plan),
  ];
  const footer = html`<p>Written by ${generatedBy}. This page loads nothing and runs nothing; it can be kept, mailed and printed as it is.</p>`;
  return textOf(page(`${spec.name}: training report`, header(data), sections, footer));
}

function header({ spec, plan, facts }: ReportData): Html {
  const activations = spec.layers.map((layer) => layer.activation).join(", ");
  const given = new Set(facts.map(({ label }) => label.toLowerCase()));
  const all = [...ownFacts(spec, plan).filter((f) => !given.has(f.label.toLowerCase())), ...facts];
  const entries = all.map(
    ({ label, value }) => html`<div><dt>${label}</dt><dd>${value}</dd></div>
`,
  );
  return html`<h1>${spec.name}</h1>
<p class="shape"><b>${widths(spec).join("-")}</b> ${activations}</p>
${says(spec)}
<dl class="facts">
${entries}</dl>`;
}

/** What it reads, and what it says. */
function says(spec: NetworkSpec): Html {
  const { inputs, window, outputs, task } = spec;
  const what = task === "classes" ? "Class" : "Output";
  const several = outputs.length === 1 ? what : task === "classes" ? "Classes" : "Outputs";
  const seen = window
    ? html`<p class="note">Windows of ${counted(window.rows, "reading")}, one every ${count(window.stride)}: ${window.features.join(", ")}.</p>`
    : "";
  return html`<p class="note">Inputs: ${inputs.map(channelName).join(", ")}. ${several}: ${outputs.map(channelName).join(", ")}.</p>${seen}`;
}

function channelName({ name, unit }: NetworkSpec["inputs"][number]): string {
  return unit === undefined ? name : `${name} (${unit})`;
}

function ownFacts(spec: NetworkSpec, plan: MemoryPlan): Fact[] {
  return [
    { label: "Parameters", value: count(parameterCount(spec)) },
    { label: "Memory", value: `${count(plan.end)} bytes` },
    { label: "Multiply-adds a step", value: count(macsPerStep(spec)) },
    { label: "Batch", value: counted(spec.batch, thingOf(spec)) },
    { label: "Learning rate", value: String(spec.optimizer.learningRate) },
    { label: "Seed", value: String(spec.seed) },
  ];
}

function trainingSection(history: readonly EpochRecord[], spec: NetworkSpec): Html {
  return html`<section aria-labelledby="training"><h2 id="training">Training</h2>
${history.length === 0 ? html`<p class="empty">No epoch was trained: the parameters are as they were before.</p>` : trained(history, lossUnit(spec))}</section>`;
}

const thingOf = ({ window }: NetworkSpec): Thing => (window ? "window" : "reading");

/** What a loss is counted in, and of what. */
function lossUnit(spec: NetworkSpec): string {
  const each = thingOf(spec);
  return spec.task === "numbers"
    ? `loss per ${each} (squared deviations)`
    : `loss per ${each} (nats)`;
}

function trained(history: readonly EpochRecord[], unit: string): Html {
  const unfinished = history.filter((r) => !Number.isFinite(r.loss)).length;
  const warning =
    unfinished > 0
      ? html`<p class="empty">In ${count(unfinished)} of ${count(history.length)} epochs the loss was not a finite number. A smaller learning rate helps.</p>`
      : "";
  const drawn =
    unfinished < history.length ? html`<div class="card">${lossChart(history, unit)}</div>` : "";
  return html`${warning}<div class="cards">${drawn}
<div class="card">${epochTable(history, unit)}</div></div>`;
}

/** The epochs to know: the first, the best and the last. */
function epochTable(history: readonly EpochRecord[], unit: string): Html {
  const held = history.some((record) => record.validationLoss !== undefined);
  const best = bestEpoch(history);
  const told = new Map<EpochRecord, string>();
  const tell = (record: EpochRecord, as: string) =>
    told.set(record, told.has(record) ? `${told.get(record)}, ${as}` : as);
  tell(history[0]!, "first");
  if (best) tell(best, "best");
  tell(history.at(-1)!, "last");
  const rows = [...told]
    .sort(([a], [b]) => a.epoch - b.epoch)
    .map(([record, which]) => epochRow(which, record, held));
  const last = history.at(-1)!;
  const since = best && history.length > 1 ? overfitting(best, last, held) : "";
  return html`<table><caption>${count(history.length)} ${history.length > 1 ? "epochs" : "epoch"}, ${unit}</caption>
<thead><tr><th scope="col">epoch</th><th scope="col">training</th>${held ? html`<th scope="col">validation</th>` : ""}</tr></thead>
<tbody>
${rows}</tbody></table>${since}`;
}

function epochRow(which: string, record: EpochRecord, held: boolean): Html {
  const validation = held ? html`<td>${figure(record.validationLoss)}</td>` : "";
  return html`<tr><th scope="row">${count(record.epoch)} <small>${which}</small></th><td>${figure(record.loss)}</td>${validation}</tr>
`;
}

/** Ratio of the last validation loss to the least above which the page speaks of overfitting, if it exceeds the training loss. */
const OVERFIT = 1.1;

function overfitting(best: EpochRecord, last: EpochRecord, held: boolean): Html | "" {
  if (!held || !(judged(last) > OVERFIT * judged(best)) || judged(last) < last.loss) return "";
  const more = ((judged(last) / judged(best) - 1) * 100).toFixed(0);
  return html`<p class="note">The validation loss has risen by ${more} % since epoch ${count(best.epoch)}: the network fits the training readings more closely than the held-out ones.</p>`;
}

function boundarySection(boundary: Boundary): Html {
  const drawable = boundary.xs.length > 0 && boundary.ys.length > 0;
  const body = drawable
    ? html`<div class="card narrow">${boundaryChart(boundary)}</div>`
    : html`<p class="empty">There is nothing to draw: the grid is empty.</p>`;
  return html`<section aria-labelledby="boundary"><h2 id="boundary">Decision boundary</h2>
<p>What the network answers over ${boundary.xName} and ${boundary.yName}.</p>
${body}</section>`;
}
