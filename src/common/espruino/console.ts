/** Longest line that is kept whole; a board that never ends one must not fill the memory. */
const LONGEST = 1_000_000;
/** What the console erases: the line so far, which held the prompt and what was typed. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a console sends
const ERASED = /^.*\r\x1b\[J/s;
/** Cursor movements and colours, backspaces, carriage returns, and the echo of a bell. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what a console sends
const CONTROLS = /\x1b\[[\d;]*[A-Za-z]|[\x07\x08\r]/g;

/**
 * Takes what a board's console sends, in pieces of any size, and calls back with each whole line, without the prompt and
 * without what only steers a terminal. Bytes, one character each.
 */
export function consoleReader(onLine: (line: string) => void): (text: string) => void {
  // Only what is new is looked at, so that a line of any length takes linear time.
  let pieces: string[] = [];
  let length = 0;
  const end = (piece: string) => {
    const line = pieces.join("") + piece;
    pieces = [];
    length = 0;
    onLine(cleanLine(line.slice(-LONGEST)));
  };
  return (text) => {
    const [first, ...lines] = text.split("\n");
    if (lines.length > 0) end(first!);
    const rest = lines.length > 0 ? lines.pop()! : first!;
    for (const line of lines) end(line);
    pieces.push(rest);
    length += rest.length;
    if (length < 2 * LONGEST) return;
    pieces = [pieces.join("").slice(-LONGEST)];
    length = LONGEST;
  };
}

/** One line as the terminal would show it, without a prompt at its beginning. */
const cleanLine = (line: string): string =>
  line.replace(ERASED, "").replace(CONTROLS, "").replace(/^>/, "");
