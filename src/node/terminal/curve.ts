/** Eighths of a line, from the least to the largest. */
const BARS = "▁▂▃▄▅▆▇█";
/** Dots of a Braille character, two columns of four rows, and the bit of each. */
const DOTS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;

/** Values on so many places: the mean of those that share one. */
function spread(values: readonly number[], places: number): number[] {
  const count = Math.min(places, values.length);
  return Array.from({ length: count }, (_, i) => {
    const from = Math.floor((i * values.length) / count);
    const some = values.slice(
      from,
      Math.max(from + 1, Math.floor(((i + 1) * values.length) / count)),
    );
    return some.reduce((sum, value) => sum + value, 0) / some.length;
  });
}

/** Shares of the way from the least to the largest value, by their logarithms where they differ much. */
function heights(values: readonly number[]): number[] {
  const positive = values.every((value) => value > 0);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const scale = positive && most > 20 * least ? Math.log : (value: number) => value;
  const range = scale(most) - scale(least);
  return values.map((value) => (range > 0 ? (scale(value) - scale(least)) / range : 0));
}

/**
 * A curve in one line of so many characters at most: ▇▅▃▂▂▁.
 * @param values all finite; none gives an empty text
 */
export const sparkline = (values: readonly number[], width: number): string =>
  heights(spread(values, width))
    .map((share) => BARS[Math.min(BARS.length - 1, Math.floor(share * BARS.length))])
    .join("");

/**
 * A curve as lines of Braille, each of a width, with the largest and least value to their left.
 * @param values all finite, at least two
 */
export function curve(values: readonly number[], width = 60, rows = 8): string {
  const shown = spread(values, 2 * width);
  const shares = heights(shown);
  const cells = Array.from({ length: rows }, () => new Uint8Array(width));
  const bottom = 4 * rows - 1;
  const dot = (x: number, y: number) => {
    cells[y >> 2]![x >> 1]! |= DOTS[y & 3]![x & 1]!;
  };
  const last = 2 * width - 1;
  const at = (x: number): number => {
    const place = (x * (shares.length - 1)) / last;
    const i = Math.min(Math.floor(place), shares.length - 2);
    return bottom - Math.round((shares[i]! + (shares[i + 1]! - shares[i]!) * (place - i)) * bottom);
  };
  for (let x = 0; x <= last; x++) {
    const [from, to] = [at(Math.max(0, x - 1)), at(x)];
    const step = Math.sign(to - from) || 1;
    for (let y = from; y !== to; y += step) dot(x, y);
    dot(x, to);
  }
  const label = (value: number) => String(Number(value.toPrecision(3)));
  const labels = [label(Math.max(...shown)), label(Math.min(...shown))];
  const margin = Math.max(...labels.map((text) => text.length));
  return cells
    .map((row, i) => {
      const text = i === 0 ? labels[0]! : i === rows - 1 ? labels[1]! : "";
      const line = String.fromCodePoint(...Array.from(row, (bits) => 0x2800 + bits));
      return `${text.padStart(margin)} ${line}`;
    })
    .join("\n");
}

/** Whether a terminal shows such characters. */
export const showsCurves = (
  stream: { readonly isTTY?: boolean | undefined },
  { TERM }: Readonly<Record<string, string | undefined>> = process.env,
): boolean => stream.isTTY === true && TERM !== "dumb" && TERM !== "linux";
