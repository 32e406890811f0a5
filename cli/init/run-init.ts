// `tenfold init`: asks what has to be known, and writes a first WebService.
import { basename } from "node:path";
import { CommandError, EXIT, type ExitCode } from "../failure.js";
import type { Session } from "../session.js";
import type { Terminal } from "../terminal/terminal.js";
import { writeNew } from "../written-files.js";
import type { Answers, Partly, Question } from "./answers.js";
import { problemWith, questions } from "./answers.js";
import { serviceText } from "./service-text.js";

export type InitFlags = {
  readonly name?: string;
  readonly tier?: string;
  readonly image?: string;
  readonly host?: string;
  readonly class?: string;
  readonly out?: string;
  readonly force?: boolean;
};

export async function runInit(session: Session, flags: InitFlags): Promise<ExitCode> {
  const { terminal, environment } = session;
  const { class: className, name, tier, image, host, out, force = false } = flags;
  const given: Partly = { name, tier, image, host, className };
  const asked = questions(basename(environment.PWD ?? ""));
  refuseWrong(asked, given);
  const answers = terminal.isInteractive ? await askAll(terminal, asked, given) : withoutAsking(asked, given);
  const text = serviceText(answers, session.flags.namespace);
  if (out === undefined) terminal.out(text.trimEnd());
  else writeNew(out, text, force);
  terminal.err(next(out, answers));
  return EXIT.done;
}

function refuseWrong(asked: readonly Question[], given: Partly): void {
  for (const { key, flag } of asked) {
    const answer = given[key];
    const problem = answer === undefined ? undefined : problemWith(key, answer);
    if (problem !== undefined)
      throw new CommandError(`${flag} ${JSON.stringify(answer)} ${problem.message}`, inSentence(problem.remedy));
  }
}

/** Asks what no flag has said, and again what cannot be so. */
export async function askAll(
  terminal: Pick<Terminal, "ask" | "err">,
  asked: readonly Question[],
  given: Partly,
): Promise<Answers> {
  let answers = given;
  for (const question of asked)
    if (answers[question.key] === undefined) answers = { ...answers, [question.key]: await askOne(terminal, question, answers) };
  return answers as Answers;
}

async function askOne(terminal: Pick<Terminal, "ask" | "err">, question: Question, before: Partly): Promise<string | undefined> {
  const { key, ask, why, preset, none = "" } = question;
  const usual = preset(before);
  terminal.err(why);
  for (;;) {
    const said = await terminal.ask(`${ask} [${usual ?? none}]: `);
    if (said === undefined)
      throw new CommandError(
        "the input ended before all was said",
        "Nothing was written. Say it with flags instead: tenfold init --help.",
      );
    const answer = said === "" ? usual : said;
    const problem = answer === undefined ? undefined : problemWith(key, answer);
    if (problem === undefined) return answer;
    terminal.err(`${answer ?? ""} ${problem.message}: ${problem.remedy}.`);
  }
}

function withoutAsking(asked: readonly Question[], given: Partly): Answers {
  const missing = asked.filter(({ key, isNeeded }) => isNeeded && given[key] === undefined).map(({ flag }) => flag);
  if (missing.length > 0)
    throw new CommandError(
      `${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} missing, and there is no terminal to ask`,
      "Example: tenfold init --name shop --tier 10 --image registry.example.com/shop:1.0.0 --out shop.yaml",
    );
  return given as Answers;
}

function next(out: string | undefined, { name }: Answers): string {
  const file = out ?? `${name}.yaml`;
  return [
    out === undefined ? `Put it into a file, for example ${file}. Then:` : `Wrote ${out}. Next:`,
    `  tenfold plan -f ${file}       what would be made of it, and what it costs`,
    `  kubectl apply -f ${file}      to have it`,
  ].join("\n");
}

function inSentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
