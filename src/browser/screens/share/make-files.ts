import { useEffect, useState } from "preact/hooks";
import { fileNameOf } from "../../parts/save-file.js";
import type { AppState } from "../../state/app-state.js";
import { networkTextOf } from "../../state/design.js";
import { worker } from "../../worker/client.js";
import type { SharedFile } from "../../worker/share.js";
import type { SharedTarget } from "./targets.js";

/** What is shared: what was trained, else the network as it is designed. */
export interface SharedNetwork {
  readonly text: string;
  readonly checkpoint?: Uint8Array;
  /** what files are called, without ending */
  readonly name: string;
}

export function sharedNetwork(state: AppState): SharedNetwork | undefined {
  const { trained, name } = state.project;
  const text = trained?.network ?? networkTextOf(state);
  if (text === undefined) return undefined;
  return { text, name: fileNameOf(name), ...(trained && { checkpoint: trained.checkpoint }) };
}

/** The files of a target, or why there are none; undefined while they are being made. */
export type MadeFiles = { readonly files: readonly SharedFile[] } | { readonly error: string };

/** Makes a target's files, anew whenever the network or the board is another. */
export function useFiles(
  { text, checkpoint, name }: SharedNetwork,
  { target, perBoard }: SharedTarget,
  board: string,
): MadeFiles | undefined {
  const [made, setMade] = useState<MadeFiles>();
  const forBoard = perBoard ? board : undefined;
  useEffect(() => {
    let last = true;
    const take = (files: MadeFiles) => last && setMade(files);
    setMade(undefined);
    const order = {
      text,
      target,
      name,
      ...(forBoard !== undefined && { board: forBoard }),
      ...(checkpoint && { checkpoint }),
    };
    worker("design")
      .makeFiles(order)
      .then(
        (files) => take({ files }),
        (error: Error) => take({ error: error.message }),
      );
    return () => {
      last = false;
    };
  }, [text, checkpoint, name, target, forBoard]);
  return made;
}
