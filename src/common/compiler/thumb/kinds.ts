// Which integers are addresses: those get the memory's own address added once, where they arise, so that a load needs no
// addition. Found by constraints over the whole program: a pointer is an address; address + number is an address; both
// sides of a comparison, a select and an assignment are alike. Where that contradicts itself (0 may be both), nothing is
// wrong: lower.ts converts where a value is used as what it is not.
import type { Expression, Program, Routine, Statement } from "../ir/ir.js";

export type Kind = "address" | "number";
interface Node {
  parent?: Node;
  kind?: Kind;
}
const root = (n: Node): Node => {
  while (n.parent) n = n.parent;
  return n;
};

export interface Kinds {
  local(routine: Routine, index: number): Kind;
}

export function findKinds(program: Program): Kinds {
  const locals = new Map<Routine, Node[]>(
    program.routines.map((r) => [r, r.locals.map((): Node => ({}))]),
  );
  const nodes = new Map<Expression, Node>();
  const byName = new Map(program.routines.map((r) => [r.name, r]));
  const sums: { result: Node; left: Node; right: Node; minus: boolean; e: Expression }[] = [];
  const unify = (a: Node, b: Node) => {
    const [x, y] = [root(a), root(b)];
    if (x === y) return;
    if (x.kind && y.kind && x.kind !== y.kind) return; // converted where it is used
    const kind = y.kind ?? x.kind;
    if (kind) y.kind = kind;
    x.parent = y;
  };
  const force = (n: Node, kind: Kind) => {
    const r = root(n);
    r.kind ??= kind; // else converted where it is used
  };
  const visit = (r: Routine, e: Expression): Node => {
    const known = nodes.get(e);
    if (known && e.kind !== "local" && e.kind !== "constant") return known;
    let node: Node = {};
    switch (e.kind) {
      case "constant":
        if (e.type === "f32") node.kind = "number";
        break;
      case "local":
        node = locals.get(r)![e.index]!;
        break;
      case "load":
        force(visit(r, e.pointer), "address");
        node.kind = "number";
        break;
      case "unary": {
        const inner = visit(r, e.value);
        force(inner, "number");
        node.kind = "number";
        break;
      }
      case "select": {
        visit(r, e.condition);
        const [a, b] = [visit(r, e.ifTrue), visit(r, e.ifFalse)];
        unify(a, b);
        node = a;
        break;
      }
      case "binary": {
        const [a, b] = [visit(r, e.left), visit(r, e.right)];
        if (e.type === "i32" && (e.operator === "add" || e.operator === "sub"))
          sums.push({ result: node, left: a, right: b, minus: e.operator === "sub", e });
        else if (/^(eq|ne|lt|le|gt|ge)/.test(e.operator)) {
          unify(a, b);
          node.kind = "number";
        } else {
          force(a, "number");
          force(b, "number");
          node.kind = "number";
        }
        break;
      }
    }
    nodes.set(e, node);
    return node;
  };
  const walk = (r: Routine, statements: readonly Statement[]): void => {
    for (const s of statements)
      switch (s.kind) {
        case "set": {
          const n = visit(r, s.value);
          if (s.value.kind !== "constant") unify(n, locals.get(r)![s.index]!);
          break;
        }
        case "store":
          force(visit(r, s.pointer), "address");
          force(visit(r, s.value), "number");
          break;
        case "call": {
          const callee = byName.get(s.target)!;
          s.operands.forEach((o, i) => {
            const n = visit(r, o);
            if (o.kind !== "constant") unify(n, locals.get(callee)![i]!);
          });
          if (s.result !== undefined) force(locals.get(r)![s.result]!, "number");
          break;
        }
        case "if":
          force(visit(r, s.condition), "number");
          walk(r, s.ifTrue);
          walk(r, s.ifFalse);
          break;
        case "loop":
        case "block":
          walk(r, s.body);
          break;
        case "branch":
          if (s.condition) force(visit(r, s.condition), "number");
          break;
        case "return":
          if (s.value) force(visit(r, s.value), "number");
          break;
      }
  };
  // What comes from outside is a number.
  const exported = new Set(program.exports.values());
  for (const r of program.routines.filter(({ name }) => exported.has(name)))
    r.parameters.forEach((_, i) => {
      force(locals.get(r)![i]!, "number");
    });
  for (const r of program.routines) {
    r.locals.forEach((type, i) => {
      if (type === "f32") force(locals.get(r)![i]!, "number");
    });
    walk(r, r.body);
  }
  const kind = (n: Node) => root(n).kind;
  const settle = () => {
    for (let changed = true; changed; ) {
      changed = false;
      const put = (n: Node, k: Kind) => {
        if (!kind(n)) {
          force(n, k);
          changed = true;
        }
      };
      for (const { result, left, right } of sums) {
        const [s, a, b] = [kind(result), kind(left), kind(right)];
        if (s === "number") {
          put(left, "number");
          put(right, "number");
        }
        if (a === "address") {
          put(right, "number");
          put(result, "address");
        }
        if (b === "address") {
          put(left, "number");
          put(result, "address");
        }
        if (a === "number" && b === "number") put(result, "number");
        if (s === "address" && a === "number") put(right, "address");
        if (s === "address" && b === "number") put(left, "address");
        // a local plus a constant: the local is the address, unless it is known to be a number
      }
    }
  };
  settle();
  // What is still open: the constant of a sum is a number; a local is a number.
  for (let open = true; open; ) {
    open = false;
    for (const { left, right, result, e } of sums) {
      if (e.kind !== "binary") continue;
      for (const [side, n] of [
        [e.left, left],
        [e.right, right],
      ] as const) {
        if (side.kind === "constant" && !kind(n)) {
          force(n, "number");
          settle();
          open = true;
        }
      }
      if (kind(result) === "address" && !kind(left)) {
        force(left, "address");
        settle();
        open = true;
      }
    }
  }
  for (const list of locals.values())
    for (const n of list)
      if (!kind(n)) {
        force(n, "number");
        settle();
      }
  return {
    local: (r, i) => kind(locals.get(r)![i]!)!,
  };
}
