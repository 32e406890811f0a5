// What holds up the adoption of a database that was never Tenfold's, in words with a remedy. While nothing was taken over, taking it out of the
// spec is always a way out.
import type { WebService } from "../api/service.js";
import type { Adoption, AdoptionAnswer, AdoptionWish } from "../observed/adoption.js";
import type { Problem } from "./problem.js";

const PAGE = "docs/how-to/adopt-a-database.md";
const UNASKED = "AdoptionUnknown" satisfies Problem["reason"];
const REFUSED = "AdoptionRefused" satisfies Problem["reason"];

export function adoptionProblem(service: WebService, adoption: Adoption | undefined): Problem | undefined {
  if (adoption === undefined) return undefined;
  const what = inWords(adoption.wish);
  if (adoption.kind === "other") {
    return stalled(
      REFUSED,
      `spec.database.adopt names ${what}, but this service has a database already: ${adoption.object}. Nothing is changed.`,
      `To go on with it: ${takeOut(service)}.`,
      `To use the other one, create a WebService of another name for it, or of this name after deleting this one; no data is deleted with it.`,
    );
  }
  const [reason, ...sentences] = wordsFor(service, what, adoption.answer);
  if (reason === undefined) return undefined;
  return stalled(reason, ...sentences, `Or give it up: ${takeOut(service)}.`);
}

function wordsFor(
  { spec }: WebService,
  what: string,
  answer: AdoptionAnswer | undefined,
): readonly [] | readonly [Problem["reason"], ...string[]] {
  switch (answer?.kind) {
    case "fit":
      return [];
    case "unfit":
      return [
        REFUSED,
        `spec.database.adopt: ${what} is not adopted yet. Nothing of it is changed, and it is looked at again every minute. To do:`,
        ...numbered(answer.obstacles),
      ];
    case "absent":
      return [
        REFUSED,
        `spec.database.adopt: RDS in ${answer.region} has no ${what}. Nothing is created.`,
        `Correct the identifier, or use a class of its region${spec.className === undefined ? "" : ` instead of ${spec.className}`}.`,
      ];
    case undefined:
    case "unasked":
      return [
        UNASKED,
        `spec.database.adopt: whether ${what} can be adopted is not known: ${answer?.why ?? "nobody has asked RDS yet"}. Nothing is created, and it is tried again every minute.`,
        `A database is adopted only after RDS was asked about it: let the operator ask (see ${PAGE}).`,
      ];
  }
}

/** One by one, so that a message with several can be worked off. */
function numbered(obstacles: readonly string[]): readonly string[] {
  return obstacles.length === 1 ? [`${obstacles[0] ?? ""}.`] : obstacles.map((text, index) => `(${index + 1}) ${text}.`);
}

export function inWords({ kind, name }: AdoptionWish): string {
  return kind === "rds" ? `RDS instance ${name}` : `Aurora cluster ${name}`;
}

function stalled(reason: Problem["reason"], ...sentences: readonly string[]): Problem {
  return { reason, stalls: true, message: sentences.join(" ") };
}

function takeOut({ metadata: { name, namespace } }: WebService): string {
  const patch = JSON.stringify({ spec: { database: { adopt: null } } });
  return `kubectl patch webservice ${name} -n ${namespace} --type merge -p '${patch}'`;
}
