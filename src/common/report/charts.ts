import type { EpochRecord } from "../learning/history.js";
import type { CalibrationBin, RocPoint } from "../learning/metrics.js";
import { count } from "../text.js";
import { axis, COLOUR, DASHES, draw, type KeyEntry, keyOf } from "./draw.js";
import type { Thing } from "./evaluation-parts.js";
import { figure, type Html, html } from "./html.js";

/** Ratio of the largest to the smallest loss from which on a linear scale would flatten the curve's end. */
const LOG_RATIO = 20;

/** Steps of a ROC curve that are drawn along each axis; a finer one could not be seen. */
const ROC_STEPS = 250;

/** The loss that tells how good an epoch was: over the held-out readings where there are any. */
export function judged(record: EpochRecord): number {
  return record.validationLoss ?? record.loss;
}

/** The epoch with the least loss, the first of equals; none in a history without a finite loss. */
export function bestEpoch(history: readonly EpochRecord[]): EpochRecord | undefined {
  const held = history.some((record) => record.validationLoss !== undefined);
  return history
    .filter((record) => !held || record.validationLoss !== undefined)
    .filter((record) => Number.isFinite(judged(record)))
    .reduce<EpochRecord | undefined>(
      (best, record) => (best && judged(best) <= judged(record) ? best : record),
      undefined,
    );
}

/** A loss below this is drawn as 0; the chart library's axes fail far below it. */
const LEAST_DRAWN = 1e-12;

/**
 * Loss by epoch, of the training and of the held-out readings.
 * @param unit what the axis says, "loss per reading (nats)"
 */
export function lossChart(history: readonly EpochRecord[], unit: string): Html {
  const best = bestEpoch(history);
  const curves = [
    { label: "training loss", points: history.map((r) => [r.epoch, r.loss] as const) },
    {
      label: "validation loss",
      points: history.flatMap((r) =>
        r.validationLoss === undefined ? [] : [[r.epoch, r.validationLoss] as const],
      ),
    },
  ].map((curve) => ({
    ...curve,
    points: curve.points
      .filter(([, y]) => Number.isFinite(y))
      .map(([x, y]) => [x, y < LEAST_DRAWN ? 0 : y] as const),
  }));
  const values = curves.flatMap((curve) => curve.points.map(([, y]) => y));
  const least = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  const log = least > 0 && most / least > LOG_RATIO;

  const drawn = curves.filter((curve) => curve.points.length > 0);
  const lines = drawn.map(({ points }, i) => ({
    ...line(i),
    data: points,
    sampling: "lttb",
    showSymbol: points.length === 1,
    symbol: i === 0 ? "circle" : "diamond",
    symbolSize: 8,
  }));
  const x = axis("epoch", { scale: true, minInterval: 1, axisLabel: { formatter: count } });
  const y = axis(unit, {
    ...(log ? { type: "log" } : { min: 0 }),
    axisLabel: { formatter: tick },
  });
  const chart = draw("loss", lossLabel(history, best), {
    xAxis: x,
    yAxis: y,
    series: best ? [...lines, bestMark(best)] : lines,
  });
  const entries: KeyEntry[] = drawn.map(({ label }, i) => lineKey(label, i));
  if (best)
    entries.push({ label: `best epoch, ${count(best.epoch)}`, colour: COLOUR.ink, sign: "ring" });
  const scale = log ? html`<p class="note">The scale of the loss is logarithmic.</p>` : "";
  return html`<figure>${chart}<figcaption>${keyOf(entries)}${scale}</figcaption></figure>`;
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
  const lowest = best ? `; least loss ${figure(judged(best))} at epoch ${best.epoch}` : "";
  return `Line chart of the loss by epoch: ${from}, ${to}${lowest}.`;
}

/** One curve of a ROC chart. */
export interface RocCurve {
  readonly title: string;
  readonly points: readonly RocPoint[];
  readonly area: number | null;
}

