/**
 * The page's one script, always the same and without a word of anybody's data: it moves thresholds, and opens what is
 * folded before printing. The page's policy allows this text alone, by its hash.
 *
 * It is text and no function, as the style sheet is and as what we generate for engines is: `common` writes it and never
 * runs it, so nothing here needs a page. A function turned into text would be checked by the compiler, but needs the types
 * of a page in a room that has none, and its text, so its hash, is another one in each bundle. A file of its own would
 * have to be read, which is for Node alone. `count` and `percent` are those of `text.ts` and `html.ts` once more; tests
 * hold them together.
 */
export const SCRIPT = `
"use strict";
(() => {
  const count = (n) => String(n).replace(/\\B(?=(\\d{3})+$)/g, ",");
  const percent = (part, whole) => {
    if (whole === 0) return "\\u2013";
    const share = part / whole;
    if (share === 0 || share === 1) return 100 * share + "\\u00a0%";
    const value = (100 * share).toFixed(1);
    const rounded = value === "0.0" || value === "100.0";
    return (rounded ? (100 * share).toFixed(3) : value) + "\\u00a0%";
  };
  for (const box of document.querySelectorAll("[data-thresholds]")) {
    const { positives, negatives, found, alarms } = JSON.parse(box.dataset.thresholds);
    const input = box.querySelector("input");
    const output = box.querySelector("output");
    const card = box.closest(".card");
    const show = (name, text) => {
      for (const cell of card.querySelectorAll("[data-live=" + name + "]")) cell.textContent = text;
    };
    const fill = (name, value, whole) => {
      const cell = card.querySelector("[data-cell=" + name + "]");
      cell.querySelector("b").textContent = count(value);
      cell.querySelector("span").textContent = percent(value, whole);
      cell.style.setProperty("--part", whole > 0 ? (value / whole).toFixed(3) : "0.000");
    };
    const move = () => {
      const step = Number(input.value);
      const tp = found[step];
      const fp = alarms[step];
      const fn = positives - tp;
      const tn = negatives - fp;
      output.textContent = (step / 100).toFixed(2);
      fill("tp", tp, positives);
      fill("fn", fn, positives);
      fill("fp", fp, negatives);
      fill("tn", tn, negatives);
      show("accuracy", percent(tp + tn, positives + negatives));
      show("precision", percent(tp, tp + fp));
      show("recall", percent(tp, positives));
      show("f1", percent(2 * tp, 2 * tp + fp + fn));
    };
    input.addEventListener("input", move);
    box.hidden = false;
  }
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details:not([open])")];
    for (const fold of opened) fold.open = true;
  });
  addEventListener("afterprint", () => {
    for (const fold of opened) fold.open = false;
    opened = [];
  });
})();
`;

/** SHA-256 of {@link SCRIPT} in base64, as a policy names it. A test holds the two together. */
export const SCRIPT_HASH = "sha256-BnQEoF1GH1496HM7/kLXntQpRgT5vy34krnBdQqY82E=";
