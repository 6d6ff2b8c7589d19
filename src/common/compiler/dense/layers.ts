import type { SizedLayer } from "../../network/plan.js";
import type { Routine } from "../ir/ir.js";
import { activationOf, type Builder, inNetwork } from "../network-builder.js";
import { backwardRoutine } from "./backward.js";
import { forwardRoutine } from "./forward.js";
import type { DenseLayer, Parts } from "./layer.js";

/** The names of a layer's own routines. */
export const forwardName = ({ number }: SizedLayer): string => inNetwork(`forward${number}`);
export const backwardName = ({ number }: SizedLayer): string => inNetwork(`backward${number}`);

/** The routines of the layers that have their own: those of several units, where there is a tiling. */
export function layerRoutines(build: Builder, layers: readonly SizedLayer[]): Routine[] {
  const { tiling, kernel } = build;
  if (!tiling) return [];
  const parts: Parts = {
    weightFollows: kernel("weightFollows"),
    biasFollows: kernel("biasFollows"),
    elementDerivative: kernel("elementDerivative"),
  };
  return layers.flatMap((layer, i) => {
    if (layer.units === 1) return [];
    const dense = denseLayer(build, layer, layers[i - 1]);
    return [
      forwardRoutine(forwardName(layer), dense, tiling),
      ...(layer.trained ? [backwardRoutine(backwardName(layer), dense, tiling, parts)] : []),
    ];
  });
}

/** A layer with its places; only one that is trained itself wants its dZ from the layer above. */
function denseLayer(
  { address, strip }: Builder,
  { number, inputs, units }: SizedLayer,
  below: SizedLayer | undefined,
): DenseLayer {
  return {
    inputs,
    units,
    w: address(`W${number}`).value,
    b: address(`b${number}`).value,
    z: address(`A${number}`).value,
    strip: strip.value,
    ...(below?.trained && { below: activationOf(below) }),
  };
}
