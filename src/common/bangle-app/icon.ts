import { base64OfBytes, concatBytes } from "../bytes.js";
import { pngOfBits } from "./png.js";

/** Pixels of the icon, each way: what the app loader asks for. */
const SIZE = 48;

type Point = readonly [x: number, y: number];

/** The picture: three layers of units … */
const LAYERS: readonly (readonly Point[])[] = [
  [8, 24, 40].map((y): Point => [8, y]),
  [8, 24, 40].map((y): Point => [24, y]),
  [16, 32].map((y): Point => [40, y]),
];
const UNITS = LAYERS.flat();
/** … and each one's connections to the next layer. */
const CONNECTIONS = LAYERS.slice(1).flatMap((layer, i) =>
  layer.flatMap((to) => LAYERS[i]!.map((from): readonly [Point, Point] => [from, to])),
);
const RADIUS = 5;
const HALF_LINE = 0.6;

const isNear = ([x, y]: Point, [px, py]: Point, far: number) =>
  (x - px) ** 2 + (y - py) ** 2 <= far ** 2;

/** Whether a point lies on the line from one point to another, which goes to the right. */
function isOn([x, y]: Point, [from, to]: readonly [Point, Point]): boolean {
  const share = (x - from[0]) / (to[0] - from[0]);
  if (share < 0 || share > 1) return false;
  return Math.abs(y - from[1] - share * (to[1] - from[1])) <= HALF_LINE;
}

const isInk = (point: Point): boolean =>
  UNITS.some((unit) => isNear(point, unit, RADIUS)) ||
  CONNECTIONS.some((connection) => isOn(point, connection));

/** One bit a pixel, the leftmost in a byte's highest bit. */
const iconBits = (): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length: (SIZE * SIZE) / 8 }, (_, at) => {
    const [x, y] = [8 * (at % (SIZE / 8)), Math.floor(at / (SIZE / 8))];
    return Array.from({ length: 8 }, (_, bit) => isInk([x + bit, y])).reduce(
      (byte, ink) => 2 * byte + Number(ink),
      0,
    );
  });

/** The icon for the app loader's page. */
export const iconPng = (): Uint8Array<ArrayBuffer> => pngOfBits(iconBits(), SIZE, SIZE);

/** The icon for the watch: an expression that gives Espruino's image, in which 0 is transparent. */
export const iconText = (): string =>
  `atob("${base64OfBytes(concatBytes(Uint8Array.of(SIZE, SIZE, 0x81, 0), iconBits()))}")\n`;
