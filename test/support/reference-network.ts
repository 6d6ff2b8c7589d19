import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bitsOfFloat } from "../../src/common/bits.js";
import type { Constant, Expression, Routine, Statement } from "../../src/common/compiler/ir/ir.js";
import { networkProgram } from "../../src/common/compiler/network-program.js";
import type { NetworkSpec } from "../../src/common/network/network-spec.js";
import { isUnrolled, type MemoryPlan, widths } from "../../src/common/network/plan.js";
import { packageRoot } from "../../src/node/package.js";
import { RESOURCES } from "../../src/node/resources.js";

const assembly = (name: string): string =>
  readFileSync(join(packageRoot(), "assembly", name), "utf8");

/**
 * The AssemblyScript module "network" that the kernels in assembly/ are compiled with: what the linker would put in, as
 * text. Its constants are folded, its calls bound and its kernels specialised by the compiler, of which the linker knows
 * nothing.
 */
export function generateNetwork(spec: NetworkSpec, plan: MemoryPlan): string {
  const program = networkProgram(spec, plan, RESOURCES.kernels);
  const declared = assembly("network.ts");
  const constants = [...program.globals].map(([name, value]) => {
    const [, type = ""] = new RegExp(`declare const ${name}: (\\w+);`).exec(declared) ?? [];
    if (type === "") throw new Error(`${name}: assembly/network.ts does not declare it`);
    return `export const ${name}: ${type} = ${literal(value, type)};`;
  });
  const descend = isUnrolled(spec)
    ? 'export { descendUnit as descend } from "./descend-unit";'
    : 'export { descend } from "./descend";';
  const parts = [
    [...imports(program.routines), descend],
    constants,
    program.routines.map(routineText),
    // The loop that a single unit does without names them.
    ["beginStep(): void", "endStep(rate: f32): void", "backwardRows(x: i32, n: i32, r: f32): void"]
      .filter((head) => !program.routines.some(({ name }) => head.startsWith(`${own(name)}(`)))
      .map((head) => `export function ${head} {}`),
    // And what hosts have besides.
    [
      "export const MANY: usize = 0, ANSWERS: usize = 0;",
      "export function forwardMany(x: usize, count: i32): void {}",
    ],
    ["makeFeatures(): void"].filter(() => !spec.window).map((head) => `export function ${head} {}`),
  ];
  const title = `// Generated: ${widths(spec).join("-")}, ${plan.kind} plan, batch ${spec.batch}.`;
  return `${title}\n${parts.map((part) => part.join("\n")).join("\n\n")}\n`;
}

/** "assembly/dense/denseForward" is denseForward of "./dense". */
const own = (name: string): string => name.slice(name.lastIndexOf("/") + 1);
const fileOf = (name: string): string => name.split("/").slice(1, -1).join("/");

function imports(routines: readonly Routine[]): string[] {
  const called = new Set(
    routines.flatMap(({ body }) => body.flatMap((s) => (s.kind === "call" ? [s.target] : []))),
  );
  return [...called].map((name) => `import { ${own(name)} } from "./${fileOf(name)}";`);
}

function literal({ type, value }: Constant, as: string = type): string {
  if (as === "bool") return String(value !== 0);
  if (type === "f32") return `reinterpret<f32>(${bitsOfFloat(value)})`;
  return String(value | 0);
}

function routineText({ name, parameters, locals, body }: Routine): string {
  const list = parameters.map((type, i) => `v${i}: ${type}`).join(", ");
  const more = locals
    .slice(parameters.length)
    .map((type, i) => `  let v${parameters.length + i}: ${type} = 0;`);
  const lines = body.map((s) => `  ${statementText(s)}`);
  return [`export function ${own(name)}(${list}): void {`, ...more, ...lines, "}"].join("\n");
}

function statementText(s: Statement): string {
  switch (s.kind) {
    case "call": {
      const call = `${own(s.target)}(${s.operands.map(expressionText).join(", ")});`;
      return s.result === undefined ? call : `v${s.result} = ${call}`;
    }
    case "store":
      return `store<f32>(${expressionText(s.pointer)}, ${expressionText(s.value)}, ${s.offset});`;
    default:
      throw new Error(`got a ${s.kind}, expected what a network's routines are made of`);
  }
}

function expressionText(e: Expression): string {
  switch (e.kind) {
    case "constant":
      return literal(e);
    case "local":
      return `v${e.index}`;
    case "binary":
      return `(${expressionText(e.left)} ${{ mul: "*", add: "+" }[e.operator as "mul"]} ${expressionText(e.right)})`;
    default:
      throw new Error(`got a ${e.kind}, expected what a network's routines are made of`);
  }
}
