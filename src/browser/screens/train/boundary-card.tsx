import { useEffect, useRef } from "preact/hooks";
import type { Boundary } from "../../../common/report/boundary-chart.js";
import { Card } from "../../parts/card.js";
import { resolvedColour } from "../../parts/resolved-colour.js";

const SIZE = 480;

/** For two inputs: where it says yes, and the readings. */
export function BoundaryCard({ boundary }: { readonly boundary: Boundary }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => draw(canvas.current!, boundary), [boundary]);
  const { xName, yName, xs, ys, probability } = boundary;
  const yes = probability.filter((p) => p >= 0.5).length / probability.length;
  const range = (values: readonly number[]) =>
    `${Number(values[0]!.toPrecision(3))} to ${Number(values.at(-1)!.toPrecision(3))}`;
  const words = `It says yes in ${Math.round(100 * yes)} % of the picture: ${xName} from ${range(xs)} to the right, ${yName} from ${range(ys)} upwards.`;
  return (
    <Card class="came-to" title="Where it says yes">
      <canvas
        ref={canvas}
        class="boundary"
        width={SIZE}
        height={SIZE}
        role="img"
        aria-label={words}
      />
      <p class="small muted">{words} Dots are readings: full ones are yes, rings are no.</p>
    </Card>
  );
}

function draw(canvas: HTMLCanvasElement, { xs, ys, probability, points }: Boundary): void {
  const context = canvas.getContext("2d");
  if (!context) return;
  const colour = (name: string) => resolvedColour(canvas.parentElement!, name);
  const [yes, no, text] = [colour("--class-0"), colour("--surface"), colour("--text")];
  const [width, height] = [SIZE / xs.length, SIZE / ys.length];
  context.fillStyle = no;
  context.fillRect(0, 0, SIZE, SIZE);
  context.fillStyle = yes;
  for (const [i, p] of probability.entries()) {
    context.globalAlpha = p;
    const [row, column] = [Math.floor(i / xs.length), i % xs.length];
    context.fillRect(column * width, SIZE - (row + 1) * height, width + 0.5, height + 0.5);
  }
  context.globalAlpha = 1;
  context.strokeStyle = text;
  context.fillStyle = text;
  const place = (value: number, along: readonly number[]) => {
    const step = along[1]! - along[0]!;
    return ((value - along[0]!) / step + 0.5) * (SIZE / along.length);
  };
  for (const { x, y, label } of points.slice(0, MOST_POINTS)) {
    context.beginPath();
    context.arc(place(x, xs), SIZE - place(y, ys), 3, 0, 2 * Math.PI);
    if (label === 1) context.fill();
    else context.stroke();
  }
}

/** More hide the picture. */
const MOST_POINTS = 600;
