/** The least and the greatest of some numbers, so that there is a height between them. */
export interface Extent {
  readonly least: number;
  readonly greatest: number;
}

/** @param values (count, channels), all finite */
export function extentOf(values: Float32Array): Extent {
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  if (!(least <= greatest)) return { least: -1, greatest: 1 };
  return least < greatest ? { least, greatest } : { least: least - 1, greatest: greatest + 1 };
}

/**
 * What an SVG path draws of one channel, from left to right in so many columns: where readings share a column, all between
 * the least and the greatest of them, so that no peak is lost, however many there are.
 * @param values (count, channels) readings, row by row
 * @param size of the drawing; the path stays within it
 */
export function outlineOf(
  values: Float32Array,
  channels: number,
  channel: number,
  { least, greatest }: Extent,
  size: { readonly width: number; readonly height: number },
  columns: number,
): string {
  const count = Math.floor(values.length / channels);
  const y = (value: number): string =>
    ((size.height * (greatest - value)) / (greatest - least)).toFixed(1);
  const x = (share: number): string => (size.width * share).toFixed(1);
  const points: string[] = [];
  if (count <= 2 * columns) {
    for (let i = 0; i < count; i++) {
      points.push(`${x(count > 1 ? i / (count - 1) : 0.5)} ${y(values[i * channels + channel]!)}`);
    }
    return pathOf(points);
  }
  for (let column = 0; column < columns; column++) {
    const from = Math.floor((column * count) / columns);
    const to = Math.floor(((column + 1) * count) / columns);
    let [low, high] = [from, from];
    for (let i = from + 1; i < to; i++) {
      const value = values[i * channels + channel]!;
      if (value < values[low * channels + channel]!) low = i;
      if (value > values[high * channels + channel]!) high = i;
    }
    const at = x((column + 0.5) / columns);
    // In the order in which they came, so that a slope looks like one.
    for (const i of low < high ? [low, high] : [high, low]) {
      points.push(`${at} ${y(values[i * channels + channel]!)}`);
    }
  }
  return pathOf(points);
}

/** A single point is a short line, since a path of one point shows nothing. */
const pathOf = (points: readonly string[]): string =>
  points.length === 0 ? "" : `M${points.join("L")}${points.length === 1 ? "h1" : ""}`;
