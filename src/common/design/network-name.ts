import { columnName } from "../network/network-spec.js";

/** What a network is called after a file of data: the file's name without what stands behind its first dot. */
export function networkName(file: string): string {
  const base = file.split(/[/\\]/).at(-1)!;
  const name = columnName(base.split(".", 1)[0]!).slice(0, 64);
  return name === "" ? "network" : name;
}
