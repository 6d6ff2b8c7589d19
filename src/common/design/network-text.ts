import { WIDTH } from "../text.js";

/** A network file as a person would write it: lists and objects of plain values stand on one line where they fit. */
export const networkText = (file: object): string => `${textOf(file, "")}\n`;

/** @param indent of the line that the value begins on */
function textOf(value: unknown, indent: string): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const isList = Array.isArray(value);
  const items = Object.entries(value).map(([name, item]) => ({
    name: isList ? "" : `${JSON.stringify(name)}: `,
    item,
  }));
  const [open, close] = isList ? ["[", "]"] : ["{", "}"];
  const plain = items.every(({ item }) => typeof item !== "object" || item === null);
  if (plain && indent !== "") {
    const inside = items.map(({ name, item }) => name + JSON.stringify(item)).join(", ");
    const line = isList ? `${open}${inside}${close}` : `${open} ${inside} ${close}`;
    if (indent.length + line.length < WIDTH) return line;
  }
  const inner = `${indent}  `;
  const lines = items.map(({ name, item }) => `${inner}${name}${textOf(item, inner)}`);
  return `${open}\n${lines.join(",\n")}\n${indent}${close}`;
}
