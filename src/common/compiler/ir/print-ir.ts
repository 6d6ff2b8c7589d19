import { bitsOfFloat } from "../../bits.js";
import { hex } from "../../hex.js";
import type { BinaryOperator, Expression, Program, Routine, Statement } from "./ir.js";

const INFIX: Partial<Record<BinaryOperator, string>> = {
  add: "+",
  sub: "-",
  mul: "*",
  div: "/",
  and: "&",
  or: "|",
  xor: "^",
  shl: "<<",
  shr_s: ">>",
  shr_u: ">>>",
  eq: "==",
  ne: "!=",
  lt: "<",
  le: "<=",
  gt: ">",
  ge: ">=",
};

/** A program as text for people: one statement a line, floats with their bits where digits would not tell. */
export function printIr(program: Program): string {
  const constants = [...program.constants].map(
    ([name, value]) => `constant ${name} = ${print(value)}`,
  );
  const exports = [...program.exports].map(([name, target]) => `export ${name} = ${target}`);
  const routines = program.routines.map((routine) => printRoutine(routine));
  return `${[...constants, ...exports, "", ...routines].join("\n")}\n`;
}

function printRoutine({ name, parameters, result, locals, body }: Routine): string {
  const typed = (i: number) => `v${i}: ${locals[i]}`;
  const list = parameters.map((_, i) => typed(i)).join(", ");
  const own = [...locals.keys()].slice(parameters.length).map(typed);
  return [
    `routine ${name}(${list})${result ? `: ${result}` : ""}`,
    ...(own.length > 0 ? [`  local ${own.join(", ")}`] : []),
    ...printList(body, "  "),
    "",
  ].join("\n");
}

const printList = (statements: readonly Statement[], indent: string): string[] =>
  statements.flatMap((s) => printStatement(s, indent));

function printStatement(s: Statement, indent: string): string[] {
  const inner = (body: readonly Statement[]) => printList(body, `${indent}  `);
  switch (s.kind) {
    case "set":
      return [`${indent}v${s.index} = ${print(s.value)}`];
    case "store":
      return [`${indent}${s.value.type}${place(s.pointer, s.offset)} = ${print(s.value)}`];
    case "call": {
      const call = `${s.target}(${s.operands.map(print).join(", ")})`;
      return [`${indent}${s.result === undefined ? "" : `v${s.result} = `}${call}`];
    }
    case "if":
      return [
        `${indent}if ${print(s.condition)}`,
        ...inner(s.ifTrue),
        ...(s.ifFalse.length > 0 ? [`${indent}else`, ...inner(s.ifFalse)] : []),
      ];
    case "loop":
    case "block":
      return [`${indent}${s.kind} ${s.label}`, ...inner(s.body)];
    case "branch":
      return [`${indent}branch ${s.label}${s.condition ? ` if ${print(s.condition)}` : ""}`];
    case "return":
      return [`${indent}return${s.value ? ` ${print(s.value)}` : ""}`];
  }
}

const place = (pointer: Expression, offset: number): string =>
  `[${print(pointer)}${offset > 0 ? ` + ${offset}` : ""}]`;

function print(e: Expression): string {
  switch (e.kind) {
    case "constant":
      if (e.type === "v128") return `4×${hex(e.value)}`;
      return e.type === "i32" ? String(e.value) : floatText(e.value);
    case "global":
      return e.name;
    case "local":
      return `v${e.index}`;
    case "load":
      return `${e.holds ?? e.type}${place(e.pointer, e.offset)}`;
    case "unary":
      return `${e.operator}(${print(e.value)})`;
    case "binary": {
      const [operator, sign] = e.operator.split(/_(?=[su]$)/) as [BinaryOperator, string?];
      const infix = INFIX[e.operator] ?? (INFIX[operator] && `${INFIX[operator]}${sign}`);
      if (!infix) return `${e.operator}(${print(e.left)}, ${print(e.right)})`;
      return `(${print(e.left)} ${infix} ${print(e.right)})`;
    }
    case "select":
      return `(${print(e.condition)} ? ${print(e.ifTrue)} : ${print(e.ifFalse)})`;
    case "vector": {
      const lane = /lane|shuffle/.test(e.operator) ? ` ${e.lane.toString(8)}` : "";
      return `${e.operator}${lane}(${e.operands.map(print).join(", ")})`;
    }
  }
}

/** A float32 in digits that say all of it, or by its bits. */
function floatText(value: number): string {
  const text = Object.is(value, -0) ? "-0" : String(value);
  return Number.isFinite(value) && text.length < 12
    ? `${text}${/[.e]/.test(text) ? "" : ".0"}`
    : `f32:${hex(bitsOfFloat(value))}`;
}
