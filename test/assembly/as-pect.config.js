// as-pect: AssemblyScript's own view of the kernels. Run from the root of the repository:
// npx asp --config test/assembly/as-pect.config.js --as-config test/assembly/as-pect.asconfig.json --no-logo --summary
export default {
  entries: ["test/assembly/**/*.spec.ts"],
  include: [],
  disclude: [/node_modules/],
  async instantiate(memory, createImports, instantiate, binary) {
    return instantiate(binary, createImports({ env: { memory } }));
  },
  outputBinary: false,
};
