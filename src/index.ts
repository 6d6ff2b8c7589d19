export { BOARDS, type Board } from "../boards/index.js";
export type { BuiltNetwork } from "./common/compiler/build-network.js";
export { UsageError, UserError } from "./common/errors.js";
export {
  type BaselineKind,
  baselinesOf,
  type PartBaselines,
  type PredictedPart,
} from "./common/learning/baselines.js";
export { type CarriedOver, carryOver } from "./common/learning/carry-over.js";
export * from "./common/learning/class-metrics.js";
export { describeScores } from "./common/learning/describe-scores.js";
export { fitToData } from "./common/learning/fit-to-data.js";
export type { EpochRecord } from "./common/learning/history.js";
export * from "./common/learning/metrics.js";
export {
  measureNumbers,
  type NumberErrors,
  type NumberMeasures,
} from "./common/learning/number-metrics.js";
export { type Observations, observationsOf } from "./common/learning/observations.js";
export {
  type DataColumns,
  dataColumnsOf,
  parseReadings,
  type Readings,
} from "./common/learning/readings.js";
export { column, observeRow, predictRows, targetsOf } from "./common/learning/rows.js";
export {
  type ClassesScore,
  type NumberScore,
  type Score,
  score,
  scoreClasses,
  scoresOf,
  type YesNoScore,
} from "./common/learning/scores.js";
export { split } from "./common/learning/split.js";
export { startNetwork } from "./common/learning/start-network.js";
export { traceLine } from "./common/learning/trace.js";
export { type TrainOptions, type TrainResult, train } from "./common/learning/train.js";
export * from "./common/loader/index.js";
export {
  type DescentOptions,
  type LogisticData,
  type LogisticModel,
  type LogisticOptions,
  logisticGradient,
  logisticLoss,
  logisticRegression,
  type MinimizeOptions,
  type MinimizeVectorOptions,
  minimize,
  minimizeVector,
} from "./common/minimize/minimize.js";
export {
  type MinimizeExpressionOptions,
  minimizeExpression,
} from "./common/minimize/minimize-expression.js";
export { type Feature, featureCount, inputNames } from "./common/network/features.js";
export { fingerprintOf } from "./common/network/fingerprint.js";
export { memoryBar } from "./common/network/memory-bar.js";
export {
  type Activation,
  type Channel,
  checkNetwork,
  type HiddenActivation,
  type Layer,
  LIMITS,
  type NetworkSpec,
  type Normalizer,
  type Optimizer,
  type Output,
  outputNames,
  parseNetwork,
  type Schedule,
  type Window,
} from "./common/network/network-file.js";
export { networkJsonSchema } from "./common/network/network-json-schema.js";
export {
  type MemoryPlan,
  macsPerStep,
  type PlanKind,
  parameterCount,
  planMemory,
  type Role,
  type Tensor,
  widths,
} from "./common/network/plan.js";
export { columnsOf, type Loss, type Task } from "./common/network/tasks.js";
export { boundaryOf } from "./common/report/boundary-grid.js";
export { evaluationsOf, type ReportedRows } from "./common/report/evaluations-of.js";
export type { Evaluation } from "./common/report/report.js";
export { TARGETS, type Target } from "./common/target-names.js";
export { type Artifact, artifactsOf } from "./common/targets.js";
export { buildNetwork } from "./node/build-network.js";
export { writeWhole } from "./node/files.js";
export { readObservations, readReadings } from "./node/read-readings.js";
export { writeReport } from "./node/write-report.js";
