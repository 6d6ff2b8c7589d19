// The page's sign, as SVG and as PNG of any size: one list of shapes, drawn here, so that no program for pictures is needed.
import { deflateSync } from "node:zlib";
import { crcOfAll } from "./build/src/common/crc-table.js";

const GROUND = [0x0a, 0x6a, 0x66];
const INK = [0xff, 0xff, 0xff];

/** In a square of 32: two inputs, a neuron, what it says, and what joins them; as in src/browser/parts/mark.tsx. */
const DOTS = [
  [7, 8, 3.5],
  [7, 24, 3.5],
  [18, 16, 5.5],
  [27, 16, 2.5],
];
const LINES = [
  [7, 8, 18, 16],
  [7, 24, 18, 16],
  [18, 16, 27, 16],
];
const WIDTH = 2.5;
/** How much of the icon the square takes: the rest is a margin. What may be cut to a circle has more of it. */
const SHARE = { round: 0.68, maskable: 0.52 };
/** of the icon's corners, of its side */
const CORNER = 0.22;

/** The icon as SVG, with round corners. */
export function svgIcon() {
  const scale = SHARE.round;
  const move = 16 * (1 - scale);
  const lines = LINES.map(([x, y, u, v]) => `M${x} ${y} ${u} ${v}`).join("");
  const dots = DOTS.map(([x, y, r]) => `<circle cx="${x}" cy="${y}" r="${r}"/>`).join("");
  const colour = (rgb) => `#${Buffer.from(rgb).toString("hex")}`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="${32 * CORNER}" fill="${colour(GROUND)}"/><g transform="translate(${move.toFixed(2)} ${move.toFixed(2)}) scale(${scale})" fill="${colour(INK)}" stroke="none"><path d="${lines}" stroke="${colour(INK)}" stroke-width="${WIDTH}"/>${dots}</g></svg>\n`;
}

const toLine = (px, py, [x, y, u, v]) => {
  const along = ((px - x) * (u - x) + (py - y) * (v - y)) / ((u - x) ** 2 + (v - y) ** 2);
  const t = Math.min(Math.max(along, 0), 1);
  return Math.hypot(px - x - t * (u - x), py - y - t * (v - y));
};

/** How far a point of the square of 32 is outside of the sign; negative within. */
const toSign = (x, y) =>
  Math.min(
    ...DOTS.map(([cx, cy, r]) => Math.hypot(x - cx, y - cy) - r),
    ...LINES.map((line) => toLine(x, y, line) - WIDTH / 2),
  );

/** How far a point of the unit square is outside of it with round corners. */
const toTile = (x, y) => {
  const [dx, dy] = [x, y].map((at) => Math.abs(at - 0.5) - 0.5 + CORNER);
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - CORNER;
};

/** What share of a pixel lies within, by how many pixels its middle is outside. */
const covered = (distance) => Math.min(Math.max(0.5 - distance, 0), 1);

/**
 * The icon as PNG (ISO/IEC 15948).
 * @param maskable whether it fills the square, for what cuts it to a form of its own
 */
export function pngIcon(size, maskable = false) {
  const share = maskable ? SHARE.maskable : SHARE.round;
  const rows = [];
  for (let row = 0; row < size; row++) {
    rows.push(0); // unfiltered
    for (let column = 0; column < size; column++) {
      const [x, y] = [(column + 0.5) / size, (row + 0.5) / size];
      const [sx, sy] = [x, y].map((at) => (32 * (at - 0.5)) / share + 16);
      const ink = covered((toSign(sx, sy) * share * size) / 32);
      const alpha = maskable ? 1 : covered(toTile(x, y) * size);
      const colour = GROUND.map((from, i) => Math.round(from + (INK[i] - from) * ink));
      rows.push(...colour, Math.round(255 * alpha));
    }
  }
  return png(size, Buffer.from(rows));
}

function png(size, rows) {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 6, 0, 0, 0], 8); // 8 bits of red, green, blue and alpha
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", head),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crcOfAll(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}
