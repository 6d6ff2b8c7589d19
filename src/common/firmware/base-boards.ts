import { FIRMWARE_BOARDS, type FirmwareBoard } from "../../../boards/index.js";

/** The boards that are flashed by a file, for which packages have base firmware. */
export const BASE_BOARDS: readonly FirmwareBoard[] = FIRMWARE_BOARDS.filter(
  ({ flashing }) => flashing !== undefined,
);

/** What a board's base firmware is called in a package, without its folder. */
export const baseName = ({ name }: FirmwareBoard): string => `${name}.json`;
