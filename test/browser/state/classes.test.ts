import assert from "node:assert/strict";
import { test } from "node:test";
import { placeOfClass } from "../../../src/browser/state/classes.js";

test("a class has the place that it has in its project, whatever the order of a network's outputs", () => {
  const places = ["circle", "rest", "shake"].map((name, i) =>
    placeOfClass(["rest", "shake", "circle"], name, i),
  );
  assert.deepEqual(places, [2, 0, 1]);
});

test("a name that is no class of the project has the place of its output", () => {
  assert.equal(placeOfClass([], "not stuffy", 1), 1);
});
