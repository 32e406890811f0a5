// The typed list of permissions → ServiceAccount, roles and bindings.
import {
  CLUSTER_PERMISSIONS,
  DATA_DELETION_PERMISSIONS,
  HOME_PERMISSIONS,
  type Permission,
} from "../../operator/api/permissions.js";
import { WEB_SERVICE, WEB_SERVICE_CLASS } from "../../operator/api/service.js";
import { GROUP } from "../../operator/api/keys.js";

const NAMESPACE = "tenfold-system";
const OPERATOR = "tenfold-operator";
const LABELS = { "app.kubernetes.io/name": "tenfold", "app.kubernetes.io/part-of": "tenfold" };
const RBAC = "rbac.authorization.k8s.io";

const account = { kind: "ServiceAccount", name: OPERATOR, namespace: NAMESPACE };

export function operatorManifests(): readonly unknown[] {
  const home = { name: OPERATOR, namespace: NAMESPACE, labels: LABELS };
  return [
    {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: NAMESPACE, labels: { ...LABELS, "pod-security.kubernetes.io/enforce": "restricted" } },
    },
    { apiVersion: "v1", kind: "ServiceAccount", metadata: home },
    clusterRole(OPERATOR, CLUSTER_PERMISSIONS),
    binding("ClusterRoleBinding", { name: OPERATOR, labels: LABELS }),
    { apiVersion: `${RBAC}/v1`, kind: "Role", metadata: home, rules: rules(HOME_PERMISSIONS) },
    binding("RoleBinding", home),
  ];
}

/** Bound to nobody: whoever wants data to be deletable binds it to the operator. */
export function dataDeletionManifests(): readonly unknown[] {
  return [clusterRole("tenfold-data-deletion", DATA_DELETION_PERMISSIONS)];
}

/** For people: whoever may edit or view a namespace may do so with its WebServices. */
export function userManifests(): readonly unknown[] {
  const read = ["get", "list", "watch"];
  const write = [...read, "create", "update", "patch", "delete", "deletecollection"];
  const services = (verbs: readonly string[]) => ({ apiGroups: [GROUP], resources: [WEB_SERVICE.plural], verbs });
  const status = { apiGroups: [GROUP], resources: [`${WEB_SERVICE.plural}/status`], verbs: ["get"] };
  const scale = { apiGroups: [GROUP], resources: [`${WEB_SERVICE.plural}/scale`], verbs: ["get", "update", "patch"] };
  const classes = { apiGroups: [GROUP], resources: [WEB_SERVICE_CLASS.plural], verbs: read };
  return [
    aggregated("tenfold-edit", ["edit", "admin"], [services(write), status, scale]),
    aggregated("tenfold-view", ["view"], [services(read), status]),
    // Cluster-scoped: bound with a ClusterRoleBinding.
    { apiVersion: `${RBAC}/v1`, kind: "ClusterRole", metadata: { name: "tenfold-class-view", labels: LABELS }, rules: [classes] },
  ];
}

function aggregated(name: string, into: readonly string[], itsRules: readonly unknown[]): unknown {
  const aggregation = Object.fromEntries(into.map((role) => [`${RBAC}/aggregate-to-${role}`, "true"]));
  return {
    apiVersion: `${RBAC}/v1`,
    kind: "ClusterRole",
    metadata: { name, labels: { ...LABELS, ...aggregation } },
    rules: itsRules,
  };
}

function clusterRole(name: string, permissions: readonly Permission[]): unknown {
  return { apiVersion: `${RBAC}/v1`, kind: "ClusterRole", metadata: { name, labels: LABELS }, rules: rules(permissions) };
}

function binding(kind: "ClusterRoleBinding" | "RoleBinding", metadata: unknown): unknown {
  const role = kind === "RoleBinding" ? "Role" : "ClusterRole";
  return {
    apiVersion: `${RBAC}/v1`,
    kind,
    metadata,
    roleRef: { apiGroup: RBAC, kind: role, name: OPERATOR },
    subjects: [account],
  };
}

type PolicyRule = {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
};

/** Resources of one group with the same verbs share a rule. */
function rules(permissions: readonly Permission[]): readonly PolicyRule[] {
  const merged = new Map<string, Permission & { readonly resources: string[] }>();
  for (const permission of permissions) {
    const key = `${permission.group} ${permission.verbs.join(" ")}`;
    const rule = merged.get(key) ?? { ...permission, resources: [] };
    rule.resources.push(permission.resource);
    merged.set(key, rule);
  }
  return [...merged.values()].map(({ group, resources, verbs }) => ({ apiGroups: [group], resources: resources.sort(), verbs }));
}
