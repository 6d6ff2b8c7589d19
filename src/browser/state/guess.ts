import type { NetworkSpec } from "../../common/network/network-spec.js";
import { quoted } from "../../common/text.js";
import type { Channel } from "./project.js";
import { channelColumns } from "./project-data.js";

/**
 * For each input of a network, which channel of a source gives it.
 * @returns their numbers; or why the source cannot give them, in a sentence
 */
export function channelsFor(
  { inputs }: Pick<NetworkSpec, "inputs">,
  channels: readonly Channel[],
): readonly number[] | string {
  const columns = channelColumns(channels);
  const places = inputs.map(({ name }) => columns.indexOf(name));
  const missing = inputs.filter((_, i) => places[i]! < 0).map(({ name }) => name);
  if (missing.length === 0) return places;
  return `The network reads ${quoted(missing)}, which this source does not give: it gives ${quoted(columns)}. Connect what it was recorded with.`;
}
