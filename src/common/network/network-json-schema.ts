import { toJsonSchema } from "@valibot/to-json-schema";
import type { RegexAction } from "valibot";
import { networkObject } from "./network-schema.js";

type AnyRegex = RegexAction<string, undefined>;

/** The published JSON Schema (draft 2020-12) of the network file. */
export function networkJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = toJsonSchema(networkObject, {
    target: "draft-2020-12",
    typeMode: "input",
    ignoreActions: ["normalize"],
    // JSON Schema knows no flags: its patterns are Unicode.
    overrideAction: ({ valibotAction, jsonSchema }) =>
      valibotAction.type === "regex"
        ? { ...jsonSchema, pattern: (valibotAction as AnyRegex).requirement.source }
        : undefined,
  });
  return { title: "perceptino network", $schema, ...schema };
}
