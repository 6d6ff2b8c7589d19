// What happens to a module on its way to a board, as a state machine: what came, and what follows.

/** How a module or a firmware is made. */
export interface UploadWish {
  /** a board's name */
  readonly board: string;
  /** of a module: the board's own way, or JavaScript, which runs on any */
  readonly javascript: boolean;
  /** of a module: what `require` calls it */
  readonly name: string;
}

/** What is known of a module that is made, without its bytes. */
export interface ModuleFacts {
  readonly of: "module";
  readonly bytes: number;
  readonly codeBytes: number;
  readonly files: number;
  readonly took: number;
  readonly variables: { readonly used: number; readonly available: number };
  readonly storage: { readonly used: number; readonly available: number };
  readonly saves: number;
  readonly trained: boolean;
  readonly unfit?: string;
}

/** What is known of a firmware that is made, without its bytes. */
export interface FirmwareFacts {
  readonly of: "firmware";
  /** the ending of its file's name */
  readonly kind: "uf2" | "bin";
  /** of the file */
  readonly bytes: number;
  readonly codeBytes: number;
  readonly took: number;
  readonly ram: { readonly used: number; readonly available: number };
  readonly flash: { readonly used: number; readonly available: number };
  readonly trained: boolean;
}

export type Making =
  | { readonly is: "none" }
  | { readonly is: "making" }
  | { readonly is: "made"; readonly facts: ModuleFacts | FirmwareFacts }
  | { readonly is: "refused"; readonly why: string };

export type Sending =
  | { readonly is: "idle" }
  /** `doing` says what the board is asked */
  | { readonly is: "asking"; readonly doing: string }
  | { readonly is: "sending"; readonly bytes: number; readonly total: number }
  /** all is there: it restarts, and is read back */
  | { readonly is: "checking" }
  | {
      readonly is: "interrupted";
      readonly why: string;
      /** whether the line is gone, so that to connect comes first */
      readonly gone: boolean;
      /** whether all of the module was there: from its next start the board loads it */
      readonly whole: boolean;
      readonly bytes: number;
      readonly total: number;
    }
  | { readonly is: "refused"; readonly why: string }
  | { readonly is: "done"; readonly done: UploadDone };

export interface UploadDone {
  readonly board: string;
  readonly firmware: string;
  readonly name: string;
  /** written now; 0 when all was there */
  readonly bytes: number;
  readonly weights: "sent" | "kept" | "none";
}

/** What becomes of weights on their way to a board with the firmware, which has its network already. */
export type SendingWeights =
  | { readonly is: "sending" }
  /** the board has in memory what had come until then; what it saved is as it was */
  | { readonly is: "interrupted"; readonly why: string }
  | { readonly is: "refused"; readonly why: string }
  /** the board of this title has them, and has saved them */
  | { readonly is: "saved"; readonly title: string };

export interface Upload {
  /** what a person chose */
  readonly wish?: UploadWish;
  /** what is being sent: it holds until the line is there again */
  readonly held?: UploadWish;
  readonly making: Making;
  readonly sending: Sending;
  /** left out before any were sent */
  readonly weights?: SendingWeights;
}

export const newUpload: Upload = { making: { is: "none" }, sending: { is: "idle" } };

/** Something else is wanted: what was made does not hold any more. */
export const wished = ({ held: _, ...upload }: Upload, wish: UploadWish): Upload => ({
  ...upload,
  wish,
  making: { is: "none" },
  sending: upload.sending.is === "done" ? { is: "idle" } : upload.sending,
});

/** Another project is open: what was made and sent is not of it. What is under way goes on. */
export const leftBehind = (upload: Upload): Upload =>
  isUnderWay(upload) || upload.weights?.is === "sending"
    ? upload
    : { ...newUpload, ...(upload.wish && { wish: upload.wish }) };

export const making = (upload: Upload): Upload => ({ ...upload, making: { is: "making" } });
export const made = (upload: Upload, facts: ModuleFacts | FirmwareFacts): Upload => ({
  ...upload,
  making: { is: "made", facts },
});
export const notMade = (upload: Upload, why: string): Upload => ({
  ...upload,
  making: { is: "refused", why },
});

export const isUnderWay = ({ sending }: Upload): boolean =>
  sending.is === "asking" || sending.is === "sending" || sending.is === "checking";

/** Whether a board has been sent what was made or trained here. */
export const hasArrived = ({ sending, weights }: Upload): boolean =>
  sending.is === "done" || weights?.is === "saved";

/** @returns the same where an upload is under way: there is never a second one */
export const asking = (upload: Upload, doing: string): Upload =>
  isUnderWay(upload) && upload.sending.is !== "asking"
    ? upload
    : { ...upload, sending: { is: "asking", doing } };

/** So many bytes have been acknowledged. What comes late, after an end, changes nothing. */
export function sent(upload: Upload, bytes: number, total: number): Upload {
  if (!isUnderWay(upload)) return upload;
  return {
    ...upload,
    sending: bytes >= total ? { is: "checking" } : { is: "sending", bytes, total },
  };
}

export function interrupted(upload: Upload, why: string, gone: boolean): Upload {
  const { sending } = upload;
  const { bytes, total } = sending.is === "sending" ? sending : { bytes: 0, total: 0 };
  const whole = sending.is === "checking";
  return { ...upload, sending: { is: "interrupted", why, gone, whole, bytes, total } };
}

export const refused = (upload: Upload, why: string): Upload => ({
  ...upload,
  sending: { is: "refused", why },
});

export const done = (upload: Upload, what: UploadDone): Upload => ({
  ...upload,
  sending: { is: "done", done: what },
});

/** @param weights left out when none are on their way, and none were sent */
export const weightsAre = (
  { weights: _, ...upload }: Upload,
  weights: SendingWeights | undefined,
): Upload => ({ ...upload, ...(weights && { weights }) });
