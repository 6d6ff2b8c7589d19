// A minimal assembler for ARMv7-M with single-precision VFP: encodings, labels, branch relaxation, literal islands.

import { leftOut, lowestBits } from "./immediates.js";

export const COND = {
  eq: 0,
  ne: 1,
  hs: 2,
  lo: 3,
  mi: 4,
  pl: 5,
  vs: 6,
  vc: 7,
  hi: 8,
  ls: 9,
  ge: 10,
  lt: 11,
  gt: 12,
  le: 13,
  al: 14,
} as const;
export type Cond = keyof typeof COND;
export const NOT: Record<Cond, Cond> = {
  eq: "ne",
  ne: "eq",
  hs: "lo",
  lo: "hs",
  mi: "pl",
  pl: "mi",
  vs: "vc",
  vc: "vs",
  hi: "ls",
  ls: "hi",
  ge: "lt",
  lt: "ge",
  gt: "le",
  le: "gt",
  al: "al",
};

type Label = string;
type Item =
  | { k: "bytes"; half: number[] }
  | { k: "label"; name: Label }
  | { k: "branch"; cond: Cond; to: Label; wide: boolean }
  | { k: "cbz"; nonzero: boolean; reg: number; to: Label; long: boolean }
  | { k: "bl"; to: Label }
  | { k: "literal"; word: number; float: boolean; reg: number; pool: number }
  | { k: "pool"; id: number; words: number[] }
  | { k: "align" };

/** The 12 bits of a "modified immediate", or undefined. */
export function modifiedImmediate(value: number): number | undefined {
  const v = value >>> 0;
  if (v < 256) return v;
  const low = v & 0xff;
  if (v === (low | (low << 16)) >>> 0) return 0x100 | low;
  const second = (v >>> 8) & 0xff;
  if (v === ((second << 8) | (second << 24)) >>> 0) return 0x200 | second;
  if (v === (low | (low << 8) | (low << 16) | (low << 24)) >>> 0) return 0x300 | low;
  for (let rotation = 8; rotation < 32; rotation++) {
    const rotated = ((v << rotation) | (v >>> (32 - rotation))) >>> 0;
    if (rotated >= 0x80 && rotated < 0x100) return (rotation << 7) | (rotated & 0x7f);
  }
  return undefined;
}

/** The 8 bits of VMOV.F32's immediate, or undefined. */
export function floatImmediate(bits: number): number | undefined {
  if ((bits & 0x7ffff) !== 0) return undefined;
  const top = (bits >>> 25) & 0x3f;
  if (top !== 0x20 && top !== 0x1f) return undefined;
  return ((bits >>> 24) & 0x80) | ((top === 0x1f ? 1 : 0) << 6) | ((bits >>> 19) & 0x3f);
}

export const floatBits = (value: number): number =>
  new Uint32Array(Float32Array.of(value).buffer)[0]!;

export class Assembler {
  readonly items: Item[] = [];
  private pool: number[] = [];
  private poolId = 0;
  private sincePool = 0; // bytes since the first pending literal, an upper bound
  private fresh = 0;
  /** while set, no literals are put between instructions: those after IT */
  held = false;

  newLabel(stem = "L"): Label {
    return `${stem}$${this.fresh++}`;
  }
  label(name: Label): void {
    this.items.push({ k: "label", name });
  }
  private grow(bytes: number): void {
    if (this.pool.length > 0) this.sincePool += bytes;
  }
  h(...half: number[]): void {
    this.items.push({ k: "bytes", half });
    this.grow(2 * half.length);
    this.maybeIsland();
  }
  w(word: number): void {
    this.h(word >>> 16, word & 0xffff);
  }

  // literals
  private maybeIsland(): void {
    if (this.held || this.sincePool < 820) return;
    const over = this.newLabel("over");
    this.items.push({ k: "branch", cond: "al", to: over, wide: false });
    this.flushPool();
    this.label(over);
  }
  /** after an instruction that never falls through */
  islandHere(atLeast = 300): void {
    if (this.sincePool > atLeast) this.flushPool();
  }
  flushPool(): void {
    if (this.pool.length === 0) return;
    this.items.push({ k: "pool", id: this.poolId++, words: this.pool });
    this.pool = [];
    this.sincePool = 0;
  }
  private literal(word: number, float: boolean, reg: number): void {
    if (!this.pool.includes(word)) {
      this.pool.push(word);
      this.sincePool += 4;
    }
    this.items.push({ k: "literal", word, float, reg, pool: this.poolId });
    this.grow(4);
    this.maybeIsland();
  }