/** True positive rate over false positive rate for one evaluation, or for several on top of each other. */
export function rocChart(name: string, curves: readonly RocCurve[]): Html {
  const rate = { min: 0, max: 1, interval: 0.25 };
  const label = curves.map((c) => `${c.title}: area ${figure(c.area)}`).join("; ");
  const chart = draw(name, `ROC curve, true over false positive rate. ${label}.`, {
    xAxis: axis("false positive rate", rate),
    yAxis: axis("true positive rate", rate),
    series: [
      diagonal(),
      ...curves.map((curve, i) => ({ ...line(i), data: thinned(curve.points), showSymbol: false })),
    ],
  });
  const entries = curves.map((c, i) =>
    lineKey(curves.length > 1 ? `${c.title}, AUC ${figure(c.area)}` : `AUC ${figure(c.area)}`, i),
  );
  const key = keyOf([...entries, diagonalKey("by chance, AUC 0.5")]);
  return html`<figure>${chart}<figcaption>${key}</figcaption></figure>`;
}

/** Leaves out the points that would fall onto the same spot of the drawing as the one before. */
function thinned(points: readonly RocPoint[]): (readonly [number, number])[] {
  const kept: (readonly [number, number])[] = [];
  points.forEach(({ falsePositiveRate: x, truePositiveRate: y }, i) => {
    const [lastX, lastY] = kept.at(-1) ?? [-1, -1];
    const apart = Math.max(Math.abs(x - lastX), Math.abs(y - lastY)) * ROC_STEPS >= 1;
    if (apart || i === points.length - 1) kept.push([x, y]);
  });
  return kept;
}

/** Observed share of label 1 over the predicted one, by bins; the more readings in a bin, the larger its dot. */
export function calibrationChart(
  name: string,
  title: string,
  bins: readonly CalibrationBin[],
  words: { readonly predicted?: string; readonly observed?: string; readonly thing: Thing },
): Html {
  const filled = bins.filter((bin) => bin.count > 0);
  const most = filled.reduce((max, bin) => Math.max(max, bin.count), 1);
  const rate = { min: 0, max: 1, interval: 0.25 };
  const label = filled
    .map((b) => `predicted ${figure(b.meanPredicted)}, observed ${figure(b.observedRate)}`)
    .join("; ");
  const chart = draw(name, `Calibration of ${title}, by bins: ${label}.`, {
    xAxis: axis(words.predicted ?? "predicted probability", rate),
    yAxis: axis(words.observed ?? "observed share of label 1", rate),
    series: [
      diagonal(),
      {
        ...line(0),
        data: filled.map((bin) => ({
          value: [bin.meanPredicted, bin.observedRate],
          symbolSize: Math.round(5 + 11 * Math.sqrt(bin.count / most)),
        })),
        clip: false,
        showSymbol: true,
        symbol: "circle",
      },
    ],
  });
  const key = keyOf([
    { label: `bin; larger with more ${words.thing}s`, colour: COLOUR.series[0], sign: "dot" },
    diagonalKey("perfectly calibrated"),
  ]);
  return html`<figure>${chart}<figcaption>${key}</figcaption></figure>`;
}

function line(i: number): Record<string, unknown> {
  const color = COLOUR.series[i % COLOUR.series.length]!;
  const type = DASHES[i % DASHES.length]!;
  return {
    type: "line",
    silent: true,
    itemStyle: { color },
    lineStyle: { color, width: 2.5, type: type.length > 0 ? type : "solid" },
  };
}

function lineKey(label: string, i: number): KeyEntry {
  const colour = COLOUR.series[i % COLOUR.series.length]!;
  return { label, colour, dash: DASHES[i % DASHES.length]! };
}

function diagonal(): Record<string, unknown> {
  return {
    type: "line",
    silent: true,
    showSymbol: false,
    data: [
      [0, 0],
      [1, 1],
    ],
    lineStyle: { color: COLOUR.soft, width: 1.5, type: [3, 4] },
    itemStyle: { color: COLOUR.soft },
  };
}

function diagonalKey(label: string): KeyEntry {
  return { label, colour: COLOUR.soft, dash: [3, 4] };
}
