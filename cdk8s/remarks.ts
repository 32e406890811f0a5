// What is worth saying of a plan and stops nothing: what nothing here can give, and an approval that approves nothing.
import { shortened } from "../domain/api/bound-status.js";
import { ANNOTATION } from "../domain/api/keys.js";
import type { WebService } from "../domain/api/service.js";
import { waitsForApproval } from "../domain/plan/decision.js";
import { ACK, BUILT_IN } from "../domain/api/kinds.js";
import type { ChildRecord } from "../domain/observed/record.js";
import { backupProblems } from "../domain/admit/backup-problems.js";
import { ROLE } from "../domain/blueprint/roles.js";
import type { Desire } from "./desire.js";
import type { Problem } from "../domain/admit/problem.js";
import { connectionProblems } from "../domain/admit/connection-problems.js";
import { gaps } from "../domain/admit/gaps.js";

/** `inUse`: children that the plan no longer names and pods of an earlier template still use. */
export function remarks(service: WebService, wanted: Desire, inUse: readonly ChildRecord[]): readonly Problem[] {
  const ignored = ignoredApproval(service, wanted);
  const lasting = inUse.length === 0 ? undefined : keptForPods(inUse, wanted);
  return [
    ...gaps(wanted.target, wanted),
    ...openCache(wanted.prepared.children),
    ...connectionProblems(wanted.gated.next),
    ...backupProblems(wanted.backups, wanted.target),
    ...(ignored === undefined ? [] : [{ reason: "ApprovalIgnored", stalls: false, message: ignored } as const]),
    ...(lasting === undefined ? [] : [{ reason: "Progressing", stalls: false, message: lasting } as const]),
  ];
}

/** Its pods are given no password: it was made without, and none can be put on it. */
function openCache(children: Desire["prepared"]["children"]): readonly Problem[] {
  const cache = children.find(({ kind }) => kind === ACK.replicationGroup.ref);
  if (cache === undefined || children.some(({ kind, role }) => kind === BUILT_IN.secret && role === ROLE.cache)) return [];
  const message = `Cache: it was made without a password, and AWS puts one on a new cache alone. Whatever pod of the cluster may send to its port can use it. For a password delete ReplicationGroup ${cache.name} at an hour when little depends on it: what it holds is lost, and it is made anew with one.`;
  return [{ reason: "NotManaged", part: "Cache", stalls: false, message }];
}

const NAMES_LENGTH = 400;

function keptForPods(inUse: readonly ChildRecord[], { behind, frozen, prepared }: Desire): string {
  const names = shortened(
    inUse
      .map(({ kind, name }) => `${kind} ${name}`)
      .sort()
      .join(", "),
    NAMES_LENGTH,
  );
  const pods = [...behind.replaced, ...behind.leaving].join(", ");
  const isFrozen = prepared.children.some(({ id, kind }) => kind === BUILT_IN.deployment && frozen.has(id));
  const end = isFrozen
    ? "That begins when the plan, which replaces them, is approved"
    : "If that does not end, see what the status says of the Deployment; an image or settings that cannot start are corrected in the spec";
  return `still used by pods of the version before (${pods}) and removed when those are gone: ${names}. ${end}.`;
}

const QUOTED_LENGTH = 64;

function ignoredApproval({ metadata }: WebService, { plan, gated }: Desire): string | undefined {
  const named = metadata.annotations?.[ANNOTATION.approve];
  if (named === undefined || named === plan.id) return undefined;
  const annotate = `kubectl annotate webservice ${metadata.name} -n ${metadata.namespace}`;
  const start = `the annotation ${ANNOTATION.approve} names "${shortened(named, QUOTED_LENGTH)}", which is not the present plan, and is ignored`;
  if (gated.decisions.some(waitsForApproval))
    return `${start}: the plan is now ${plan.id}. To approve it: ${annotate} --overwrite ${ANNOTATION.approve}=${plan.id}`;
  return `${start}: the change that it approved is done or was taken back, and nothing waits for an approval now. To take it off: ${annotate} ${ANNOTATION.approve}-`;
}
