import { printable, percent as shareOf } from "../text.js";

/** Only this file can make markup: a text from a user's file cannot pass for it, whatever it holds. */
const MARKUP = Symbol("markup");

/** Markup whose texts are escaped already. */
export interface Html {
  readonly [MARKUP]: string;
}

type Part = Html | string | number | readonly Part[];

/** Writes markup; whatever is put in is escaped unless it came from {@link html} itself. */
export function html(pieces: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return markup(pieces.map((piece, i) => (i === 0 ? "" : written(parts[i - 1]!)) + piece).join(""));
}

/** Declares a text to be markup. Only for what a library of ours drew, never for a user's text. */
export function markup(text: string): Html {
  return { [MARKUP]: text };
}

/** The text of a piece of markup. */
export function textOf(piece: Html): string {
  return piece[MARKUP];
}

function written(part: Part): string {
  if (typeof part === "number") return String(part);
  if (typeof part === "string") return escaped(part);
  if (MARKUP in part) return part[MARKUP];
  return part.map(written).join("");
}

/** Also what would change the direction of writing, or has no place in a page. */
function escaped(text: string): string {
  const entities: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return printable(text).replace(/[&<>"']/g, (sign) => entities[sign]!);
}

/** A measured value with at least four significant digits; a dash where there is none. */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (size === 0) return "0";
  if (size < 1e-3 || size >= 1e6) return signed(value.toExponential(2).replace("e+", "e"));
  return signed(size < 10 ? value.toFixed(4) : String(Number(value.toPrecision(5))));
}

function signed(text: string): string {
  return text.replaceAll("-", "−");
}

/** A share from 0 to 1 as a percentage that no line's end parts; 0 and 100 % stand only for none and all. */
export function percent(share: number | null): string {
  if (share === null || !Number.isFinite(share)) return "–";
  const text = share === 0 || share === 1 ? `${100 * share} %` : shareOf(share);
  return text.replace(" ", "\u00a0");
}
