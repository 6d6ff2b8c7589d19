import { BOARDS } from "../../../boards/index.js";
import { shown } from "../../common/errors.js";
import { LIMITS } from "../../common/network/network-spec.js";
import { printable } from "../../common/text.js";
import { MOST_FETCHED, newProject } from "./project.js";
import type { Header } from "./project-file.js";
import { MOST_READINGS } from "./recordings.js";

/** Says what is wrong, and throws. */
type Refuse = (problem: string) => never;

/** What a project file may hold at most, beside the limits of a network. */
const MOST = { recordings: 20_000, files: 1000, nameCharacters: 120, fileName: 400 } as const;
/** the largest number of 32 bits */
const WORD = 0xffff_ffff;
const DAMAGED = "the file is damaged or was changed: export it anew";

/**
 * Checks a project file's header, field by field; what is not asked for is left out.
 * @throws what `refuse` throws: a field's place, what was got, what was expected
 */
export function readHeader(value: unknown, refuse: Refuse): Header {
  const read = reader(refuse);
  const all = read.object("project", value);
  const channels = read.list("channels", all.channels, LIMITS.inputs).map((one, i) => {
    const { name, unit } = read.object(`channels[${i}]`, one);
    return {
      name: read.name(`channels[${i}].name`, name),
      ...(unit !== undefined && { unit: read.name(`channels[${i}].unit`, unit) }),
    };
  });
  read.unique(
    "channels",
    channels.map(({ name }) => name),
  );
  const classes = read.names("classes", all.classes, LIMITS.units);
  const trained = all.trained === undefined ? undefined : trainedIn(read, all.trained);
  const fetched = all.fetched === undefined ? undefined : fetchedIn(read, all.fetched);
  const imported = all.imported === undefined ? undefined : importedIn(read, all.imported);
  const recordings = read
    .list("recordings", all.recordings, MOST.recordings)
    .map((one, i) => recordingIn(read, `recordings[${i}]`, one, classes, channels.length));
  read.unique(
    "recordings",
    recordings.map(({ id }) => id),
  );
  const readings = recordings.reduce((sum, { bytes }) => sum + bytes / 4 / channels.length, 0);
  if (readings > MOST_READINGS) {
    refuse(`recordings: got ${readings} readings, expected at most ${MOST_READINGS}; ${DAMAGED}`);
  }
  const board = BOARDS.find(({ name }) => name === all.board)?.name;
  return {
    id: read.id("id", all.id),
    name: read.name("name", all.name),
    channels,
    rate: read.number("rate", all.rate, 0, LIMITS.rate),
    classes,
    recordings,
    ...(imported && { imported }),
    ...(all.network !== undefined && { network: read.network("network", all.network) }),
    board: board ?? newProject(0).board,
    ...(trained && { trained }),
    ...(fetched && { fetched }),
    changed: read.time("changed", all.changed),
  };
}

function recordingIn(
  read: Reader,
  place: string,
  value: unknown,
  classes: readonly string[],
  channels: number,
): Header["recordings"][number] {
  const { id, label, began, from, bytes } = read.object(place, value);
  const size = read.whole(`${place}.bytes`, bytes, 4 * MOST_READINGS * LIMITS.inputs);
  if (size === 0 || channels === 0 || size % (4 * channels) !== 0) {
    read.refuse(
      `${place}.bytes: got ${size}, expected readings of ${channels} channels in 4 bytes each; ${DAMAGED}`,
    );
  }
  if (typeof label !== "string" || !classes.includes(label)) {
    read.refuse(`${place}.label: got ${shown(label)}, expected one of the classes; ${DAMAGED}`);
  }
  return {
    id: read.id(`${place}.id`, id),
    label: label as string,
    began: read.time(`${place}.began`, began),
    from: read.name(`${place}.from`, from),
    bytes: size,
  };
}

function importedIn(read: Reader, value: unknown): NonNullable<Header["imported"]> {
  const { labels, files } = read.object("imported", value);
  return {
    labels: read.list("imported.labels", labels, LIMITS.inputs).map((one, i) =>
      // As the files have it: a column's name may hold anything.
      read.text(`imported.labels[${i}]`, one, MOST.fileName),
    ),
    files: read.list("imported.files", files, MOST.files).map((one, i) => {
      const { name, bytes } = read.object(`imported.files[${i}]`, one);
      return {
        name: read.name(`imported.files[${i}].name`, name, MOST.fileName),
        bytes: read.whole(`imported.files[${i}].bytes`, bytes, 2 ** 32),
      };
    }),
  };
}

