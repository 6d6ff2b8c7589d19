import type { Constant, Program, Type } from "../ir/ir.js";
import { coalesce } from "./coalesce.js";
import * as code from "./opcodes.js";
import { stackify } from "./stackify.js";
import { type Node, type Tree, treeOf, type Value } from "./tree.js";

const SECTION = { type: 1, function: 3, memory: 5, global: 6, export: 7, code: 10 } as const;
const EXTERNAL = { function: 0, memory: 2, global: 3 } as const;
const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
/** one page, which can neither grow nor shrink */
const ONE_PAGE = [0x01, 0x01, 0x01];

/** Prints a linked program as a WebAssembly module: its functions, one page of memory, its constants as globals. */
export function printWasm(program: Program): Uint8Array<ArrayBuffer> {
  const trees = program.routines.map((routine) => coalesce(stackify(treeOf(routine, program))));
  const functions = new Map(trees.map(({ name }, i) => [name, i]));
  const { types, indices } = typesOf(trees);
  const constants = [...program.constants];
  const exports = [
    ...[...program.exports].map(([name, target]) =>
      exported(name, EXTERNAL.function, functions.get(target)!),
    ),
    ...constants.map(([name], i) => exported(name, EXTERNAL.global, i)),
    exported("memory", EXTERNAL.memory, 0),
  ];
  return Uint8Array.from([
    ...HEADER,
    ...section(SECTION.type, vector(types)),
    ...section(SECTION.function, vector(indices.map(unsigned))),
    ...section(SECTION.memory, vector([ONE_PAGE])),
    ...section(SECTION.global, vector(constants.map(([, value]) => global(value)))),
    ...section(SECTION.export, vector(exports)),
    ...section(SECTION.code, vector(trees.map((tree) => sized(functionBody(tree, functions))))),
  ]);
}

/** The distinct types of functions, and which of them each function has. */
function typesOf(trees: readonly Tree[]) {
  const known = new Map<string, number>();
  const types: number[][] = [];
  const list = (of: readonly Type[]) => vector(of.map((type) => [code.TYPE[type]]));
  const indices = trees.map(({ parameters, result }) => {
    const type = [code.FUNCTION_TYPE, ...list(parameters), ...list(result ? [result] : [])];
    const key = type.join();
    if (!known.has(key)) known.set(key, types.push(type) - 1);
    return known.get(key)!;
  });
  return { types, indices };
}

const exported = (name: string, kind: number, index: number): number[] => [
  ...vector([...name].map((character) => [character.charCodeAt(0)])),
  kind,
  ...unsigned(index),
];

const global = (value: Constant): number[] => [
  code.TYPE[value.type],
  0, // immutable
  ...constantCode(value),
  code.OP.end,
];

/** A function's locals in runs of one type, and its instructions. */
function functionBody(tree: Tree, functions: ReadonlyMap<string, number>): number[] {
  const runs: [count: number, type: Type][] = [];
  for (const type of tree.locals.slice(tree.parameters.length)) {
    const last = runs.at(-1);
    if (last?.[1] === type) last[0]++;
    else runs.push([1, type]);
  }
  const locals = vector(runs.map(([count, type]) => [...unsigned(count), code.TYPE[type]]));
  const out = [...locals];
  printNodes(tree.body, { out, functions, labels: [] }, true);
  // All ways returned within what comes last, which WebAssembly does not see.
  if (tree.result && tree.body.at(-1)?.kind !== "return") out.push(code.OP.unreachable);
  out.push(code.OP.end);
  return out;
}

interface Context {
  readonly out: number[];
  readonly functions: ReadonlyMap<string, number>;
  /** the labels of what encloses an instruction, the innermost last; undefined for what is no target */
  readonly labels: (string | undefined)[];
}

/** @param last whether these are a function's last nodes: a return there is its end */
function printNodes(nodes: readonly Node[], context: Context, last = false): void {
  nodes.forEach((n, i) => {
    if (last && i === nodes.length - 1 && n.kind === "return") printValues(n.values, context);
    else printNode(n, context);
  });
}

