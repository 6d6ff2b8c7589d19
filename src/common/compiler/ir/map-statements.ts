// Kernels are linked cold, as walk.ts says: a list is copied only from where it changes, and a value or a statement is made
// field by field, not by spreading, which V8 does slowly until it is warm.

import { type Expression, loadFrom, type Statement } from "./ir.js";

/** What a copy of statements is made with; what is left out stays as it is. */
export interface Mapping {
  /** instead of a value, whose operands are already mapped */
  readonly value?: (e: Expression) => Expression;
  /** instead of a local that is set */
  readonly set?: (index: number) => number;
  readonly label?: (label: string) => string;
  readonly target?: (target: string) => string;
}

/** A value in which each part is mapped, the innermost first; itself when that changes nothing. */
function mapExpression(e: Expression, map: (e: Expression) => Expression): Expression {
  switch (e.kind) {
    case "constant":
    case "global":
    case "local":
      return map(e);
    case "load": {
      const pointer = mapExpression(e.pointer, map);
      return map(pointer === e.pointer ? e : loadFrom(e, pointer, e.offset));
    }
    case "unary": {
      const value = mapExpression(e.value, map);
      if (value === e.value) return map(e);
      return map({ kind: "unary", type: e.type, operator: e.operator, value });
    }
    case "binary": {
      const left = mapExpression(e.left, map);
      const right = mapExpression(e.right, map);
      if (left === e.left && right === e.right) return map(e);
      return map({ kind: "binary", type: e.type, operator: e.operator, left, right });
    }
    case "select": {
      const condition = mapExpression(e.condition, map);
      const ifTrue = mapExpression(e.ifTrue, map);
      const ifFalse = mapExpression(e.ifFalse, map);
      const same = condition === e.condition && ifTrue === e.ifTrue && ifFalse === e.ifFalse;
      return map(same ? e : { kind: "select", type: e.type, condition, ifTrue, ifFalse });
    }
    case "vector": {
      const operands = mapList(e.operands, (operand) => mapExpression(operand, map));
      if (operands === e.operands) return map(e);
      return map({ kind: "vector", type: e.type, operator: e.operator, operands, lane: e.lane });
    }
  }
}

/** A list in which each item is mapped; itself when that changes nothing. */
function mapList<T>(items: readonly T[], map: (item: T) => T): readonly T[] {
  let mapped: T[] | undefined;
  for (let i = 0; i < items.length; i++) {
    const item = items[i]!;
    const now = map(item);
    if (now !== item) mapped ??= items.slice(0, i);
    mapped?.push(now);
  }
  return mapped ?? items;
}

/** Statements with other values, locals, labels and targets of calls; themselves when that changes nothing. */
export function mapStatements(
  statements: readonly Statement[],
  mapping: Mapping,
): readonly Statement[] {
  const { set = (index) => index, label = (name) => name, target = (name) => name } = mapping;
  const value = (e: Expression): Expression =>
    mapping.value ? mapExpression(e, mapping.value) : e;
  const list = (body: readonly Statement[]) => mapList(body, one);
  const one = (s: Statement): Statement => {
    switch (s.kind) {
      case "set": {
        const to: Statement = { kind: "set", index: set(s.index), value: value(s.value) };
        return to.index === s.index && to.value === s.value ? s : to;
      }
      case "store": {
        const pointer = value(s.pointer);
        const to: Statement = { kind: "store", pointer, offset: s.offset, value: value(s.value) };
        return pointer === s.pointer && to.value === s.value ? s : to;
      }
      case "call": {
        const to = { target: target(s.target), operands: mapList(s.operands, value) };
        const result = s.result === undefined ? undefined : set(s.result);
        if (to.target === s.target && to.operands === s.operands && result === s.result) return s;
        return { ...s, ...to, ...(result !== undefined && { result }) };
      }
      case "if": {
        const condition = value(s.condition);
        const ifTrue = list(s.ifTrue);
        const ifFalse = list(s.ifFalse);
        const same = condition === s.condition && ifTrue === s.ifTrue && ifFalse === s.ifFalse;
        return same ? s : { kind: "if", condition, ifTrue, ifFalse };
      }
      case "loop":
      case "block": {
        const name = label(s.label);
        const body = list(s.body);
        return name === s.label && body === s.body ? s : { kind: s.kind, label: name, body };
      }
      case "branch": {
        const name = label(s.label);
        const condition = s.condition && value(s.condition);
        if (name === s.label && condition === s.condition) return s;
        return condition
          ? { kind: "branch", label: name, condition }
          : { kind: "branch", label: name };
      }
      case "return": {
        const to = s.value && value(s.value);
        return to && to !== s.value ? { kind: "return", value: to } : s;
      }
    }
  };
  return list(statements);
}
