import { z } from "../zod.js";
import { networkObject } from "./network-schema.js";

// By itself: it brings a good part of zod, and no network is read by it.

/** The published JSON Schema (draft 2020-12) of the network file. */
export function networkJsonSchema(): Record<string, unknown> {
  return { title: "perceptino network", ...z.toJSONSchema(networkObject, { io: "input" }) };
}
