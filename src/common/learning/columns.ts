import { splitUnit } from "../data/names.js";
import { list, refuserOf } from "../data/refusal.js";
import type { Table } from "../data/table.js";
import { shown } from "../errors.js";
import { didYouMean } from "../nearest.js";
import { columnName } from "../network/network-spec.js";
import { counted } from "../text.js";
import type { Field } from "./data-columns.js";

/**
 * Where in a row each wanted column stands: the one of its name, else the only one that has that name before a unit. Only a
 * column that is read has to be unique.
 */
export function findColumns(
  table: Omit<Table, "eachRow">,
  fields: readonly Field[],
  units: Readonly<Record<string, string>> = {},
): number[] {
  const { columns, header } = table;
  const refuse = (column: string, problem: string): never =>
    refuserOf(header.file)(header.line, column, problem);
  return fields.map((field) => {
    const { name } = field;
    const place = columns.indexOf(name);
    if (place < 0) {
      const found = withUnit(columns, name);
      if (found === undefined) return refuse(name, describeMissing(table, fields, field));
      const { unit } = splitUnit(columns[found]!);
      const wanted = Object.hasOwn(units, name) ? units[name] : undefined;
      if (wanted === undefined || unit === columnName(wanted)) return found;
      return refuse(
        columns[found]!,
        `got the unit ${shown(unit)}, expected ${shown(wanted)}, as the network file has it; convert the readings, or change the unit there`,
      );
    }
    if (columns.indexOf(name, place + 1) >= 0) {
      refuse(name, "got the column twice in the header, expected it once");
    }
    return place;
  });
}

/** The only column that has this name before a unit. */
function withUnit(columns: readonly string[], name: string): number | undefined {
  const found = [...columns.keys()].filter((i) => splitUnit(columns[i]!).name === name);
  return found.length === 1 ? found[0] : undefined;
}

function describeMissing(
  { columns, header, form }: Omit<Table, "eachRow">,
  fields: readonly Field[],
  { name, instead }: Field,
): string {
  const or = instead === undefined ? "" : `, or ${instead},`;
  if (!header.named) {
    const names = list(fields.map(({ name }) => name));
    return `got ${counted(columns.length, "column")} without a header, expected ${fields.length} in the order ${names}${or}; add a header with the names of the columns, or say --header if the first row is one`;
  }
  const kind = form === "csv" ? "such column" : "such field";
  // What another field reads is not what this one was meant to be.
  const free = columns.filter((column) => !fields.some((field) => field.name === column));
  const meant = didYouMean(name, free);
  const headless =
    form === "csv" && columns.some((name) => /^[-+\d.,]*\d$/.test(name))
      ? "; if the first row is no header, say --no-header"
      : "";
  return `got no ${kind}, expected it${or} among the file's columns ${list(columns)}${meant || headless}`;
}
