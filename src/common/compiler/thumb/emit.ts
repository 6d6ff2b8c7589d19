// Allocated instructions as bytes.
import { Assembler, type Cond, NOT } from "./encoder.js";
import {
  type Allocated,
  BASE,
  type Instruction as Ins,
  SCRATCH,
  type Register as V,
} from "./instruction.js";

const f = (v: V) => v - 16;

export function emitFunction(a: Assembler, fn: Allocated): void {
  const saves = fn.used.has(14);
  a.label(fn.name);
  if (saves) a.push(1 << 14);
  a.addSp(-fn.frame);
  const code = fn.code;
  for (let n = 0; n < code.length; n++) {
    const i = code[n]!;
    const next = code[n + 1];
    // x--; if (x) …
    if (
      i.op === "addi" &&
      i.imm! < 0 &&
      i.imm! > -256 &&
      i.d === i.s[0] &&
      next?.op === "bcc" &&
      !next.float &&
      next.imm === 0 &&
      (next.cond === "ne" || next.cond === "eq") &&
      next.s[0] === i.d
    ) {
      a.subsImm(i.d!, -i.imm!);
      a.b(next.to!, next.cond);
      n++;
      continue;
    }
    if (next && leavesFlagsFor(i, next)) {
      emitOne(a, i);
      a.b(next.to!, next.cond!);
      n++;
      continue;
    }
    if (i.op === "ldarg") {
      a.ldr(i.d!, 13, fn.frame + (saves ? 4 : 0) + i.imm!);
      continue;
    }
    if (i.op === "vldarg") {
      a.vldr(f(i.d!), 13, fn.frame + (saves ? 4 : 0) + i.imm!);
      continue;
    }
    if (i.op === "tail" && !saves) {
      a.addSp(fn.frame);
      a.b(i.to!);
      continue;
    }
    if (i.op === "tail") a.bl(i.to!);
    if (i.op === "ret" || i.op === "tail") {
      a.addSp(fn.frame);
      if (saves) a.pop(1 << 15);
      else a.bx(14);
      if (n + 1 < code.length) a.islandHere();
      continue;
    }
    emitOne(a, i);
  }
  a.islandHere(200);
}

const isLow = (...registers: readonly V[]): boolean => registers.every((r) => r < 8);

/** Whether an instruction is a short one, which sets flags, before a branch on whether its result is 0. */
function leavesFlagsFor(i: Ins, next: Ins): boolean {
  if (next.op !== "bcc" || next.float || next.imm !== 0 || next.s[0] !== i.d) return false;
  if (next.cond !== "eq" && next.cond !== "ne") return false;
  if (i.d === undefined || !isLow(i.d, ...i.s)) return false;
  switch (i.op) {
    case "shl":
    case "shr_u":
    case "shr_s":
      return i.imm !== 0;
    case "add":
    case "sub":
      return true;
    case "and":
    case "or":
    case "xor":
      return i.s.includes(i.d);
    default:
      return false;
  }
}

export function emitOne(a: Assembler, i: Ins): void {
  const [x, y] = i.s as [V, V];
  const d = i.d as V;
  switch (i.op) {
    case "label":
      return a.label(i.to!);
    case "b":
      return a.b(i.to!);
    case "bcc":
      compare(a, i, 0);
      return a.b(i.to!, i.cond!);
    case "call":
      return a.bl(i.to!);
    case "mov":
      return a.mov(d, x);
    case "fmov":
      return a.vmov(f(d), f(x));
    case "iconst":
      return a.iconst(d, i.imm!);
    case "fconst":
      return a.fconst(f(d), i.imm!);
    case "addr":
      if (Assembler.addable(i.imm!)) return a.addImm(d, BASE, i.imm!);
      a.iconst(d, i.imm!);
      return a.add(d, d, BASE);
    case "add":
      return a.add(d, x, y);
    case "addi":
      return a.addImm(d, x, i.imm!);
    case "addsh":
      return a.addShifted(d, x, y, i.imm!);
    case "sub":
      return a.sub(d, x, y);
    case "mul":
      return a.mul(d, x, y);
    case "mulh":
      return a.umull(SCRATCH, d, x, y);
    case "clz":
      return a.clz(d, x);
    case "bic":
      return a.bic(d, x, y);
    case "and":
      return a.and(d, x, y);
    case "or":
      return a.orr(d, x, y);
    case "xor":
      return a.eor(d, x, y);
    case "andi":
      return a.logicImm("and", d, x, i.imm!);
    case "ori":
      return a.logicImm("or", d, x, i.imm!);
    case "xori":
      return a.logicImm("xor", d, x, i.imm!);
    case "xor_shl":
      return a.eorShifted(d, x, y, 0, i.imm!);
    case "xor_shr_u":
      return a.eorShifted(d, x, y, 1, i.imm!);
    case "xor_shr_s":
      return a.eorShifted(d, x, y, 2, i.imm!);
    case "shl":
      return a.shift(0, d, x, i.imm!);
    case "shr_u":
      return a.shift(1, d, x, i.imm!);
    case "shr_s":
      return a.shift(2, d, x, i.imm!);
    case "shl_by":
      return a.shiftBy(0, d, x, y);
    case "shr_u_by":
      return a.shiftBy(1, d, x, y);
    case "shr_s_by":
      return a.shiftBy(2, d, x, y);
    case "ldr":
      return a.ldr(d, x, i.imm!);
    case "str":
      return a.str(x, y, i.imm!);
    case "vldr":
      return a.vldr(f(d), x, i.imm!);
    case "vstr":
      return a.vstr(f(x), y, i.imm!);
    case "fadd":
      return a.vadd(f(d), f(x), f(y));
    case "fsub":
      return a.vsub(f(d), f(x), f(y));
    case "fmul":
      return a.vmul(f(d), f(x), f(y));
    case "fdiv":
      return a.vdiv(f(d), f(x), f(y));
    case "fneg":
      return a.vneg(f(d), f(x));
    case "fsqrt":
      return a.vsqrt(f(d), f(x));
    case "fabs":
      return a.vabs(f(d), f(x));
    case "cvts":
      return a.vcvtFromS(f(d), f(x));
    case "cvtu":
      return a.vcvtFromU(f(d), f(x));
    case "tof":
      return a.vmovToF(f(d), x);
    case "tor":
      return a.vmovToR(d, f(x));
    case "csel": {
      compare(a, i, 2);
      const move = (cond: Cond | undefined, from: V) => {
        a.held = cond !== undefined;
        if (cond) a.it(cond);
        if (d >= 16) a.vmov(f(d), f(from));
        else a.mov(d, from);
        a.held = false;
      };
      if (x === y) {
        if (d !== x) move(undefined, x);
        return;
      }
      if (d === x) return move(NOT[i.cond!], y);
      if (d === y) return move(i.cond, x);
      move(undefined, y);
      return move(i.cond, x);
    }
    default:
      throw new Error(`no encoding for ${i.op}`);
  }
}

function compare(a: Assembler, i: Ins, from: number): void {
  const [x, y] = i.s.slice(from) as [V, V | undefined];
  if (i.float) {
    if (y === undefined) a.vcmpz(f(x));
    else a.vcmp(f(x), f(y));
    a.vmrs();
  } else if (i.imm !== undefined) a.cmpImm(x, i.imm);
  else a.cmp(x, y!);
}
