import type { Observations } from "../learning/observations.js";
import { inputNames } from "../network/features.js";
import { type NetworkSpec, outputNames } from "../network/network-file.js";
import { capital, count, counted } from "../text.js";
import { BINS, type ColumnSummary, summariseColumn } from "./column-summary.js";
import { COLOUR, keyOf } from "./draw.js";
import { folded, thingOf } from "./evaluation-parts.js";
import { figure, type Html, html, percent } from "./html.js";

/** What was read, and which rows of it were trained on and held out, where that is known. */
export interface ReportedData {
  readonly observations: Observations;
  readonly trainRows?: Uint32Array | undefined;
  readonly validationRows?: Uint32Array | undefined;
}

/** Columns that are shown at once, and at all. */
const MOST_OPEN = 12;
const MOST_COLUMNS = 96;
/** Classes that a histogram can tell apart by colour. */
const MOST_GROUPS = COLOUR.series.length;

/** How many readings of which classes, and how the columns are spread. */
export function dataSection(data: ReportedData, spec: NetworkSpec): Html {
  const { observations } = data;
  const shares = targetsOverview(data, spec);
  const groups = groupsOf(observations, spec);
  const columns = columnsOf(observations, spec, groups);
  const total = inputNames(spec).length;
  const [first, rest] = [columns.slice(0, MOST_OPEN), columns.slice(MOST_OPEN)];
  const more =
    rest.length > 0
      ? folded(
          `${count(rest.length)} more ${observations.windows ? "features" : "inputs"}`,
          cards(rest),
        )
      : "";
  const left =
    total > columns.length
      ? html`<p class="note">The first ${count(columns.length)} of ${count(total)} are shown.</p>`
      : "";
  const key =
    groups.names.length > 1
      ? keyOf(groups.names.map((label, i) => ({ label, colour: COLOUR.series[i]!, sign: "box" })))
      : "";
  return html`<section aria-labelledby="data"><h2 id="data">Data</h2>
<p>${describe(data, spec)}</p>
${shares}<h3>${observations.windows ? "Features" : "Inputs"}</h3>
${key}${cards(first)}${more}${left}</section>`;
}

function describe({ observations, trainRows, validationRows }: ReportedData, spec: NetworkSpec) {
  const { count: all, recordings, windows } = observations;
  const thing = thingOf(spec);
  const places = recordings && new Set(recordings).size;
  const from = places === undefined ? "" : ` in ${counted(places, "recording")}`;
  const held = validationRows?.length ?? 0;
  const parts = trainRows
    ? `: ${count(trainRows.length)} trained on, ${held > 0 ? count(held) : "none"} held out`
    : "";
  const mixed =
    windows && windows.mixed > 0
      ? ` ${capital(counted(windows.mixed, "window"))} with more than one label left out.`
      : "";
  return `${counted(all, thing)}${from}${parts}.${mixed}`;
}

/** What colours a histogram: the classes or labels, if they are few. */
interface Groups {
  readonly names: readonly string[];
  of(row: number): number;
}

function groupsOf({ targets, targetCount }: Observations, spec: NetworkSpec): Groups {
  const names = outputNames(spec);
  if (targets.length > 0 && targetCount === 1) {
    if (spec.task === "classes" && names.length <= MOST_GROUPS) {
      return { names, of: (row) => targets[row]! };
    }
    if (spec.task === "yes-no") {
      return {
        names: [`${names[0]}: no`, `${names[0]}: yes`],
        of: (row) => (targets[row] === 1 ? 1 : 0),
      };
    }
  }
  return { names: [""], of: () => 0 };
}

function columnsOf(
  { values, inputs, windows }: Observations,
  spec: NetworkSpec,
  { names: groups, of }: Groups,
): ColumnSummary[] {
  if (values.length === 0) return [];
  return inputNames(spec)
    .slice(0, MOST_COLUMNS)
    .map((name, index) =>
      summariseColumn(
        { name, unit: windows ? undefined : spec.inputs[index]!.unit },
        { values, columns: inputs, index },
        of,
        groups.length,
      ),
    );
}

/** How the targets are spread: how many of each class or label, or histograms of numbers. */
function targetsOverview(data: ReportedData, spec: NetworkSpec): Html | "" {
  const { targets, targetCount } = data.observations;
  if (targets.length === 0) return "";
  if (spec.task === "numbers") {
    const summaries = spec.outputs.map((output, index) =>
      summariseColumn(output, { values: targets, columns: targetCount, index }),
    );
    const rest = summaries.slice(MOST_OPEN, MOST_COLUMNS);
    const more = rest.length > 0 ? folded(`${count(rest.length)} more outputs`, cards(rest)) : "";
    return html`<h3>Outputs</h3>${cards(summaries.slice(0, MOST_OPEN))}${more}`;
  }
  return sharesTable(data, spec);
}

