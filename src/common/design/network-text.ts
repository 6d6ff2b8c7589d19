import { WIDTH } from "../text.js";

/** A network file as a person would write it: lists and objects of plain values stand on one line where they fit. */
export const networkText = (file: unknown): string =>
  // A text holds no line break of its own: JSON writes those as \\n.
  `${JSON.stringify(file, null, 2).replace(/^( *)(.*[[{])\n([^[\]{}]*)\n\s*([\]}],?)$/gm, onOneLine)}\n`;

function onOneLine(all: string, indent: string, open: string, items: string, close: string) {
  const space = open.endsWith("{") ? " " : "";
  const inside = items.trim().replace(/,\n\s*/g, ", ");
  const line = `${indent}${open}${space}${inside}${space}${close}`;
  return line.length > WIDTH ? all : line;
}
