import type { CustomSeriesRenderItemAPI } from "echarts";
import { count } from "../text.js";
import { contours, type Grid, type Point, stretched, walled } from "./contours.js";
import { axis, draw, keyOf, WIDTH } from "./draw.js";
import { everyNth } from "./every-nth.js";
import { type Html, html } from "./html.js";

/** What a network of two inputs and one output answers over the plane of its readings. */
export interface Boundary {
  /** what the axes say: name and, where there is one, unit */
  readonly xName: string;
  readonly yName: string;
  /** centres of the grid's cells in the readings' own units, evenly spaced, ascending */
  readonly xs: readonly number[];
  readonly ys: readonly number[];
  /** probability of label 1, row by row: `probability[y * xs.length + x]` */
  readonly probability: readonly number[];
  /** readings to draw into the plane, with their labels 0 or 1 */
  readonly points: readonly { readonly x: number; readonly y: number; readonly label: number }[];
}

/** Points that are drawn at most; more would only hide each other. */
const MOST_POINTS = 2000;

/** Bands of probability, each a tenth wide. */
const BANDS = 10;

/** Red, green and blue from 0 to 255 of the two labels' areas at full certainty, and of the signs on them. */
const AREA = [
  [74, 144, 196],
  [235, 140, 50],
] as const;
const SIGN = ["#0b4a80", "#7a2f00"] as const;
const HALF = "#1a1a1a";

/** The plane of the readings in bands of probability, the line of 0.5, and the readings themselves. */
function boundaryChart(boundary: Boundary): Html {
  const { xName, yName } = boundary;
  const grid = stretched({
    xs: boundary.xs,
    ys: boundary.ys,
    values: boundary.probability.map((p) => (Number.isFinite(p) ? p : 0)),
  });
  const inside = boundary.points.filter(({ x, y }) => within(grid.xs, x) && within(grid.ys, y));
  const shown = everyNth(inside, MOST_POINTS);
  const ends = (of: readonly number[]) => ({ min: of[0]!, max: of.at(-1)! });
  // the picture ends where the grid ends, which is seldom a round number
  const axisLabel = { showMinLabel: false, showMaxLabel: false };
  const label = `Predicted probability over ${xName} (across) and ${yName} (up) with ${shown.length} readings.`;
  const chart = draw(
    "boundary",
    label,
    {
      xAxis: axis(xName, { ...ends(grid.xs), axisLabel, splitLine: { show: false } }),
      yAxis: axis(yName, { ...ends(grid.ys), axisLabel, splitLine: { show: false } }),
      series: [
        {
          type: "custom",
          silent: true,
          data: [[grid.xs[0]!, grid.ys[0]!]],
          renderItem: (_: unknown, api: CustomSeriesRenderItemAPI) => ({
            type: "group",
            children: picture(grid, shown, (point) => api.coord([...point])),
          }),
        },
      ],
    },
    WIDTH,
  );
  const key = keyOf([
    { label: "no", colour: SIGN[0], sign: "dot" },
    { label: "yes", colour: SIGN[1], sign: "triangle" },
    { label: "probability 0.5", colour: HALF, sign: "outlined" },
  ]);
  return html`<figure>${chart}<figcaption>${key}${ramp()}${pointsNote(boundary, inside.length, shown.length)}</figcaption></figure>`;
}

function pointsNote(boundary: Boundary, inside: number, shown: number): Html {
  const outside = boundary.points.length - inside;
  const notes = [
    inside > shown ? `${count(shown)} of ${count(inside)} readings are drawn, evenly picked.` : "",
    outside > 0
      ? `${count(outside)} ${outside === 1 ? "reading lies" : "readings lie"} outside the picture.`
      : "",
  ].filter((note) => note !== "");
  return notes.length > 0 ? html`<p class="note">${notes.join(" ")}</p>` : html``;
}

/** The chart on a card, or why there is none. */
export function boundaryCard(boundary: Boundary): Html {
  const drawable = boundary.xs.length > 0 && boundary.ys.length > 0;
  const body = drawable
    ? boundaryChart(boundary)
    : html`<p class="empty">There is nothing to draw: the grid is empty.</p>`;
  return html`<div class="card"><h4>Decision boundary</h4>${body}</div>`;
}

type Place = (point: Point) => readonly number[];

function picture(grid: Grid, points: Boundary["points"], place: Place): Record<string, unknown>[] {
  const ring = walled(grid);
  const bands = Array.from({ length: BANDS }, (_, band) => {
    // the lowest band is the whole plane, the others lie on top of it
    const level = band === 0 ? -1 : band / BANDS;
    const rings = contours(ring, level).map((line) => `${path(line, place)}Z`);
    return area(rings.join(""), { fill: bandColour(band), stroke: "none" });
  });
  const half = contours(grid, 0.5).map((line) => path(line, place));
  const size = signSize(points.length);
  const signs = [0, 1].map((label) =>
    area(
      points
        .filter((point) => (point.label > 0.5 ? 1 : 0) === label)
        .map(({ x, y }) => sign(label, size, place([x, y])))
        .join(""),
      { fill: SIGN[label]!, stroke: "#fff", lineWidth: size / 4 },
    ),
  );
  const line = (stroke: string, lineWidth: number) =>
    area(half.join(""), { fill: "none", stroke, lineWidth, lineJoin: "round" });
  return [...bands, ...signs, line("#fff", 5), line(HALF, 2.5)];
}

function area(pathData: string, style: Record<string, unknown>): Record<string, unknown> {
  return { type: "path", silent: true, shape: { pathData: pathData || "M0 0" }, style };
}

function path(line: readonly Point[], place: Place): string {
  return `M${line
    .map((point) =>
      place(point)
        .map((v) => v.toFixed(1))
        .join(" "),
    )
    .join("L")}`;
}

/** Radius in pixels, smaller the more there are, so that the bands show through. */
function signSize(points: number): number {
  return Math.min(4, Math.max(1.8, 60 / Math.sqrt(points + 1)));
}

/** A dot for label 0, a triangle for label 1: told apart without colour too. */
function sign(label: number, size: number, [x, y]: readonly number[]): string {
  const at = (dx: number, dy: number) =>
    `${(x! + dx * size).toFixed(1)} ${(y! + dy * size).toFixed(1)}`;
  if (label === 1) return `M${at(0, -1.3)}L${at(1.2, 0.9)}L${at(-1.2, 0.9)}Z`;
  const arc = `A${size.toFixed(1)} ${size.toFixed(1)} 0 1 1`;
  return `M${at(-1, 0)}${arc} ${at(1, 0)}${arc} ${at(-1, 0)}Z`;
}

function bandColour(band: number): string {
  const probability = (band + 0.5) / BANDS;
  const certainty = Math.abs(probability - 0.5) * 2;
  const full = AREA[probability < 0.5 ? 0 : 1];
  const mixed = full.map((part) => Math.round(250 + (part - 250) * certainty * 0.85));
  return `#${mixed.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

function ramp(): Html {
  const boxes = Array.from({ length: BANDS }, (_, band) => {
    return html`<rect x="${band * 10}%" width="10.2%" height="14" fill="${bandColour(band)}"/>`;
  });
  return html`<div class="ramp"><span>0</span><svg role="img" aria-label="Ten bands of probability from 0, blue, to 1, orange" width="100%" height="14">${boxes}</svg><span>1</span></div>`;
}

function within(axisValues: readonly number[], value: number): boolean {
  return value >= axisValues[0]! && value <= axisValues.at(-1)!;
}
