import { readdirSync, readFileSync } from "node:fs";

/** The folder of the package that a module is of, if it is of one. */
const packageOf = (id) =>
  /[^\0]*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id.replaceAll("\\", "/"))?.[0];

/** The licences of a package, as it states them. */
function licenceOf(folder) {
  const { name, version, license, author } = JSON.parse(
    readFileSync(`${folder}/package.json`, "utf8"),
  );
  const files = readdirSync(folder).filter((file) =>
    /^(licen[cs]e|notice|copying)(\.\w+)?$/i.test(file),
  );
  const texts = files.map((file) => readFileSync(`${folder}/${file}`, "utf8").trim());
  const unwritten = `By ${author?.name ?? author ?? "its authors"}; the package names its licence without the text.`;
  return [`${name} ${version}, ${license}`, ...(texts.length > 0 ? texts : [unwritten])].join(
    "\n\n",
  );
}

/**
 * The licences of all packages of which a bundle holds something.
 * @param context rollup's, in generateBundle()
 */
export function licencesOf(context) {
  const bundled = [...context.getModuleIds()]
    .filter((id) => context.getModuleInfo(id)?.isIncluded)
    .map(packageOf);
  const packages = [...new Set(bundled.filter((folder) => folder !== undefined))].sort();
  return `${packages.map(licenceOf).join(`\n\n${"-".repeat(80)}\n\n`)}\n`;
}
