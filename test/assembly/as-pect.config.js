// as-pect: AssemblyScript's own view of the kernels. Run from the root of the repository:
// npx asp --config test/assembly/as-pect.config.js --as-config test/assembly/as-pect.asconfig.json --no-logo --summary
import { readFileSync } from "node:fs";

/** What is not 0 in the network below. */
const VALUES = { ACTIVATIONS: 63, UNITS_LEFT: 1 };

/** What kernels import of a network: here one of all activations and any sizes that follows the plain gradient. */
function network() {
  const text = readFileSync(new URL("../../assembly/network.ts", import.meta.url), "utf8");
  const constants = [...text.matchAll(/declare const (\w+): (\w+);/g)].map(([, name, type]) => [
    name,
    new WebAssembly.Global({ value: type === "f32" ? "f32" : "i32" }, VALUES[name] ?? 0),
  ]);
  const functions = [...text.matchAll(/declare function (\w+)/g)].map(([, name]) => [
    name,
    () => 0,
  ]);
  return Object.fromEntries([...constants, ...functions]);
}

export default {
  entries: ["test/assembly/**/*.spec.ts"],
  include: [],
  disclude: [/node_modules/],
  async instantiate(memory, createImports, instantiate, binary) {
    return instantiate(binary, createImports({ env: { memory }, network: network() }));
  },
  outputBinary: false,
};
