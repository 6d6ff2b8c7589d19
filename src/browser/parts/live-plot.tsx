import { useEffect, useRef } from "preact/hooks";
import type uPlot from "uplot";
import type { TakeReading } from "../sources/source.js";
import type { Channel } from "../state/project.js";
import { type Recent, recentOf } from "../state/recent.js";
import { ChannelLegend, channelColour, channelDash } from "./channels.js";

/** What a plot shows. */
interface Plotted {
  readonly channels: readonly Channel[];
  /** readings a second */
  readonly rate: number;
}

interface LivePlotProps {
  /** the plot begins anew with another */
  readonly source: Plotted;
  /** Listens to its readings. @returns what ends the listening */
  readonly subscribe: (take: TakeReading) => () => void;
  /** of the newest readings */
  readonly seconds?: number;
  readonly height?: number;
}

/** Readings that a plot shows at most: more than it has pixels. */
const MOST = 2000;
/** Milliseconds between two drawings for who wants little motion. */
const CALM = 1000;

/** The newest readings of a stream as lines that move; loads what draws them when it is first shown. */
export function LivePlot({ source, subscribe, seconds = 8, height = 180 }: LivePlotProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current!;
    const readings = Math.min(MOST, Math.max(16, Math.ceil(seconds * source.rate)));
    const recent = recentOf(source.channels.length, readings);
    const stop = subscribe((reading) => recent.push(reading));
    let ended = false;
    let end = () => {};
    void import("uplot").then(({ default: Plot }) => {
      if (!ended)
        end = draw(new Plot(optionsOf(source, height, readings), [[]], element), source, recent);
    });
    return () => {
      ended = true;
      stop();
      end();
    };
  }, [source, subscribe, seconds, height]);
  return (
    <figure class="live-plot">
      <div
        ref={place}
        class="live-plot-place"
        style={{ height: `${height}px` }}
        role="img"
        aria-label={`Live readings of ${source.channels.map(({ name }) => name).join(", ")}`}
      />
      <ChannelLegend channels={source.channels} />
    </figure>
  );
}

/** Draws what is new, no more often than the screen; gives what ends that. */
function draw(plot: uPlot, { channels, rate }: Plotted, recent: Recent): () => void {
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  let [drawn, drawnAt, frame] = [-1, 0, 0];
  const step = (now: number): void => {
    frame = requestAnimationFrame(step);
    if (recent.pushed === drawn || (calm.matches && now - drawnAt < CALM)) return;
    [drawn, drawnAt] = [recent.pushed, now];
    const times = Array.from({ length: recent.count }, (_, i) => (i + 1 - recent.count) / rate);
    plot.setData([times, ...channels.map((_, channel) => recent.channel(channel))]);
    plot.setScale("x", { min: -recent.most / rate, max: 0 });
  };
  const fit = new ResizeObserver(() => {
    plot.setSize({ width: plot.root.parentElement!.clientWidth, height: plot.height });
  });
  fit.observe(plot.root.parentElement!);
  frame = requestAnimationFrame(step);
  return () => {
    cancelAnimationFrame(frame);
    fit.disconnect();
    plot.destroy();
  };
}

/** A colour of the page's look as it is just now, dark or light: a canvas knows no variables. */
const coloured =
  (name: string) =>
  ({ root }: uPlot): string => {
    root.style.color = `var(${name})`;
    return getComputedStyle(root).color;
  };

function optionsOf({ channels, rate }: Plotted, height: number, most: number): uPlot.Options {
  const axis = {
    stroke: coloured("--plot-text"),
    grid: { stroke: coloured("--plot-line"), width: 1 },
    ticks: { show: false },
    font: "12px system-ui, sans-serif",
  };
  return {
    width: 300,
    height,
    legend: { show: false },
    cursor: { show: false },
    select: { show: false, left: 0, top: 0, width: 0, height: 0 },
    scales: { x: { time: false, range: [-most / rate, 0] } },
    axes: [
      { ...axis, size: 28, space: 80, values: (_, ticks) => ticks.map((tick) => `${tick} s`) },
      { ...axis, size: 44 },
    ],
    series: [
      {},
      ...channels.map((_, channel) => ({
        stroke: coloured(channelColour(channel)),
        width: 2,
        dash: [...channelDash(channel)],
        points: { show: false },
      })),
    ],
  };
}
