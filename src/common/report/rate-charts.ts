import type { CalibrationBin, RocPoint } from "../learning/metrics.js";
import { axis, COLOUR, draw, type KeyEntry, keyOf, line, lineKey } from "./draw.js";
import type { Thing } from "./evaluation-parts.js";
import { figure, type Html, html } from "./html.js";

/** Steps of a ROC curve that are drawn along each axis; a finer one could not be seen. */
const ROC_STEPS = 250;

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
    yAxis: axis(words.observed ?? "observed share of yes", rate),
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
