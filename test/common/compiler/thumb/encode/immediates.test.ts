import assert from "node:assert/strict";
import { test } from "node:test";
import {
  floatImmediate,
  modifiedImmediate,
} from "../../../../../src/common/compiler/thumb/encode/immediates.js";
import { randomNumbers } from "./random-items.js";

/** ThumbExpandImm of the architecture's manual; undefined for what it calls unpredictable. */
function expand(bits: number): number | undefined {
  const byte = bits & 0xff;
  const kind = bits >> 8;
  if (kind < 4) {
    if (kind > 0 && byte === 0) return undefined;
    return [byte, byte * 0x00010001, byte * 0x01000100, byte * 0x01010101][kind]! >>> 0;
  }
  const unrotated = 0x80 | (bits & 0x7f);
  const rotation = bits >> 7;
  return ((unrotated >>> rotation) | (unrotated << (32 - rotation))) >>> 0;
}

test("every modified immediate is found, and nothing else", () => {
  const values = new Set<number>();
  for (let bits = 0; bits < 4096; bits++) {
    const value = expand(bits);
    if (value === undefined) continue;
    values.add(value);
    assert.equal(expand(modifiedImmediate(value)!), value);
    assert.equal(modifiedImmediate(value | 0), modifiedImmediate(value));
  }
  const below = randomNumbers(1);
  const near = [...values].flatMap((value) => [value - 1, value + 1, value ^ (1 << below(32))]);
  const random = Array.from({ length: 100_000 }, () => below(2 ** 31) * 2 + below(2));
  for (const value of [...near, ...random]) {
    assert.equal(modifiedImmediate(value) !== undefined, values.has(value >>> 0), `${value}`);
  }
});

test("every constant of VMOV is found, and nothing else", () => {
  const known = new Map<number, number>();
  for (let bits = 0; bits < 256; bits++) {
    // VFPExpandImm of the manual
    const sign = bits >> 7;
    const b = (bits >> 6) & 1;
    const exponent = ((b ^ 1) << 7) | (b ? 0x7c : 0) | ((bits >> 4) & 3);
    known.set(((sign << 31) | (exponent << 23) | ((bits & 15) << 19)) >>> 0, bits);
  }
  for (const [value, bits] of known) assert.equal(floatImmediate(value), bits);
  assert.equal(floatImmediate(0), undefined);
  assert.equal(floatImmediate(0x3f800000), 0x70); // 1
  for (let high = 0; high < 2 ** 13; high++) {
    const value = (high << 19) >>> 0;
    assert.equal(floatImmediate(value), known.get(value));
    assert.equal(floatImmediate(value | 1), undefined);
  }
});
