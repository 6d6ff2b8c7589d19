// From the IR to a list of instructions on virtual registers.
import {
  type Expression,
  notLinked,
  type Program,
  type Routine,
  type Statement,
} from "../ir/ir.js";
import { type Condition as Cond, negation } from "./condition.js";
import { Assembler, floatBits, modifiedImmediate } from "./encoder.js";
import {
  BASE,
  FIRST_VIRTUAL as FIRST,
  type Instruction as Ins,
  type Lowered,
  type OperationName,
  floatRegister as S,
  type Register as V,
} from "./instruction.js";
import type { Kind, Kinds } from "./kinds.js";

const FCOND: Record<string, Cond> = { eq: "eq", ne: "ne", lt: "mi", le: "ls", gt: "gt", ge: "ge" };
const ICOND: Record<string, Cond> = {
  eq: "eq",
  ne: "ne",
  lt_s: "lt",
  le_s: "le",
  gt_s: "gt",
  ge_s: "ge",
  lt_u: "lo",
  le_u: "ls",
  gt_u: "hi",
  ge_u: "hs",
};
const SWAP: Partial<Record<Cond, Cond>> = {
  eq: "eq",
  ne: "ne",
  lt: "gt",
  le: "ge",
  gt: "lt",
  ge: "le",
  lo: "hi",
  ls: "hs",
  hi: "lo",
  hs: "ls",
};
const FOP: Record<string, OperationName> = { add: "fadd", sub: "fsub", mul: "fmul", div: "fdiv" };

/** Internal calls: integers in r0 to r9, floats in s0 on, results in r0 or s0. */
export function argumentRegisters(r: Routine, soft = false): V[] {
  let [i, f] = [0, 0];
  return r.parameters.map((type) => (type === "f32" && !soft ? S(f++) : i++));
}

const hasDivision = (e: Expression): boolean => {
  if (e.kind === "binary")
    return e.operator === "div" || hasDivision(e.left) || hasDivision(e.right);
  if (e.kind === "unary") return hasDivision(e.value);
  if (e.kind === "select") return true;
  return false;
};

