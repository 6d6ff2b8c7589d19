import type {
  BinaryOperator,
  Expression,
  Program,
  Routine,
  Statement,
  Type,
} from "../../../src/common/compiler/ir/ir.js";
import { type Random, seededRandom } from "../random.js";
import {
  binary,
  block,
  branch,
  call,
  f,
  give,
  i,
  load,
  loop,
  routine,
  select,
  set,
  store,
  unary,
  vf,
  vi,
  when,
} from "./build.js";

/** Where the words of a random program's memory lie: integers of any bits, floats, and counts of 0 to 5. */
export const MEMORY = { integers: 0, floats: 64, counts: 128, end: 160 } as const;
/** What the planner would say of them. */
export const INTEGERS = new Map<number, "i32" | "count">([
  ...Array.from({ length: 16 }, (_, k) => [4 * k, "i32"] as const),
  ...Array.from({ length: 8 }, (_, k) => [MEMORY.counts + 4 * k, "count"] as const),
]);
export const FLOATS = [0, -0, 1, -1, 0.1, 3.5, 1e-40, 3e38, Infinity, -Infinity] as const;
/** What else of a kernel's kind a random program may have. */
export interface Kind {
  /** of a helper, at most */
  readonly parameters: number;
  /** locals of each type that a routine begins with, at most; many have more values at once than a core has registers */
  readonly locals: number;
  /** bytes that may be added to a place in memory */
  readonly added: readonly number[];
  readonly floats: readonly number[];
  readonly end: number;
  /** how deep statements of an exported routine may lie in others, and how many it has at most; of a helper, one less deep */
  readonly depth: number;
  readonly statements: number;
  /** whether there are leading zeros and upper halves of products */
  readonly wide: boolean;
  /** whether what a loop does before its end is found may have loops and blocks itself */
  readonly deepHeads: boolean;
}
const PLAIN: Kind = {
  parameters: 3,
  locals: 2,
  added: [0, 32],
  floats: FLOATS,
  end: MEMORY.end,
  depth: 3,
  statements: 6,
  wide: true,
  deepHeads: false,
};
/** The exported routines, each (i32, f32). */
export const ENTRIES = ["init", "train"] as const;

const BITS: readonly BinaryOperator[] = ["and", "or", "xor"];
const ARITHMETIC: readonly BinaryOperator[] = ["add", "sub", "mul"];
const PRODUCTS: readonly BinaryOperator[] = ["add", "sub", "mul", "mul_high_u"];
const COMPARE: readonly BinaryOperator[] = [
  ...(["eq", "ne", "lt_s", "lt_u", "le_s", "le_u", "gt_s", "gt_u", "ge_s", "ge_u"] as const),
];
const COMPARE_FLOATS: readonly BinaryOperator[] = ["eq", "ne", "lt", "le", "gt", "ge"];
const LARGE = [0x7fffffff, -0x80000000, 0x9e3779b9, 1664525 << 7, 0x40000004] as const;
/** Words 0 to 7 from a constant, by any integer. */
const SPAN = 28;

/**
 * A well-formed program of the kind that kernels are: nothing but its loops' counts and its pointers are known to be small;
 * all other integers come from memory or from large constants, and wrap around. No bits of a NaN become an integer or a
 * sign: they differ between machines.
 */
export function randomProgram(seed: number, kind: Kind = PLAIN): Program {
  const random = seededRandom(seed);
  const routines: Routine[] = [];
  const helpers = random.whole(0, 3);
  for (let k = 0; k < helpers; k++) {
    const types = kind.parameters > 3 ? random.pick([TYPES, ["i32"], ["f32"]] as const) : TYPES;
    const parameters = Array.from({ length: random.whole(0, kind.parameters) }, () =>
      random.pick<Type>(types),
    );
    const result = random.pick([undefined, ...TYPES]);
    routines.push(randomRoutine(random, kind, `helper${k}`, parameters, result, routines));
  }
  for (const name of ENTRIES) {
    const result = random.pick([undefined, ...TYPES]);
    routines.push(randomRoutine(random, kind, name, ["i32", "f32"], result, routines));
  }
  return {
    routines,
    exports: new Map(ENTRIES.map((name) => [name, name])),
    constants: new Map([["end", i(kind.end)]]),
  };
}

const TYPES: readonly Type[] = ["i32", "f32"];

