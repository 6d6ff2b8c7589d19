import {
  constant,
  type Expression,
  local,
  type Routine,
  type Statement,
  type Type,
} from "../ir/ir.js";

/** A local of the routine that is being built. */
export type Local = Extract<Expression, { kind: "local" }>;

/** Builds a routine statement by statement; what is given to `repeat`, `loop` and `unlessZero` stands in a body of its own. */
export interface RoutineBuilder {
  /** a new local that holds a value */
  let(value: Expression): Local;
  set(to: Local, value: Expression): void;
  store(pointer: Expression, offset: number, value: Expression): void;
  call(target: string, operands: readonly Expression[], result?: Local): void;
  /** a new local for a number that a call gives */
  float(): Local;
  /** a body that runs a constant number of times */
  repeat(times: number, body: () => void): void;
  /** a body that runs until a local, which is at least 1, has been counted down to 0 */
  loop(left: Local, body: () => void): void;
  unlessZero(value: Local, body: () => void, otherwise?: () => void): void;
}

export const int = (value: number): Expression => constant("i32", value | 0);
export const zero: Expression = constant("f32", 0);

const binary = (
  operator: Extract<Expression, { kind: "binary" }>["operator"],
  left: Expression,
  right: Expression,
): Expression => ({ kind: "binary", type: left.type, operator, left, right });

export const plus = (left: Expression, right: Expression): Expression => binary("add", left, right);
export const times = (left: Expression, right: Expression): Expression =>
  binary("mul", left, right);
export const quotientOf4 = (value: Expression): Expression => binary("shr_u", value, int(2));
export const rest = (value: Expression, mask: number): Expression =>
  binary("and", value, int(mask));
export const halved = (value: Expression): Expression => binary("shr_u", value, int(1));

/** A float in memory. */
export const loaded = (pointer: Expression, offset: number): Expression => ({
  kind: "load",
  type: "f32",
  pointer,
  offset,
});

/**
 * A routine without result.
 * @param write is given the builder and the parameters
 */
export function buildRoutine(
  name: string,
  parameters: readonly Type[],
  write: (build: RoutineBuilder, ...parameters: Local[]) => void,
): Routine {
  const locals: Type[] = [...parameters];
  const newLocal = (type: Type) => local(type, locals.push(type) - 1) as Local;
  const body: Statement[] = [];
  let list = body;
  let loops = 0;
  const nested = (write: () => void): Statement[] => {
    const outer = list;
    const inner: Statement[] = [];
    list = inner;
    write();
    list = outer;
    return inner;
  };
  const build: RoutineBuilder = {
    let(value) {
      const to = newLocal(value.type);
      build.set(to, value);
      return to;
    },
    set({ index }, value) {
      list.push({ kind: "set", index, value });
    },
    store(pointer, offset, value) {
      list.push({ kind: "store", pointer, offset, value });
    },
    call(target, operands, result) {
      list.push({
        kind: "call",
        target,
        operands,
        ...(result && { result: result.index }),
      });
    },
    float: () => newLocal("f32"),
    repeat(count, write) {
      if (count === 1) write();
      if (count > 1) build.loop(build.let(int(count)), write);
    },
    loop(left, write) {
      const label = `loop${++loops}`;
      const inner = nested(() => {
        write();
        build.set(left, plus(left, int(-1)));
        list.push({ kind: "branch", label, condition: left });
      });
      list.push({ kind: "loop", label, body: inner });
    },
    unlessZero(condition, write, otherwise = () => {}) {
      list.push({ kind: "if", condition, ifTrue: nested(write), ifFalse: nested(otherwise) });
    },
  };
  write(build, ...parameters.map((type, index) => local(type, index) as Local));
  return { name, parameters, locals, body };
}
