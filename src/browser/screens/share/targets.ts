import type { Target } from "../../../common/target-names.js";
import type { IconName } from "../../parts/icon.js";

/** What a network can be taken along as. */
export interface SharedTarget {
  readonly target: Target;
  readonly title: string;
  readonly about: string;
  readonly icon: IconName;
  /** whether it depends on the board that is chosen */
  readonly perBoard?: true;
}

export const SHARED_TARGETS: readonly SharedTarget[] = [
  {
    target: "espruino",
    title: "Espruino module",
    about: "Machine code or JavaScript for one board, and how a program calls it.",
    icon: "board",
    perBoard: true,
  },
  {
    target: "bangle-app",
    title: "Bangle.js app",
    about: "A folder for the app loader: the watch guesses, and is taught on the wrist.",
    icon: "phone",
  },
  {
    target: "arduino",
    title: "Arduino library",
    about: "With a sketch that trains from Serial.",
    icon: "cable",
  },
  {
    target: "c",
    title: "C",
    about: "One freestanding C99 file and its header.",
    icon: "file",
  },
  {
    target: "js",
    title: "JavaScript",
    about: "One file for any engine with typed arrays.",
    icon: "file",
  },
  {
    target: "wasm",
    title: "WebAssembly",
    about: "The very module that this page trains, and its weights.",
    icon: "file",
  },
];