function sharesTable(
  { observations, trainRows, validationRows }: ReportedData,
  spec: NetworkSpec,
): Html {
  const { targets, targetCount } = observations;
  const thing = thingOf(spec);
  const names = outputNames(spec);
  const is = (row: number, j: number) =>
    spec.task === "classes" ? targets[row] === j : targets[row * targetCount + j] === 1;
  const all = Uint32Array.from({ length: observations.count }, (_, row) => row);
  const parts = trainRows
    ? [
        { title: "trained on", rows: trainRows },
        { title: "held out", rows: validationRows ?? new Uint32Array() },
      ]
    : [{ title: `${thing}s`, rows: all }];
  const counts = names.map((_, j) => parts.map(({ rows }) => tally(rows, (row) => is(row, j))));
  const sums = counts.map((own) => own.reduce((sum, n) => sum + n, 0));
  const whole = parts.reduce((sum, { rows }) => sum + rows.length, 0);
  const head = parts.map(({ title }) => html`<th scope="col">${title}</th>`);
  const rows = names.map((name, j) => {
    const cells = counts[j]!.map((n) => html`<td>${count(n)}</td>`);
    return html`<tr><th scope="row">${name}</th>${cells}<td>${shareOf(sums[j]!, whole)}</td></tr>
`;
  });
  const what = spec.task === "classes" ? "class" : "output with yes";
  const table = (
    some: readonly Html[],
  ) => html`<div class="card slim"><table class="shares"><thead><tr><th scope="col">${what}</th>${head}<th scope="col">share</th></tr></thead>
<tbody>
${some}</tbody></table></div>
`;
  const rest = rows.slice(MOST_OPEN);
  const more = spec.task === "classes" ? "classes" : "outputs";
  if (rest.length < 2) return table(rows);
  return html`${table(rows.slice(0, MOST_OPEN))}${folded(`${count(rest.length)} more ${more}`, table(rest))}`;
}

const tally = (rows: Uint32Array, is: (row: number) => boolean): number =>
  rows.reduce((sum, row) => sum + (is(row) ? 1 : 0), 0);

const shareOf = (part: number, whole: number): Html =>
  html`${percent(whole > 0 ? part / whole : null)}<span class="bar" style="--part:${(whole > 0 ? part / whole : 0).toFixed(3)}"></span>`;

function cards(columns: readonly ColumnSummary[]): Html {
  return html`<div class="columns">${columns.map(
    (column) => html`${card(column)}
`,
  )}</div>`;
}

function card({ name, unit, least, mean, greatest, bins }: ColumnSummary): Html {
  const title = unit === undefined ? name : html`${name} <small>${unit}</small>`;
  const label = `Histogram of ${name} from ${figure(least)} to ${figure(greatest)}, mean ${figure(mean)}.`;
  return html`<figure class="column"><figcaption>${title}</figcaption>${bars(bins, label)}
<div class="range"><span>${brief(least)}</span><span class="mean">⌀ ${brief(mean)}</span><span>${brief(greatest)}</span></div></figure>`;
}

/** Height of the highest bar, and room for a bar's foot. */
const HEIGHT = 40;

/** Stacked bars, one path for each group. */
function bars(bins: readonly (readonly number[])[], label: string): Html {
  const sums = bins[0]!.map((_, bin) => bins.reduce((sum, group) => sum + group[bin]!, 0));
  const most = Math.max(...sums);
  const below = new Array<number>(BINS).fill(0);
  const paths = bins.map((group, i) => {
    const path = group
      .map((n, bin) => {
        const from = HEIGHT * (1 - below[bin]! / most);
        below[bin]! += n;
        const to = HEIGHT * (1 - below[bin]! / most);
        return n === 0 ? "" : `M${bin * 5 + 0.4} ${round(from)}V${round(to)}h4.2V${round(from)}Z`;
      })
      .join("");
    return path === "" ? "" : html`<path d="${path}" fill="${COLOUR.series[i]!}"/>`;
  });
  return html`<svg class="bars" viewBox="0 0 ${5 * BINS} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${label}">${paths}</svg>`;
}

const round = (y: number): number => Math.round(100 * y) / 100;

/** Short enough to stand three in a row under a histogram. */
function brief(value: number): string {
  if (value === 0) return "0";
  const size = Math.abs(value);
  const text =
    size >= 1e6 || size < 1e-3
      ? value.toExponential(1).replace("e+", "e")
      : count(Number(value.toPrecision(size >= 1000 ? 4 : 3)));
  return text.replaceAll("-", "−");
}
