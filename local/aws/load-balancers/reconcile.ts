// One reconcile of an Ingress or Service, as the AWS Load Balancer Controller does it: finalizer, load balancer,
// target group bindings, host name in the status, one event.
import { covers } from "../model/compare.js";
import { recordOf, recordsOf, textOf } from "../model/read.js";
import { isRefusal, type Refusal } from "../model/refusal.js";
import type { Resource } from "../model/resource.js";
import { loadBalancer } from "../model/types/load-balancer.js";
import { MANAGER } from "../controllers/ack-controller.js";
import { refOf } from "../controllers/cluster-access.js";
import { orderedDelayMs, orderedFailure } from "../controllers/orders.js";
import { messageOf } from "../controllers/report.js";
import { BACK_OFF, SETTLED, type Outcome } from "../controllers/session.js";
import { isOurFinalizer, loadBalancerOf, setFinalizers, type Balanced } from "./balanced.js";
import { bind, unbindAll } from "./bind.js";
import { recordEvent } from "./events.js";
import { wantedBy, type Wanted } from "./wanted.js";

/** The object has changed, or its bindings are still going. */
const AGAIN: Outcome = { kind: "again", afterMs: 20 };

export async function reconcileBalanced(balanced: Balanced): Promise<Outcome> {
  const { object } = balanced;
  const wanted = wantedBy(object);
  const isLeaving = object.metadata.deletionTimestamp !== undefined;
  if (wanted === undefined || isLeaving) return release(balanced, wanted);
  if (orderedFailure(object) !== undefined) return SETTLED;
  const finalizers = object.metadata.finalizers ?? [];
  if (!finalizers.includes(wanted.finalizer) && !(await setFinalizers(balanced, [...finalizers, wanted.finalizer]))) return AGAIN;
  const answer = provide(balanced, wanted);
  if (isRefusal(answer)) return complain(balanced, "FailedDeployModel", answer);
  // Nothing here waits until it is active: the host name is known as soon as it was asked for.
  await bind(balanced, wanted, answer);
  await show(balanced, answer);
  return SETTLED;
}

function provide(balanced: Balanced, wanted: Wanted): Resource | Refusal {
  const { around, object } = balanced;
  const { attributes } = wanted;
  const existing = loadBalancerOf(balanced, wanted);
  if (existing === undefined) {
    const token = object.metadata.uid ?? "";
    return around.world.create(loadBalancer, { place: around.place, attributes, token, delayMs: orderedDelayMs(object) });
  }
  const mayChange = existing.phase === "ready" && existing.token === object.metadata.uid;
  return mayChange && !covers(existing.attributes, attributes) ? around.world.modify(existing.arn, attributes) : existing;
}

async function show(balanced: Balanced, balancer: Resource): Promise<void> {
  const { around, kind, object } = balanced;
  const hostname = textOf(balancer.facts, "dnsName");
  const [shown] = recordsOf(recordOf(recordOf(object, "status"), "loadBalancer"), "ingress");
  if (shown?.["hostname"] === hostname) return;
  const body = { metadata: { uid: object.metadata.uid }, status: { loadBalancer: { ingress: [{ hostname }] } } };
  await around.cluster.patch(refOf(kind, object), body, { manager: MANAGER, subresource: "status" });
  await recordEvent(balanced, { type: "Normal", reason: "SuccessfullyReconciled", message: "Successfully reconciled" });
}

async function release(balanced: Balanced, wanted: Wanted | undefined): Promise<Outcome> {
  const { around, object, heir } = balanced;
  const finalizers = object.metadata.finalizers ?? [];
  if (!finalizers.some(isOurFinalizer) || orderedFailure(object) === "delete-stuck") return SETTLED;
  const balancer = wanted === undefined ? around.world.ofToken(object.metadata.uid ?? "") : loadBalancerOf(balanced, wanted);
  if (!(await unbindAll(balanced, wanted, balancer))) return AGAIN;
  if (balancer !== undefined && heir !== undefined) around.world.alter(balancer.arn, { token: heir });
  const answer = balancer === undefined || heir !== undefined ? undefined : around.world.delete(balancer.arn);
  if (answer !== undefined && isRefusal(answer)) return complain(balanced, "FailedCleanup", answer);
  const left = finalizers.filter((finalizer) => !isOurFinalizer(finalizer));
  return (await setFinalizers(balanced, left)) ? SETTLED : AGAIN;
}

async function complain(balanced: Balanced, reason: string, refusal: Refusal): Promise<Outcome> {
  const message = `${reason === "FailedCleanup" ? "Failed cleanup" : "Failed deploy model"} due to ${messageOf(refusal)}`;
  await recordEvent(balanced, { type: "Warning", reason, message });
  return BACK_OFF;
}
