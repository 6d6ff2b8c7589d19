import { columnName } from "../network/network-spec.js";

/** A header's name and the unit in brackets behind it: "temp [°C]" or "temp (°C)". */
export function splitUnit(header: string): { name: string; unit?: string } {
  const found = /^(.*\S)\s*(?:\[([^[\]]*)\]|\(([^()]*)\))$/su.exec(columnName(header));
  const unit = (found?.[2] ?? found?.[3])?.trim();
  return found && unit ? { name: found[1]!, unit } : { name: columnName(header) };
}

/** What columns are called without their units, as far as that tells them apart. */
export function splitUnits(headers: readonly string[]): readonly { name: string; unit?: string }[] {
  const split = headers.map(splitUnit);
  const times = (name: string) =>
    headers.filter((header, i) => header === name || split[i]!.name === name).length;
  return split.map(({ name, unit }, i) =>
    unit === undefined ? { name } : { name: times(name) === 1 ? name : headers[i]!, unit },
  );
}

/**
 * The label that a file's name says: what stands before its first dot, without a number behind a "-", "_" or space
 * (walk-01.csv and walk_2.csv: walk); or the name of the folder that it is in.
 */
export function labelOfFile(path: string, from: "name" | "folder"): string | undefined {
  const parts = path.split(/[/\\]/);
  const text =
    from === "folder"
      ? parts.at(-2)
      : parts
          .at(-1)!
          .split(".", 1)[0]!
          .replace(/(?:[-_ ]\(?\d+\)?)+$/, "");
  return text === undefined || /^\.*$/.test(text.trim()) ? undefined : columnName(text);
}
