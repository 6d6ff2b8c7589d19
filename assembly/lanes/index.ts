// What the linker calls of the kernels in lanes by names of their own: where a scalar kernel gives one number, these give four.

export {
  featureChange as featureChangeLanes, featureCrossings as featureCrossingsLanes, featureDeviation as featureDeviationLanes,
  featureMax as featureMaxLanes, featureMean as featureMeanLanes, featureMin as featureMinLanes, featureRaw as featureRawLanes,
  featureRms as featureRmsLanes, featureSlope as featureSlopeLanes,
} from "./features";
export { storeColumn } from "./lanes";
