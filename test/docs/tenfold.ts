// Holds a command of our own command line to its declarations. Pure.
import type { Command as Declared } from "commander";
import type { Command } from "./command.js";

/** `tenfold …` and `kubectl tenfold …`; other commands have no complaints. */
export function tenfoldComplaints({ where, words }: Command, root: Declared): readonly string[] {
  const given = words[0] === "kubectl" ? words.slice(1) : words;
  if (given[0] !== "tenfold") return [];
  const rest = given.slice(1);
  const name = rest.find((word) => !word.startsWith("-"));
  const command = root.commands.find((candidate) => candidate.name() === name);
  if (name !== undefined && command === undefined) return [`${where}: tenfold has no command ${name}`];
  const known = new Set(["--help", "-h", ...flagsOf(root), ...(command === undefined ? [] : flagsOf(command))]);
  command?.commands.forEach((inner) => flagsOf(inner).forEach((flag) => known.add(flag)));
  const flags = rest.filter((word) => /^--?[a-zA-Z]/.test(word)).map((word) => word.split("=")[0] ?? "");
  return flags.filter((flag) => !known.has(flag)).map((flag) => `${where}: tenfold ${name ?? ""} has no ${flag}`);
}

function flagsOf({ options }: Declared): readonly string[] {
  return options.flatMap(({ short, long }) => [short, long]).filter((flag) => flag !== undefined);
}