export function lower(
  routine: Routine,
  program: Program,
  kinds: Kinds,
  clobbersOf: (name: string) => ReadonlySet<V>,
  fresh: () => string,
  soft?: (routine: string) => string,
): Lowered {
  const classes: ("i" | "f")[] = [];
  for (let i = 0; i < FIRST; i++) classes.push(i < 16 ? "i" : "f");
  const vreg = (c: "i" | "f"): V => classes.push(soft ? "i" : c) - 1;
  const isF = (type: string) => type === "f32" && !soft;
  /** a routine for what the core cannot do with floats */
  const routineCall = (name: string, operands: V[], d: V | undefined): V => {
    const target = soft!(name);
    operands.forEach((v, i) => emit("mov", i, [v]));
    emit(
      "call",
      0,
      operands.map((_, i) => i),
      { to: target, clobbers: clobbersOf(target) },
    );
    const v = d ?? vreg("i");
    emit("mov", v, [0]);
    return v;
  };
  const locals = routine.locals.map((t) => vreg(t === "f32" ? "f" : "i"));
  type Out = (Ins | Ins[])[];
  const out: Out = [];
  let depth = 0;
  let hoisted: { list: Ins[]; known: Map<string, V> } | undefined;
  const emit = (op: OperationName, d: V | undefined, s: V[], more: Partial<Ins> = {}): void => {
    out.push({ op, ...(d !== undefined && { d }), s, depth, ...more });
  };
  /** a constant: in front of the outermost loop, or here */
  const constant = (op: "iconst" | "fconst" | "addr", imm: number, d?: V): V => {
    if (d !== undefined) {
      emit(soft && op === "fconst" ? "iconst" : op, d, [], { imm });
      return d;
    }
    const c = op === "fconst" ? "f" : "i";
    if (soft && op === "fconst") op = "iconst";
    if (!hoisted) {
      const v = vreg(c);
      emit(op, v, [], { imm });
      return v;
    }
    const key = `${op} ${imm >>> 0}`;
    let v = hoisted.known.get(key);
    if (v === undefined) {
      v = vreg(c);
      hoisted.known.set(key, v);
      hoisted.list.push({ op, d: v, s: [], imm, depth: 0 });
    }
    return v;
  };
  const isConst = (e: Expression): e is Extract<Expression, { kind: "constant" }> =>
    e.kind === "constant";
  const numberConst = (e: Expression): number | undefined =>
    isConst(e) && e.type === "i32" ? e.value | 0 : undefined;
  /** what a value comes out as; undefined: a constant, which can be either */
  const kindOf = (e: Expression): Kind | undefined => {
    if (e.kind === "constant") return e.type === "f32" ? "number" : undefined;
    if (e.kind === "local") return e.type === "f32" ? "number" : kinds.local(routine, e.index);
    if (e.kind === "select") return kindOf(e.ifTrue) ?? kindOf(e.ifFalse) ?? "number";
    if (e.kind === "binary" && e.type === "i32" && (e.operator === "add" || e.operator === "sub")) {
      if (kindOf(e.left) === "address")
        return e.operator === "sub" && kindOf(e.right) === "address" ? "number" : "address";
      return e.operator === "add" && kindOf(e.right) === "address" ? "address" : "number";
    }
    return "number";
  };
  /** a value as an address or a number */
  const as = (e: Expression, kind: Kind, d?: V): V => {
    const own = kindOf(e);
    if (own === kind) return value(e, d);
    if (own === undefined)
      return constant(
        kind === "address" ? "addr" : "iconst",
        (e as { value: number }).value | 0,
        d,
      );
    if (kind === "address" && e.kind === "binary" && e.operator === "add") {
      for (const [a, b] of [
        [e.left, e.right],
        [e.right, e.left],
      ] as const) {
        if (kindOf(a) !== undefined || kindOf(b) === undefined) continue;
        const base = as(a, "address");
        const n = b.kind === "binary" && b.operator === "shl" && isConst(b.right) ? b : undefined;
        const v = d ?? vreg("i");
        emit(
          n ? "addsh" : "add",
          v,
          [base, as(n ? n.left : b, "number")],
          n ? { imm: (n.right as { value: number }).value & 31 } : {},
        );
        return v;
      }
    }
    const inner = value(e);
    const v = d ?? vreg("i");
    emit(kind === "address" ? "add" : "sub", v, [inner, BASE]);
    return v;
  };

  /** an address as a register and an offset that loads and stores can hold */
  const place = (pointer: Expression, offset: number, most: number): { s: V[]; imm: number } => {
    let p = pointer;
    let at = offset;
    while (p.kind === "binary" && (p.operator === "add" || p.operator === "sub")) {
      const [l, r] = [numberConst(p.left), numberConst(p.right)];
      if (r !== undefined) {
        at += p.operator === "add" ? r : -r;
        p = p.left;
      } else if (l !== undefined && p.operator === "add") {
        at += l;
        p = p.right;
      } else break;
    }
    if (isConst(p)) {
      at += p.value;
      if (at >= 0 && at <= most) return { s: [BASE], imm: at };
      const low = at % 1024;
      return { s: [constant("addr", at - low)], imm: low };
    }
    const base = as(p, "address");
    if (at >= 0 && at <= most) return { s: [base], imm: at };
    // what instructions cannot hold is added before
    const low = at & most;
    const near = vreg("i");
    const far = at - low;
    if (Assembler.addable(far)) emit("addi", near, [base], { imm: far });
    else emit("add", near, [base, constant("iconst", far)]);
    return { s: [near], imm: low };
  };

  const intoNew = (e: Expression, d?: V): V => d ?? vreg(e.type === "f32" ? "f" : "i");

  const value = (e: Expression, d?: V): V => {
    switch (e.kind) {
      case "constant":
        if (e.type === "f32") return constant("fconst", floatBits(e.value) | 0, d);
        return constant("iconst", e.value | 0, d);
      case "global":
        return notLinked(e.name);
      case "local": {
        const v = locals[e.index]!;
        if (d === undefined || d === v) return v;
        emit(isF(e.type) ? "fmov" : "mov", d, [v]);
        return d;
      }
      case "load": {
        const { s, imm } = place(e.pointer, e.offset, isF(e.type) ? 1020 : 4092);
        const v = intoNew(e, d);
        emit(isF(e.type) ? "vldr" : "ldr", v, s, { imm });
        return v;
      }
      case "unary": {
        if (e.operator === "eqz") return select(e, one, zero, d, "i");
        // a loaded word whose bits are wanted in the other kind of register: loaded there
        if (e.operator === "reinterpret" && e.value.kind === "load")
          return value({ ...e.value, type: e.type }, d);
        if (soft && /^convert/.test(e.operator))
          return routineCall(
            e.operator === "convert_s" ? "i2f" : "ui2f",
            [as(e.value, "number")],
            d,
          );
        if (soft && e.operator === "reinterpret") return value(e.value, d);
        if (soft) {
          const inner = value(e.value);
          const v = intoNew(e, d);
          emit(e.operator === "neg" ? "xori" : "andi", v, [inner], {
            imm: e.operator === "neg" ? 0x80000000 | 0 : 0x7fffffff,
          });
          return v;
        }
        if (e.operator === "convert_s" || e.operator === "convert_u") {
          const bits = value(e.value);
          const f = vreg("f");
          emit("tof", f, [bits]);
          const v = intoNew(e, d);
          emit(e.operator === "convert_s" ? "cvts" : "cvtu", v, [f]);
          return v;
        }
        const inner = value(e.value);
        const v = intoNew(e, d);
        emit(
          e.operator === "neg"
            ? "fneg"
            : e.operator === "sqrt"
              ? "fsqrt"
              : e.operator === "abs"
                ? "fabs"
                : e.type === "f32"
                  ? "tof"
                  : "tor",
          v,
          [inner],
        );
        return v;
      }
      case "select": {
        if (hasDivision(e.ifTrue) || hasDivision(e.ifFalse)) {
          const v = vreg(e.type === "f32" ? "f" : "i");
          const [no, end] = [fresh(), fresh()];
          condition(e.condition, no, false);
          value(e.ifTrue, v);
          emit("b", undefined, [], { to: end });
          emit("label", undefined, [], { to: no });
          value(e.ifFalse, v);
          emit("label", undefined, [], { to: end });
          if (d === undefined) return v;
          emit(isF(e.type) ? "fmov" : "mov", d, [v]);
          return d;
        }
        const kind = kindOf(e) ?? "number";
        return select(
          e.condition,
          (x) => as(e.ifTrue, kind, x),
          (x) => as(e.ifFalse, kind, x),
          d,
          e.type === "f32" ? "f" : "i",
        );
      }
      case "binary":
        return e.type === "f32" ? floatBinary(e, d) : intBinary(e, d);
    }
  };
  const one = (d?: V) => constant("iconst", 1, d);
  const zero = (d?: V) => constant("iconst", 0, d);

  const floatBinary = (e: Extract<Expression, { kind: "binary" }>, d?: V): V => {
    if (e.operator === "copysign") {
      const [a, b] = [value(e.left), value(e.right)];
      const [x, y, z] = [vreg("i"), vreg("i"), vreg("i")];
      emit(soft ? "mov" : "tor", x, [a]);
      emit(soft ? "mov" : "tor", y, [b]);
      const [m, n, o] = [vreg("i"), vreg("i"), vreg("i")];
      emit("andi", m, [x], { imm: 0x7fffffff });
      emit("andi", n, [y], { imm: 0x80000000 | 0 });
      emit("or", o, [m, n]);
      void z;
      const v = intoNew(e, d);
      emit(soft ? "mov" : "tof", v, [o]);
      return v;
    }
    const left = value(e.left);
    const right = value(e.right);
    if (soft) return routineCall(FOP[e.operator]!, [left, right], d);
    const v = intoNew(e, d);
    emit(FOP[e.operator]!, v, [left, right]);
    return v;
  };

  const intBinary = (e: Extract<Expression, { kind: "binary" }>, d?: V): V => {
    const op = e.operator;
    if (ICOND[op] || FCOND[op]) return select(e, one, zero, d, "i");
    const [l, r] = [numberConst(e.left), numberConst(e.right)];
    const make = (name: OperationName, s: V[], imm?: number): V => {
      const v = intoNew(e, d);
      emit(name, v, s, imm === undefined ? {} : { imm });
      return v;
    };
    switch (op) {
      case "shl":
      case "shr_u":
      case "shr_s":
        if (r === undefined) {
          const x = as(e.left, "number");
          const y = as(e.right, "number");
          const m = vreg("i");
          emit("andi", m, [y], { imm: 31 });
          return make(`${op}_by` as OperationName, [x, m]);
        }
        return make(op, [as(e.left, "number")], r & 31);
      case "add": {
        if (r !== undefined && Assembler.addable(r)) return make("addi", [value(e.left)], r);
        if (l !== undefined && Assembler.addable(l)) return make("addi", [value(e.right)], l);
        // address constant + number: base + number, then the constant
        const shifted = (x: Expression) =>
          x.kind === "binary" && x.operator === "shl" && isConst(x.right) ? x : undefined;
        for (const [a, b] of [
          [e.left, e.right],
          [e.right, e.left],
        ] as const) {
          const s = shifted(b);
          if (s) {
            const x = as(a, kindOf(a) ?? "number");
            const y = as(s.left, "number");
            return make("addsh", [x, y], (s.right as { value: number }).value & 31);
          }
        }
        const x = as(e.left, kindOf(e.left) ?? "number");
        const y = as(
          e.right,
          kindOf(e.left) === "address" ? "number" : (kindOf(e.right) ?? "number"),
        );
        return make("add", [x, y]);
      }
      case "sub":
        if (r !== undefined && Assembler.addable(-r)) return make("addi", [value(e.left)], -r);
        {
          const both = kindOf(e.left) === "address" && kindOf(e.right) === "address";
          const x = as(e.left, kindOf(e.left) ?? "number");
          const y = as(e.right, both ? "address" : "number");
          return make("sub", [x, y]);
        }
      case "and":
      case "or":
      case "xor": {
        const fits = (n: number) =>
          modifiedImmediate(n) !== undefined ||
          (op === "and" && modifiedImmediate(~n) !== undefined);
        if (r !== undefined && fits(r))
          return make(`${op}i` as OperationName, [as(e.left, "number")], r);
        if (op === "xor") {
          for (const [a, b] of [
            [e.left, e.right],
            [e.right, e.left],
          ] as const) {
            // by 0, which instructions cannot say of shifts to the right, nothing is shifted
            if (
              b.kind === "binary" &&
              /^sh/.test(b.operator) &&
              isConst(b.right) &&
              (b.right.value & 31) !== 0
            ) {
              const x = as(a, "number");
              const y = as(b.left, "number");
              return make(`xor_${b.operator}` as OperationName, [x, y], b.right.value & 31);
            }
          }
        }
        const x = as(e.left, "number");
        const y = as(e.right, "number");
        return make(op, [x, y]);
      }
      case "mul": {
        const x = as(e.left, "number");
        const y = as(e.right, "number");
        return make("mul", [x, y]);
      }
      default:
        throw new Error(`operator ${op}`);
    }
  };

  /** a comparison's registers, and the condition under which it holds */
  const compare = (e: Expression): { cond: Cond; s: V[]; imm?: number; float: boolean } => {
    if (e.kind === "unary" && e.operator === "eqz") {
      if (e.value.kind === "binary" && (ICOND[e.value.operator] || FCOND[e.value.operator])) {
        const inner = compare(e.value);
        return { ...inner, cond: negation(inner.cond) };
      }
      return { cond: "eq", s: [as(e.value, "number")], imm: 0, float: false };
    }
    if (soft && e.kind === "binary" && e.left.type === "f32" && FCOND[e.operator]) {
      const x = value(e.left);
      const y = value(e.right);
      const [name, swap] = {
        eq: ["fcmpeq", false],
        ne: ["fcmpeq", false],
        lt: ["fcmplt", false],
        le: ["fcmple", false],
        gt: ["fcmplt", true],
        ge: ["fcmple", true],
      }[e.operator as "eq"]! as [string, boolean];
      return {
        cond: e.operator === "ne" ? "eq" : "ne",
        s: [routineCall(name, swap ? [y, x] : [x, y], undefined)],
        imm: 0,
        float: false,
      };
    }
    if (e.kind === "binary" && e.left.type === "f32" && FCOND[e.operator]) {
      if (isConst(e.right) && Object.is(e.right.value, 0))
        return { cond: FCOND[e.operator]!, s: [value(e.left)], float: true };
      const x = value(e.left);
      const y = value(e.right);
      return { cond: FCOND[e.operator]!, s: [x, y], float: true };
    }
    if (e.kind === "binary" && ICOND[e.operator]) {
      const cond = ICOND[e.operator]!;
      const [l, r] = [numberConst(e.left), numberConst(e.right)];
      const kind: Kind =
        kindOf(e.left) === "address" || kindOf(e.right) === "address" ? "address" : "number";
      if (kind === "number" && r !== undefined && Assembler.comparable(r))
        return { cond, s: [value(e.left)], imm: r, float: false };
      if (kind === "number" && l !== undefined && Assembler.comparable(l))
        return { cond: SWAP[cond]!, s: [value(e.right)], imm: l, float: false };
      const x = as(e.left, kind);
      const y = as(e.right, kind);
      return { cond, s: [x, y], float: false };
    }
    return { cond: "ne", s: [as(e, "number")], imm: 0, float: false };
  };
  /** goes to a label if the condition is as said */
  const condition = (e: Expression, to: string, when: boolean): void => {
    const known = numberConst(e);
    if (known !== undefined) {
      if ((known !== 0) === when) emit("b", undefined, [], { to });
      return;
    }
    const { cond, s, imm, float } = compare(e);
    emit("bcc", undefined, s, {
      cond: when ? cond : negation(cond),
      to,
      float,
      ...(imm !== undefined && { imm }),
    });
  };
  const select = (
    e: Expression,
    ifTrue: (d?: V) => V,
    ifFalse: (d?: V) => V,
    d: V | undefined,
    c: "i" | "f",
  ): V => {
    const x = ifTrue();
    const y = ifFalse();
    const { cond, s, imm, float } = compare(e);
    const v = d ?? vreg(c);
    emit("csel", v, [x, y, ...s], { cond, float, ...(imm !== undefined && { imm }) });
    return v;
  };

  const branchesTo = (list: readonly Statement[], to: string): boolean =>
    list.some((s) =>
      s.kind === "branch"
        ? s.label === to
        : s.kind === "if"
          ? branchesTo(s.ifTrue, to) || branchesTo(s.ifFalse, to)
          : s.kind === "loop" || s.kind === "block"
            ? branchesTo(s.body, to)
            : false,
    );

  const statements = (list: readonly Statement[]): void => {
    for (const s of list) statement(s);
  };
  const statement = (s: Statement): void => {
    switch (s.kind) {
      case "set": {
        as(
          s.value,
          s.value.type === "f32" ? "number" : kinds.local(routine, s.index),
          locals[s.index]!,
        );
        return;
      }
      case "store": {
        const v = as(s.value, "number");
        const { s: p, imm } = place(s.pointer, s.offset, isF(s.value.type) ? 1020 : 4092);
        emit(isF(s.value.type) ? "vstr" : "str", undefined, [v, ...p], { imm });
        return;
      }
      case "call": {
        const callee = program.routines.find((r) => r.name === s.target)!;
        const registers = argumentRegisters(callee, !!soft);
        const values = s.operands.map((o, i) =>
          as(o, o.type === "f32" ? "number" : kinds.local(callee, i)),
        );
        values.forEach((v, i) => emit(registers[i]! >= 16 ? "fmov" : "mov", registers[i]!, [v]));
        const result = callee.result && isF(callee.result) ? S(0) : callee.result ? 0 : undefined;
        emit("call", result, [...registers], { to: s.target, clobbers: clobbersOf(s.target) });
        if (s.result !== undefined && result !== undefined)
          emit(isF(callee.result!) ? "fmov" : "mov", locals[s.result]!, [result]);
        return;
      }
      case "if": {
        const end = fresh();
        if (s.ifFalse.length === 0) {
          condition(s.condition, end, false);
          statements(s.ifTrue);
        } else {
          const no = fresh();
          condition(s.condition, no, false);
          statements(s.ifTrue);
          emit("b", undefined, [], { to: end });
          emit("label", undefined, [], { to: no });
          statements(s.ifFalse);
        }
        emit("label", undefined, [], { to: end });
        return;
      }
      case "block":
        statements(s.body);
        emit("label", undefined, [], { to: labelOf(s.label) });
        return;
      case "loop": {
        const outermost = !hoisted;
        if (outermost) {
          const list: Ins[] = [];
          out.push(list);
          hoisted = { list, known: new Map() };
        }
        const last = s.body.at(-1);
        const before = s.body.slice(0, -1);
        const end = last?.kind === "if" ? last.ifTrue.at(-1) : undefined;
        if (
          last?.kind === "if" &&
          last.ifFalse.length === 0 &&
          end?.kind === "branch" &&
          end.label === s.label &&
          !end.condition &&
          !branchesTo([...before, ...last.ifTrue.slice(0, -1)], s.label)
        ) {
          const [head, leave] = [fresh(), fresh()];
          statements(before);
          condition(last.condition, leave, false);
          emit("label", undefined, [], { to: head });
          depth++;
          statements(last.ifTrue.slice(0, -1));
          statements(before);
          condition(last.condition, head, true);
          depth--;
          emit("label", undefined, [], { to: leave });
        } else {
          depth++;
          emit("label", undefined, [], { to: labelOf(s.label) });
          statements(s.body);
          depth--;
        }
        if (outermost) hoisted = undefined;
        return;
      }
      case "branch":
        if (s.condition) condition(s.condition, labelOf(s.label), true);
        else emit("b", undefined, [], { to: labelOf(s.label) });
        return;
      case "return": {
        const result = routine.result && isF(routine.result) ? S(0) : 0;
        if (s.value && routine.result) {
          const v = as(s.value, "number");
          emit(isF(routine.result) ? "fmov" : "mov", result, [v]);
        }
        emit("ret", undefined, routine.result ? [result] : []);
        return;
      }
    }
  };
  const labelOf = (name: string) => `${routine.name}/${name}`;

  const parameters = argumentRegisters(routine, !!soft);
  routine.locals.forEach((type, i) => {
    const v = locals[i]!;
    if (i < parameters.length) emit(isF(type) ? "fmov" : "mov", v, [parameters[i]!]);
    else if (isF(type)) emit("fconst", v, [], { imm: 0 });
    else emit(kinds.local(routine, i) === "address" ? "addr" : "iconst", v, [], { imm: 0 });
  });
  statements(routine.body);
  const lastIns = out.at(-1);
  if (!lastIns || Array.isArray(lastIns) || lastIns.op !== "ret") emit("ret", undefined, []);
  return { name: routine.name, code: out.flat(), classes };
}
