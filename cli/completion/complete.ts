// Answers a shell that completes a command line of ours, in the form that cobra's scripts and kubectl understand.
import type { Command as Completed } from "@bomb.sh/tab";
import { RootCommand } from "@bomb.sh/tab";
import type { Argument, Command, Option } from "commander";
import { EXIT, type ExitCode } from "../failure.js";
import type { Session } from "../session.js";
import type { Suggestion } from "./suggestions.js";
import { suggestions } from "./suggestions.js";

/** `words`: what stands after the program's name; the last one is completed. */
export async function complete(session: Session, root: Command, words: readonly string[]): Promise<ExitCode> {
  const typed = commandAt(root, words);
  const what = placeOf([...typed.options, ...root.options], typed, words);
  if (what !== undefined && FILES.has(what)) {
    session.terminal.out(COMPLETE_FILES);
    return EXIT.done;
  }
  const found = what === undefined ? [] : await suggestions(session, what);
  completionsOf(root, (place) => (place === what ? found : [])).parse([...words]);
  return EXIT.done;
}

/** Flags whose value is a path, and what says that the shell knows best. */
const FILES = new Set(["file", "class", "kubeconfig", "observed", "out", "against"]);
const COMPLETE_FILES = ":0";

function commandAt(root: Command, words: readonly string[]): Command {
  const [first = "", second = ""] = words.slice(0, -1).filter((word) => !word.startsWith("-"));
  const command = visible(root).find((candidate) => candidate.name() === first);
  return visible(command ?? root).find((candidate) => candidate.name() === second) ?? command ?? root;
}

function visible(command: Command): readonly Command[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .filter((candidate) => candidate.name() !== "help");
}

/** The flag whose value is typed, or the argument. Undefined: a flag or a command is, which needs nothing of the world. */
function placeOf(options: readonly Option[], { registeredArguments }: Command, words: readonly string[]): string | undefined {
  const last = words.at(-1) ?? "";
  const assigned = options.find(({ long }) => long !== undefined && last.startsWith(`${long}=`));
  const before = words.at(-2) ?? "";
  const flag = assigned ?? options.find((option) => takesValue(option) && [option.long, option.short].includes(before));
  if (flag !== undefined) return flag.name();
  return last.startsWith("-") ? undefined : registeredArguments[0]?.name();
}

function takesValue({ required, optional }: Option): boolean {
  return required || optional;
}

type Known = (place: string) => readonly Suggestion[];

function completionsOf(root: Command, known: Known): RootCommand {
  const completions = new RootCommand();
  addOptions(completions, root.options, known);
  const add = (command: Command, above: string): void => {
    const path = above === "" ? command.name() : `${above} ${command.name()}`;
    const completed = completions.command(path, command.summary() || command.description());
    addOptions(completed, [...command.options, ...root.options], known);
    for (const argument of command.registeredArguments)
      completed.argument(argument.name(), offering(argument, known), argument.variadic);
    visible(command).forEach((inner) => add(inner, path));
  };
  visible(root).forEach((command) => add(command, ""));
  return completions;
}

function addOptions(completed: Completed, options: readonly Option[], known: Known): void {
  for (const option of options.filter(({ hidden }) => !hidden)) {
    const { long = "", short, description } = option;
    const [name, letter] = [long.slice(2), short?.slice(1)];
    if (takesValue(option)) completed.option(name, description, offering(option, known), letter);
    else if (letter === undefined) completed.option(name, description);
    else completed.option(name, description, letter);
  }
}

type Say = (value: string, about: string) => void;

/** Its own choices, or what the world has for it. */
function offering(of: Option | Argument, known: Known): (say: Say) => void {
  const choices: readonly Suggestion[] = (of.argChoices ?? []).map((value) => ({ value, about: "" }));
  return (say) => [...choices, ...known(of.name())].forEach(({ value, about }) => say(value, about));
}