  // floats: registers 0 to 31
  private static d(r: number): number {
    return ((r & 1) << 22) | ((r >> 1) << 12);
  }
  private static n(r: number): number {
    return ((r & 1) << 7) | ((r >> 1) << 16);
  }
  private static m(r: number): number {
    return ((r & 1) << 5) | (r >> 1);
  }
  private f3(base: number, d: number, n: number, m: number): void {
    this.w((base | Assembler.d(d) | Assembler.n(n) | Assembler.m(m)) >>> 0);
  }
  vadd(d: number, n: number, m: number): void {
    this.f3(0xee300a00, d, n, m);
  }
  vsub(d: number, n: number, m: number): void {
    this.f3(0xee300a40, d, n, m);
  }
  vmul(d: number, n: number, m: number): void {
    this.f3(0xee200a00, d, n, m);
  }
  vnmul(d: number, n: number, m: number): void {
    this.f3(0xee200a40, d, n, m);
  }
  vdiv(d: number, n: number, m: number): void {
    this.f3(0xee800a00, d, n, m);
  }
  private f2(base: number, d: number, m: number): void {
    this.w((base | Assembler.d(d) | Assembler.m(m)) >>> 0);
  }
  vmov(d: number, m: number): void {
    this.f2(0xeeb00a40, d, m);
  }
  vabs(d: number, m: number): void {
    this.f2(0xeeb00ac0, d, m);
  }
  vneg(d: number, m: number): void {
    this.f2(0xeeb10a40, d, m);
  }
  vsqrt(d: number, m: number): void {
    this.f2(0xeeb10ac0, d, m);
  }
  vcmp(d: number, m: number): void {
    this.f2(0xeeb40a40, d, m);
  }
  vcmpz(d: number): void {
    this.f2(0xeeb50a40, d, 0);
  }
  vmrs(): void {
    this.w(0xeef1fa10);
  }
  vcvtFromS(d: number, m: number): void {
    this.f2(0xeeb80ac0, d, m);
  }
  vcvtFromU(d: number, m: number): void {
    this.f2(0xeeb80a40, d, m);
  }
  vmovToF(d: number, rt: number): void {
    this.w((0xee000a10 | Assembler.n(d) | (rt << 12)) >>> 0);
  }
  vmovToR(rt: number, s: number): void {
    this.w((0xee100a10 | Assembler.n(s) | (rt << 12)) >>> 0);
  }
  private fm(base: number, d: number, rn: number, offset: number): void {
    const abs = Math.abs(offset);
    if (abs > 1020 || abs & 3) throw new Error(`vldr offset ${offset}`);
    this.w((base | (offset >= 0 ? 1 << 23 : 0) | Assembler.d(d) | (rn << 16) | (abs >> 2)) >>> 0);
  }
  vldr(d: number, rn: number, offset = 0): void {
    this.fm(0xed100a00, d, rn, offset);
  }
  vstr(d: number, rn: number, offset = 0): void {
    this.fm(0xed000a00, d, rn, offset);
  }
  private fb(base: number, first: number, count: number, rn: number): void {
    this.w((base | Assembler.d(first) | (rn << 16) | count) >>> 0);
  }
  vldmia(rn: number, first: number, count: number, back: boolean): void {
    this.fb(back ? 0xecb00a00 : 0xec900a00, first, count, rn);
  }
  vstmia(rn: number, first: number, count: number, back: boolean): void {
    this.fb(back ? 0xeca00a00 : 0xec800a00, first, count, rn);
  }
  vpush(first: number, count: number): void {
    this.fb(0xed200a00, first, count, 13);
  }
  vpop(first: number, count: number): void {
    this.fb(0xecb00a00, first, count, 13);
  }
  /** 0 without a literal: 1 − 1 */
  fzero(d: number): void {
    this.fconst(d, 0x3f800000);
    this.vsub(d, d, d);
  }
  fconst(d: number, bits: number): void {
    const imm = floatImmediate(bits);
    if (imm !== undefined)
      this.w((0xeeb00a00 | Assembler.d(d) | ((imm >> 4) << 16) | (imm & 15)) >>> 0);
    else this.literal(bits >>> 0, true, d);
  }

