import { isNumbered } from "../network/class-names.js";
import type { NetworkSpec } from "../network/network-spec.js";
import { targetCount } from "../network/tasks.js";
import { cString } from "./c-string.js";

/** Characters of a line for each number in it, and for what else may stand there. */
const NUMBER = 16;
const MORE = 32;

/** What the example sketch is called. */
export const SKETCH = "TrainFromSerial";

/**
 * The example sketch: each line from Serial is a reading, with a label behind it if it is to be learnt, and is answered.
 * @param header what the library's header is called
 * @param prefix what the network's names begin with
 * @param trained whether there is a checkpoint to begin with
 */
export function sketchText(
  spec: NetworkSpec,
  { header, prefix, trained }: { header: string; prefix: string; trained: boolean },
): string {
  const P = prefix.toUpperCase();
  const { inputs, outputs, window, batch } = spec;
  const columns = inputs.map(({ name }) => name).join(",");
  const longest = Math.max(...outputs.map(({ name }) => new TextEncoder().encode(name).length));
  const length = NUMBER * (inputs.length + targetCount(spec)) + longest + MORE;
  return `/*
 * Learns from lines on the serial port, and predicts. In the Serial Monitor choose 115200 baud and "Newline". A line is a
 * reading, its numbers separated by commas; with ${LABELS[spec.task]} behind them it is learnt, without it is only
 * predicted. Each line is answered by what the network says of it, before it learns.
 */
#include <${header}>
#include <stdlib.h>
#include <string.h>

const int numbers = ${P}_${window ? "CHANNELS" : "INPUTS"}; // of a reading
const int targets = ${P}_TARGETS; // what is told of it
const char *const outputs[] = {
${outputs.map(({ name }) => `  ${cString(name)},`).join("\n")}
};

char line[${length}];
unsigned used = 0; // characters of the line so far, also those that it has no room for
int fault; // what keeps the network from starting

void setup() {
  Serial.begin(115200);
  fault = ${trained ? `${prefix}_init_trained()` : `${prefix}_init(${P}_SEED)`};
}

/* A number as text; as everywhere in perceptino it is read in double precision, then rounded. */
bool readNumber(const char *text, float *value) {
  char *end;
  *value = (float)strtod(text, &end);
  return end != text && *end == 0;
}

${TARGET_READERS[spec.task](outputs.length, isNumbered(outputs.map(({ name }) => name)))}

/* Cuts a text at its commas, and takes the spaces around them away; gives how many pieces there are. */
int split(char *text, char **pieces, int most) {
  int count = 0;
  for (char *piece = text; piece; count++) {
    char *comma = strchr(piece, ',');
    if (comma) *comma = 0;
    while (*piece == ' ' || *piece == '\\t') piece++;
    char *end = piece + strlen(piece);
    while (end > piece && (end[-1] == ' ' || end[-1] == '\\t')) *--end = 0;
    if (count < most) pieces[count] = piece;
    piece = comma ? comma + 1 : 0;
  }
  return count;
}

${SAYERS[spec.task](
  P,
  outputs.map(({ unit }) => unit ?? ""),
)}

/* What the network has told by a number below 0. */
void refuse(int status) {
  switch (status) {
    case -1: Serial.println("refused: a number is not finite, or too large"); break;
    case -2: Serial.println("refused: no such label"); break;
    case -4: Serial.println("the normalizer is warming up"); break;
    default: Serial.println("taken into the window, which is not complete"); break;
  }
}

/* Learns what was predicted last, whose reading the network still has. */
void learn(const float *told) {
  for (int i = 0; i < targets; i++) ${P}_TARGET[i] = told[i];
  int held = ${prefix}_observe();
  if (held < 0) {
    refuse(held);
  } else if (held < (int)${P}_BATCH) {
    Serial.print("learns: ");
    Serial.print(held);
    Serial.println(" of ${batch}");
  } else {
    float loss = ${prefix}_train();
    Serial.print("step ");
    Serial.print((unsigned long)${P}_STEPS);
    Serial.print(", loss ");
    Serial.println(loss${spec.reduction === "sum" ? ` / ${P}_BATCH` : ""}, 4);
  }
}

void takeLine(char *text) {
  char *pieces[numbers + targets];
  float reading[numbers], told[targets], said[${P}_OUTPUTS];
  int count = split(text, pieces, numbers + targets);
  if (count != numbers && count != numbers + targets) {
    Serial.print("got ");
    Serial.print(count);
    Serial.println(${cString(` numbers, expected ${columns} or ${columns},${labelColumns(spec)}`)});
    return;
  }
  for (int i = 0; i < count; i++) {
    if (i < numbers ? readNumber(pieces[i], &reading[i]) : readTarget(pieces[i], &told[i - numbers])) continue;
    Serial.print("got ");
    Serial.print(pieces[i]);
    Serial.println(i < numbers ? ", expected a number" : ", expected ${EXPECTED[spec.task]}");
    return;
  }
  int status = ${prefix}_predict(reading, said);
  if (status < 0) {
    refuse(status);
    return;
  }
  sayWhat(status, said);
  if (count == numbers) {
    Serial.println();
  } else {
    Serial.print("; ");
    learn(told);
  }
}

void loop() {
  while (Serial.available() > 0) {
    char next = (char)Serial.read();
    if (next == '\\r') continue;
    if (next != '\\n') {
      if (used < sizeof line - 1) line[used] = next;
      used++;
      continue;
    }
    unsigned length = used;
    used = 0;
    if (length == 0) continue;
    if (fault) {
      Serial.print("the network did not start; the header says what is wrong: ");
      Serial.println(fault);
    } else if (length > sizeof line - 1) {
      Serial.println("got a longer line than any reading has, expected numbers with commas between them");
    } else {
      line[length] = 0;
      takeLine(line);
    }
  }
}
`;
}

