// Speaks with the person at the terminal, and without one: whole lines only, nothing redrawn, nothing asked.
import { createInterface } from "node:readline/promises";

export function say(line = ""): void {
  process.stdout.write(`${line}\n`);
}

/** Progress that is nobody's data. */
export function sayAside(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Lines of others, such as a build, below the step that they belong to. */
export function sayIndented(text: string): void {
  for (const line of text.trimEnd().split("\n")) say(`      ${line}`);
}

/** Undefined when the output is not a terminal that can be redrawn. */
export function terminalSize(): { readonly columns: number; readonly rows: number } | undefined {
  const { isTTY, columns, rows } = process.stdout;
  return isTTY ? { columns, rows } : undefined;
}

/** Undefined when nobody is there to answer. */
export async function askYesOrNo(question: string): Promise<boolean | undefined> {
  if (!process.stdin.isTTY) return undefined;
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  // Ctrl-C at a question is a no.
  const answer = await lines.question(`${question} [y/N] `).catch(() => "");
  lines.close();
  return /^y(es)?$/i.test(answer.trim());
}
