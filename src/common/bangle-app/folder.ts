import { bangleJs } from "../../../boards/banglejs.js";
import { bangleJs2 } from "../../../boards/banglejs2.js";
import type { EspruinoBoard } from "../../../boards/index.js";
import type { BuiltNetwork } from "../compiler/build-network.js";
import type { Optimize, ThumbOptions } from "../compiler/thumb/code.js";
import { UserError } from "../errors.js";
import { espruinoModule } from "../espruino/module.js";
import type { Placement } from "../espruino/module-name.js";
import { slotNames, weightsFile } from "../espruino/slots.js";
import { type EspruinoWay, whyUnfitOnEspruino } from "../fit/espruino.js";
import { widths } from "../network/plan.js";
import { printable } from "../text.js";
import { accelerometerInputs, checkRate } from "./accelerometer.js";
import { appText } from "./app-text.js";
import { iconPng, iconText } from "./icon.js";
import { appId, screenNames } from "./names.js";
import { settingsText } from "./settings-text.js";

/** A file of an app: its path, which begins with the app's folder. */
export interface AppFile {
  readonly file: string;
  readonly data: string | Uint8Array;
  /** what it is called in the watch's Storage, where it goes there */
  readonly storage?: string;
  /** of machine code: what it was made for */
  readonly optimize?: Optimize;
}

/** What an app may be made with. */
export interface AppOptions extends ThumbOptions {
  /** its id, which is made of the network's name when left out */
  readonly id?: string;
  readonly placement?: Placement;
  /** what the network begins with: of its very plan, as `save()` gives it */
  readonly checkpoint?: Uint8Array;
}

/** Of the app; an app loader offers an update where it has another one than the watch. */
const VERSION = "0.01";

/**
 * A watch whose checkpoints are files in Storage: the app loader knows of nothing else that an app has learnt, and one
 * module does for both watches, whose cores are the same.
 */
function watchOf({ own: _, ...watch }: EspruinoBoard): EspruinoBoard {
  return watch;
}
const WATCHES = [watchOf(bangleJs), watchOf(bangleJs2)];

/**
 * A network as an app's folder, as Bangle.js's app loader takes it: it goes into the loader's folder `apps`.
 * @throws UserError when the network does not read an accelerometer of the watch's rate, or fits on no watch
 */
export async function bangleApp(
  built: BuiltNetwork,
  { id = appId(built.spec.name), placement = bangleJs2.code, checkpoint, ...code }: AppOptions = {},
): Promise<readonly AppFile[]> {
  accelerometerInputs(built.spec.inputs);
  checkRate(built.spec);
  const supports = watchesFor({ built, placement, ...code });
  const made = espruinoModule(built, WATCHES.at(-1)!, id, placement, code);
  const network = [...made.files, ...(checkpoint ? [weightsFile(id, checkpoint)] : [])];
  const stored: AppFile[] = [
    { file: "app.js", data: appText(built, id), storage: `${id}.app.js` },
    { file: "app-icon.js", data: iconText(), storage: `${id}.img` },
    { file: "settings.js", data: settingsText(id), storage: `${id}.settings.js` },
    ...network.map(({ name, data }) => ({
      file: name,
      data,
      storage: name,
      ...(made.code && name === made.files[0]!.name && { optimize: made.code.optimize }),
    })),
  ];
  return [
    { file: "metadata.json", data: metadataOf(built, id, supports, stored) },
    ...stored,
    { file: "app.png", data: iconPng() },
    { file: "README.md", data: readmeOf(built, id, checkpoint !== undefined) },
    { file: "ChangeLog", data: `${VERSION}: Made by perceptino ${built.resources.version}\n` },
  ].map((file) => ({ ...file, file: `${id}/${file.file}` }));
}

/** The watches that have room for the network, by Espruino's names. */
function watchesFor(way: EspruinoWay): readonly string[] {
  const tried = WATCHES.map((watch) => ({
    name: watch.espruino,
    why: whyUnfitOnEspruino(way, watch, way.built.plan.kind === "fast"),
  }));
  const fit = tried.filter(({ why }) => why === undefined);
  if (fit.length === 0) throw new UserError(`--target bangle-app: ${tried.at(-1)!.why}`);
  return fit.map(({ name }) => name);
}

function metadataOf(
  { spec }: BuiltNetwork,
  id: string,
  supports: readonly string[],
  stored: readonly AppFile[],
): string {
  const [name] = screenNames([spec.name]);
  const learnt = [...slotNames(id), `${id}.json`];
  const about = {
    id,
    name: printable(spec.name),
    shortName: name!.slice(0, 20),
    version: VERSION,
    description: `A neural network (${widths(spec).join("-")}) that reads the accelerometer, guesses, and learns what you teach it on the watch`,
    icon: "app.png",
    type: "app",
    tags: "tool,sensors",
    supports,
    readme: "README.md",
    storage: stored.map(({ file, storage }) => ({
      name: storage,
      url: file,
      ...(storage === `${id}.img` && { evaluate: true }),
    })),
    // By their names and not by ID.?, which is also what comes along as ID.w: an update keeps them.
    data: learnt.map((file) => ({ name: file })),
  };
  return `${JSON.stringify(about, null, 2)}\n`;
}

const readmeOf = ({ spec }: BuiltNetwork, id: string, trained: boolean): string =>
  `# ${printable(spec.name)}

A neural network on the watch, made by \`perceptino build --target bangle-app\`: build it again instead of editing it, and raise the version in \`metadata.json\` and \`ChangeLog\`, by which an app loader knows an update. It reads the accelerometer (x, y and z, 12.5 times a second) and shows what it guesses, and how sure it is.${trained ? " It comes trained." : ""}

## Teach it

1. Tap the screen (Bangle.js 1: press a button), and choose what you will show it.
2. Hold a finger on the screen (Bangle.js 1: the middle button) while you do it. Each time that the bar is full, it has learnt.
3. Press the button (Bangle.js 1: the upper or lower one): it saves, and guesses again. Teach the others in turns, shortly and often: what is not shown for long is forgotten.

What it learns is in the files \`${slotNames(id).join("` and `")}\`, which an update of the app keeps. Where Storage is full it says so before a lesson, and loses nothing that was saved: remove an app, or choose Settings, Utils, Compact Storage while the watch has power.

Settings, Apps has how sure a guess must be to be shown, whether the watch buzzes when the guess changes, and Forget.
`;
