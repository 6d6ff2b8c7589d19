// Registers for virtual registers: liveness, an interference graph, colouring by simplification with optimistic spilling.
// What does not fit is computed again (constants) or goes to the stack.
import type { Core } from "./core.js";
import {
  type Allocated,
  BASE,
  FIRST_VIRTUAL as FIRST,
  type Instruction as Ins,
  LINK,
  type Lowered,
  operation,
  type Register as V,
} from "./instruction.js";
import { isCheapConstant, lifted } from "./thumb1/high-registers.js";

export function successors(code: readonly Ins[]): number[][] {
  const labels = new Map<string, number>();
  code.forEach((i, n) => {
    if (i.op === "label") labels.set(i.to!, n);
  });
  return code.map((i, n) => {
    if (i.op === "ret" || i.op === "tail") return [];
    if (i.op === "b") return [labels.get(i.to!)!];
    if (i.op === "bcc") return [labels.get(i.to!)!, n + 1];
    return n + 1 < code.length ? [n + 1] : [];
  });
}

/** what is live after each instruction */
export function liveness(code: readonly Ins[]): Set<V>[] {
  const next = successors(code);
  const liveIn: Set<V>[] = code.map(() => new Set());
  const liveOut: Set<V>[] = code.map(() => new Set());
  for (let changed = true; changed; ) {
    changed = false;
    for (let n = code.length - 1; n >= 0; n--) {
      const i = code[n]!;
      const out = liveOut[n]!;
      const before = out.size;
      for (const m of next[n]!) for (const v of liveIn[m]!) out.add(v);
      const inn = liveIn[n]!;
      const size = inn.size;
      for (const v of out) if (v !== i.d) inn.add(v);
      for (const v of i.s) inn.add(v);
      if (inn.size !== size || out.size !== before) changed = true;
    }
  }
  return liveOut;
}

/** removes what is computed for nobody, and what cannot be reached */
function withoutDead(code: Ins[]): Ins[] {
  for (;;) {
    const next = successors(code);
    const reached = new Set<number>();
    const todo = [0];
    while (todo.length > 0) {
      const n = todo.pop()!;
      if (reached.has(n)) continue;
      reached.add(n);
      todo.push(...next[n]!);
    }
    let kept = code.filter(
      (i, n) =>
        reached.has(n) &&
        !(i.op === "b" && code[n + 1]?.op === "label" && code[n + 1]!.to === i.to),
    );
    const live = liveness(kept);
    kept = kept.filter(
      (i, n) =>
        !(operation(i.op).pure && i.d !== undefined && (i.d < FIRST ? false : !live[n]!.has(i.d))),
    );
    kept = kept.filter((i) => !((i.op === "mov" || i.op === "fmov") && i.d === i.s[0]));
    if (kept.length === code.length) return kept;
    code = kept;
  }
}

/** replaces a virtual register that is set once, by a move from one that never changes afterwards */
function withoutCopies(code: Ins[]): Ins[] {
  const defs = new Map<V, number>();
  for (const i of code) if (i.d !== undefined) defs.set(i.d, (defs.get(i.d) ?? 0) + 1);
  const same = new Map<V, V>();
  for (const i of code) {
    if (
      (i.op === "mov" || i.op === "fmov") &&
      i.d! >= FIRST &&
      i.s[0]! >= FIRST &&
      defs.get(i.d!) === 1 &&
      defs.get(i.s[0]!) === 1
    )
      same.set(i.d!, i.s[0]!);
  }
  const find = (v: V): V => {
    let x = v;
    while (same.has(x)) x = same.get(x)!;
    return x;
  };
  return code.map((i) => ({ ...i, s: i.s.map(find) }));
}

