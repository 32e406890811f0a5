// What the conditions of an ACK object mean. They carry no observedGeneration, so truth needs the time of our last write.
import type { KubeObject, ManagedFieldsEntry } from "../api/objects.js";
import { ANNOTATION, LABEL } from "../api/keys.js";
import { absentInAws } from "./seals.js";
import type { ConditionView } from "./reading.js";
import { conditionOf, timeOf } from "./reading.js";
import type { Health } from "./record.js";

/**
 * Order matters: deletion does not reset conditions, and Terminal may stand beside Ready=True. Right after a change of
 * the spec Ready=True stays until the controller reacts; whoever knows when it was changed looks at {@link syncedAt}.
 */
export function ackHealth(object: KubeObject): Health {
  return troubled(object) ?? unsynced(object) ?? { state: "ready" };
}

/**
 * Milliseconds since the epoch at which the controller last looked at the object; undefined: unknown. Every controller
 * writes the time of `Ready` at each look, but not that of `ACK.ResourceSynced`: a replication group's has none.
 */
export function syncedAt(object: KubeObject): number | undefined {
  const written = conditionOf(object, "Ready")?.at ?? conditionOf(object, "ACK.ResourceSynced")?.at;
  return written ?? timeOf(statusEntry(object)?.time);
}

/** Whoever writes the status of an ACK object is its controller. */
function statusEntry({ metadata }: KubeObject): ManagedFieldsEntry | undefined {
  return metadata.managedFields?.find(({ subresource }) => subresource === "status");
}

function troubled(object: KubeObject): Health | undefined {
  const terminal = conditionOf(object, "ACK.Terminal");
  if (terminal?.status === "True") return { state: "failed", terminal: true, message: said(terminal, "refused for good") };
  const references = conditionOf(object, "ACK.ReferencesResolved");
  if (references !== undefined && references.status !== "True") return waiting(awaited(references));
  const recoverable = conditionOf(object, "ACK.Recoverable");
  if (recoverable?.status !== "True" || isRoutine(recoverable.message)) return undefined;
  return { state: "failed", terminal: false, message: said(recoverable, "is being retried by its controller") };
}

/** What keeps an object that is being deleted from going. Undefined: nothing that its controller speaks of. */
export function deletionTrouble(object: KubeObject): string | undefined {
  const conditions = ["ACK.Terminal", "ACK.Recoverable"].map((type) => conditionOf(object, type));
  const told = conditions.find((condition) => condition?.status === "True" && condition.message !== "");
  return told?.message;
}

function unsynced(object: KubeObject): Health | undefined {
  const ready = conditionOf(object, "Ready");
  const synced = conditionOf(object, "ACK.ResourceSynced");
  if (synced === undefined) return waiting(said(ready, sought(object) ?? "waits for its controller to act"));
  if (synced.status !== "True") return waiting(said(synced, "is being created or changed"));
  if (ready?.status === "False") return waiting(said(ready, "is being created or changed"));
  return undefined;
}

/** Its controller says nothing as long as AWS does not have it, and makes nothing. */
function sought({ metadata: { annotations = {}, labels = {}, name, namespace } }: KubeObject): string | undefined {
  if (annotations[ANNOTATION.adoptionPolicy] !== "adopt" || annotations[ANNOTATION.adopted] === "true") return undefined;
  const accept = `kubectl annotate webservice ${labels[LABEL.service] ?? ""} -n ${namespace ?? ""} --overwrite ${ANNOTATION.acceptDataLoss}=${absentInAws(name)}`;
  return `waits for its controller to find ${name} in AWS, which takes seconds; nothing is made in its place. If it stays so, look whether AWS has it, and only if not begin with an empty one: ${accept}`;
}

function waiting(message: string): Health {
  return { state: "progressing", usable: false, message };
}

function said(condition: ConditionView | undefined, otherwise: string): string {
  return condition === undefined || condition.message === "" ? otherwise : condition.message;
}

/** Here the text is in `reason`, and the message is the same for every cause. A reason of one word says nothing either. */
function awaited({ reason, message }: ConditionView): string {
  const text = /\s/.test(reason.trim()) ? reason : message;
  return `waits for an object that it refers to${text === "" ? "" : `: ${text}`}`;
}

/** Recoverable texts that only mean "not yet": seen on every bucket, and on a database that is busy. */
function isRoutine(message: string): boolean {
  return message.includes("Reconciling to sync additional fields") || message.includes("cannot be modified until");
}
