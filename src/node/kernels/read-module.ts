import binaryen from "binaryen";
import { changedBy, effectsOf } from "../../common/compiler/ir/effects.js";
import {
  type BinaryOperator,
  type Constant,
  constant as constantOf,
  type Expression,
  type Program,
  type Routine,
  type Statement,
  type Type,
  type UnaryOperator,
} from "../../common/compiler/ir/ir.js";
import { callsIn } from "../../common/compiler/ir/walk.js";
import { UserError } from "../../common/errors.js";
import { readLanes, readVector } from "./read-vector.js";
import { factorsOfUpperHalf } from "./wide-product.js";

type Ref = binaryen.ExpressionRef;

const UNARY = new Map<number, UnaryOperator>([
  [binaryen.EqZInt32, "eqz"],
  [binaryen.AbsFloat32, "abs"],
  [binaryen.NegFloat32, "neg"],
  [binaryen.SqrtFloat32, "sqrt"],
  [binaryen.ConvertSInt32ToFloat32, "convert_s"],
  [binaryen.ConvertUInt32ToFloat32, "convert_u"],
  [binaryen.ReinterpretFloat32, "reinterpret"],
  [binaryen.ReinterpretInt32, "reinterpret"],
  [binaryen.ClzInt32, "clz"],
]);
const BINARY = new Map<number, BinaryOperator>([
  [binaryen.AddInt32, "add"],
  [binaryen.SubInt32, "sub"],
  [binaryen.MulInt32, "mul"],
  [binaryen.AndInt32, "and"],
  [binaryen.OrInt32, "or"],
  [binaryen.XorInt32, "xor"],
  [binaryen.ShlInt32, "shl"],
  [binaryen.ShrSInt32, "shr_s"],
  [binaryen.ShrUInt32, "shr_u"],
  [binaryen.EqInt32, "eq"],
  [binaryen.NeInt32, "ne"],
  [binaryen.LtSInt32, "lt_s"],
  [binaryen.LtUInt32, "lt_u"],
  [binaryen.LeSInt32, "le_s"],
  [binaryen.LeUInt32, "le_u"],
  [binaryen.GtSInt32, "gt_s"],
  [binaryen.GtUInt32, "gt_u"],
  [binaryen.GeSInt32, "ge_s"],
  [binaryen.GeUInt32, "ge_u"],
  [binaryen.AddFloat32, "add"],
  [binaryen.SubFloat32, "sub"],
  [binaryen.MulFloat32, "mul"],
  [binaryen.DivFloat32, "div"],
  [binaryen.CopySignFloat32, "copysign"],
  [binaryen.EqFloat32, "eq"],
  [binaryen.NeFloat32, "ne"],
  [binaryen.LtFloat32, "lt"],
  [binaryen.LeFloat32, "le"],
  [binaryen.GtFloat32, "gt"],
  [binaryen.GeFloat32, "ge"],
]);

/**
 * Reads a module, with the functions' names if it has them, into the translator's own form. Nothing but the
 * instructions that our kernels use is understood.
 * @throws UserError naming the function and what is not understood
 */
export function readModule(wasm: Uint8Array): Program {
  const module = binaryen.readBinary(wasm);
  try {
    const globals = importedGlobals(module);
    const routines = Array.from({ length: module.getNumFunctions() }, (_, i) =>
      binaryen.getFunctionInfo(module.getFunctionByIndex(i)),
    )
      .filter((info) => info.module === "")
      .map((info) => readRoutine(info, globals));
    const exports = new Map<string, string>();
    const constants = new Map<string, Constant>();
    for (let i = 0; i < module.getNumExports(); i++) {
      const { kind, name, value } = binaryen.getExportInfo(module.getExportByIndex(i));
      if (kind === binaryen.ExternalFunction) exports.set(name, value);
      if (kind === binaryen.ExternalGlobal) {
        const { init } = binaryen.getGlobalInfo(module.getGlobal(value));
        const constant = binaryen.getExpressionInfo(init) as binaryen.ConstInfo;
        constants.set(name, constantOf(typeOf(constant.type, name), constant.value as number));
      }
    }
    return { routines: calleesFirst(routines), exports, constants };
  } finally {
    module.dispose();
  }
}

/** The names of the globals that a module imports, by its own names for them. */
function importedGlobals(module: binaryen.Module): ReadonlyMap<string, string> {
  const globals = Array.from({ length: module.getNumGlobals() }, (_, i) =>
    binaryen.getGlobalInfo(module.getGlobalByIndex(i)),
  );
  return new Map(globals.flatMap(({ name, base }) => (base ? [[name, base] as const] : [])));
}

function typeOf(type: binaryen.Type, where: string): Type {
  if (type === binaryen.i32) return "i32";
  if (type === binaryen.f32) return "f32";
  if (type === binaryen.v128) return "v128";
  throw new UserError(
    `${where}: got a value of another type than i32, f32 and v128, expected a perceptino module`,
  );
}

