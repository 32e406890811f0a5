// Holds a kubectl command to kubectl's own help and to the kinds that an API server serves. Pure.
import type { Command } from "./command.js";

export type Kubectl = {
  /** Text of `kubectl WORDS --help`; of no words: the flags that every command takes. */
  readonly helpOf: (words: readonly string[]) => string;
  /** Every name of every kind: plural, singular, short, with and without its group. */
  readonly resources: ReadonlySet<string>;
};

/** Programs of their own: that they are called right is not for kubectl to tell. */
const PLUGINS = ["krew", "tenfold"];
/** Commands with commands of their own. */
const GROUPS = ["auth", "config", "create", "rollout", "set", "top"];
/** Their first argument is a list of kinds, or kind/name. */
const ON_KINDS = ["annotate", "delete", "describe", "edit", "get", "label", "patch", "scale", "wait"];
const ON_KINDS_IN_GROUP = ["rollout", "set"];

type Flags = ReadonlyMap<string, boolean>;
type Read = { readonly positionals: readonly string[]; readonly complaints: readonly string[] };

export function kubectlComplaints({ where, words }: Command, kubectl: Kubectl): readonly string[] {
  const everywhere = flagsIn(kubectl.helpOf([]));
  const [verb = ""] = read(words.slice(1), everywhere).positionals;
  if (verb === "" || PLUGINS.includes(verb)) return [];
  const path = [verb, ...(GROUPS.includes(verb) ? subcommands(words, verb) : [])];
  const help = kubectl.helpOf(path);
  if (!help.includes("Usage:")) return [`${where}: kubectl has no command ${verb}`];
  const { positionals, complaints } = read(words.slice(1), new Map([...everywhere, ...flagsIn(help)]));
  return [...complaints, ...resourceComplaints(positionals, kubectl.resources)].map(
    (text) => `${where}: kubectl ${verb}: ${text}`,
  );
}

/** `create secret generic`: as many words as there are before the first flag. */
function subcommands(words: readonly string[], verb: string): readonly string[] {
  const rest = words.slice(words.indexOf(verb) + 1);
  const end = rest.findIndex((word) => word.startsWith("-") || word.includes("/"));
  return rest.slice(0, end === -1 ? 2 : Math.min(end, 2));
}

/** Whether each takes a value. As help prints them: `    -o, --output='':`. */
function flagsIn(help: string): Flags {
  const lines = [...help.matchAll(/^ {4}(?:(-\w), )?(--[a-z][a-z0-9-]*)=(.*):$/gm)];
  const optional = ["--cascade", "--dry-run", "--validate"];
  return new Map(
    lines.flatMap(([, short, long = "", preset = ""]) => {
      const takesValue = preset !== "true" && preset !== "false" && !optional.includes(long);
      return [long, ...(short === undefined ? [] : [short])].map((flag) => [flag, takesValue] as const);
    }),
  );
}

function read(words: readonly string[], flags: Flags): Read {
  const [positionals, complaints]: [string[], string[]] = [[], []];
  for (let at = 0; at < words.length && words[at] !== "--"; at += 1) {
    const word = words[at] ?? "";
    if (!/^-./.test(word)) {
      positionals.push(word);
      continue;
    }
    const given = word.startsWith("--") ? [word.split("=")[0] ?? ""] : shortFlags(word, flags);
    complaints.push(...given.filter((flag) => !flags.has(flag)).map((flag) => `no flag ${flag}`));
    if (!word.includes("=") && flags.get(given.at(-1) ?? "") === true) at += 1;
  }
  return { positionals, complaints };
}

/** `-it` are two; of `-lapp` the rest is the value. */
function shortFlags(word: string, flags: Flags): readonly string[] {
  const letters = (word.split("=")[0] ?? "")
    .slice(1)
    .split("")
    .map((letter) => `-${letter}`);
  const valued = letters.findIndex((flag) => flags.get(flag) === true);
  return valued === -1 ? letters : letters.slice(0, valued + 1);
}

function resourceComplaints([verb = "", ...rest]: readonly string[], resources: ReadonlySet<string>): readonly string[] {
  const target = ON_KINDS_IN_GROUP.includes(verb) ? rest[1] : rest[0];
  if (target === undefined || target.startsWith("$")) return [];
  if (verb === "explain") return known([target.split(".")[0] ?? ""], resources);
  if (!ON_KINDS.includes(verb) && !ON_KINDS_IN_GROUP.includes(verb)) return [];
  return known(
    target.split(",").map((kind) => kind.split("/")[0] ?? ""),
    resources,
  );
}

function known(kinds: readonly string[], resources: ReadonlySet<string>): readonly string[] {
  return kinds.filter((kind) => !resources.has(kind.toLowerCase())).map((kind) => `no kind ${kind}`);
}

/** From `kubectl api-resources --no-headers`: NAME [SHORTNAMES] APIVERSION NAMESPACED KIND. */
export function resourceNames(table: string): ReadonlySet<string> {
  const names = new Set<string>(["all"]);
  for (const line of table.split("\n").filter((text) => text.trim() !== "")) {
    const cells = line.trim().split(/\s+/);
    const [kind = "", , apiVersion = ""] = cells.toReversed();
    const short = cells.length === 5 ? (cells[1] ?? "").split(",") : [];
    const group = apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
    for (const name of [cells[0] ?? "", kind.toLowerCase(), ...short]) {
      names.add(name);
      if (group !== "") names.add(`${name}.${group}`);
    }
  }
  return names;
}
