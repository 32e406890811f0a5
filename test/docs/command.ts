// The commands of a shell block, as words. Nothing is run: what they name is looked up.
import { parse } from "shell-quote";

export type Command = { readonly where: string; readonly words: readonly string[] };

const SEPARATORS = ["|", "||", "&&", ";", "(", ")", "&", "|&"];
const REDIRECTIONS = ["<", ">", ">>", ">&", "<("];
const KEYWORDS = ["if", "then", "else", "elif", "fi", "while", "until", "do", "done", "!", "{", "}"];
const ASSIGNMENT = /^[A-Za-z_][A-Za-z0-9_]*=/;

export function commandsIn(script: string, where: string): readonly Command[] {
  return logicalLines(script).flatMap((line) => commandsOf(line, where));
}

/** Lines of the shell: a backslash, or a quote that is open, goes on in the next; what stands in a here-document is left out. */
function logicalLines(script: string): readonly string[] {
  const lines: string[] = [];
  let open = "";
  let endOfDocument: string | undefined;
  for (const line of script.replaceAll("\\\n", " ").split("\n")) {
    if (endOfDocument !== undefined) {
      if (line.trim() === endOfDocument) endOfDocument = undefined;
      continue;
    }
    open = open === "" ? line : `${open}\n${line}`;
    if (isQuoteOpen(open)) continue;
    endOfDocument = /<<-?\s*['"]?(\w+)['"]?/.exec(open)?.[1];
    lines.push(open.replace(/<<-?\s*['"]?\w+['"]?/, ""));
    open = "";
  }
  return open === "" ? lines : [...lines, open];
}

function isQuoteOpen(line: string): boolean {
  let quote = "";
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at] ?? "";
    if (character === "\\" && quote !== "'") at += 1;
    else if (quote === "" && character === "#" && /^\s?$/.test(line[at - 1] ?? "")) return false;
    else if (quote === "" && (character === "'" || character === '"')) quote = character;
    else if (quote === character) quote = "";
  }
  return quote !== "";
}

function commandsOf(line: string, where: string): readonly Command[] {
  const commands: string[][] = [[]];
  let isTarget = false;
  for (const entry of parse(line, (name) => `$${name}`)) {
    const word = typeof entry === "string" ? entry : "pattern" in entry ? entry.pattern : undefined;
    if (word !== undefined) {
      if (!isTarget) commands.at(-1)?.push(word);
      isTarget = false;
      continue;
    }
    const operator = typeof entry === "object" && "op" in entry ? entry.op : "";
    if (SEPARATORS.includes(operator)) commands.push([]);
    isTarget = REDIRECTIONS.includes(operator);
  }
  // A substitution within double quotes has come through as text.
  const inner = commands.flat().flatMap((word) => [...word.matchAll(/\$\(([^()]+)\)/g)].map(([, script = ""]) => script));
  return [
    ...commands
      .map(withoutPrefixes)
      .filter((words) => words.length > 0)
      .map((words) => ({ where, words })),
    ...inner.flatMap((script) => commandsOf(script, where)),
  ];
}

/** `X=1 for …` and the like are no programs; neither is the `$` that stands before a substitution. */
function withoutPrefixes(words: readonly string[]): readonly string[] {
  const [first = "", ...rest] = words;
  if (words.length === 0 || first === "for" || first === "case") return [];
  const isPrefix = KEYWORDS.includes(first) || ASSIGNMENT.test(first) || first === "$";
  const kept = isPrefix ? withoutPrefixes(rest) : words;
  return kept.filter((word) => word !== "$");
}
