import type { Channel } from "../state/project.js";
import { titleOf } from "../state/why-not-join.js";

/** Dashes of a channel's line, so that not its colour alone tells it apart. */
const DASHES: readonly (readonly number[])[] = [[], [7, 4], [2, 4], [10, 3, 2, 3]];

const COLOURS = 6;

export const channelDash = (channel: number): readonly number[] => DASHES[channel % DASHES.length]!;

/** The name of a CSS variable with the colour of a channel's line. */
export const channelColour = (channel: number): string => `--channel-${channel % COLOURS}`;

/** How SVG draws a channel. */
export const channelStyle = (channel: number) => ({
  stroke: `var(${channelColour(channel)})`,
  strokeDasharray: channelDash(channel).join(" ") || "none",
});

/** Which line is which channel. */
export function ChannelLegend({ channels }: { readonly channels: readonly Channel[] }) {
  return (
    <ul class="plain channel-legend">
      {channels.map((channel, i) => (
        <li key={channel.name}>
          <svg viewBox="0 0 28 8" aria-hidden="true">
            <path d="M1 4H27" style={channelStyle(i)} />
          </svg>
          {titleOf(channel)}
        </li>
      ))}
    </ul>
  );
}
