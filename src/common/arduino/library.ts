import type { BuiltNetwork } from "../compiler/build-network.js";
import { cNetwork } from "../compiler/c/c-network.js";
import { MACRO_ENDINGS, PUBLIC_ENDINGS } from "../compiler/c/names.js";
import { widths } from "../network/plan.js";
import { printable } from "../text.js";
import { SKETCH, sketchText } from "./sketch.js";

/** A file of a library for Arduino: its path, which begins with the library's folder. */
export interface LibraryFile {
  readonly file: string;
  readonly data: string;
}

/**
 * A network as a library folder, as the Arduino library specification (1.5, rev. 2.2) has it: the IDE and arduino-cli take it
 * as it is. Folder and header are called perceptino_PREFIX, which no library's header is: Network.h is one of ESP32's, SD.h of
 * many, and some file systems take no notice of capitals.
 * @param checkpoint what the network begins with: of its very plan, as `save()` gives it
 */
export function arduinoLibrary(
  built: BuiltNetwork,
  name: string,
  checkpoint?: Uint8Array,
): readonly LibraryFile[] {
  const { prefix } = cNetwork(built, name);
  const library = `perceptino_${prefix}`;
  const header = `${library}.h`;
  const c = cNetwork(built, name, { headerName: header, ...(checkpoint && { checkpoint }) });
  const about = { header, prefix, trained: checkpoint !== undefined };
  return [
    { file: "library.properties", data: propertiesOf(built, library, header) },
    { file: "keywords.txt", data: keywordsOf(c.header, prefix) },
    { file: "README.md", data: readmeOf(built, library, about) },
    { file: "LICENSE", data: built.resources.licence },
    { file: `src/${header}`, data: c.header },
    { file: `src/${library}.c`, data: c.source },
    { file: `examples/${SKETCH}/${SKETCH}.ino`, data: sketchText(built.spec, about) },
  ].map(({ file, data }) => ({ file: `${library}/${file}`, data }));
}

const propertiesOf = ({ spec, resources }: BuiltNetwork, library: string, header: string) =>
  [
    `name=${library}`,
    `version=${resources.version}`,
    "author=perceptino",
    "maintainer=perceptino",
    `sentence=The neural network ${printable(spec.name)}, which predicts and learns on the board.`,
    `paragraph=${widths(spec).join("-")}, made by perceptino: no heap, and the same bits as on a computer. For boards with 32 bits.`,
    "category=Data Processing",
    "url=https://www.npmjs.com/package/perceptino",
    "architectures=*",
    `includes=${header}`,
    "",
  ].join("\n");

/** What the IDE shows in colour: the names that the header has. */
function keywordsOf(header: string, prefix: string): string {
  const has = (name: string) => new RegExp(`\\b${name}\\b`).test(header);
  const functions = PUBLIC_ENDINGS.filter((ending) => ending !== "memory").map(
    (ending) => `${prefix}_${ending}`,
  );
  const constants = MACRO_ENDINGS.filter((ending) => ending !== "H").map(
    (ending) => `${prefix.toUpperCase()}_${ending}`,
  );
  return [
    ...functions.filter(has).map((name) => `${name}\tKEYWORD2`),
    ...[`${prefix}_memory`, ...constants].filter(has).map((name) => `${name}\tLITERAL1`),
    "",
  ].join("\n");
}

function readmeOf(
  { spec }: BuiltNetwork,
  library: string,
  { header, prefix, trained }: { header: string; prefix: string; trained: boolean },
): string {
  const P = prefix.toUpperCase();
  const start = trained ? `${prefix}_init_trained()` : `${prefix}_init(${P}_SEED)`;
  const numbers = spec.window ? "CHANNELS" : "INPUTS";
  return `# ${library}

A neural network that predicts and learns on the board. \`perceptino build --target arduino\` made it: build it again instead of editing \`src\`.

Put this folder into the folder \`libraries\` of your sketchbook, or zip it and choose Sketch, Include Library, Add .ZIP Library. Then open File, Examples, ${library}, ${SKETCH}: it learns and predicts lines from the Serial Monitor.

\`\`\`cpp
#include <${header}>

float reading[${P}_${numbers}], out[${P}_OUTPUTS];

void setup() {
  Serial.begin(115200);
  if (${start} != 0) for (;;) {} // the header lists what may be wrong
}

void loop() {
  // fill in reading
  if (${prefix}_predict(reading, out) >= 0) Serial.println(out[0], 3);
}
\`\`\`

\`src/${header}\` says of each function what it takes and gives. Boards need 32 bits: on AVR (Uno, Mega) it does not compile. The RAM is \`4 * ${P}_WORDS\` bytes, and some stack.
`;
}
