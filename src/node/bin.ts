#!/usr/bin/env node
// Whatever the Node is, it reads this file: nothing newer than ES2018 here, and no import before it is known to be new enough.
import { refusalOfNode } from "./node-version.js";

const refusal = refusalOfNode(process.versions.node);
if (refusal === undefined) void import("./run.js");
else {
  process.stderr.write(`${refusal}\n`);
  process.exitCode = 1;
}
