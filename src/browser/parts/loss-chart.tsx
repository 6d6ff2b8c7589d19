import { useEffect, useRef } from "preact/hooks";
import type uPlot from "uplot";
import type { EpochRecord } from "../../common/learning/history.js";
import { resolvedColour } from "./resolved-colour.js";

interface LossChartProps {
  readonly history: readonly EpochRecord[];
  /** the epoch whose weights are kept, 0 for none */
  readonly best: number;
  /** whether something is held out */
  readonly held: boolean;
}

const HEIGHT = 220;

/** The loss from epoch to epoch, of what is learnt and of what is held out; what draws it is loaded when it is first shown. */
export function LossChart({ history, best, held }: LossChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot>(undefined);
  const shown = useRef({ history, best });
  shown.current = { history, best };
  useEffect(() => {
    let ended = false;
    const element = place.current!;
    const fit = new ResizeObserver(() => {
      chart.current?.setSize({ width: element.clientWidth, height: HEIGHT });
    });
    void import("uplot").then(({ default: Plot }) => {
      if (ended) return;
      const options = optionsOf(element.clientWidth, held, () => shown.current.best);
      chart.current = new Plot(options, dataOf(shown.current.history, held), element);
      fit.observe(element);
    });
    return () => {
      ended = true;
      fit.disconnect();
      chart.current?.destroy();
      chart.current = undefined;
    };
  }, [held]);
  useEffect(() => chart.current?.setData(dataOf(history, held)), [history, held]);
  const last = history.at(-1);
  const words =
    last === undefined ? "Loss: nothing yet" : `Loss after epoch ${last.epoch}: ${lossWords(last)}`;
  return (
    <figure class="loss-chart">
      <div ref={place} class="loss-place" role="img" aria-label={words} />
      <figcaption class="row small muted">
        <span class="row tight">
          <span class="line learnt" aria-hidden="true" /> what it learns from
        </span>
        {held && (
          <span class="row tight">
            <span class="line held" aria-hidden="true" /> held out
          </span>
        )}
        {best > 0 && (
          <span class="row tight">
            <span class="line kept" aria-hidden="true" /> kept
          </span>
        )}
      </figcaption>
    </figure>
  );
}

/** 0.1234, held out 0.2345 */
export const lossWords = ({ loss, validationLoss }: EpochRecord): string =>
  validationLoss === undefined
    ? lossText(loss)
    : `${lossText(loss)}, held out ${lossText(validationLoss)}`;

/** Small losses differ in their powers of ten. */
const lossText = (loss: number): string =>
  loss > 0 && loss < 1e-3 ? loss.toExponential(1) : loss.toFixed(4);

function dataOf(history: readonly EpochRecord[], held: boolean): uPlot.AlignedData {
  const epochs = history.map(({ epoch }) => epoch);
  const losses = history.map(({ loss }) => loss);
  if (!held) return [epochs, losses];
  return [epochs, losses, history.map(({ validationLoss }) => validationLoss ?? null)];
}

const coloured = (name: string) => (plot: uPlot) => resolvedColour(plot.root.parentElement!, name);

function optionsOf(width: number, held: boolean, best: () => number): uPlot.Options {
  const axis = {
    stroke: coloured("--plot-text"),
    grid: { stroke: coloured("--plot-line"), width: 1 },
    ticks: { show: false },
    font: "12px system-ui, sans-serif",
  };
  const line = { width: 2, points: { show: false } };
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    select: { show: false, left: 0, top: 0, width: 0, height: 0 },
    scales: {
      x: { time: false, range: (_, least, most) => [least, Math.max(most, least + 1)] },
      y: { range: (_, __, most) => [0, most > 0 ? 1.05 * most : 1] },
    },
    axes: [
      { ...axis, size: 28, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000] },
      { ...axis, size: 48 },
    ],
    series: [
      {},
      { ...line, stroke: coloured("--plot-learnt"), dash: [6, 4] },
      ...(held ? [{ ...line, stroke: coloured("--plot-held") }] : []),
    ],
    hooks: { draw: [(plot) => markBest(plot, best())] },
  };
}

/** A mark where the weights are of that are kept. */
function markBest(plot: uPlot, best: number): void {
  if (best === 0) return;
  const at = plot.valToPos(best, "x", true);
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = coloured("--plot-held")(plot);
  ctx.setLineDash([2, 4]);
  ctx.beginPath();
  ctx.moveTo(at, bbox.top);
  ctx.lineTo(at, bbox.top + bbox.height);
  ctx.stroke();
  ctx.restore();
}
