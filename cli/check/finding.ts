// One line of what `tenfold check` finds. Pure.
import type { Paint } from "../terminal/terminal.js";
import { plural } from "../terminal/words.js";

export type State = "ok" | "warning" | "failed" | "unknown";

/** Stable: what `-o json` prints. */
export type Finding = {
  /** Heading that it stands under. */
  readonly about: string;
  readonly state: State;
  /** What is the case. */
  readonly message: string;
  /** What to do, as a sentence. */
  readonly remedy?: string;
};

export function hasFailed(findings: readonly Finding[]): boolean {
  return findings.some(({ state }) => state === "failed");
}

/** What could not be seen is told, and counts as nothing else. */
export function unknown(about: string, what: string, why: string): Finding {
  return { about, state: "unknown", message: `${what}: not known, ${why}` };
}

export function findingsText(findings: readonly Finding[], paint: Paint): string {
  const headings = [...new Set(findings.map(({ about }) => about))];
  const groups = headings.map((heading) => {
    const lines = findings.filter(({ about }) => about === heading).map((finding) => line(finding, paint));
    return [paint.bold(heading), ...lines].join("\n");
  });
  return [...groups, sum(findings)].join("\n\n");
}

function line({ state, message, remedy }: Finding, paint: Paint): string {
  const sign = { ok: paint.green("✔"), warning: paint.yellow("!"), failed: paint.red("✖"), unknown: paint.dim("?") }[state];
  return [`  ${sign} ${message}`, ...(remedy === undefined ? [] : [`    ${remedy}`])].join("\n");
}

function sum(findings: readonly Finding[]): string {
  const count = (state: State) => findings.filter((finding) => finding.state === state).length;
  return [
    `${count("ok")} ok`,
    plural(count("warning"), "warning"),
    `${count("failed")} failed`,
    `${count("unknown")} not known`,
  ].join(", ");
}
