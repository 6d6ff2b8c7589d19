/** What the unrolled step needs of assembly/. */
export const UNROLLED_IMPORTS: readonly string[] = [
  `import { expOfMinusAbs } from "./elementary";`,
  `import { deltaOf, isFull, logged, productAfter, sumAfter } from "./loss";`,
  `import { drawLayer } from "./random";`,
  `import { unitForward } from "./unit";`,
];

/**
 * The loop over the batch for a single unit with few inputs, which stands in for assembly/descend.ts: each reading is loaded
 * once, and weights and gradient stay in locals. The sums are those of the other kernels, in the same order.
 */
export function unrolledDescend(inputs: number): string[] {
  const each = (text: (i: number) => string) => Array.from({ length: inputs }, (_, i) => text(i));
  const list = (text: (i: number) => string) => each(text).join(", ");
  return [
    "// The loss of the observed rows; with `train`, one step of gradient descent on them besides.",
    "export function descend(train: bool, rate: f32): f32 {",
    "  const count = load<i32>(OBSERVED);",
    "  if (!count) return 0;",
    "  if (MEAN) rate /= <f32>count;",
    `  const b = load<f32>(b1), ${list((i) => `w${i} = load<f32>(W1, ${4 * i})`)};`,
    `  let db: f32 = 0, ${list((i) => `g${i}: f32 = 0`)};`,
    "  let sum: f32 = 0, product: f32 = 1;",
    "  let x = READINGS, y = LABELS;",
    "  const end = LABELS + (<usize>count << 2);",
    "  do {",
    `    const ${list((i) => `x${i} = load<f32>(x, ${4 * i})`)};`,
    `    const logit = b${each((i) => ` + x${i} * w${i}`).join("")}, label = load<f32>(y);`,
    "    const e = expOfMinusAbs(logit);",
    "    if (train) {",
    "      const delta = deltaOf(logit, label, e);",
    ...each((i) => `      g${i} += x${i} * delta;`),
    "      db += delta;",
    "    }",
    "    sum = sumAfter(sum, logit, label, e);",
    "    product = productAfter(product, e);",
    "    if (isFull(product)) {",
    "      sum = logged(sum, product);",
    "      product = 1;",
    "    }",
    `    x += ${4 * inputs}; y += 4;`,
    "  } while (y < end);",
    "  if (train) {",
    ...each((i) => `    store<f32>(W1, w${i} - rate * g${i}, ${4 * i});`),
    "    store<f32>(b1, b - rate * db);",
    "  }",
    "  sum = logged(sum, product);",
    "  return MEAN ? sum / <f32>count : sum;",
    "}",
  ];
}
