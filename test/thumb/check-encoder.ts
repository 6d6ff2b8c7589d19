// Checks the encoders of machine code against GNU as: every form of every instruction with the ends of its ranges, branches and
// loads at the ends of their reach, and whole random programs, for which as finds the forms of branches itself.
//   node build/test/thumb/check-encoder.js [--programs 300] [--first 1]
import { parseArgs } from "node:util";
import {
  type Architecture,
  type Item,
  layOut,
} from "../../src/common/compiler/thumb/encode/layout.js";
import { type Case, type Form, hex } from "../common/compiler/thumb/encode/cases.js";
import { EDGES } from "../common/compiler/thumb/encode/edges.js";
import { allForms } from "../common/compiler/thumb/encode/forms.js";
import { assemble, assembleEach, type Cpu } from "../common/compiler/thumb/encode/gnu-as.js";
import { checkMeaning } from "../common/compiler/thumb/encode/layout-meaning.js";
import { layoutText } from "../common/compiler/thumb/encode/layout-text.js";
import { randomItems } from "../common/compiler/thumb/encode/random-items.js";

const ARCHITECTURES = { "cortex-m4": "thumb-2", "cortex-m0plus": "thumb-1" } as const;
const SHOWN = 40;

interface Wrong {
  readonly form: string;
  readonly text: string;
  readonly got: string;
  readonly expected: string;
}

/** Cases that as encodes otherwise, or shorter. */
function differences(cpu: Cpu, forms: readonly Form[]): readonly Wrong[] {
  const cases = forms.flatMap(({ name, cases }) => cases.map((one) => ({ name, one })));
  const encoded = assembleEach(
    cpu,
    cases.flatMap(({ one }) => one.texts),
  );
  let at = 0;
  return cases.flatMap(({ name, one }) => {
    const own = encoded.slice(at, at + one.texts.length);
    at += one.texts.length;
    return difference(name, one, own) ?? [];
  });
}

function difference(
  form: string,
  { halves, texts }: Case,
  encoded: readonly (readonly number[])[],
): Wrong | undefined {
  const least = Math.min(...encoded.map(({ length }) => length));
  const right = encoded.filter(({ length }) => length === least).map(hex);
  const got = hex(halves);
  if (right.includes(got)) return undefined;
  return { form, text: texts.join(" | "), got, expected: right.join(" or ") };
}

/** Whether a program's layout is what as makes of it; or would be, had as not found a shorter form somewhere. */
function compareLayout(
  cpu: Cpu,
  items: readonly Item[],
  architecture: Architecture,
): "same" | "longer" | "different" {
  const layout = layOut(items, architecture);
  checkMeaning(items, layout);
  const isAs = (told: boolean): boolean =>
    Buffer.from(layout.bytes).equals(assemble(cpu, layoutText(items, layout, architecture, told)));
  return isAs(false) ? "same" : isAs(true) ? "longer" : "different";
}

function checkForms(cpu: Cpu): number {
  const forms = allForms().filter((form) => form.cpu === cpu);
  const found = differences(cpu, forms);
  for (const { form, text, got, expected } of found.slice(0, SHOWN)) {
    console.log(`${form}: ${text}: got ${got}, expected ${expected}`);
  }
  const count = forms.reduce((sum, { cases }) => sum + cases.length, 0);
  console.log(`${cpu}: ${forms.length} forms, ${count} instructions, ${found.length} different`);
  return found.length;
}

function checkLayouts(cpu: Cpu, programs: number, first: number): number {
  const architecture = ARCHITECTURES[cpu];
  const edges = EDGES.filter((edge) => edge.architecture === architecture);
  const random = Array.from({ length: programs }, (_, n) => ({
    name: `random program ${first + n} of ${architecture}`,
    items: randomItems(first + n, architecture),
  }));
  const results = [...edges, ...random].map(({ name, items }) => ({
    name,
    result: compareLayout(cpu, items, architecture),
  }));
  // At the ends of reach, as is a judge of the forms too.
  const different = results.filter(
    ({ result }, n) => result === "different" || (n < edges.length && result === "longer"),
  );
  for (const { name } of different.slice(0, SHOWN)) console.log(`${name}: other bytes`);
  const longer = results.filter(({ result }) => result === "longer").length;
  const counts = `${edges.length} ends of reach, ${programs} random programs`;
  console.log(`${cpu}: ${counts}, ${different.length} different, ${longer} with a longer form`);
  return different.length;
}

function main(): void {
  const { values } = parseArgs({
    options: {
      programs: { type: "string", default: "300" },
      first: { type: "string", default: "1" },
    },
  });
  const [programs, first] = [Number(values.programs), Number(values.first)];
  const wrong = (Object.keys(ARCHITECTURES) as Cpu[]).map(
    (cpu) => checkForms(cpu) + checkLayouts(cpu, programs, first),
  );
  if (wrong.some((count) => count > 0)) process.exitCode = 1;
}

main();
