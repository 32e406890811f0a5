// The pure steps before rendering, in a row: blueprint, standing, plan, gate, schedules. What may exist now, and why.
import { ANNOTATION } from "../api/keys.js";
import type { WebService, WebServiceClass } from "../api/service.js";
import { blueprint } from "../blueprint/blueprint.js";
import { ROLE } from "../blueprint/roles.js";
import type { Blueprint, Pinned } from "../blueprint/types.js";
import { lossToken } from "../observed/binding.js";
import type { Children } from "../observed/late-values.js";
import { childKey } from "../observed/record.js";
import type { Standing } from "../observed/standing.js";
import { standing } from "../observed/standing.js";
import type { Backups } from "./backups.js";
import { backups } from "./backups.js";
import type { Plan } from "./change.js";
import type { Gated } from "./gate.js";
import type { GateInput } from "./decision.js";
import { earliest, isRunning } from "./decision.js";
import { gate } from "./gate.js";
import type { Permission } from "./permission.js";
import { permission } from "./permission.js";
import { makePlan } from "./plan.js";
import { withRestore } from "./restore.js";
import { applySchedules } from "./schedules.js";

export type Question = {
  readonly service: WebService;
  readonly serviceClass: WebServiceClass;
  readonly children: Children;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly drainSeconds: number;
  readonly volumeCannotGrow: boolean;
  /** As the gate has them. */
  readonly targets?: GateInput["targets"];
  readonly ends?: GateInput["ends"];
  readonly cloud?: GateInput["cloud"];
  readonly unseenTargetsSeconds?: number;
  /** The cluster knows VolumeSnapshots. Default: it does. */
  readonly servesSnapshots?: boolean;
  readonly movePace?: GateInput["movePace"];
  /** What else than the service pods are made from: version and settings of the operator, as one text. */
  readonly renderer: string;
};

export type Decided = {
  readonly target: Blueprint;
  readonly standing: Standing;
  readonly plan: Plan;
  readonly permission: Permission;
  readonly gated: Gated;
  readonly backups: Backups;
  /** Milliseconds since the epoch at which the answer may differ although nothing was changed. */
  readonly wakeAt: number | undefined;
};

export function decide(question: Question): Decided {
  const { service, serviceClass, children, now, renderer, servesSnapshots = true } = question;
  const { drainSeconds, volumeCannotGrow, targets, ends, cloud, unseenTargetsSeconds, movePace } = question;
  const stands = standing(children);
  const binding = boundBy(service, children);
  const target = asItIs(blueprint(service, serviceClass, binding), service, stands);
  const plan = makePlan(stands, target, renderer);
  const given = permission(service, now);
  const limits = { drainSeconds, volumeCannotGrow, targets, ends, cloud, unseenTargetsSeconds, servesSnapshots, movePace };
  const gated = gate({ plan, standing: stands, target, permission: given, now, ...limits });
  const scheduled = applySchedules(gated.next, service.spec.scaling?.schedules ?? [], now);
  const mayExpireMany = gated.decisions.some(
    (decision) => decision.change.detail.kind === "database-backup" && isRunning(decision),
  );
  const copies = backups({ service, next: gated.next, children, now, isServed: servesSnapshots, mayExpireMany });
  return {
    target,
    standing: stands,
    plan,
    permission: given,
    gated: { ...gated, next: scheduled.next },
    backups: copies,
    wakeAt: earliest([gated.wakeAt, scheduled.wakeAt, copies.wakeAt]),
  };
}

/** What the binding fixes for good. An accepted loss is counted, so that accepting it covers no later one. */
function boundBy(service: WebService, children: Children): Pinned {
  const binding = children.get(childKey({ kind: "ConfigMap", role: ROLE.binding }))?.facts.binding;
  if (binding === undefined) return { losses: 0 };
  const isAccepted = service.metadata.annotations?.[ANNOTATION.acceptDataLoss] === lossToken(binding);
  return { dataUid: binding.dataUid, losses: binding.losses + (isAccepted ? 1 : 0) };
}

/** Which one it is, is not the target's to say; and the default version is for new databases: nobody asked for another of one that has data. */
function asItIs(target: Blueprint, service: WebService, standing: Standing): Blueprint {
  const { database } = target;
  const { database: stands } = standing;
  if (database === undefined || stands?.kind !== database.kind) return target;
  const isAsked = service.spec.database?.version !== undefined || stands.version === "";
  const version = isAsked ? database.version : stands.version;
  const { restoreFrom } = service.spec.database ?? {};
  if (database.kind === "in-cluster")
    return { ...target, restored: restoreFrom, database: withRestore({ ...database, version }, standing, restoreFrom) };
  const beside = stands.generation === undefined ? {} : { generation: stands.generation };
  return { ...target, database: { ...database, version, ...beside } };
}
