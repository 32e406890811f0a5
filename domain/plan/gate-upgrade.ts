// The gate for another major version of a database in AWS: AWS is asked whether it makes the step, and a snapshot is finished before the
// version is written. What AWS has refused is taken back by the spec as long as AWS still runs the former version.
import type { AuroraDatabase, RdsDatabase } from "../blueprint/types.js";
import type { Decision, GateInput } from "./decision.js";
import { isRunning, permitted } from "./decision.js";
import type { ReplicaQuestion } from "./move-cloud.js";
import { answerTo } from "./move-cloud.js";
import { waits } from "./move-steps.js";

/** What is in the way at AWS may have been put right meanwhile. */
const LOOK_AGAIN_MS = 15 * 60_000;

export type Upgraded = {
  readonly decisions: readonly Decision[];
  readonly asksCloud?: ReplicaQuestion;
  readonly wakeAt?: number;
};
type Step = { readonly decision: Decision; readonly asksCloud?: ReplicaQuestion; readonly wakeAt?: number };
type Pair = { readonly from: RdsDatabase | AuroraDatabase; readonly to: string };

/** `turns`: what every change may do if AWS has nothing against it. */
export function withUpgrade(input: GateInput, turns: readonly Decision[]): Upgraded {
  const turn = turns.find(({ change }) => change.detail.kind === "database-version");
  const [from, target] = [input.standing.database, input.target.database];
  if (turn === undefined || from === undefined || from.kind === "in-cluster" || target === undefined) return { decisions: turns };
  const pair = { from, to: target.version };
  const isLower = Number(pair.to) < Number(from.version);
  const isFree = turns.every((other) => other === turn || !isRunning(other));
  const { decision, ...rest } = isLower ? takenBack(input, turn, { ...pair, isFree }) : upgraded(input, turn, pair);
  return { decisions: turns.map((other) => (other === turn ? decision : other)), ...rest };
}

function upgraded(input: GateInput, turn: Decision, pair: Pair): Step {
  const mayBegin = isRunning(turn);
  // Its turn has not come: what AWS says by then is what counts.
  if (!mayBegin && isRunning({ change: turn.change, ...permitted(turn.change, input) })) return { decision: turn };
  const asksCloud = asked(pair, mayBegin);
  const answer = answerTo("upgrade", input.cloud);
  if (answer === undefined) {
    const held = waits("AWS to say whether it makes the upgrade; nothing is interrupted yet");
    return { asksCloud, decision: mayBegin ? { change: turn.change, ...held } : turn };
  }
  if (answer.about === "nothing") {
    if (answer.isOff === true) return { decision: unprotected(turn) };
    const why = `AWS, which is asked before an upgrade and takes a snapshot first: ${answer.why}. Nothing is interrupted until it answers; setting spec.database.version to ${pair.from.version} gives the upgrade up`;
    return { asksCloud, decision: mayBegin ? { change: turn.change, ...waits(why) } : turn };
  }
  if (answer.obstacles.length > 0) {
    const why = `what AWS says about the upgrade: ${answer.obstacles.join("; ")}. It is asked again every quarter of an hour, and nothing is interrupted; setting spec.database.version to ${pair.from.version} gives the upgrade up`;
    return { decision: { change: turn.change, ...waits(why) }, wakeAt: input.now + LOOK_AGAIN_MS };
  }
  const { snapshot } = answer;
  // AWS runs the version already: only the object does not say so.
  if (!mayBegin || majorOf(answer.stands) === pair.to || snapshot?.isFinished === true) return { decision: turn };
  const what = snapshot === undefined ? "a snapshot of the database" : `snapshot ${snapshot.name} of the database`;
  return {
    asksCloud,
    decision: { change: turn.change, ...waits(`${what}, which is taken before the upgrade; nothing is interrupted yet`) },
  };
}

/** The version was written, and AWS has refused it: asking for what it runs restarts nothing. */
function takenBack(input: GateInput, turn: Decision, { isFree, ...pair }: Pair & { readonly isFree: boolean }): Step {
  const asksCloud = asked(pair, false);
  const answer = answerTo("upgrade", input.cloud);
  const wakeAt = input.now + LOOK_AGAIN_MS;
  if (answer === undefined) return { asksCloud, decision: turn };
  if (answer.about === "nothing") {
    const unknown = `. If AWS has refused the upgrade and still runs ${pair.to}, that would be accepted, but it cannot be asked: ${answer.why}`;
    return { decision: { ...turn, waitingFor: `${turn.waitingFor ?? ""}${unknown}` }, wakeAt };
  }
  if (majorOf(answer.stands) !== pair.to || !isFree) return { decision: turn, wakeAt };
  if (!answer.isAtRest) {
    const held = waits(
      `AWS, which still runs PostgreSQL ${answer.stands} and is busy with the upgrade: how it ends decides whether it can be given up`,
    );
    return { decision: { change: turn.change, ...held }, wakeAt };
  }
  const summary = `give up the upgrade to PostgreSQL ${pair.from.version}: AWS still runs ${answer.stands}`;
  return { decision: { change: { ...turn.change, summary, downtimeSeconds: 0 }, state: "Running" } };
}

function asked({ from, to }: Pair, takesSnapshot: boolean): ReplicaQuestion {
  return { about: "upgrade", database: from, to, ...(takesSnapshot ? { suffix: `before-upgrade-${from.version}-${to}` } : {}) };
}

/** Said with the change itself, so that whoever approves it reads it. */
function unprotected({ change, ...held }: Decision): Decision {
  const note =
    "AWS is not asked beforehand and no snapshot is taken, since questions to AWS are switched off: what AWS itself checks and its automated backups are all there is";
  return { change: { ...change, summary: `${change.summary} (${note})` }, ...held };
}

function majorOf(version: string): string {
  return version.split(".")[0] ?? "";
}