const bytesOf = (type: binaryen.Type): number => (type === binaryen.v128 ? 16 : 4);

/** Sorts functions so that each comes after those that it calls; there is no recursion in our kernels. */
function calleesFirst(functions: readonly Routine[]): Routine[] {
  const byName = new Map(functions.map((f) => [f.name, f]));
  const sorted: Routine[] = [];
  const visiting = new Set<string>();
  const visit = (f: Routine) => {
    if (sorted.includes(f)) return;
    if (visiting.has(f.name)) throw new UserError(`${f.name}: got a recursive call, expected none`);
    visiting.add(f.name);
    for (const { target } of callsIn(f.body)) {
      const callee = byName.get(target);
      if (callee) visit(callee); // or the linker puts it in
    }
    sorted.push(f);
  };
  for (const f of functions) visit(f);
  return sorted;
}

function readRoutine(info: binaryen.FunctionInfo, globals: ReadonlyMap<string, string>): Routine {
  const parameters = binaryen.expandType(info.params).map((t) => typeOf(t, info.name));
  const locals = [...parameters, ...info.vars.map((t) => typeOf(t, info.name))];
  const result = info.results === binaryen.none ? undefined : typeOf(info.results, info.name);
  /** a block's label → the local that takes its value */
  const blockResults = new Map<string, number>();

  const refuse = (what: string): never => {
    throw new UserError(
      `${info.name}: got the instruction ${what}, expected those of perceptino's kernels`,
    );
  };
  const temporary = (type: Type): number => locals.push(type) - 1;
  const local = (index: number): Expression => ({ kind: "local", type: locals[index]!, index });

  /** Reads operands in their order; what a later one's statements would change is put into a local before them. */
  const operands = (refs: readonly Ref[], out: Statement[]): Expression[] => {
    const values: Expression[] = [];
    for (const ref of refs) {
      const before = out.length;
      const value = expression(ref, out);
      const effects = effectsOf(out.slice(before));
      values.forEach((earlier, i) => {
        if (!changedBy(earlier, effects)) return;
        const index = temporary(earlier.type);
        out.splice(before, 0, { kind: "set", index, value: earlier });
        values[i] = local(index);
      });
      values.push(value);
    }
    return values;
  };

  /** Reads something with a value: its statements go to `out`. */
  const expression = (ref: Ref, out: Statement[]): Expression => {
    const e = binaryen.getExpressionInfo(ref);
    const type = () => typeOf(e.type, info.name);
    const lanes = readVector(ref, (refs) => operands(refs, out));
    if (lanes) return lanes;
    switch (e.id) {
      case binaryen.ConstId:
        return e.type === binaryen.v128
          ? (readLanes(e as binaryen.ConstInfo) ??
              refuse("v128.const with NaN in one of its lanes"))
          : constantOf(type(), (e as binaryen.ConstInfo).value as number);
      case binaryen.GlobalGetId: {
        const { name } = e as binaryen.GlobalGetInfo;
        const known = globals.get(name) ?? refuse(`global.get of ${name}`);
        return { kind: "global", type: type(), name: known };
      }
      case binaryen.LocalGetId:
        return local((e as binaryen.LocalGetInfo).index);
      case binaryen.LocalSetId: {
        const set = e as binaryen.LocalSetInfo;
        out.push({ kind: "set", index: set.index, value: expression(set.value, out) });
        return local(set.index);
      }
      case binaryen.LoadId: {
        const load = e as binaryen.LoadInfo;
        if (load.bytes !== bytesOf(e.type)) refuse(`load of ${load.bytes} bytes`);
        return {
          kind: "load",
          type: type(),
          pointer: expression(load.ptr, out),
          offset: load.offset,
        };
      }
      case binaryen.UnaryId: {
        const unary = e as binaryen.UnaryInfo;
        const factors = factorsOfUpperHalf(unary);
        if (factors) {
          const [left, right] = operands(factors, out);
          return {
            kind: "binary",
            type: "i32",
            operator: "mul_high_u",
            left: left!,
            right: right!,
          };
        }
        const operator = UNARY.get(unary.op) ?? refuse(`unary operation ${unary.op}`);
        return { kind: "unary", type: type(), operator, value: expression(unary.value, out) };
      }
      case binaryen.BinaryId: {
        const binary = e as binaryen.BinaryInfo;
        const operator = BINARY.get(binary.op) ?? refuse(`binary operation ${binary.op}`);
        const [left, right] = operands([binary.left, binary.right], out);
        return { kind: "binary", type: type(), operator, left: left!, right: right! };
      }
      case binaryen.SelectId: {
        const select = e as binaryen.SelectInfo;
        const [ifTrue, ifFalse, condition] = operands(
          [select.ifTrue, select.ifFalse, select.condition],
          out,
        );
        return {
          kind: "select",
          type: type(),
          condition: condition!,
          ifTrue: ifTrue!,
          ifFalse: ifFalse!,
        };
      }
      case binaryen.CallId: {
        const result = temporary(type());
        call(e as binaryen.CallInfo, out, result);
        return local(result);
      }
      case binaryen.IfId: {
        const index = temporary(type());
        branchOf(e as binaryen.IfInfo, out, index);
        return local(index);
      }
      case binaryen.BlockId: {
        const index = temporary(type());
        block(e as binaryen.BlockInfo, out, index);
        return local(index);
      }
      case binaryen.LoopId: {
        const index = temporary(type());
        const loop = e as binaryen.LoopInfo;
        out.push({ kind: "loop", label: loop.name, body: bodyOf(loop.body, index) });
        return local(index);
      }
      case binaryen.BreakId: {
        statement(ref, out);
        return local(blockResults.get((e as binaryen.BreakInfo).name)!);
      }
      default:
        return refuse(`number ${e.id} with a value`);
    }
  };

  const call = (e: binaryen.CallInfo, out: Statement[], result?: number) => {
    const values = operands(e.operands, out);
    out.push({
      kind: "call",
      target: e.target,
      operands: values,
      ...(result !== undefined && { result }),
    });
  };
  const branchOf = (e: binaryen.IfInfo, out: Statement[], result?: number) => {
    const condition = expression(e.condition, out);
    const ifFalse = e.ifFalse ? bodyOf(e.ifFalse, result) : [];
    out.push({ kind: "if", condition, ifTrue: bodyOf(e.ifTrue, result), ifFalse });
  };
  const block = (e: binaryen.BlockInfo, out: Statement[], result?: number) => {
    if (result !== undefined && e.name) blockResults.set(e.name, result);
    const body: Statement[] = [];
    e.children.forEach((child, i) => {
      const last = i === e.children.length - 1;
      if (last) body.push(...bodyOf(child, result));
      else statement(child, body);
    });
    if (e.name) out.push({ kind: "block", label: e.name, body });
    else out.push(...body);
  };

  /** Reads a body whose value, if it has one, goes to a local. */
  const bodyOf = (ref: Ref, result?: number): Statement[] => {
    const out: Statement[] = [];
    const { type } = binaryen.getExpressionInfo(ref);
    if (result !== undefined && type !== binaryen.none && type !== binaryen.unreachable) {
      out.push({ kind: "set", index: result, value: expression(ref, out) });
    } else statement(ref, out);
    return out;
  };

  /** Reads something without a value, or whose value is not wanted. */
  const statement = (ref: Ref, out: Statement[]): void => {
    const e = binaryen.getExpressionInfo(ref);
    switch (e.id) {
      case binaryen.NopId:
        return;
      case binaryen.LocalSetId: {
        const { index, value } = e as binaryen.LocalSetInfo;
        out.push({ kind: "set", index, value: expression(value, out) });
        return;
      }
      case binaryen.StoreId: {
        const store = e as binaryen.StoreInfo;
        if (store.bytes !== bytesOf(binaryen.getExpressionInfo(store.value).type))
          refuse(`store of ${store.bytes} bytes`);
        const [pointer, value] = operands([store.ptr, store.value], out);
        out.push({ kind: "store", pointer: pointer!, offset: store.offset, value: value! });
        return;
      }
      case binaryen.CallId:
        call(e as binaryen.CallInfo, out);
        return;
      case binaryen.DropId:
        expression((e as binaryen.DropInfo).value, out);
        return;
      case binaryen.IfId:
        branchOf(e as binaryen.IfInfo, out);
        return;
      case binaryen.BlockId:
        block(e as binaryen.BlockInfo, out);
        return;
      case binaryen.LoopId: {
        const loop = e as binaryen.LoopInfo;
        out.push({ kind: "loop", label: loop.name, body: bodyOf(loop.body) });
        return;
      }
      case binaryen.BreakId: {
        const { name: label, value, condition } = e as binaryen.BreakInfo;
        const [first, second] = operands([value, condition].filter(Boolean), out);
        if (value) out.push({ kind: "set", index: blockResults.get(label)!, value: first! });
        const when = value ? second : first;
        out.push({ kind: "branch", label, ...(condition && when && { condition: when }) });
        return;
      }
      case binaryen.ReturnId: {
        const { value } = e as binaryen.ReturnInfo;
        out.push({ kind: "return", ...(value && { value: expression(value, out) }) });
        return;
      }
      default:
        refuse(`number ${e.id}`);
    }
  };

  const body: Statement[] = [];
  if (result === undefined) statement(info.body, body);
  else {
    const { type } = binaryen.getExpressionInfo(info.body);
    if (type === binaryen.unreachable) statement(info.body, body);
    else body.push({ kind: "return", value: expression(info.body, body) });
  }
  return { name: info.name, parameters, ...(result && { result }), locals, body };
}