function randomRoutine(
  random: Random,
  kind: Kind,
  name: string,
  parameters: readonly Type[],
  result: Type | undefined,
  callees: readonly Routine[],
): Routine {
  const own: Type[] = [];
  const fresh = (type: Type) => parameters.length + own.push(type) - 1;
  /** locals that may be set, and those that hold counts or pointers now */
  const free: Record<Type, number[]> = { i32: [], f32: [], v128: [] };
  for (const [at, type] of parameters.entries()) free[type].push(at);
  for (const type of TYPES) {
    const count = kind.locals > 2 ? random.whole(2, kind.locals) : 2;
    for (let k = 0; k < count; k++) free[type].push(fresh(type));
  }
  const counters: number[] = [];
  const spare: number[] = [];
  let labels = 0;
  const chance = (of: number) => random.whole(1, of) === 1;

  const small = (): Expression => {
    const leaf = () =>
      counters.length > 0 && chance(2) ? vi(random.pick(counters)) : i(random.whole(-1, 5));
    return chance(2) ? leaf() : binary(random.pick(ARITHMETIC), leaf(), leaf());
  };
  const pointer = (): Expression => {
    switch (random.whole(0, 2)) {
      case 0:
        return i(4 * random.whole(0, 7));
      case 1:
        return binary("and", integer(1), i(SPAN));
      default:
        return counters.length > 0 ? binary("shl", vi(random.pick(counters)), i(2)) : i(0);
    }
  };
  /** A pointer and an offset, of which any may have what is added; the sum may also wrap around on its way. */
  const place = (at: Expression, added: number): [pointer: Expression, offset: number] => {
    if (chance(2)) return [at, added];
    if (chance(2)) return [binary("add", at, i(added)), 0];
    return [binary("add", binary("sub", at, i(32)), i(added + 32)), 0];
  };
  /** Any 32 bits. */
  const integer = (depth: number): Expression => {
    if (depth <= 0) {
      switch (random.whole(0, 2)) {
        case 0:
          return vi(random.pick(free.i32));
        case 1:
          return load(
            "i32",
            ...place(
              chance(2)
                ? i(4 * random.whole(0, 7))
                : binary("and", vi(random.pick(free.i32)), i(SPAN)),
              random.pick(kind.added),
            ),
          );
        default:
          return i(random.pick(LARGE));
      }
    }
    const any = () => integer(depth - 1);
    const either = () => (chance(3) ? small() : any());
    switch (random.whole(0, kind.wide ? 8 : 7)) {
      case 0:
        return binary("xor", condition(depth - 1), any());
      case 8:
        return unary("clz", any());
      case 1: {
        const value = float(depth - 1);
        // Not the bits of a NaN.
        return unary("reinterpret", select(binary("eq", value, value), value, f(0)));
      }
      case 2:
        return select(condition(depth - 1), any(), any());
      case 3: {
        const count = chance(2) ? i(random.whole(-2, 40)) : any();
        return binary("xor", binary(random.pick(["shl", "shr_s", "shr_u"]), any(), count), any());
      }
      case 4:
        return binary(random.pick(BITS), either(), any());
      default:
        return chance(2)
          ? binary(random.pick(kind.wide ? PRODUCTS : ARITHMETIC), any(), either())
          : binary(random.pick(kind.wide ? PRODUCTS : ARITHMETIC), either(), any());
    }
  };
  const condition = (depth: number): Expression => {
    switch (random.whole(0, 3)) {
      case 0:
        return binary(random.pick(COMPARE_FLOATS), float(depth - 1), float(depth - 1));
      case 1:
        return unary("eqz", chance(2) ? condition(depth - 1) : integer(depth - 1));
      case 2:
        return binary(random.pick(COMPARE), small(), small());
      default:
        return chance(2)
          ? binary(
              random.pick(COMPARE),
              integer(depth - 1),
              chance(2) ? small() : integer(depth - 1),
            )
          : binary(
              random.pick(COMPARE),
              binary("shl", integer(0), i(2)),
              i(4 * random.whole(0, 9)),
            );
    }
  };
  const float = (depth: number): Expression => {
    if (depth <= 0) {
      switch (random.whole(0, 2)) {
        case 0:
          return vf(random.pick(free.f32));
        case 1:
          return load("f32", ...place(pointer(), MEMORY.floats + random.pick(kind.added)));
        default:
          return f(random.pick(kind.floats));
      }
    }
    switch (random.whole(0, 7)) {
      case 0:
        return chance(3)
          ? unary("sqrt", chance(4) ? float(depth - 1) : unary("abs", float(depth - 1)))
          : unary(random.pick(["abs", "neg"]), float(depth - 1));
      case 1:
        return unary(
          random.pick(["convert_s", "convert_u"]),
          chance(2) ? small() : integer(depth - 1),
        );
      case 2:
        return select(condition(depth - 1), float(depth - 1), float(depth - 1));
      case 3: {
        const sign = float(depth - 1);
        return binary("copysign", float(depth - 1), select(binary("eq", sign, sign), sign, f(1)));
      }
      case 4:
        return unary("reinterpret", integer(depth - 1));
      default:
        return binary(
          random.pick(["add", "sub", "mul", "div"]),
          float(depth - 1),
          float(depth - 1),
        );
    }
  };
  const value = (type: Type, depth = random.whole(0, 3)) =>
    type === "i32" ? integer(depth) : float(depth);
  const storing = (): Statement[] => {
    const type = random.pick(TYPES);
    const added = random.pick(kind.added) + (type === "f32" ? MEMORY.floats : 0);
    if (chance(3)) return storingFar(type, added);
    const [at, offset] = place(pointer(), added);
    return [store(at, value(type), offset)];
  };
  /** Through a local that holds another one and a constant; that one may have changed since. */
  const storingFar = (type: Type, added: number): Statement[] => {
    const [near, far] = [spare.pop() ?? fresh("i32"), spare.pop() ?? fresh("i32")];
    const made = [
      set(near, pointer()),
      set(far, binary("add", vi(near), i(added))),
      ...(chance(2) ? [set(near, pointer())] : []),
      store(vi(far), value(type)),
      ...(chance(2) ? [set(far, binary("add", vi(far), i(0))), store(vi(far), value(type))] : []),
    ];
    spare.push(near, far);
    return made;
  };
  const setting = (): Statement => {
    const type = random.pick(TYPES);
    return set(random.pick(free[type]), value(type));
  };
  const calling = (): Statement[] => {
    if (callees.length === 0) return storing();
    const target = random.pick(callees.filter(({ name }) => name.startsWith("helper")));
    if (!target) return storing();
    const operands = target.parameters.map((type) => value(type, chance(2) ? 0 : 1));
    const taken = target.result && !chance(4) ? random.pick(free[target.result]) : undefined;
    return [call(target.name, operands, taken)];
  };
  const giving = () => give(result && value(result));
  const body = (depth: number, most = 4): Statement[] =>
    Array.from({ length: random.whole(1, most) }, () => statements(depth)).flat();
  const statements = (depth: number): Statement[] => {
    switch (random.whole(0, depth > 0 ? 9 : 3)) {
      case 0:
      case 1:
        return [setting()];
      case 2:
        return storing();
      case 3:
        return calling();
      case 4:
        return [when(condition(1), body(depth - 1), chance(2) ? body(depth - 1) : [])];
      case 5:
        return [when(condition(1), [...body(depth - 1, 2), giving()], chance(3) ? body(0) : [])];
      case 6:
        return blocking(depth);
      default:
        return looping(depth);
    }
  };
  /** A block that is left in its list, or at the end of an if. */
  const blocking = (depth: number): Statement[] => {
    const label = `out${labels++}`;
    const leaving = () =>
      chance(2)
        ? branch(label, condition(1))
        : when(condition(1), [...body(0, 2), branch(label)], chance(2) ? body(0, 2) : []);
    return [
      block(label, [...body(depth - 1), leaving(), ...body(depth - 1), leaving(), ...body(0, 2)]),
    ];
  };
  const looping = (depth: number): Statement[] => {
    const label = `again${labels++}`;
    const c = spare.pop() ?? fresh("i32");
    const end = chance(3)
      ? load("i32", i(MEMORY.counts + 4 * random.whole(0, 7)))
      : i(random.whole(1, 3));
    const pointers = chance(3);
    const step = pointers ? 4 : 1;
    const inner = () => {
      counters.push(...(pointers ? [] : [c]));
      const made = body(depth - 1);
      if (!pointers) counters.pop();
      const used = pointers
        ? [
            store(
              vi(c),
              binary("add", load("f32", vi(c), MEMORY.floats), value("f32")),
              MEMORY.floats,
            ),
          ]
        : [];
      return [...used, ...made];
    };
    const count = pointers ? (binary("shl", end, i(2)) as Expression) : end;
    const next = set(c, binary("add", vi(c), i(step)));
    const made = chance(2)
      ? [
          set(c, i(0)),
          loop(label, [
            ...inner(),
            next,
            branch(label, binary(random.pick(["lt_u", "lt_s"]), vi(c), count)),
          ]),
        ]
      : [
          set(c, i(0)),
          loop(label, [
            ...body(kind.deepHeads ? depth - 1 : 0, 1),
            when(
              binary("lt_s", vi(c), count),
              [...inner(), next, branch(label)],
              chance(3) ? body(0, 1) : [],
            ),
          ]),
        ];
    // What was a counter may hold anything afterwards, as where compilers let locals share.
    if (chance(2)) free.i32.push(c);
    else spare.push(c);
    return made;
  };
  const begin = TYPES.flatMap((type) =>
    free[type]
      .filter((at) => at >= parameters.length)
      .map((at) =>
        set(at, load(type, i(4 * random.whole(0, 7)), type === "f32" ? MEMORY.floats : 0)),
      ),
  );
  // Only what nobody calls may have loops of loops of loops: a helper runs in the loops of its callers, of whom each again
  // has callers, and the program would go on for millions of statements.
  const called = !ENTRIES.some((entry) => entry === name);
  const made = [...begin, ...body(called ? kind.depth - 1 : kind.depth, kind.statements)];
  const end = result ? [giving()] : [];
  return routine(name, parameters, own, [...made, ...end], result);
}