export function allocate(f: Lowered, core: Core): Allocated {
  const classes = [...f.classes];
  let code = withoutDead(withoutCopies(withoutDead([...f.code])));
  const slots = new Map<V, number>();
  const temporaries = new Set<V>();
  /** those that may be in high registers */
  const high = new Set<V>();
  const anywhere = [...core.high, ...core.integers];
  for (let round = 0; ; round++) {
    if (round > 40) throw new Error(`${f.name}: no registers`);
    code = withoutDead(code);
    const live = liveness(code);
    const edges = new Map<V, Set<V>>();
    const node = (v: V) => {
      let e = edges.get(v);
      if (!e) {
        e = new Set();
        edges.set(v, e);
      }
      return e;
    };
    const relevant = (v: V) => v !== BASE && v !== 13;
    const join = (a: V, b: V) => {
      if (a !== b && classes[a] === classes[b] && relevant(a) && relevant(b)) {
        node(a).add(b);
        node(b).add(a);
      }
    };
    const cost = new Map<V, number>();
    const moves = new Map<V, V[]>();
    const defs = new Map<V, Ins[]>();
    code.forEach((i, n) => {
      const weight = 8 ** Math.min(i.depth, 5);
      for (const v of i.s)
        if (relevant(v)) {
          node(v);
          cost.set(v, (cost.get(v) ?? 0) + 2 * weight);
        }
      if (i.d !== undefined && relevant(i.d)) {
        node(i.d);
        cost.set(i.d, (cost.get(i.d) ?? 0) + weight);
        defs.set(i.d, [...(defs.get(i.d) ?? []), i]);
        const move = i.op === "mov" || i.op === "fmov";
        for (const v of live[n]!) if (!(move && v === i.s[0])) join(i.d, v);
        if (move) {
          moves.set(i.d, [...(moves.get(i.d) ?? []), i.s[0]!]);
          moves.set(i.s[0]!, [...(moves.get(i.s[0]!) ?? []), i.d]);
        }
        if (i.op === "csel") for (const v of i.s.slice(0, 0)) join(i.d, v);
      }
      if (i.clobbers)
        for (const c of i.clobbers) {
          for (const v of live[n]!) if (v !== i.d) join(c, v);
          if (i.d !== undefined && i.op !== "call") join(c, i.d);
        }
    });
    const constantOf = (v: V): Ins | undefined => {
      const d = defs.get(v);
      return d?.length === 1 && operation(d[0]!.op).constant ? d[0] : undefined;
    };
    const colours = (v: V) =>
      classes[v] === "f" ? core.floats : high.has(v) ? anywhere : core.integers;
    const degree = new Map<V, number>();
    const remaining = new Set<V>();
    for (const [v, e] of edges)
      if (v >= FIRST) {
        remaining.add(v);
        degree.set(v, e.size);
      }
    const stack: V[] = [];
    const low: V[] = [...remaining].filter((v) => degree.get(v)! < colours(v).length);
    const take = (v: V) => {
      remaining.delete(v);
      stack.push(v);
      for (const w of edges.get(v)!)
        if (w >= FIRST && remaining.has(w)) {
          const d = degree.get(w)! - 1;
          degree.set(w, d);
          if (d === colours(w).length - 1) low.push(w);
        }
    };
    const price = (v: V) => {
      if (temporaries.has(v)) return Number.POSITIVE_INFINITY;
      const c = constantOf(v);
      return (cost.get(v)! * (c ? 0.7 : 1)) / (degree.get(v)! + 1);
    };
    while (remaining.size > 0) {
      let v = low.pop();
      if (v !== undefined && !remaining.has(v)) continue;
      if (v === undefined) {
        let best = Number.POSITIVE_INFINITY;
        for (const w of remaining) {
          const p = price(w);
          if (v === undefined || p < best) {
            best = p;
            v = w;
          }
        }
      }
      take(v!);
    }
    const colour = new Map<V, V>();
    const of = (v: V): V | undefined => (v < FIRST ? v : colour.get(v));
    let turn = 0;
    const spilled: V[] = [];
    while (stack.length > 0) {
      const v = stack.pop()!;
      const taken = new Set<V>();
      for (const w of edges.get(v)!) {
        const c = of(w);
        if (c !== undefined) taken.add(c);
      }
      const list = colours(v);
      const free = list.filter((c) => !taken.has(c));
      if (free.length === 0) {
        spilled.push(v);
        continue;
      }
      const wish = (moves.get(v) ?? []).map(of).find((c) => c !== undefined && free.includes(c));
      // what is used most takes the low registers, whose instructions are shorter; floats go round, for the scheduler
      const pick = wish ?? (classes[v] === "f" ? free[turn++ % free.length]! : free[0]!);
      colour.set(v, pick);
    }
    if (spilled.length === 0) {
      const used = new Set<V>();
      const final = code
        .map(
          (i): Ins => ({
            ...i,
            s: i.s.map((v) => of(v)!),
            ...(i.d !== undefined && { d: of(i.d)! }),
          }),
        )
        .filter((i) => !((i.op === "mov" || i.op === "fmov") && i.d === i.s[0]));
      for (const i of final) {
        if (i.d !== undefined) used.add(i.d);
        if (i.clobbers) {
          for (const c of i.clobbers) if (c !== LINK) used.add(c);
          if (i.op === "call") used.add(LINK);
        }
      }
      return { name: f.name, code: final, frame: f.outgoing + 4 * slots.size, used };
    }
    // Spill what did not get a register.
    for (const v of spilled) {
      const c = constantOf(v);
      const float = classes[v] === "f";
      if (
        core.high.length > 0 &&
        !high.has(v) &&
        !temporaries.has(v) &&
        !(c && isCheapConstant(c))
      ) {
        high.add(v);
        code = lifted(code, v, (kind) => {
          const t = classes.push(kind) - 1;
          temporaries.add(t);
          return t;
        });
        continue;
      }
      if (!c && !slots.has(v)) slots.set(v, f.outgoing + 4 * slots.size);
      const at = slots.get(v);
      code = code.flatMap((i): Ins[] => {
        const uses = i.s.includes(v);
        const sets = i.d === v;
        if (!uses && !sets) return [i];
        if (c && sets) return [];
        const list: Ins[] = [];
        let changed: Ins = i;
        if (uses) {
          const t = classes.push(float ? "f" : "i") - 1;
          temporaries.add(t);
          list.push(
            c
              ? { ...c, d: t, depth: i.depth }
              : { op: float ? "vldr" : "ldr", d: t, s: [13], imm: at!, depth: i.depth },
          );
          changed = { ...changed, s: changed.s.map((w) => (w === v ? t : w)) };
        }
        if (sets) {
          const t = classes.push(float ? "f" : "i") - 1;
          temporaries.add(t);
          return [
            ...list,
            { ...changed, d: t },
            { op: float ? "vstr" : "str", s: [t, 13], imm: at!, depth: i.depth },
          ];
        }
        return [...list, changed];
      });
    }
  }
}
