import type { BuiltNetwork } from "../compiler/build-network.js";
import { thumbCode } from "../compiler/thumb/blob.js";
import {
  optimizeOf,
  type ThumbCode,
  type ThumbCore,
  type ThumbOptions,
} from "../compiler/thumb/code.js";

const made = new WeakMap<BuiltNetwork, Map<string, ThumbCode>>();

/**
 * A network's machine code, made once: whether it fits is asked before the module is made of it, and of many boards with the
 * same core.
 * @throws UserError as thumbCode() does
 */
export function machineCode(
  built: BuiltNetwork,
  core: ThumbCore,
  options: ThumbOptions = {},
): ThumbCode {
  const known = made.get(built) ?? new Map<string, ThumbCode>();
  made.set(built, known);
  const key = `${core} ${optimizeOf(built.plan.kind, options)}`;
  const code = known.get(key) ?? thumbCode(built, core, options);
  known.set(key, code);
  return code;
}
