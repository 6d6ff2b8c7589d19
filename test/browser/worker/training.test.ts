import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { ProjectData } from "../../../src/browser/state/project-data.js";
import { type Work, workWith } from "../../../src/browser/worker/work.js";
import type { TrainingNews } from "../../../src/browser/worker/training.js";
import { describedCheckpoint } from "../../../src/common/network/checkpoint-file.js";
import { parseNetwork } from "../../../src/common/network/network-file.js";
import { packageRoot } from "../../../src/node/package.js";
import { RESOURCES } from "../../../src/node/resources.js";
import { type Cli, cli } from "../../support/cli.js";

const GESTURES = join(packageRoot(), "../shared/data/gestures/train.csv");
const skip = existsSync(GESTURES) ? false : "needs ../shared/data/gestures";
