// What the operator may do, kind by kind: exactly the verbs that its code uses. No wildcards; the RBAC files come from here.
import { ACK, BUILT_IN, CHILD_KINDS, VOLUME_SNAPSHOT } from "./kinds.js";
import type { KindRef } from "./objects.js";
import { WEB_SERVICE, WEB_SERVICE_CLASS } from "./service.js";

export type Verb = "get" | "list" | "watch" | "create" | "patch" | "update" | "delete";

export type Permission = {
  readonly group: string;
  /** As in a path: plural, with the subresource behind a slash. */
  readonly resource: string;
  readonly verbs: readonly Verb[];
};

/** Children that never compute: the operator itself cannot delete them, whatever its code says. */
export const DATA_KINDS: readonly KindRef[] = [
  BUILT_IN.persistentVolumeClaim,
  BUILT_IN.secret,
  ACK.dbInstance.ref,
  ACK.dbCluster.ref,
  ACK.dbSubnetGroup.ref,
  ACK.dbParameterGroup.ref,
  ACK.bucket.ref,
  ACK.table.ref,
  ACK.queue.ref,
  ACK.logGroup.ref,
];

// A VolumeSnapshot holds data as well and may be deleted: a copy, and those alone that retention has ended for (plan/backups.ts). RBAC
// knows no labels, so the right covers more than is used.
// Applying an object that is absent takes `create` beside `patch`. `get` is the live read before a risky write.
const KEEP: readonly Verb[] = ["get", "list", "watch", "create", "patch"];
const KEEP_AND_REMOVE: readonly Verb[] = [...KEEP, "delete"];

/** In all namespaces, or in each watched one. */
export const NAMESPACED_PERMISSIONS: readonly Permission[] = [
  permission(WEB_SERVICE, ["list", "watch", "patch"]),
  { ...permission(WEB_SERVICE, ["patch"]), resource: `${WEB_SERVICE.plural}/status` },
  // Children name the service as an owner that waits for them; some clusters ask for this.
  { ...permission(WEB_SERVICE, ["update"]), resource: `${WEB_SERVICE.plural}/finalizers` },
  ...CHILD_KINDS.map((kind) => permission(kind, verbsFor(kind))),
  // Warnings about children and their pods that do not become ready, and what those pods say of themselves.
  { group: "events.k8s.io", resource: "events", verbs: ["create", "list"] },
  { group: "", resource: "pods", verbs: ["list"] },
  // How far the program of a move is, which it says in its log. Without it the status shows no figures, and nothing else is missing.
  { group: "", resource: "pods/log", verbs: ["get"] },
  // Before traffic moves to a new load balancer: what it is bound to. Its health is in the conditions of those pods.
  { group: "elbv2.k8s.aws", resource: "targetgroupbindings", verbs: ["list"] },
];

/** What belongs to no namespace: never less than in the whole cluster. */
export const CLUSTER_SCOPED_PERMISSIONS: readonly Permission[] = [
  permission(WEB_SERVICE_CLASS, ["list", "watch"]),
  // Metadata only: to notice that a controller was installed.
  { group: "apiextensions.k8s.io", resource: "customresourcedefinitions", verbs: ["list", "watch"] },
];

export const CLUSTER_PERMISSIONS: readonly Permission[] = [...CLUSTER_SCOPED_PERMISSIONS, ...NAMESPACED_PERMISSIONS];

/** In the operator's own namespace. */
export const HOME_PERMISSIONS: readonly Permission[] = [
  { group: "coordination.k8s.io", resource: "leases", verbs: ["get", "create", "update"] },
];

/** Not the operator's until an administrator binds them: for `deletion.data: Delete`. */
export const DATA_DELETION_PERMISSIONS: readonly Permission[] = [
  ...DATA_KINDS.map((kind) => permission(kind, ["delete"])),
  // Whether the snapshot of a volume that is named is there and finished.
  permission(VOLUME_SNAPSHOT, ["get"]),
];

function verbsFor(kind: KindRef): readonly Verb[] {
  // Credentials are written once and never read. Patching is for the label of those that are kept, and for who made one, by metadata alone.
  // RBAC cannot say so much less: whoever may patch may also overwrite, and may ask for the whole object as the answer.
  if (kind === BUILT_IN.secret) return ["create", "patch"];
  return DATA_KINDS.includes(kind) ? KEEP : KEEP_AND_REMOVE;
}

function permission({ apiVersion, plural }: KindRef, verbs: readonly Verb[]): Permission {
  const group = apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
  return { group, resource: plural, verbs };
}
