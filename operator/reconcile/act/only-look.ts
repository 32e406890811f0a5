// A suspended service is looked at and never touched: what stands is compared with what would be written, so that Ready speaks of this
// very spec. Nothing is taken from the last status, which may be older than the spec or not ours.
import type { WebService } from "../../../domain/api/service.js";
import type { Decision } from "../../../domain/plan/decision.js";
import type { PreparedChild } from "../../../cdk8s/prepare.js";
import { desire, orphansOf } from "../../../cdk8s/desire.js";
import type { Desire } from "../../../cdk8s/desire.js";
import { admit } from "../../../domain/admit/admit.js";
import { costOf } from "../../../domain/admit/budget.js";
import type { Observed } from "../../../domain/observed/observe.js";
import { question } from "../decide/question.js";
import { remarks } from "../../../cdk8s/remarks.js";
import type { Memory } from "../memory.js";
import type { Report } from "../tell/findings.js";
import type { World } from "../world.js";
import { serviceKey } from "../../../domain/api/service.js";
import type { Outcome } from "./apply-children.js";
import { isSecretThere, needsWrite } from "./apply-children.js";

export function onlyLook(world: World, service: WebService, observed: Observed): Report {
  const memory = world.memory(serviceKey(service.metadata));
  // Nobody asks on for it, so when that was to be is no time to come back to: it would lie in the past for ever.
  memory.inquiry = undefined;
  memory.sight = undefined;
  // Asked about hosts, and given none: who does nothing takes nothing.
  const { classes, hosts } = world;
  const admission = admit({ classes, hosts: { ...hosts, grant: () => undefined } }, service, observed);
  if (!admission.ok) return { service, suspended: true, problems: [admission.problem] };
  const { serviceClass, notes } = admission;
  const wanted = desire(question(world, service, { observed, serviceClass }), memory.rendered);
  memory.rendered = wanted.rendering;
  const outcome = (child: PreparedChild) => (wanted.frozen.has(child.id) ? FROZEN : comparison(child, observed, memory));
  const applied = new Map(wanted.prepared.children.map((child) => [child.id, outcome(child)]));
  const { kept, going, inUse } = orphansOf(observed.byId, wanted);
  const pruned = { removed: [], leaving: going, inUse, kept };
  const cost = costOf(wanted.gated.next);
  const work = { desire: standingStill(wanted), className: serviceClass.metadata.name, observed, applied, pruned, cost };
  return { service, suspended: true, problems: [...notes, ...remarks(service, wanted, inUse)], work };
}

const FROZEN: Outcome = { kind: "frozen" };
const UNCHANGED: Outcome = { kind: "unchanged" };

function comparison(child: PreparedChild, observed: Observed, memory: Memory): Outcome {
  if (child.mode === "create-once")
    return isSecretThere(child, observed.byId, memory) ? UNCHANGED : { kind: "differs", message: "is not made yet" };
  const record = observed.byId.get(child.id);
  if (record === undefined) return { kind: "differs", message: "is not there" };
  if (record.deleting) return { kind: "differs", message: "is being deleted" };
  return needsWrite(child, record, memory) ? { kind: "differs", message: "is not as this spec wants it" } : UNCHANGED;
}

/** What could start now does not. */
function standingStill(wanted: Desire): Desire {
  const still = (decision: Decision): Decision =>
    decision.state === "Running" ? { ...decision, state: "Waiting", waitingFor: "spec.suspend to be false" } : decision;
  return { ...wanted, gated: { ...wanted.gated, decisions: wanted.gated.decisions.map(still) } };
}
