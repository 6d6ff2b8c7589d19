// Orders the instructions of each straight piece: no float result used at once, loads and stores next to each other.
import type { Instruction as Ins, Register as V } from "./instruction.js";

const BARRIER = new Set(["label", "b", "bcc", "call", "tail", "ret"]);
const LATE = new Set(["fadd", "fsub", "fmul", "fdiv", "fneg", "fabs", "fsqrt", "cvts", "cvtu"]);
const memory = (i: Ins) => i.op === "ldr" || i.op === "str" || i.op === "vldr" || i.op === "vstr";
const stores = (i: Ins) => i.op === "str" || i.op === "vstr";
/** a constant from the pool is a load, too */
const loads = (i: Ins) => memory(i) || i.op === "fconst";
const cost = (i: Ins) => (i.op === "fdiv" || i.op === "fsqrt" ? 14 : i.op === "csel" ? 4 : 1);

export function schedule(code: readonly Ins[]): Ins[] {
  const out: Ins[] = [];
  let piece: Ins[] = [];
  const flush = (next: Ins | undefined) => {
    // x--; if (x): stays together
    let pinned: Ins | undefined;
    if (next?.op === "bcc" && next.imm === 0 && piece.length > 1) {
      const at = piece.findLastIndex((i) => i.d === next.s[0]);
      const i = piece[at];
      if (
        i?.op === "addi" &&
        i.d === i.s[0] &&
        i.imm! < 0 &&
        !piece.slice(at + 1).some((j) => j.s.includes(i.d!))
      ) {
        pinned = i;
        piece.splice(at, 1);
      }
    }
    out.push(...ordered(piece));
    if (pinned) out.push(pinned);
    piece = [];
  };
  for (const i of code) {
    if (BARRIER.has(i.op)) {
      flush(i);
      out.push(i);
    } else piece.push(i);
  }
  flush(undefined);
  return out;
}

function ordered(piece: Ins[]): Ins[] {
  const n = piece.length;
  if (n < 3) return piece;
  const after: Set<number>[] = piece.map(() => new Set());
  const waits = new Array<number>(n).fill(0);
  const truly: Set<number>[] = piece.map(() => new Set());
  const lastDef = new Map<V, number>();
  const uses = new Map<V, number[]>();
  const version = new Map<V, number>();
  const accesses: { at: number; base: V; version: number; offset: number; store: boolean }[] = [];
  const edge = (a: number, b: number) => {
    if (a !== b && !after[a]!.has(b)) {
      after[a]!.add(b);
      waits[b]!++;
    }
  };
  piece.forEach((i, at) => {
    for (const v of i.s) {
      const d = lastDef.get(v);
      if (d !== undefined) {
        edge(d, at);
        truly[d]!.add(at);
      }
    }
    if (memory(i)) {
      const base = stores(i) ? i.s[1]! : i.s[0]!;
      const me = { at, base, version: version.get(base) ?? 0, offset: i.imm!, store: stores(i) };
      for (const other of accesses) {
        if (!other.store && !me.store) continue;
        const apart =
          other.base === me.base && other.version === me.version && other.offset !== me.offset;
        const stack = (other.base === 13) !== (me.base === 13);
        if (!apart && !stack) edge(other.at, at);
      }
      accesses.push(me);
    }
    if (i.d !== undefined) {
      const d = lastDef.get(i.d);
      if (d !== undefined) edge(d, at);
      for (const u of uses.get(i.d) ?? []) edge(u, at);
      lastDef.set(i.d, at);
      uses.set(i.d, []);
      version.set(i.d, (version.get(i.d) ?? 0) + 1);
    }
    for (const v of i.s) uses.set(v, [...(uses.get(v) ?? []), at]);
  });
  const height = new Array<number>(n).fill(0);
  for (let at = n - 1; at >= 0; at--) {
    let h = 0;
    for (const b of after[at]!)
      h = Math.max(
        h,
        height[b]! + (truly[at]!.has(b) ? cost(piece[at]!) + (LATE.has(piece[at]!.op) ? 1 : 0) : 0),
      );
    height[at] = h;
  }
  const ready = new Set<number>();
  waits.forEach((w, at) => {
    if (w === 0) ready.add(at);
  });
  const out: Ins[] = [];
  let last: number | undefined;
  while (ready.size > 0) {
    let best = -1;
    let score = Number.NEGATIVE_INFINITY;
    for (const at of ready) {
      const i = piece[at]!;
      let s = height[at]! * 10 - at * 0.01;
      if (last !== undefined) {
        const l = piece[last]!;
        if (LATE.has(l.op) && truly[last]!.has(at)) s -= 1000;
        if (loads(l) && loads(i)) s += 150;
      }
      if (s > score) {
        score = s;
        best = at;
      }
    }
    ready.delete(best);
    out.push(piece[best]!);
    for (const b of after[best]!) if (--waits[b]! === 0) ready.add(b);
    last = best;
  }
  return out;
}
