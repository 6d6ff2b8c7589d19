// What takes longer than a frame: compiling, training, reading files. Runs in a worker; the page calls it by client.ts.
import { expose } from "comlink";
import { describeNetwork } from "./describe-network.js";
import { lookAtData, recordingsInData } from "./look-at-data.js";

/** What the page may ask of a worker. Values are copied on their way; errors arrive as errors with their message. */
const WORK = { describeNetwork, lookAtData, recordingsInData } as const;

export type Work = typeof WORK;

expose(WORK);
