import type { EpochRecord } from "../learning/history.js";
import { count } from "../text.js";
import { axis, COLOUR, draw, type KeyEntry, keyOf, line, lineKey } from "./draw.js";
import { figure, type Html, html } from "./html.js";
import { neighbours, runningMedian } from "./smoothing.js";

/** Ratio of the largest to the smallest loss from which on a linear scale would flatten the curve's end. */
const LOG_RATIO = 20;

/** A loss below this is drawn as 0; the chart library's axes fail far below it. */
const LEAST_DRAWN = 1e-12;

/** What a network without any learning would lose: what its losses are to be seen beside. */
export interface LossGuide {
  /** "always the class shares" */
  readonly label: string;
  readonly training?: number | undefined;
  readonly validation?: number | undefined;
}

/** The loss that tells how good an epoch was: over the held-out readings where there are any. */
export function judged(record: EpochRecord): number {
  return record.validationLoss ?? record.loss;
}

/**
 * The epoch whose weights are kept, as training chooses it: the least loss of the held-out readings, the first of equals;
 * where nothing is held out, the last one. None in a history without a finite loss.
 * @param kept its number where it is known, 0 where the weights of before were better than any
 */
export function bestEpoch(history: readonly EpochRecord[], kept?: number): EpochRecord | undefined {
  if (kept !== undefined) return history.find(({ epoch }) => epoch === kept);
  const held = history.filter(({ validationLoss }) => validationLoss !== undefined);
  if (held.length === 0) return history.findLast(({ loss }) => Number.isFinite(loss));
  return held
    .filter((record) => Number.isFinite(judged(record)))
    .reduce<EpochRecord | undefined>(
      (best, record) => (best && judged(best) <= judged(record) ? best : record),
      undefined,
    );
}

type Point = readonly [epoch: number, loss: number];
interface Curve {
  readonly label: string;
  readonly points: readonly Point[];
}

/**
 * Loss by epoch, of the training and of the held-out readings: each epoch faintly, and over them the running median.
 * @param unit what the axis says, "loss per reading (nats)"
 * @param best the epoch to mark
 */
export function lossChart(
  history: readonly EpochRecord[],
  unit: string,
  best: EpochRecord | undefined,
  guide?: LossGuide,
): Html {
  const curves = curvesOf(history);
  const reach = neighbours(history.length);
  const level = guide?.validation ?? guide?.training;
  const log = isWide(curves);
  const shown = level !== undefined && Number.isFinite(level) && (!log || level > 0);
  const chart = draw("loss", lossLabel(history, best), {
    xAxis: axis("epoch", { scale: true, minInterval: 1, axisLabel: { formatter: count } }),
    yAxis: axis(unit, {
      ...(log ? { type: "log" } : { min: 0 }),
      axisLabel: { formatter: tick },
    }),
    series: [
      ...curves.flatMap((curve, i) => linesOf(curve, i, reach)),
      ...(shown ? [guideLine(history, level)] : []),
      ...(best ? [bestMark(best)] : []),
    ],
  });
  const entries: KeyEntry[] = curves.map(({ label }, i) => lineKey(label, i));
  if (shown) entries.push({ label: guide!.label, colour: COLOUR.soft, dash: [3, 4] });
  if (best) {
    entries.push({ label: `best epoch, ${count(best.epoch)}`, colour: COLOUR.ink, sign: "ring" });
  }
  const notes = [
    reach > 0
      ? `Thick lines are medians over ${count(2 * reach + 1)} epochs, faint ones the epochs themselves.`
      : "",
    log ? "The scale of the loss is logarithmic." : "",
  ].filter((note) => note !== "");
  const note = notes.length > 0 ? html`<p class="note">${notes.join(" ")}</p>` : "";
  return html`<figure>${chart}<figcaption>${keyOf(entries)}${note}</figcaption></figure>`;
}

function curvesOf(history: readonly EpochRecord[]): Curve[] {
  const drawable = (points: readonly Point[]) =>
    points
      .filter(([, y]) => Number.isFinite(y))
      .map(([x, y]): Point => [x, y < LEAST_DRAWN ? 0 : y]);
  return [
    { label: "training loss", points: drawable(history.map((r) => [r.epoch, r.loss])) },
    {
      label: "validation loss",
      points: drawable(
        history.flatMap((r): Point[] =>
          r.validationLoss === undefined ? [] : [[r.epoch, r.validationLoss]],
        ),
      ),
    },
  ].filter(({ points }) => points.length > 0);
}

/** Whether losses lie so far apart that only a logarithmic scale shows them all. */
function isWide(curves: readonly Curve[]): boolean {
  const values = curves.flatMap(({ points }) => points.map(([, y]) => y));
  const least = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  return least > 0 && most / least > LOG_RATIO;
}

function linesOf({ points }: Curve, i: number, reach: number): Record<string, unknown>[] {
  const look = line(i);
  const main = {
    ...look,
    sampling: "lttb",
    showSymbol: points.length === 1,
    symbol: i === 0 ? "circle" : "diamond",
    symbolSize: 8,
    z: 3,
  };
  if (reach === 0) return [{ ...main, data: points }];
  const smooth = runningMedian(
    points.map(([, y]) => y),
    reach,
  );
  const faint = { color: COLOUR.series[i], width: 1, type: "solid", opacity: 0.35 };
  return [
    { ...main, data: points, lineStyle: faint, z: 2 },
    { ...main, data: points.map(([x], at) => [x, smooth[at]!]) },
  ];
}

function guideLine(history: readonly EpochRecord[], level: number): Record<string, unknown> {
  const [from, to] = [history[0]!.epoch, history.at(-1)!.epoch];
  return {
    type: "line",
    silent: true,
    showSymbol: from === to,
    symbol: "rect",
    symbolSize: [24, 2],
    data: [
      [from, level],
      [to, level],
    ],
    lineStyle: { color: COLOUR.soft, width: 1.5, type: [3, 4] },
    itemStyle: { color: COLOUR.soft },
  };
}

function bestMark(best: EpochRecord): Record<string, unknown> {
  return {
    type: "line",
    silent: true,
    data: [[best.epoch, judged(best)]],
    symbol: "circle",
    symbolSize: 11,
    itemStyle: { color: "transparent", borderColor: COLOUR.ink, borderWidth: 2 },
    z: 5,
  };
}

/** Powers of ten come out of a logarithm and back a hair beside themselves. */
function tick(value: number): string {
  const rounded = Number(value.toPrecision(6));
  return rounded !== 0 && rounded < 1e-3 ? rounded.toExponential() : String(rounded);
}

function lossLabel(history: readonly EpochRecord[], best: EpochRecord | undefined): string {
  const last = history.at(-1)!;
  const from = `training loss ${figure(history[0]!.loss)} at epoch ${history[0]!.epoch}`;
  const to = `${figure(last.loss)} at epoch ${last.epoch}`;
  const lowest = best ? `; best epoch ${best.epoch} with ${figure(judged(best))}` : "";
  return `Line chart of the loss by epoch: ${from}, ${to}${lowest}.`;
}
