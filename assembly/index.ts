// The kernels, compiled once for all networks: the entries, and what the linker calls for a network's layers. What they
// need of the network (network.ts) they import.

export { init, observe, predict, predictRows, train, loss } from "./learner";
export { activate } from "./activation";
export { denseAccumulate, denseBackward, denseForward } from "./dense";
export {
  featureChange, featureCrossings, featureDeviation, featureMax, featureMean, featureMin, featureRaw, featureRms, featureSlope,
} from "./features";
export { descend } from "./descend";
export { descendUnit } from "./descend-unit";
export { applyGradient, clipGradient, fill } from "./gradient";
export { biasFollows, elementDerivative, weightFollows } from "./parts";
export { push, restart } from "./push";
export { drawLayer } from "./random";
export { squareRoot } from "./square-root";
export { unitAccumulate, unitBackward, unitForward } from "./unit";
