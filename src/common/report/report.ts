import type { PartBaselines } from "../learning/baselines.js";
import type { EpochRecord } from "../learning/history.js";
import type { NetworkSpec } from "../network/network-file.js";
import { type MemoryPlan, macsPerStep, parameterCount, widths } from "../network/plan.js";
import { count, counted } from "../text.js";
import { answerOf, type Part } from "./answer.js";
import { baselineTable, lossGuide } from "./baseline-section.js";
import type { BoardPlace } from "./boards.js";
import { boardsSection } from "./boards-section.js";
import { type Boundary, boundaryCard } from "./boundary-chart.js";
import { dataSection, type ReportedData } from "./data-section.js";
import { thingOf } from "./evaluation-parts.js";
import { comparisonSection, type Evaluation, resultSection } from "./evaluations.js";
import { type Html, html, textOf } from "./html.js";
import type { Importances } from "./importance.js";
import { importanceSection } from "./importance-section.js";
import { mainOf } from "./main-evaluations.js";
import { memorySection } from "./memory-map.js";
import { mistakesSection } from "./mistakes-section.js";
import { page } from "./page.js";
import { trainingSection } from "./training-section.js";

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

/** All that a report tells. What is left out has no section. */
export interface ReportData {
  readonly spec: NetworkSpec;
  readonly plan: MemoryPlan;
  /** may be empty: nothing was trained */
  readonly history: readonly EpochRecord[];
  /** the epoch whose weights were kept, 0 where those of before were better than any; told by the losses when left out */
  readonly keptEpoch?: number;
  /** one for each set of readings and output; may be empty */
  readonly evaluations: readonly Evaluation[];
  /** title of the evaluation that the page is about; the first when left out */
  readonly about?: string;
  /** only for two inputs and one output */
  readonly boundary?: Boundary;
  readonly data?: ReportedData;
  /** of the parts "training" and "validation", or one for all */
  readonly baselines?: readonly PartBaselines[];
  readonly importances?: readonly Importances[];
  readonly boards?: readonly BoardPlace[];
  /** come after the report's own facts and replace those of the same label */
  readonly facts: readonly Fact[];
  /** the tool and its version, for the page's foot */
  readonly generatedBy: string;
}

/**
 * Writes a training run as one HTML page that needs nothing else: no network and no other file, and its one script only
 * moves thresholds and opens what is folded for print. The same data give the same bytes.
 */
export function renderReport(data: ReportData): string {
  const { spec, plan, history, evaluations, baselines = [], boards = [] } = data;
  const thing = thingOf(spec);
  const main = mainOf(evaluations, data.about);
  const part = partOf(main, data.data);
  const beside = baselines.find((one) => one.part === partName(part));
  const boundary = data.boundary && boundaryCard(data.boundary);
  const sections = [
    resultSection(main, evaluations, thing, {
      ...(boundary && { boundary }),
      ...(beside && { baselines: baselineTable(beside, thing, spec.task) }),
    }),
    ...(history.length > 0
      ? [trainingSection(history, spec, { guide: lossGuide(baselines), kept: data.keptEpoch })]
      : []),
    mistakesSection(main, spec),
    data.importances && importanceSection(data.importances, thing),
    data.data && dataSection(data.data, spec),
    comparisonSection(main, evaluations, thing),
    boards.length > 0 ? boardsSection(boards) : undefined,
    memorySection(plan),
    runSection(data),
  ].filter((section) => section !== undefined);
  const answer = answerOf(main, part, thing, { places: boards, beside });
  return textOf(
    page({
      title: `${spec.name}: training report`,
      header: header(spec, answer),
      sections,
      footer: html`<p>Written by ${data.generatedBy}. This page loads nothing; it can be kept, mailed and printed as it is.</p>`,
    }),
  );
}

/** What the evaluated readings are, told by whose rows they have. */
function partOf([first]: readonly Evaluation[], data: ReportedData | undefined): Part {
  const rows = first?.of?.rows;
  if (rows && rows === data?.validationRows) return "held-out";
  if (rows && rows === data?.trainRows) return "training";
  return { called: fileName(first?.of?.called ?? first?.title ?? "") };
}

/** Of a path only what it ends with, which a sentence has room for. */
const fileName = (path: string): string => path.replace(/^.*[\\/](?=.)/, "");

/** What baselines call a part. */
const partName = (part: Part): string | undefined =>
  part === "held-out" ? "validation" : part === "training" ? "training" : undefined;

function header(spec: NetworkSpec, answer: string): Html {
  const activations = spec.layers.map((layer) => layer.activation).join(", ");
  return html`<h1>${spec.name}</h1>
<p class="answer">${answer}</p>
<p class="shape"><b>${widths(spec).join("-")}</b> ${activations}</p>
${says(spec)}`;
}

/** Names that are listed at once. */
const MOST_NAMES = 12;

/** What it reads, and what it says. */
function says({ inputs, window, outputs, task }: NetworkSpec): Html {
  const what = task === "classes" ? "Class" : "Output";
  const several = outputs.length === 1 ? what : task === "classes" ? "Classes" : "Outputs";
  const seen = window
    ? html`<p class="note">Windows of ${counted(window.rows, "reading")}, one every ${count(window.stride)}: ${window.features.join(", ")}.</p>`
    : "";
  return html`<p class="note">${inputs.length === 1 ? "Input" : "Inputs"}: ${listed(inputs)}. ${several}: ${listed(outputs)}.</p>${seen}`;
}

function listed(channels: NetworkSpec["inputs" | "outputs"]): string {
  const names = channels.map((channel) => {
    const { name, unit } = channel;
    if ("yes" in channel) return `${name} (yes: ${channel.yes}, no: ${channel.no})`;
    return unit === undefined ? name : `${name} (${unit})`;
  });
  const more = names.length - MOST_NAMES;
  return more > 1
    ? `${names.slice(0, MOST_NAMES).join(", ")} and ${count(more)} more`
    : names.join(", ");
}

/** What identifies the run. */
function runSection({ spec, plan, facts }: ReportData): Html {
  const given = new Set(facts.map(({ label }) => label.toLowerCase()));
  const all = [...ownFacts(spec, plan).filter((f) => !given.has(f.label.toLowerCase())), ...facts];
  const entries = all.map(
    ({ label, value }) => html`<div><dt>${label}</dt><dd>${value}</dd></div>
`,
  );
  return html`<section aria-labelledby="run"><h2 id="run">This run</h2>
<dl class="facts">
${entries}</dl></section>`;
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
