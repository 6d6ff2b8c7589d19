import type { Command, Option } from "commander";
import type { Shell } from "./completion-shells.js";
import { shellQuoted } from "./shell-word.js";

/** A flag of a command, as a shell needs to know it. */
interface Flag {
  readonly names: readonly string[];
  readonly description: string;
  /** what may follow; undefined when nothing does, empty when anything may, such as a file */
  readonly values?: readonly string[];
}

/** A command, as a shell needs to know it. */
interface Known {
  readonly name: string;
  readonly description: string;
  readonly flags: readonly Flag[];
  /** what its arguments may be, where that is said */
  readonly values: readonly string[];
  /** whether its arguments may be files */
  readonly files: boolean;
}

/**
 * The script that completes the command line in a shell: commands, flags, the choices of flags, and files otherwise.
 * @param cli the command line as it is parsed
 * @param choices of flags that know theirs only when they are read, by their long names
 */
export function completionScript(
  shell: Shell,
  cli: Command,
  choices: Readonly<Record<string, readonly string[]>> = {},
): string {
  const flagOf = (option: Option): Flag => ({
    names: [option.short, option.long].filter((name) => name !== undefined && name !== null),
    description: option.description,
    ...((option.required || option.optional) && {
      values: option.argChoices ?? choices[option.long ?? ""] ?? [],
    }),
  });
  const flagsOf = (command: Command) => command.createHelp().visibleOptions(command).map(flagOf);
  const general = flagsOf(cli);
  // Each command has a --help of its own, and only the program a --version.
  const everywhere = general.filter(({ names }) => !/--(help|version)/.test(names.join()));
  const commands = cli.commands.map((command): Known => {
    const values = command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
    return {
      name: command.name(),
      description: command.description(),
      flags: [...flagsOf(command), ...everywhere],
      values,
      files: values.length === 0 && command.registeredArguments.length > 0,
    };
  });
  const root: Known = {
    name: cli.name(),
    description: cli.description(),
    flags: general,
    values: commands.map(({ name }) => name),
    files: false,
  };
  return { bash, zsh, fish }[shell](root, commands);
}

const namesOf = ({ flags }: Known): string[] => flags.flatMap(({ names }) => names);

/** What a line of the `case` says of the cursor's place. Words of choices have neither spaces nor signs of a shell. */
const place = (values: readonly string[], flags: readonly string[], files: boolean): string =>
  `values=${shellQuoted(values.join(" "))} flags=${shellQuoted(flags.join(" "))} files=${files ? 1 : ""}`;

/** Lines of a `case`: what may follow each flag of a command, and what else may stand there. */
const casesOf = (known: Known, command: string): string[] => [
  ...known.flags.flatMap(({ names, values }) =>
    values === undefined
      ? []
      : [
          `    ${names.map((name) => `${command}:${name}`).join("|")}) ${place(values, [], values.length === 0)} ;;`,
        ],
  ),
  `    ${command}:*) ${place(known.values, namesOf(known), known.files)} ;;`,
];

/** Which command has been given, and what may stand at the cursor: values, flags and files. */
const decision = (root: Known, commands: readonly Known[]): string =>
  [
    `  case "$command:$before" in`,
    ...commands.flatMap((known) => casesOf(known, known.name)),
    ...casesOf(root, ""),
    "  esac",
  ].join("\n");

const namesPattern = (commands: readonly Known[]) => commands.map(({ name }) => name).join("|");

function bash(root: Known, commands: readonly Known[]): string {
  return `# Completion of perceptino in bash.
_perceptino() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"
  local command="" values="" flags="" files="" word
  # Bash takes --board=puckjs for three words.
  if [[ "$current" == "=" ]]; then
    current=""
  elif [[ "$before" == "=" ]]; then
    before="\${COMP_WORDS[COMP_CWORD-2]}"
  fi
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in
    ${namesPattern(commands)}) command="$word"; break ;;
    esac
  done
${decision(root, commands)}
  COMPREPLY=()
  if [[ "$current" == -* ]]; then
    COMPREPLY=($(compgen -W "$flags" -- "$current"))
  else
    COMPREPLY=($(compgen -W "$values" -- "$current"))
    if [[ -n "$files" ]]; then
      compopt -o filenames 2>/dev/null
      while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -f -- "$current")
    fi
  fi
}
complete -F _perceptino perceptino
`;
}

function zsh(root: Known, commands: readonly Known[]): string {
  return `#compdef perceptino
# Completion of perceptino in zsh.
_perceptino() {
  local current="\${words[CURRENT]}" before="\${words[CURRENT-1]}"
  local command="" values="" flags="" files="" word
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$word" in
    ${namesPattern(commands)}) command="$word"; break ;;
    esac
  done
${decision(root, commands)}
  if [[ "$current" == -* ]]; then
    compadd -- \${=flags}
  else
    compadd -- \${=values}
    [[ -n "$files" ]] && _files
  fi
}
# Zsh runs the file itself when it finds it in its fpath.
if [[ "\${funcstack[1]}" == _perceptino ]]; then
  _perceptino "$@"
else
  compdef _perceptino perceptino
fi
`;
}

function fish(root: Known, commands: readonly Known[]): string {
  const line = (condition: string, ...rest: string[]) =>
    [
      "complete -c perceptino",
      ...(condition ? [`-n ${shellQuoted(condition)}`] : []),
      ...rest,
    ].join(" ");
  const flags = (known: Known, condition: string) =>
    known.flags.map(({ names, description, values }) =>
      line(
        condition,
        ...names.map((name) => (name.startsWith("--") ? `-l ${name.slice(2)}` : `-s ${name[1]}`)),
        ...(values === undefined
          ? []
          : [values.length > 0 ? `-xa ${shellQuoted(values.join(" "))}` : "-rF"]),
        `-d ${shellQuoted(description)}`,
      ),
    );
  const none = "__fish_use_subcommand";
  return [
    "# Completion of perceptino in fish.",
    ...flags(root, none),
    ...commands.flatMap((known) => {
      const given = `__fish_seen_subcommand_from ${known.name}`;
      const { name, description, values } = known;
      return [
        line(none, `-fa ${name}`, `-d ${shellQuoted(description)}`),
        ...(values.length > 0 ? [line(given, `-fa ${shellQuoted(values.join(" "))}`)] : []),
        ...flags(known, given),
      ];
    }),
    "",
  ].join("\n");
}
