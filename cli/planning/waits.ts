// What an object waits for that is not written at once: found in the rounds by which the plan comes to rest. Pure.
import type { Desire } from "../../cdk8s/desire.js";
import { references } from "../../cdk8s/references.js";

type Child = Desire["prepared"]["children"][number];
type Decisions = Desire["gated"]["decisions"];

/**
 * `rounds`: all that is decided on the way, the first of them now. `isWritten`: the round in which the object is as asked about. Undefined:
 * nothing on the way says.
 */
export function waitOf(child: Child, rounds: readonly Desire[], isWritten: (candidate: Child) => boolean): string | undefined {
  const index = rounds.findIndex(({ prepared }) => prepared.children.some(isWritten));
  const [before, round] = [rounds[index - 1], rounds[index]];
  if (before === undefined || round === undefined) return undefined;
  return (
    saidBefore(child, rounds.slice(0, index)) ??
    ownReadiness(child, rounds, index) ??
    stepsBetween(before.gated.decisions, round.gated.decisions) ??
    newBefore(child, rounds, index)
  );
}

/** It could not be rendered: the last round that says why knows best what is still missing, the first one what is missing now. */
function saidBefore({ kind, role, name }: Child, rounds: readonly Desire[]): string | undefined {
  for (const { prepared } of rounds) {
    const same = prepared.waiting.find(
      (waiting) => waiting.kind.kind === kind.kind && (waiting.name === name || waiting.role === role),
    );
    if (same !== undefined) return same.waitsFor;
  }
  return undefined;
}

/** What holds data is written once more when it is ready: it is sealed then. */
function ownReadiness({ id, kind, name, holdsData }: Child, rounds: readonly Desire[], index: number): string | undefined {
  if (!holdsData || !isNewIn(id, rounds, index - 1)) return undefined;
  return `${kind.kind} ${name} to be ready, and is sealed then`;
}

/** Steps of changes that went on between the two rounds. */
function stepsBetween(before: Decisions, after: Decisions): string | undefined {
  const now = new Map(after.map((decision) => [decision.change.id, decision.waitingFor]));
  const ended = before.flatMap(({ change, waitingFor }) =>
    waitingFor === undefined || now.get(change.id) === waitingFor ? [] : [waitingFor],
  );
  return ended.length === 0 ? undefined : [...new Set(ended)].join(", ");
}

/** What it refers to and was made in the round before. */
function newBefore(child: Child, rounds: readonly Desire[], index: number): string | undefined {
  const made = references(child.object).filter((id) => isNewIn(id, rounds, index - 1));
  return made.length === 0 ? undefined : made.map((id) => `${id.replace("/", " ")} to be ready`).join(", ");
}

function isNewIn(id: string, rounds: readonly Desire[], index: number): boolean {
  const hashIn = (round: Desire | undefined) => round?.prepared.children.find((child) => child.id === id)?.hash;
  const hash = hashIn(rounds[index]);
  return hash !== undefined && hash !== hashIn(rounds[index - 1]);
}