function trainedIn(read: Reader, value: unknown): NonNullable<Header["trained"]> {
  const { network, epochs, validationLoss, accuracy, bytes } = read.object("trained", value);
  return {
    network: read.network("trained.network", network),
    epochs: read.whole("trained.epochs", epochs, 1e9),
    ...(validationLoss !== undefined && {
      validationLoss: read.number("trained.validationLoss", validationLoss, 0, Number.MAX_VALUE),
    }),
    ...(accuracy !== undefined && { accuracy: read.number("trained.accuracy", accuracy, 0, 1) }),
    bytes: read.whole("trained.bytes", bytes, LIMITS.checkpointBytes),
  };
}

function fetchedIn(read: Reader, value: unknown): NonNullable<Header["fetched"]> {
  const all = read.list("fetched", value, MOST_FETCHED).map((one, i) => {
    const place = `fetched[${i}]`;
    const { id, network, at, from, steps, hash, bytes } = read.object(place, one);
    return {
      id: read.id(`${place}.id`, id),
      network: read.network(`${place}.network`, network),
      at: read.time(`${place}.at`, at),
      from: read.name(`${place}.from`, from),
      steps: read.whole(`${place}.steps`, steps, WORD),
      hash: read.whole(`${place}.hash`, hash, WORD),
      bytes: read.whole(`${place}.bytes`, bytes, LIMITS.checkpointBytes),
    };
  });
  read.unique(
    "fetched",
    all.map(({ id }) => id),
  );
  return all;
}

type Reader = ReturnType<typeof reader>;

/** Reads values of JSON; `place` is what errors call them. */
function reader(refuse: Refuse) {
  const wrong = (place: string, got: unknown, expected: string): never =>
    refuse(`${place}: got ${printable(shown(got))}, expected ${expected}; ${DAMAGED}`);
  const list = (place: string, value: unknown, most: number): readonly unknown[] => {
    if (!Array.isArray(value)) return wrong(place, value, "a list");
    return value.length <= most
      ? value
      : refuse(`${place}: got ${value.length} entries, expected at most ${most}; ${DAMAGED}`);
  };
  const text = (place: string, value: unknown, most: number): string =>
    typeof value === "string" && value.length <= most
      ? value
      : wrong(place, value, `a text of at most ${most} characters`);
  const name = (place: string, value: unknown, most: number = MOST.nameCharacters): string =>
    printable(text(place, value, most)) === value
      ? value
      : wrong(place, value, "a text without control characters");
  const number = (place: string, value: unknown, least: number, most: number): number =>
    typeof value === "number" && value >= least && value <= most
      ? value
      : wrong(place, value, `a number from ${least} to ${most}`);
  const whole = (place: string, value: unknown, most: number): number =>
    Number.isInteger(value) ? number(place, value, 0, most) : wrong(place, value, "a whole number");
  const unique = (place: string, texts: readonly string[]): void => {
    const seen = new Set<string>();
    const twice = texts.find((text) => seen.size === seen.add(text).size);
    if (twice !== undefined) wrong(place, twice, "names that differ");
  };
  return {
    refuse,
    list,
    text,
    name,
    number,
    whole,
    unique,
    object(place: string, value: unknown): Readonly<Record<string, unknown>> {
      return typeof value === "object" && value !== null && !Array.isArray(value)
        ? (value as Record<string, unknown>)
        : wrong(place, value, "an object");
    },
    names(place: string, value: unknown, most: number): readonly string[] {
      const names = list(place, value, most).map((one, i) => name(`${place}[${i}]`, one));
      const empty = names.indexOf("");
      if (empty >= 0) wrong(`${place}[${empty}]`, "", "a name");
      unique(place, names);
      return names;
    },
    id: (place: string, value: unknown): string =>
      typeof value === "string" && /^[\w-]{1,64}$/.test(value)
        ? value
        : wrong(place, value, "letters and digits"),
    /** milliseconds since 1970 that a Date can have */
    time: (place: string, value: unknown): number => number(place, value, 0, 8.64e15),
    network: (place: string, value: unknown): string => text(place, value, LIMITS.fileCharacters),
  };
}
