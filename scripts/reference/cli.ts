// docs/cli.md: from the declarations with which the command line reads its arguments.
import { Readable, Writable } from "node:stream";
import type { Argument, Command, Option } from "commander";
import { program } from "../../cli/program.js";
import { code, markdownTable } from "./markdown-table.js";

/** Nothing is run: only the declarations are looked at. */
const NOWHERE = { stdin: Readable.from([]), stdout: new Writable(), stderr: new Writable(), environment: {}, now: () => 0 };

export function declaredProgram(): Command {
  return program(NOWHERE, () => undefined);
}

export function cliReference(): string {
  const root = declaredProgram();
  const commands = visible(root);
  return [
    "# The command line",
    `${root.description()} It is the program \`tenfold\`; kubectl finds it as \`kubectl tenfold\` when \`kubectl-tenfold\` is in the PATH. How to install it: [install the command line](how-to/command-line.md).`,
    markdownTable(
      ["command", ""],
      commands.map((command) => [`[${command.name()}](#tenfold-${command.name()})`, command.summary()]),
    ),
    "## Flags of every command",
    optionTable(root.options.filter(({ hidden }) => !hidden)),
    "Data goes to the standard output, progress and complaints to the standard error. Exit codes: 0 done, 1 failed or refused, also for wrong arguments; of `plan` alone 2: there is something to change.",
    ...commands.flatMap((command) => section(command, "")),
  ].join("\n\n");
}

function visible(command: Command): readonly Command[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .filter((candidate) => candidate.name() !== "help");
}

function section(command: Command, above: string): readonly string[] {
  const name = `${above}${command.name()}`;
  const inner = visible(command);
  return [
    `## tenfold ${name}`,
    command.description(),
    `\`\`\`text example\ntenfold ${name} ${usage(command)}\n\`\`\``,
    ...table(["argument", ""], command.registeredArguments.map(argumentRow)),
    ...(command.options.length === 0 ? [] : [optionTable(command.options.filter(({ hidden }) => !hidden))]),
    ...inner.flatMap((each) => section(each, `${name} `)),
  ];
}

function usage(command: Command): string {
  return command.usage().trim();
}

function table(titles: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  return rows.length === 0 ? [] : [markdownTable(titles, rows)];
}

function argumentRow(argument: Argument): readonly string[] {
  const choices = argument.argChoices === undefined ? "" : ` (${argument.argChoices.join(", ")})`;
  return [code(argument.name()), `${argument.description}${choices}`];
}

function optionTable(options: readonly Option[]): string {
  return markdownTable(
    ["flag", "default", ""],
    options.map(({ flags, defaultValue, defaultValueDescription, description, argChoices, negate }) => [
      code(flags),
      negate || defaultValue === undefined || defaultValue === false ? "" : code(defaultValueDescription ?? String(defaultValue)),
      `${description}${argChoices === undefined ? "" : `: ${argChoices.join(", ")}`}`,
    ]),
  );
}
