import { designNetwork } from "../../common/design/design-network.js";
import { networkText } from "../../common/design/network-text.js";
import { UserError } from "../../common/errors.js";
import { checkNetwork } from "../../common/network/network-file.js";
import type { Task } from "../../common/network/tasks.js";
import { quoted } from "../../common/text.js";
import type { HeldData } from "./data.js";

/** What a person wants otherwise than it would be chosen. */
export interface DesignWishes {
  readonly task?: Task;
  /** columns that the network reads */
  readonly inputs?: readonly string[];
  /** rows in a window, 0 for none */
  readonly window?: number;
}

/** A network for a project's readings: the file that `perceptino init --data` writes, and why it is as it is. */
export interface Design {
  readonly text: string;
  /** by the field of the network file */
  readonly choices: readonly { readonly field: string; readonly reason: string }[];
  /** whether a cell that the network reads or learns holds no value */
  readonly gaps: boolean;
}

/** @throws UserError as the command line's, and where it is not known which column holds the label */
export async function design(held: HeldData, wishes: DesignWishes): Promise<Design> {
  const [{ name }, profile, data] = await Promise.all([
    held.get(),
    held.profile(),
    held.describe(),
  ]);
  const unknown = data.labels.find((label) => profile.columns.every((one) => one.name !== label));
  if (unknown !== undefined || data.labels.length === 0) {
    const got = unknown === undefined ? "nothing" : quoted([unknown]);
    const expected =
      data.candidates.length > 0
        ? `one of the columns ${quoted(data.candidates)}; choose it`
        : "a column of classes, yes or no, or numbers";
    throw new UserError(`label: got ${got}, expected ${expected}`);
  }
  const { file, choices, gaps } = designNetwork(profile, { name, labels: data.labels, ...wishes });
  checkNetwork(file); // what is designed is right, or this is a bug
  return { text: networkText(file), choices, gaps };
}
