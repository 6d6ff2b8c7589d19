export { BOARDS, type Board } from "../boards/index.js";
export { boundaryOf } from "./boundary.js";
export { type BuiltNetwork, buildNetwork, startNetwork } from "./build.js";
export { UsageError, UserError } from "./errors.js";
export { column, describeScores, labelsOf, predictRows, type Score, score } from "./evaluate.js";
export { writeWhole } from "./files.js";
export { fingerprintOf } from "./fingerprint.js";
export type { EpochRecord } from "./history.js";
export * from "./loader/index.js";
export { memoryBar } from "./memory-bar.js";
export * from "./metrics.js";
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
} from "./minimize/minimize.js";
export {
  type MinimizeExpressionOptions,
  minimizeExpression,
} from "./minimize/minimize-expression.js";
export {
  type Activation,
  type Channel,
  checkNetwork,
  type Layer,
  LIMITS,
  type NetworkSpec,
  networkJsonSchema,
  parseNetwork,
} from "./network-file.js";
export { fitNormalizer } from "./normalize.js";
export {
  type MemoryPlan,
  macsPerStep,
  type PlanKind,
  parameterCount,
  planMemory,
  type Role,
  type Tensor,
  widths,
} from "./plan.js";
export { parseReadings, type Readings, readReadings } from "./readings.js";
export type { Evaluation } from "./report.js";
export { type Artifact, artifactsOf, TARGETS, type Target } from "./targets/index.js";
export { traceLine } from "./trace.js";
export { observeRow, type TrainOptions, type TrainResult, train } from "./train.js";
export { evaluationsOf, type ReportedRows, writeReport } from "./write-report.js";
