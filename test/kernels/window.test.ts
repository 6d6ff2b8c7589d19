import assert from "node:assert/strict";
import { test } from "node:test";
import { windowReference } from "../support/features-reference.js";
import { type KernelModule, kernelModules } from "../support/kernel-module.js";
import { seededRandom } from "../support/random.js";

const MODULES = await kernelModules(`export { pushRow } from "./window";\n`);

/** What lies around the window and must stay. */
const OUTSIDE = 2 ** 100;
/** Elements of the memory. */
const COUNT = 8;
const READING = 16;
const WINDOW = 64;

interface Sizes {
  readonly rows: number;
  readonly stride: number;
  readonly channels: number;
}

/** A window in a module's memory. */
function start({ call, floats, words }: KernelModule, { rows, stride, channels }: Sizes) {
  const size = rows * channels;
  floats.fill(OUTSIDE);
  floats.fill(0, WINDOW, WINDOW + size);
  words[COUNT] = 0;
  const counted = () => words[COUNT]!;
  return {
    counted,
    setCounted: (count: number) => {
      words[COUNT] = count;
    },
    push: (reading: ArrayLike<number>): number => {
      floats.set(reading, READING);
      const status = call.pushRow!(4 * READING, 4 * WINDOW, 4 * COUNT, rows, stride, channels);
      assert.ok(
        counted() >= Math.min(0, rows - stride) && counted() <= rows,
        `${counted()} rows of ${rows}`,
      );
      const around = [
        ...floats.subarray(0, COUNT),
        ...floats.subarray(COUNT + 1, READING),
        ...floats.subarray(READING + channels, WINDOW),
        ...floats.subarray(WINDOW + size, WINDOW + size + 4096),
      ];
      assert.ok(
        around.every((value) => value === OUTSIDE),
        "it wrote outside of the window",
      );
      assert.deepEqual(floats.slice(READING, READING + channels), Float32Array.from(reading));
      return status;
    },
    window: () => floats.slice(WINDOW, WINDOW + size),
  };
}

/** Strides below, at and above the rows; single rows and single channels. */
const SIZES: readonly Sizes[] = [
  { rows: 1, stride: 1, channels: 1 },
  { rows: 1, stride: 4, channels: 2 },
  { rows: 4, stride: 1, channels: 3 },
  { rows: 5, stride: 2, channels: 1 },
  { rows: 6, stride: 5, channels: 2 },
  { rows: 4, stride: 4, channels: 3 },
  { rows: 3, stride: 4, channels: 2 },
  { rows: 2, stride: 9, channels: 1 },
  { rows: 50, stride: 25, channels: 6 },
];

const sized = ({ rows, stride, channels }: Sizes) =>
  `${rows} rows of ${channels} every ${stride} readings`;

/** Readings that are all different. */
function readings({ channels }: Sizes, count: number, seed: number): Float32Array[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () =>
    Float32Array.from({ length: channels }, () => random.uniform(-1, 1)),
  );
}

for (const kernels of MODULES) {
  for (const sizes of SIZES) {
    const { rows, stride } = sizes;

    test(`windows of ${sized(sizes)} are complete when and with what they should, ${kernels.name}`, () => {
      const { push, window } = start(kernels, sizes);
      const pushed: Float32Array[] = [];
      let complete = 0;
      for (const reading of readings(sizes, 2 * rows + 7 * stride, 1)) {
        pushed.push(reading);
        const expected = windowReference(pushed, rows, stride);
        assert.equal(push(reading), expected ? 1 : 0, `reading ${pushed.length}`);
        if (expected) assert.deepEqual(window(), expected, `reading ${pushed.length}`);
        if (expected) complete++;
      }
      assert.ok(complete >= 7, `only ${complete} windows`);
    });

    test(`a reading that is not finite changes nothing in a window of ${sized(sizes)}, ${kernels.name}`, () => {
      const { push, window, counted } = start(kernels, sizes);
      for (const reading of readings(sizes, rows + 2 * stride, 2)) {
        const before = [counted(), ...window()];
        for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
          for (let c = 0; c < sizes.channels; c++) {
            assert.equal(push(reading.with(c, bad)), -1, `${bad} in channel ${c}`);
            assert.deepEqual([counted(), ...window()], before);
          }
        }
        assert.notEqual(push(reading), -1);
      }
    });

    test(`a window of ${sized(sizes)} begins anew at whatever reading its count is set to 0, ${kernels.name}`, () => {
      for (let after = 0; after <= rows + stride; after++) {
        const { push, window, setCounted } = start(kernels, sizes);
        for (const reading of readings(sizes, after, 3)) push(reading);
        setCounted(0);
        const pushed = readings(sizes, rows, 4);
        const status = pushed.map(push);
        assert.deepEqual(status, [...Array(rows - 1).fill(0), 1], `after ${after} readings`);
        assert.deepEqual(window(), windowReference(pushed, rows, stride));
      }
    });

    test(`a damaged count begins a window of ${sized(sizes)} anew, ${kernels.name}`, () => {
      const { push, window, setCounted } = start(kernels, sizes);
      const least = Math.min(0, rows - stride);
      const damaged = [rows + 1, rows + 2, 65536, 2 ** 30, 2 ** 31 - 1];
      for (const count of [...damaged, least - 1, -65536, -(2 ** 30), -(2 ** 31)]) {
        setCounted(count);
        const pushed = readings(sizes, rows, count);
        const status = pushed.map(push);
        assert.deepEqual(status, [...Array(rows - 1).fill(0), 1], `count ${count}`);
        assert.deepEqual(window(), windowReference(pushed, rows, stride), `count ${count}`);
      }
    });
  }

  test(`a window keeps every finite number as it is, ${kernels.name}`, () => {
    const { push, window } = start(kernels, { rows: 2, stride: 1, channels: 4 });
    const largest = (2 - 2 ** -23) * 2 ** 127;
    push([largest, -largest, 2 ** -149, -(2 ** -149)]);
    push([0, -0, 2 ** -126, 1]);
    const kept = [largest, -largest, 2 ** -149, -(2 ** -149), 0, -0, 2 ** -126, 1];
    assert.deepEqual(Array.from(window()), kept);
  });
}