function printValues(values: readonly (Value | undefined)[], context: Context): void {
  for (const value of values) if (value) printValue(value, context);
}

function printNode(n: Node, context: Context): void {
  const { out, labels } = context;
  printValues(n.values, context);
  switch (n.kind) {
    case "set":
      out.push(code.OP.localSet, ...unsigned(n.local));
      return;
    case "store":
      out.push(code.STORE[n.values[1].type], code.ALIGNMENT, ...unsigned(n.offset));
      return;
    case "run":
      out.push(code.OP.call, ...unsigned(context.functions.get(n.target)!));
      return;
    case "drop":
      out.push(code.OP.drop);
      return;
    case "value":
      return;
    case "if":
      printIf(n.bodies, code.NO_RESULT, context);
      return;
    case "loop":
    case "block":
      out.push(code.OP[n.kind], code.NO_RESULT);
      labels.push(n.label);
      printNodes(n.bodies[0], context);
      labels.pop();
      out.push(code.OP.end);
      return;
    case "branch": {
      const depth = labels.length - 1 - labels.lastIndexOf(n.label);
      out.push(n.values[0] ? code.OP.br_if : code.OP.br, ...unsigned(depth));
      return;
    }
    case "return":
      out.push(code.OP.return);
      return;
  }
}

function printIf([ifTrue, ifFalse]: [Node[], Node[]], result: number, context: Context): void {
  const { out, labels } = context;
  out.push(code.OP.if, result);
  labels.push(undefined);
  printNodes(ifTrue, context);
  if (ifFalse.length > 0) {
    out.push(code.OP.else);
    printNodes(ifFalse, context);
  }
  labels.pop();
  out.push(code.OP.end);
}

function printValue(n: Value, context: Context): void {
  const { out } = context;
  if ("values" in n) printValues(n.values, context);
  switch (n.kind) {
    case "constant":
      out.push(...constantCode(n));
      return;
    case "get":
      out.push(code.OP.localGet, ...unsigned(n.local));
      return;
    case "tee":
      out.push(code.OP.localTee, ...unsigned(n.local));
      return;
    case "load":
      out.push(code.LOAD[n.type], code.ALIGNMENT, ...unsigned(n.offset));
      return;
    case "unary":
      out.push(code.UNARY[n.operator][n.values[0].type]!);
      return;
    case "binary":
      out.push(code.BINARY[n.operator][n.values[0].type]!);
      return;
    case "select":
      out.push(code.OP.select);
      return;
    case "call":
      out.push(code.OP.call, ...unsigned(context.functions.get(n.target)!));
      return;
    case "ifValue":
      printIf(n.bodies, code.TYPE[n.type], context);
      return;
  }
}

function constantCode({ type, value }: Pick<Constant, "type" | "value">): number[] {
  if (type === "i32") return [code.CONST.i32, ...signed(value)];
  return [code.CONST.f32, ...new Uint8Array(Float32Array.of(value).buffer)];
}

/** Unsigned LEB128. */
function unsigned(value: number): number[] {
  const out: number[] = [];
  let rest = value;
  do {
    out.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    rest >>>= 7;
  } while (rest > 0);
  return out;
}

/** Signed LEB128 of 32 bits. */
function signed(value: number): number[] {
  const out: number[] = [];
  for (let rest = value | 0; ; rest >>= 7) {
    const low = rest & 0x7f;
    if (rest >= -0x40 && rest < 0x40) return [...out, low];
    out.push(low | 0x80);
  }
}

const vector = (items: readonly (readonly number[])[]): number[] => [
  ...unsigned(items.length),
  ...items.flat(),
];
const sized = (bytes: readonly number[]): number[] => [...unsigned(bytes.length), ...bytes];
const section = (id: number, content: readonly number[]): number[] => [id, ...sized(content)];
