import { CustomChart, LineChart } from "echarts/charts";
import { GridComponent } from "echarts/components";
import { type EChartsCoreOption, init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { type Html, html, markup, textOf } from "./html.js";

use([LineChart, CustomChart, GridComponent, SVGRenderer]);

/** Logical pixels. A phone of 360 pixels shows a chart of this width at about 95 %, so its text stays above 12. */
export const WIDTH = 340;
const HEIGHT = 270;
const FONT_SIZE = 13;

/** The page's colours by role; the style sheet gives each a value for light and one for dark. */
export const COLOUR = {
  ink: "var(--ink)",
  soft: "var(--soft)",
  grid: "var(--grid)",
  card: "var(--card)",
  series: ["var(--blue)", "var(--orange)", "var(--green)", "var(--purple)"],
} as const;

/** How lines differ besides their colour: lengths of dash and gap. */
const DASHES: readonly (readonly number[])[] = [[], [7, 4], [2, 3], [9, 3, 2, 3]];

/** Draws a chart as SVG that scales to its column and reads out its label. */
export function draw(
  name: string,
  label: string,
  option: EChartsCoreOption,
  height: number = HEIGHT,
): Html {
  const chart = init(null, null, { renderer: "svg", ssr: true, width: WIDTH, height });
  try {
    chart.setOption({
      animation: false,
      textStyle: { fontFamily: "system-ui, sans-serif", fontSize: FONT_SIZE, color: COLOUR.ink },
      grid: { left: 6, right: 14, top: 12, bottom: 4 },
      ...option,
    });
    const body = clean(chart.renderToSVGString(), name);
    const frame = textOf(
      html`<svg class="chart" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${label}">`,
    );
    return markup(`${frame}${body}</svg>`);
  } finally {
    chart.dispose();
  }
}

/**
 * What is inside a drawing, without what it would need a script for and without the library's running numbers, which
 * would make two pages of the same data differ. The signs < and " cannot stand in a drawing's texts, so that these
 * patterns meet only markup.
 */
function clean(svg: string, name: string): string {
  return svg
    .replace(/^<svg[^>]*>\s*/, "")
    .replace(/\s*<\/svg>\s*$/, "")
    .replace(/<style[^>]*>[^<]*<!\[CDATA\[[^<]*<\/style>/g, "")
    .replace(
      / (?:class="zr\d[^"]*"|pointer-events="[^"]*"|ecmeta_\w+="[^"]*"|xml:space="[^"]*")/g,
      "",
    )
    .replace(/(?<= (?:id="|clip-path="url\(#|fill="url\(#))zr\d+-/g, `${name}-`)
    .replace(/\n+/g, "\n");
}

/** An axis in the page's colours; `rest` is ECharts' own. */
export function axis(name: string, rest: Record<string, unknown> = {}): Record<string, unknown> {
  const { axisLabel, ...others } = rest;
  return {
    type: "value",
    name,
    nameLocation: "middle",
    nameTextStyle: { color: COLOUR.ink, fontSize: FONT_SIZE },
    nameTruncate: { maxWidth: 230, ellipsis: "…" },
    axisLine: { show: true, lineStyle: { color: COLOUR.soft } },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: COLOUR.grid } },
    axisLabel: {
      color: COLOUR.ink,
      fontSize: FONT_SIZE,
      hideOverlap: true,
      ...(axisLabel as object | undefined),
    },
    ...others,
  };
}

/** An entry of a chart's key: the line or sign as it is drawn, and what it stands for. */
export interface KeyEntry {
  readonly label: string;
  readonly colour: string;
  readonly dash?: readonly number[];
  readonly sign?: "line" | "outlined" | "dot" | "ring" | "triangle" | "box";
}

/** A chart's key in the page's own text, which wraps and is never cut. */
export function keyOf(entries: readonly KeyEntry[]): Html {
  const items = entries.map((entry) => html`<li>${swatch(entry)} ${entry.label}</li>`);
  return html`<ul class="key">${items}</ul>`;
}

function swatch({ colour, dash = [], sign = "line" }: KeyEntry): Html {
  const drawn = {
    line: html`<path d="M1 6H27" fill="none" stroke="${colour}" stroke-width="2.5" stroke-dasharray="${dash.join(" ")}"/>`,
    outlined: html`<path d="M1 6H27" stroke="#fff" stroke-width="6"/><path d="M1 6H27" stroke="${colour}" stroke-width="2.5"/>`,
    dot: html`<circle cx="14" cy="6" r="5" fill="${colour}" stroke="#fff"/>`,
    ring: html`<circle cx="14" cy="6" r="4.5" fill="none" stroke="${colour}" stroke-width="2.5"/>`,
    triangle: html`<path d="M14 0L20 11H8Z" fill="${colour}" stroke="#fff"/>`,
    box: html`<rect x="6" width="16" height="12" rx="2" fill="${colour}"/>`,
  }[sign];
  return html`<svg width="28" height="12" viewBox="0 0 28 12" aria-hidden="true">${drawn}</svg>`;
}

/** The look of a chart's line, one for each in its order. */
export function line(i: number): Record<string, unknown> {
  const color = COLOUR.series[i % COLOUR.series.length]!;
  const type = DASHES[i % DASHES.length]!;
  return {
    type: "line",
    silent: true,
    itemStyle: { color },
    lineStyle: { color, width: 2.5, type: type.length > 0 ? type : "solid" },
  };
}

/** The same line's entry in the key. */
export function lineKey(label: string, i: number): KeyEntry {
  const colour = COLOUR.series[i % COLOUR.series.length]!;
  return { label, colour, dash: DASHES[i % DASHES.length]! };
}
