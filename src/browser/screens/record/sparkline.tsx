import { channelStyle } from "../../parts/channels.js";
import { type Extent, extentOf, outlineOf } from "../../state/outline.js";

interface SparklineProps {
  readonly values: Float32Array;
  readonly channels: number;
  readonly width: number;
  readonly height: number;
}

interface Outline {
  readonly extent: Extent;
  readonly paths: readonly string[];
}

/** Values never change, so that what was drawn of them can be drawn again. */
const outlines = new WeakMap<Float32Array, Map<string, Outline>>();

function outlinesOf({ values, channels, width, height }: SparklineProps): Outline {
  const all = outlines.get(values) ?? new Map<string, Outline>();
  outlines.set(values, all);
  const key = `${channels} ${width} ${height}`;
  const known = all.get(key);
  if (known) return known;
  const extent = extentOf(values);
  const size = { width, height };
  const made: Outline = {
    extent,
    paths: Array.from({ length: Math.min(channels, 8) }, (_, channel) =>
      outlineOf(values, channels, channel, extent, size, Math.floor(width / 2)),
    ),
  };
  all.set(key, made);
  return made;
}

/** All readings of a recording at a glance, however many there are. */
export function Sparkline(props: SparklineProps) {
  const { width, height } = props;
  return (
    <svg
      class="sparkline"
      viewBox={`0 -2 ${width} ${height + 4}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {outlinesOf(props).paths.map((path, channel) => (
        <path key={channel} d={path} style={channelStyle(channel)} />
      ))}
    </svg>
  );
}
