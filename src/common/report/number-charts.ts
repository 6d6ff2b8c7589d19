import type { CustomSeriesRenderItemAPI } from "echarts";
import { count } from "../text.js";
import { axis, COLOUR, draw, keyOf } from "./draw.js";
import type { Thing } from "./evaluation-parts.js";
import { everyNth } from "./every-nth.js";
import { figure, type Html, html } from "./html.js";

/** Numbers to draw against each other: a point for each reading. */
interface Predictions {
  /** of the output, with its unit */
  readonly name: string;
  readonly unit?: string;
  readonly predicted: ArrayLike<number>;
  readonly targets: ArrayLike<number>;
}

/** Points that are drawn at most; more would only hide each other. */
const MOST_POINTS = 600;
/** Ranges below this are too narrow to draw an axis for. */
const LEAST_RANGE = 1e-15;

type Point = readonly [x: number, y: number];

/** Predicted over true values: the nearer to the diagonal, the better. */
export function scatterChart(name: string, of: Predictions, thing: Thing): Html {
  const all = Array.from(of.targets, (target, i): Point => [target, of.predicted[i]!]);
  const range = rangeOf(all.flat());
  const label = `Predicted over true values of ${titled(of)} for ${all.length} ${thing}s, from ${figure(range.min)} to ${figure(range.max)}.`;
  const line = [
    [range.min, range.min],
    [range.max, range.max],
  ];
  return pointChart(name, label, all, thing, line, {
    x: axis(`true ${titled(of)}`, range),
    y: axis(`predicted ${titled(of)}`, range),
    line: "predicted as it is",
  });
}

/** Errors over predicted values: whatever shape they have, the network has not learnt. */
export function residualChart(name: string, of: Predictions, thing: Thing): Html {
  const all = Array.from(of.targets, (target, i): Point => {
    const predicted = of.predicted[i]!;
    return [predicted, predicted - target];
  });
  const [x, y] = [rangeOf(all.map(([x]) => x)), rangeOf([0, ...all.map(([, y]) => y)])];
  const label = `Errors over predicted values of ${titled(of)} for ${all.length} ${thing}s, from ${figure(y.min)} to ${figure(y.max)}.`;
  const line = [
    [x.min, 0],
    [x.max, 0],
  ];
  return pointChart(name, label, all, thing, line, {
    x: axis(`predicted ${titled(of)}`, x),
    y: axis(`error${of.unit === undefined ? "" : ` (${of.unit})`}`, y),
    line: "no error",
  });
}

const titled = ({ name, unit }: Predictions): string =>
  unit === undefined ? name : `${name} (${unit})`;

/** A little more than the values cover. */
function rangeOf(values: readonly number[]): { min: number; max: number } {
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  const margin = high - low > LEAST_RANGE ? 0.04 * (high - low) : Math.abs(low) || 1;
  return { min: low - margin, max: high + margin };
}

function pointChart(
  name: string,
  label: string,
  all: readonly Point[],
  thing: Thing,
  line: readonly (readonly number[])[],
  axes: { x: Record<string, unknown>; y: Record<string, unknown>; line: string },
): Html {
  const points = everyNth(all, MOST_POINTS);
  const radius = Math.min(3.5, Math.max(1.6, 50 / Math.sqrt(points.length + 1)));
  const chart = draw(name, label, {
    xAxis: atTheEdge(axes.x),
    yAxis: atTheEdge(axes.y),
    series: [
      {
        type: "custom",
        silent: true,
        data: [all[0]],
        renderItem: (_: unknown, api: CustomSeriesRenderItemAPI) => ({
          type: "path",
          silent: true,
          shape: { pathData: points.map((p) => dot(api.coord([...p]))).join("") },
          style: {
            fill: "none",
            stroke: COLOUR.series[0],
            lineWidth: 2 * radius,
            lineCap: "round",
            opacity: 0.55,
          },
        }),
      },
      {
        type: "line",
        silent: true,
        showSymbol: false,
        data: line,
        lineStyle: { color: COLOUR.series[1], width: 2, type: [6, 4] },
        itemStyle: { color: COLOUR.series[1] },
      },
    ],
  });
  const key = keyOf([
    { label: `a ${thing}`, colour: COLOUR.series[0], sign: "dot" },
    { label: axes.line, colour: COLOUR.series[1], dash: [6, 4] },
  ]);
  const some =
    points.length < all.length
      ? html`<p class="note">${count(points.length)} of ${count(all.length)} ${thing}s are drawn, evenly picked.</p>`
      : "";
  return html`<figure>${chart}<figcaption>${key}${some}</figcaption></figure>`;
}

/** An axis beside the picture, which ends where the readings do and so seldom at a round number. */
const atTheEdge = (drawn: Record<string, unknown>) => ({
  ...drawn,
  axisLine: { ...(drawn.axisLine as object), onZero: false },
  axisLabel: { ...(drawn.axisLabel as object), showMinLabel: false, showMaxLabel: false },
});

/** A stroke of no visible length, whose round ends are the dot: a page holds thousands of them. */
function dot([x, y]: readonly number[]): string {
  const at = (dx: number) => `${(x! + dx).toFixed(1)} ${y!.toFixed(1)}`;
  return `M${at(0)}L${at(0.1)}`;
}