  // integers; flags are never live but between a compare and what follows it at once
  private imm12(base: number, rd: number, rn: number, i: number): void {
    this.w(
      (base | ((i >> 11) << 26) | (rn << 16) | (((i >> 8) & 7) << 12) | (rd << 8) | (i & 0xff)) >>>
        0,
    );
  }
  /** @param keepFlags whether only forms that leave the flags alone may be used */
  iconst(rd: number, value: number, keepFlags = false): void {
    const v = value >>> 0;
    if (v < 256 && rd < 8 && !keepFlags) return this.h(0x2000 | (rd << 8) | v);
    const imm = modifiedImmediate(v);
    if (imm !== undefined) return this.imm12(0xf04f0000, rd, 15 & 0, imm);
    const inverse = modifiedImmediate(~v);
    if (inverse !== undefined) return this.imm12(0xf06f0000, rd, 0, inverse);
    this.movw(rd, v & 0xffff);
    if (v >>> 16) this.imm16(0xf2c00000, rd, v >>> 16);
  }
  private imm16(base: number, rd: number, v: number): void {
    this.w(
      (base |
        ((v >> 12) << 16) |
        (((v >> 11) & 1) << 26) |
        (((v >> 8) & 7) << 12) |
        (rd << 8) |
        (v & 0xff)) >>>
        0,
    );
  }
  movw(rd: number, v: number): void {
    this.imm16(0xf2400000, rd, v);
  }
  mov(rd: number, rm: number): void {
    if (rd !== rm) this.h(0x4600 | ((rd >> 3) << 7) | (rm << 3) | (rd & 7));
  }
  private wide3(base: number, rd: number, rn: number, rm: number): void {
    this.w((base | (rn << 16) | (rd << 8) | rm) >>> 0);
  }
  add(rd: number, rn: number, rm: number): void {
    if (rd < 8 && rn < 8 && rm < 8) this.h(0x1800 | (rm << 6) | (rn << 3) | rd);
    else if (rd === rn) this.h(0x4400 | ((rd >> 3) << 7) | (rm << 3) | (rd & 7));
    else if (rd === rm) this.h(0x4400 | ((rd >> 3) << 7) | (rn << 3) | (rd & 7));
    else this.wide3(0xeb000000, rd, rn, rm);
  }
  /** rd = rn + (rm << shift) */
  addShifted(rd: number, rn: number, rm: number, shift: number): void {
    this.w(
      (0xeb000000 | (rn << 16) | ((shift >> 2) << 12) | (rd << 8) | ((shift & 3) << 6) | rm) >>> 0,
    );
  }
  sub(rd: number, rn: number, rm: number): void {
    if (rd < 8 && rn < 8 && rm < 8) this.h(0x1a00 | (rm << 6) | (rn << 3) | rd);
    else this.wide3(0xeba00000, rd, rn, rm);
  }
  /** whether addImm can do it in one instruction */
  static addable(value: number): boolean {
    const v = value | 0;
    return (
      Math.abs(v) < 4096 ||
      modifiedImmediate(v) !== undefined ||
      modifiedImmediate(-v) !== undefined
    );
  }
  addImm(rd: number, rn: number, value: number): void {
    const v = value | 0;
    if (v === 0) return this.mov(rd, rn);
    const [n, small, big, modified, plain] =
      v > 0
        ? [v, 0x1c00, 0x3000, 0xf1000000, 0xf2000000]
        : [-v, 0x1e00, 0x3800, 0xf1a00000, 0xf2a00000];
    if (rd < 8 && rn < 8 && n < 8) return this.h(small | (n << 6) | (rn << 3) | rd);
    if (rd === rn && rd < 8 && n < 256) return this.h(big | (rd << 8) | n);
    if (n < 4096) return this.imm12(plain, rd, rn, n);
    const imm = modifiedImmediate(n);
    if (imm !== undefined) return this.imm12(modified, rd, rn, imm);
    // The other sign's bits may be a pattern where these are none: 0x80008000 for 0x7fff8000.
    const other = modifiedImmediate(-n);
    if (other === undefined) throw new Error(`add #${value}`);
    this.imm12(v > 0 ? 0xf1a00000 : 0xf1000000, rd, rn, other);
  }
  /** subtracts and sets the flags */
  subsImm(rd: number, value: number): void {
    if (rd < 8 && value < 256) this.h(0x3800 | (rd << 8) | value);
    else this.imm12(0xf1b00000, rd, rd, modifiedImmediate(value)!);
  }
  private logic(narrow: number, wide: number, rd: number, rn: number, rm: number): void {
    if (rd < 8 && rm < 8 && rd === rn) this.h(narrow | (rm << 3) | rd);
    else if (rd < 8 && rn < 8 && rd === rm) this.h(narrow | (rn << 3) | rd);
    else this.wide3(wide, rd, rn, rm);
  }
  and(rd: number, rn: number, rm: number): void {
    this.logic(0x4000, 0xea000000, rd, rn, rm);
  }
  orr(rd: number, rn: number, rm: number): void {
    this.logic(0x4300, 0xea400000, rd, rn, rm);
  }
  eor(rd: number, rn: number, rm: number): void {
    this.logic(0x4040, 0xea800000, rd, rn, rm);
  }
  /** rd = rn ^ (rm shifted) */
  eorShifted(rd: number, rn: number, rm: number, type: 0 | 1 | 2, shift: number): void {
    this.w(
      (0xea800000 |
        (rn << 16) |
        ((shift >> 2) << 12) |
        (rd << 8) |
        ((shift & 3) << 6) |
        (type << 4) |
        rm) >>>
        0,
    );
  }
  logicImm(op: "and" | "or" | "xor", rd: number, rn: number, value: number): void {
    const imm = modifiedImmediate(value);
    if (imm !== undefined)
      return this.imm12({ and: 0xf0000000, or: 0xf0400000, xor: 0xf0800000 }[op], rd, rn, imm);
    const inverse = modifiedImmediate(~value);
    if (inverse !== undefined) return this.imm12(0xf0200000, rd, rn, inverse); // BIC
    const bits = lowestBits(value);
    if (bits !== undefined) return this.w((0xf3c00000 | (rn << 16) | (rd << 8) | (bits - 1)) >>> 0); // UBFX
    this.shift(1, rd, rn, leftOut(value)!);
    this.shift(0, rd, rd, leftOut(value)!);
  }
  bic(rd: number, rn: number, rm: number): void {
    if (rd < 8 && rm < 8 && rd === rn) this.h(0x4380 | (rm << 3) | rd);
    else this.wide3(0xea200000, rd, rn, rm);
  }
  /** type: 0 left, 1 right, 2 right with sign */
  shift(type: 0 | 1 | 2, rd: number, rm: number, by: number): void {
    if (by === 0) return this.mov(rd, rm);
    if (rd < 8 && rm < 8) this.h([0x0000, 0x0800, 0x1000][type]! | (by << 6) | (rm << 3) | rd);
    else
      this.w(
        (0xea4f0000 | ((by >> 2) << 12) | (rd << 8) | ((by & 3) << 6) | (type << 4) | rm) >>> 0,
      );
  }
  shiftBy(type: 0 | 1 | 2, rd: number, rn: number, rm: number): void {
    this.w((0xfa00f000 | (type << 21) | (rn << 16) | (rd << 8) | rm) >>> 0);
  }
  mul(rd: number, rn: number, rm: number): void {
    this.w((0xfb00f000 | (rn << 16) | (rd << 8) | rm) >>> 0);
  }
  umull(low: number, high: number, rn: number, rm: number): void {
    this.w((0xfba00000 | (rn << 16) | (low << 12) | (high << 8) | rm) >>> 0);
  }
  clz(rd: number, rm: number): void {
    this.w((0xfab0f080 | (rm << 16) | (rd << 8) | rm) >>> 0);
  }
  mla(rd: number, rn: number, rm: number, ra: number): void {
    this.w((0xfb000000 | (rn << 16) | (ra << 12) | (rd << 8) | rm) >>> 0);
  }
  cmp(rn: number, rm: number): void {
    if (rn < 8 && rm < 8) this.h(0x4280 | (rm << 3) | rn);
    else this.h(0x4500 | ((rn >> 3) << 7) | (rm << 3) | (rn & 7));
  }
  static comparable(value: number): boolean {
    return modifiedImmediate(value) !== undefined || modifiedImmediate(-value) !== undefined;
  }
  cmpImm(rn: number, value: number): void {
    if (value >= 0 && value < 256 && rn < 8) return this.h(0x2800 | (rn << 8) | value);
    const imm = modifiedImmediate(value);
    if (imm !== undefined) this.imm12(0xf1b00000, 15, rn, imm);
    else this.imm12(0xf1100000, 15, rn, modifiedImmediate(-value)!);
  }
  private mem(
    narrow: number,
    stack: number,
    wide: number,
    rt: number,
    rn: number,
    offset: number,
  ): void {
    if (rt < 8 && rn < 8 && offset < 128 && offset >= 0)
      this.h(narrow | ((offset >> 2) << 6) | (rn << 3) | rt);
    else if (rt < 8 && rn === 13 && offset < 1024) this.h(stack | (rt << 8) | (offset >> 2));
    else if (offset >= 0 && offset < 4096) this.w((wide | (rn << 16) | (rt << 12) | offset) >>> 0);
    else throw new Error(`ldr offset ${offset}`);
  }
  ldr(rt: number, rn: number, offset = 0): void {
    this.mem(0x6800, 0x9800, 0xf8d00000, rt, rn, offset);
  }
  str(rt: number, rn: number, offset = 0): void {
    this.mem(0x6000, 0x9000, 0xf8c00000, rt, rn, offset);
  }
  push(list: number): void {
    if (list === 0) return;
    if ((list & ~0x40ff) === 0) this.h(0xb400 | ((list >> 14) << 8) | (list & 0xff));
    else if ((list & (list - 1)) === 0) this.w((0xf84d0d04 | (Math.log2(list) << 12)) >>> 0);
    else this.w((0xe92d0000 | list) >>> 0);
  }
  pop(list: number): void {
    if (list === 0) return;
    if ((list & ~0x80ff) === 0) this.h(0xbc00 | ((list >> 15) << 8) | (list & 0xff));
    else if ((list & (list - 1)) === 0) this.w((0xf85d0b04 | (Math.log2(list) << 12)) >>> 0);
    else this.w((0xe8bd0000 | list) >>> 0);
  }
  addSp(bytes: number): void {
    if (bytes === 0) return;
    if (Math.abs(bytes) < 512) this.h((bytes > 0 ? 0xb000 : 0xb080) | (Math.abs(bytes) >> 2));
    else this.addImm(13, 13, bytes);
  }
  bx(rm: number): void {
    this.h(0x4700 | (rm << 3));
  }
  it(cond: Cond): void {
    this.h(0xbf08 | (COND[cond] << 4));
  }
  b(to: Label, cond: Cond = "al"): void {
    this.items.push({ k: "branch", cond, to, wide: false });
    this.grow(4);
    this.maybeIslandAfterBranch(cond);
  }
  private maybeIslandAfterBranch(cond: Cond): void {
    if (cond === "al") this.islandHere();
    else this.maybeIsland();
  }
  cbz(reg: number, to: Label, nonzero: boolean): void {
    if (reg < 8) {
      this.items.push({ k: "cbz", nonzero, reg, to, long: false });
      this.grow(6);
    } else {
      this.cmpImm(reg, 0);
      this.b(to, nonzero ? "ne" : "eq");
    }
  }
  bl(to: Label): void {
    this.items.push({ k: "bl", to });
    this.grow(4);
    this.maybeIsland();
  }
  align(): void {
    this.items.push({ k: "align" });
  }

