import { bitsOfFloat } from "../../bits.js";
import type { Constant, Program, Type } from "../ir/ir.js";
import type { VectorOperator } from "../ir/vector.js";
import { coalesce } from "./coalesce.js";
import * as code from "./opcodes.js";
import { stackify } from "./stackify.js";
import { type Node, type Tree, treesOf, type Value } from "./tree.js";

const SECTION = { type: 1, function: 3, memory: 5, global: 6, export: 7, code: 10 } as const;
const EXTERNAL = { function: 0, memory: 2, global: 3 } as const;
const HEADER = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
const PAGE = 65_536;

/** So many pages as a program says that its memory takes, at least one; they can neither grow nor shrink. */
function pagesOf({ constants }: Program): number[] {
  const pages = unsigned(Math.max(1, Math.ceil((constants.get("end")?.value ?? 0) / PAGE)));
  return [0x01, ...pages, ...pages];
}

/** Prints a linked program as a WebAssembly module: its functions, its memory, its constants as globals. */
export function printWasm(program: Program): Uint8Array<ArrayBuffer> {
  const trees = treesOf(program).map((tree) => coalesce(stackify(tree)));
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
  return new Uint8Array(
    HEADER.concat(
      section(SECTION.type, vector(types)),
      section(SECTION.function, vector(indices.map((index) => unsigned(index)))),
      section(SECTION.memory, vector([pagesOf(program)])),
      section(SECTION.global, vector(constants.map(([, value]) => global(value)))),
      section(SECTION.export, vector(exports)),
      section(SECTION.code, vector(trees.map((tree) => sized(functionBody(tree, functions))))),
    ),
  );
}

/** The distinct types of functions, and which of them each function has. */
function typesOf(trees: readonly Tree[]) {
  const known = new Map<string, number>();
  const types: number[][] = [];
  const list = (of: readonly Type[]) => vector(of.map((type) => [code.TYPE[type]]));
  const indices = trees.map(({ parameters, result }) => {
    const type = [code.FUNCTION_TYPE].concat(list(parameters), list(result ? [result] : []));
    const key = type.join();
    if (!known.has(key)) known.set(key, types.push(type) - 1);
    return known.get(key)!;
  });
  return { types, indices };
}

const exported = (name: string, kind: number, index: number): number[] =>
  vector([...name].map((character) => [character.charCodeAt(0)])).concat(kind, unsigned(index));

function global(value: Constant): number[] {
  const out = [code.TYPE[value.type], 0]; // 0: immutable
  putConstant(value, out);
  out.push(code.OP.end);
  return out;
}

/** A function's locals in runs of one type, and its instructions. */
function functionBody(tree: Tree, functions: ReadonlyMap<string, number>): number[] {
  const runs: [count: number, type: Type][] = [];
  for (const type of tree.locals.slice(tree.parameters.length)) {
    const last = runs.at(-1);
    if (last?.[1] === type) last[0]++;
    else runs.push([1, type]);
  }
  const out = vector(runs.map(([count, type]) => unsigned(count).concat(code.TYPE[type])));
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
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value?.kind === "get") {
      context.out.push(code.OP.localGet);
      unsigned(value.local, context.out);
    } else if (value) printValue(value, context);
  }
}

function printNode(n: Node, context: Context): void {
  const { out, labels } = context;
  printValues(n.values, context);
  switch (n.kind) {
    case "set":
      out.push(code.OP.localSet);
      unsigned(n.local, out);
      return;
    case "store":
      putAccess(n.values[1].type, "store", out);
      unsigned(n.offset, out);
      return;
    case "run":
      out.push(code.OP.call);
      unsigned(context.functions.get(n.target)!, out);
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
      out.push(n.values[0] ? code.OP.br_if : code.OP.br);
      unsigned(depth, out);
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

function printValue(n: Exclude<Value, { kind: "get" }>, context: Context): void {
  const { out } = context;
  if (n.kind === "binary" && n.operator === "mul_high_u") {
    printMulHigh(n.values, context);
    return;
  }
  printValues(n.values, context);
  switch (n.kind) {
    case "constant":
      putConstant(n, out);
      return;
    case "tee":
      out.push(code.OP.localTee);
      unsigned(n.local, out);
      return;
    case "load":
      putAccess(n.type, "load", out);
      unsigned(n.offset, out);
      return;
    case "loadLanes":
      out.push(code.LANES, code.LANES_OP[n.how], code.ALIGNMENT);
      unsigned(n.offset, out);
      if (n.how === "loadLane") out.push(n.lane);
      return;
    case "vector":
      putVector(n.operator, n.lane, out);
      return;
    case "unary":
      out.push(code.UNARY[n.operator][n.values[0].type]!);
      return;
    case "binary":
      out.push(code.BINARY[n.operator as keyof typeof code.BINARY][n.values[0].type]!);
      return;
    case "select":
      out.push(code.OP.select);
      return;
    case "call":
      out.push(code.OP.call);
      unsigned(context.functions.get(n.target)!, out);
      return;
    case "ifValue":
      printIf(n.bodies, code.TYPE[n.type], context);
      return;
  }
}

/** The upper half of a product, which WebAssembly has in 64 bits. */
function printMulHigh([left, right]: readonly [Value, Value], context: Context): void {
  const { out } = context;
  for (const value of [left, right]) {
    printValues([value], context);
    out.push(code.I64.extend_i32_u);
  }
  out.push(code.I64.mul, code.I64.const, 32, code.I64.shr_u, code.WRAP_I64);
}

function putAccess(type: Type, how: "load" | "store", out: number[]): void {
  if (type === "v128") out.push(code.LANES, code.LANES_OP[how]);
  else out.push(how === "load" ? code.LOAD[type] : code.STORE[type]);
  out.push(code.ALIGNMENT);
}

function putVector(operator: VectorOperator, lane: number, out: number[]): void {
  out.push(code.LANES);
  unsigned(code.VECTOR[operator], out);
  if (operator === "i32x4.shuffle") {
    for (let i = 0; i < 16; i++) out.push(4 * ((lane >> (3 * (i >> 2))) & 7) + (i & 3));
  } else if (operator.endsWith("_lane")) out.push(lane);
}

function putConstant({ type, value }: Pick<Constant, "type" | "value">, out: number[]): void {
  if (type === "v128") {
    putConstant({ type: "i32", value }, out); // in all lanes: a third of the bytes of a constant of its own
    putVector("i32x4.splat", 0, out);
    return;
  }
  out.push(code.CONST[type]);
  if (type === "i32") {
    signed(value, out);
    return;
  }
  const bits = bitsOfFloat(value);
  out.push(bits & 0xff, (bits >> 8) & 0xff, (bits >> 16) & 0xff, bits >>> 24);
}

/** Unsigned LEB128, behind what is there. */
export function unsigned(value: number, out: number[] = []): number[] {
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) out.push((rest & 0x7f) | 0x80);
  out.push(rest);
  return out;
}

/** Signed LEB128 of 32 bits, behind what is there. */
function signed(value: number, out: number[]): void {
  let rest = value | 0;
  for (; rest < -0x40 || rest >= 0x40; rest >>= 7) out.push((rest & 0x7f) | 0x80);
  out.push(rest & 0x7f);
}

const vector = (items: readonly (readonly number[])[]): number[] =>
  unsigned(items.length).concat(...items);
const sized = (bytes: readonly number[]): number[] => unsigned(bytes.length).concat(bytes);
const section = (id: number, content: readonly number[]): number[] => [id].concat(sized(content));
