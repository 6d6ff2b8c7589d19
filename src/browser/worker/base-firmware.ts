/** Gives the text of a board's base firmware by its file's name; undefined where there is none. */
export type BaseFirmwares = (file: string) => Promise<string | undefined>;

/** What was built into the page, in a file of its own that is loaded when somebody wants firmware. */
export const BASE_FIRMWARES: BaseFirmwares = async (file) => {
  const { bases } = await import("perceptino:firmware");
  return bases[file];
};
