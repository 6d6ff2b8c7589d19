// Checks the encoders of machine code against GNU as: every form, the ends of its ranges.
import type { Case, Form } from "../common/compiler/thumb/encode/cases.js";
import { allForms } from "../common/compiler/thumb/encode/forms.js";
import { assembleEach, type Cpu } from "../common/compiler/thumb/encode/gnu-as.js";

const hex = (halves: readonly number[]): string =>
  halves.map((half) => half.toString(16).padStart(4, "0")).join(" ");

interface Wrong {
  readonly form: string;
  readonly text: string;
  readonly got: string;
  readonly expected: string;
}

/** Cases that as encodes otherwise, or shorter. */
export function differences(cpu: Cpu, forms: readonly Form[]): readonly Wrong[] {
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

export function main(): void {
  const forms = allForms();
  let wrong = 0;
  for (const cpu of ["cortex-m4", "cortex-m0plus"] as const) {
    const own = forms.filter((form) => form.cpu === cpu);
    const found = differences(cpu, own);
    for (const { form, text, got, expected } of found.slice(0, 40)) {
      console.log(`${form}: ${text}: got ${got}, expected ${expected}`);
    }
    const count = own.reduce((sum, { cases }) => sum + cases.length, 0);
    console.log(`${cpu}: ${own.length} forms, ${count} instructions, ${found.length} different`);
    wrong += found.length;
  }
  if (wrong > 0) process.exitCode = 1;
}

main();