const LABELS = {
  "yes-no": "0 or 1 for each output",
  classes: "its class",
  numbers: "the numbers to be told",
} as const;

const EXPECTED = {
  "yes-no": "0 or 1",
  classes: "a class",
  numbers: "a number",
} as const;

const labelColumns = ({ task, label, outputs }: NetworkSpec): string =>
  task === "classes" ? (label ?? "class") : outputs.map(({ name }) => name).join(",");

const PLAIN_TARGET = `bool readTarget(const char *text, float *value) {
  return readNumber(text, value);
}`;

/** The sketch's function that reads what is told of a reading. */
const TARGET_READERS = {
  "yes-no": () => PLAIN_TARGET,
  numbers: () => PLAIN_TARGET,
  classes: (
    count: number,
    numbered: boolean,
  ) => `/* A class by its name${numbered ? ", or by its number from 0" : ""}. */
bool readTarget(const char *text, float *value) {
  for (int i = 0; i < ${count}; i++) {
    if (strcmp(text, outputs[i]) != 0) continue;
    *value = (float)i;
    return true;
  }
  return ${numbered ? "readNumber(text, value)" : "false"};
}`,
} as const;

/** The sketch's function that tells people what the network says. */
const SAYERS = {
  "yes-no": (P: string) => each(P, ["Serial.print(said[i], 3);"]),
  numbers: (P: string, units: readonly string[]) =>
    `${units.some((unit) => unit !== "") ? `const char *const units[] = {\n${units.map((unit) => `  ${cString(unit === "" ? "" : ` ${unit}`)},`).join("\n")}\n};\n\n` : ""}${each(
      P,
      [
        "Serial.print(said[i], 4);",
        ...(units.some((unit) => unit !== "") ? ["Serial.print(units[i]);"] : []),
      ],
    )}`,
  classes: () => `void sayWhat(int likeliest, const float *said) {
  Serial.print(outputs[likeliest]);
  Serial.print(" ");
  Serial.print(said[likeliest], 3);
}`,
} as const;

const each = (P: string, lines: readonly string[]) => `void sayWhat(int, const float *said) {
  for (int i = 0; i < (int)${P}_OUTPUTS; i++) {
    if (i > 0) Serial.print(", ");
    Serial.print(outputs[i]);
    Serial.print(" ");
    ${lines.join("\n    ")}
  }
}`;
