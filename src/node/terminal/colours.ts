/** Where text goes, as far as colours are concerned. */
export interface ColourStream {
  readonly isTTY?: boolean | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Whether a stream wants colours: FORCE_COLOR decides before NO_COLOR does, and else it has to be a terminal. */
export function wantsColours(stream: ColourStream, env: Environment = process.env): boolean {
  const { FORCE_COLOR: force, NO_COLOR: no, TERM: term } = env;
  if (force !== undefined) return !["0", "false"].includes(force);
  if (no !== undefined && no !== "") return false;
  return stream.isTTY === true && term !== "dumb";
}

const CODES = { bold: [1, 22], red: [31, 39], yellow: [33, 39], cyan: [36, 39] } as const;
type Style = keyof typeof CODES;

const paint = (style: Style, text: string): string => {
  const [on, off] = CODES[style];
  return `\u001b[${on}m${text}\u001b[${off}m`;
};

/** What is painted of a text that a command prints: what went wrong, and the answer. */
const PAINTED: readonly (readonly [RegExp, Style])[] = [
  [/^error:/gm, "red"],
  [/^warning:/gm, "yellow"],
  [/^(?:(?:validation|training): )?[\d.]+ % of .* right(?=;|$)/gm, "bold"],
  [/^next:/gm, "cyan"],
];

/** A text in colours, where the stream wants them. */
export function coloured(text: string, stream: ColourStream, env?: Environment): string {
  if (!wantsColours(stream, env)) return text;
  return PAINTED.reduce(
    (all, [pattern, style]) => all.replace(pattern, (part) => paint(style, part)),
    text,
  );
}