  /** Lays everything out; gives the bytes, the labels' places, and where constants are. */
  assemble(): { bytes: Uint8Array; labels: Map<string, number>; data: [number, number][] } {
    this.flushPool();
    const items = this.items;
    const labels = new Map<string, number>();
    let sizes: number[] = [];
    const layOut = () => {
      let at = 0;
      const starts: number[] = [];
      for (const i of items) {
        starts.push(at);
        if (i.k === "label") labels.set(i.name, at);
        else if (i.k === "bytes") at += 2 * i.half.length;
        else if (i.k === "branch") at += i.wide ? 4 : 2;
        else if (i.k === "cbz") at += i.long ? 4 : 2;
        else if (i.k === "bl") at += 4;
        else if (i.k === "literal") at += i.float ? 4 : 4;
        else if (i.k === "align") at += at & 2;
        else if (i.k === "pool") {
          at += at & 2;
          at += 4 * i.words.length;
        }
      }
      starts.push(at);
      return starts;
    };
    for (;;) {
      const starts = (sizes = layOut());
      let grown = false;
      items.forEach((i, n) => {
        if (i.k === "branch" && !i.wide) {
          const distance = labels.get(i.to)! - (starts[n]! + 4);
          const most = i.cond === "al" ? 2046 : 254;
          if (distance > most || distance < -most - 2) {
            i.wide = true;
            grown = true;
          }
        }
        if (i.k === "cbz" && !i.long) {
          const distance = labels.get(i.to)! - (starts[n]! + 4);
          if (distance < 0 || distance > 126) {
            i.long = true;
            grown = true;
          } // cmp and a short branch
        }
      });
      if (!grown) break;
    }
    const starts = sizes;
    const out = new Uint8Array((starts.at(-1)! + 3) & ~3);
    const put = (at: number, half: number) => {
      out[at] = half & 0xff;
      out[at + 1] = (half >> 8) & 0xff;
    };
    const put32 = (at: number, word: number) => {
      put(at, (word >>> 16) & 0xffff);
      put(at + 2, word & 0xffff);
    };
    const data: [number, number][] = [];
    const poolAt = new Map<number, { at: number; words: number[] }>();
    items.forEach((i, n) => {
      if (i.k === "pool") poolAt.set(i.id, { at: starts[n]! + (starts[n]! & 2), words: i.words });
    });
    items.forEach((i, n) => {
      const at = starts[n]!;
      if (i.k === "bytes") i.half.forEach((h, j) => put(at + 2 * j, h));
      if (i.k === "branch") {
        if (!labels.has(i.to)) throw new Error(`no label ${i.to}`);
        const distance = labels.get(i.to)! - (at + 4);
        if (!i.wide)
          put(
            at,
            i.cond === "al"
              ? 0xe000 | ((distance >> 1) & 0x7ff)
              : 0xd000 | (COND[i.cond] << 8) | ((distance >> 1) & 0xff),
          );
        else put32(at, wideBranch(distance, i.cond));
      }
      if (i.k === "cbz") {
        const distance = labels.get(i.to)! - (at + 4);
        if (!i.long)
          put(
            at,
            (i.nonzero ? 0xb900 : 0xb100) |
              ((distance >> 6) << 9) |
              (((distance >> 1) & 31) << 3) |
              i.reg,
          );
        else {
          const d = labels.get(i.to)! - (at + 6);
          if (d > 254 || d < -256) throw new Error("cbz too far");
          put(at, 0x2800 | (i.reg << 8));
          put(at + 2, 0xd000 | (COND[i.nonzero ? "ne" : "eq"] << 8) | ((d >> 1) & 0xff));
        }
      }
      if (i.k === "bl") {
        if (!labels.has(i.to)) throw new Error(`no label ${i.to}`);
        put32(at, (wideBranch(labels.get(i.to)! - (at + 4), "al") | 0x4000) >>> 0);
      }
      if (i.k === "literal") {
        const pool = poolAt.get(i.pool)!;
        const distance = pool.at + 4 * pool.words.indexOf(i.word) - ((at + 4) & ~3);
        if (distance < 0 || distance > 1020) throw new Error(`literal ${distance} away`);
        put32(at, (0xed900a00 | Assembler.d(i.reg) | (15 << 16) | (distance >> 2)) >>> 0);
      }
      if (i.k === "align" && at & 2) put(at, 0xbf00);
      if (i.k === "pool") {
        const start = at + (at & 2);
        i.words.forEach((word, j) => {
          put(start + 4 * j, word & 0xffff);
          put(start + 4 * j + 2, word >>> 16);
        });
        data.push([at, start + 4 * i.words.length]);
      }
    });
    return { bytes: out, labels, data };
  }
}

function wideBranch(distance: number, cond: Cond): number {
  const s = distance < 0 ? 1 : 0;
  if (cond !== "al") {
    const d = distance;
    return (
      (0xf0008000 |
        (s << 26) |
        (COND[cond] << 22) |
        (((d >> 12) & 0x3f) << 16) |
        (((d >> 18) & 1) << 13) |
        (((d >> 19) & 1) << 11) |
        ((d >> 1) & 0x7ff)) >>>
      0
    );
  }
  const i1 = (distance >> 23) & 1;
  const i2 = (distance >> 22) & 1;
  const j1 = i1 ^ s ^ 1;
  const j2 = i2 ^ s ^ 1;
  return (
    (0xf0009000 |
      (s << 26) |
      (((distance >> 12) & 0x3ff) << 16) |
      (j1 << 13) |
      (j2 << 11) |
      ((distance >> 1) & 0x7ff)) >>>
    0
  );
}
