// Children that the blueprint no longer names: which go now, which stay until no pod uses them, and which hold data and stay for good.
import { ROLE } from "../blueprint/roles.js";
import type { ChildRecord } from "../observed/record.js";
import { childId } from "../observed/record.js";
import type { PodsBehind } from "./pods-behind.js";
import { hasPodsBehind, isTalkedTo } from "./pods-behind.js";

export type Orphans = {
  readonly kept: readonly ChildRecord[];
  readonly going: readonly ChildRecord[];
  /** Pods that still run name them, or reach something through them. */
  readonly inUse: readonly ChildRecord[];
};

/** Kinds that the pods of an application name in their template, or that give or guard what they name. */
const USED_BY_PODS: ReadonlySet<string> = new Set([
  ...["ConfigMap", "ServiceAccount", "Service", "NetworkPolicy", "StatefulSet"],
  ...["ReplicationGroup", "CacheSubnetGroup", "SecurityGroup"],
  ...["Distribution", "OriginAccessControl", "WebACL"],
  ...["Role", "Policy", "PodIdentityAssociation"],
]);
/** Ways in, as kind and role: the gate keeps them as long as traffic comes that way. */
const WAYS_IN: ReadonlySet<string> = new Set([
  ...[`Service ${ROLE.nlb}`, `ElasticIPAddress ${ROLE.nlb}`],
  ...[`Ingress ${ROLE.alb}`, `Service ${ROLE.web}`],
  ...[`Ingress ${ROLE.internal}`, `Service ${ROLE.internal}`],
]);

/** `named`: kind and name of all that the blueprint names, whether or not it can be rendered yet. */
export function orphans(observed: readonly ChildRecord[], named: ReadonlySet<string>, behind: PodsBehind): Orphans {
  const unnamed = observed.filter((record) => !named.has(childId(record)));
  const computing = unnamed.filter(({ holdsData }) => !holdsData);
  const inUse = computing.filter((record) => isInUse(record, behind));
  return {
    kept: unnamed.filter(({ holdsData }) => holdsData),
    going: computing.filter((record) => !inUse.includes(record)),
    inUse,
  };
}

/**
 * First the callers are rolled out, then the called go, then what all of them used. A way in goes while no web pods are made: a pod that is made
 * just as it is taken down gets the readiness gate of a load balancer that nobody will speak for any more, and is never ready.
 */
function isInUse({ kind, role }: ChildRecord, behind: PodsBehind): boolean {
  if (kind === "Deployment") return isTalkedTo(role) && behind.replaced.length > 0;
  if (WAYS_IN.has(`${kind} ${role}`)) return behind.rolling.includes(ROLE.web);
  return USED_BY_PODS.has(kind) && hasPodsBehind(behind);
}
