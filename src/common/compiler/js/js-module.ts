import { ROUTINES } from "../../loader/engine.js";
import { widths } from "../../network/plan.js";
import { statePieces } from "../../network/trained-state.js";
import type { BuiltNetwork } from "../build-network.js";
import type { Program } from "../ir/ir.js";
import { type JsFormat, jsAs } from "./formats.js";
import { printJsRoutines } from "./print-js.js";

/**
 * The loaders that rollup makes for small engines, each defining the function `perceptino`: "plain" for any engine;
 * "espruino-…" for Espruino, by what the kernels are; "espruino-saving" is an expression, the part that saves. Those that end in ".es5" are ECMAScript 5, as older engines want.
 */
export const LOADERS = [
  "plain.es5",
  "espruino-js",
  "espruino-js.es5",
  "espruino-ram",
  "espruino-storage",
  "espruino-saving",
  "espruino-saving.es5",
] as const;
export type Loader = (typeof LOADERS)[number];

/**
 * A network as one plain JavaScript file: its kernels with the loader, of which nothing is visible outside.
 * @param checkpoint what it begins with, instead of new weights: of its very plan, as `save()` gives it
 */
export function jsModule(built: BuiltNetwork, format?: JsFormat, checkpoint?: Uint8Array): string {
  const { program, resources } = built;
  const network = `(function () {
${resources.loader("plain.es5")}
var net = perceptino(${layoutText(program)},
${jsKernels(program)});
${checkpoint ? trainedText(built, checkpoint) : ""}return net;
})()`;
  return `// perceptino: ${aboutNetwork(built)}\n${jsAs(network, format)}\n`;
}

/** Puts a checkpoint's words into a network's memory, which is all that there is to restore. */
function trainedText({ plan }: BuiltNetwork, checkpoint: Uint8Array): string {
  const pieces = statePieces(plan, checkpoint).map(
    ({ first, words }) => `words.set([${words.join(",")}], ${first});\n`,
  );
  return `var words = new Uint32Array(net.engine.memory);\n${pieces.join("")}`;
}

export const aboutNetwork = ({ spec, plan, resources }: BuiltNetwork): string =>
  `${widths(spec).join("-")}, ${plan.kind} plan, batch ${spec.batch}; made by perceptino ${resources.version}. Do not edit.`;

/** The kernels as a JavaScript function that takes the linear memory and gives a list of the routines, in the order of ROUTINES. */
export function jsKernels(program: Program): string {
  const { source, constants, temporaries, exports } = printJsRoutines(program);
  const list = ROUTINES.flatMap((name) => exports.get(name) ?? []).join(",");
  return `function(m){var T=new Float32Array(${temporaries}),N=new Int32Array(T.buffer),K=new Float32Array(new Int32Array([${constants.join(",")}]).buffer),F=new Float32Array(m),I=new Int32Array(m);
function M(a,b){return (a*(b&65535)+((a*(b>>>16)&65535)<<16))|0}
${source}
return[${list}];}`;
}

/**
 * A module's constants as a JavaScript function that gives an object of them.
 * @param more JavaScript that goes first
 */
export function layoutText(program: Program, more = ""): string {
  const fields = [...program.constants].map(([name, { value }]) => `${name}:${value >>> 0}`);
  return `function(){return{${more}${fields.join(",")}}}`;
}
