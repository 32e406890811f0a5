// The typed list of permissions → ServiceAccount, roles and bindings.
import {
  CLUSTER_PERMISSIONS,
  CLUSTER_SCOPED_PERMISSIONS,
  DATA_DELETION_PERMISSIONS,
  HOME_PERMISSIONS,
  NAMESPACED_PERMISSIONS,
  type Permission,
  type Verb,
} from "../../domain/api/permissions.js";
import { WEB_SERVICE, WEB_SERVICE_CLASS } from "../../domain/api/service.js";
import { GROUP } from "../../domain/api/keys.js";
import { SEEN_CHILD_KINDS } from "../../domain/api/kinds.js";

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

type UserRole = { readonly name: string; readonly aggregateTo: readonly string[]; readonly rules: readonly unknown[] };

/** For people: whoever may edit or view a namespace may do so with its WebServices. */
function userRoles(): readonly UserRole[] {
  const read: readonly Verb[] = ["get", "list", "watch"];
  const write = [...read, "create", "update", "patch", "delete", "deletecollection"];
  const services = (verbs: readonly string[]) => ({ apiGroups: [GROUP], resources: [WEB_SERVICE.plural], verbs });
  const status = { apiGroups: [GROUP], resources: [`${WEB_SERVICE.plural}/status`], verbs: ["get"] };
  const scale = { apiGroups: [GROUP], resources: [`${WEB_SERVICE.plural}/scale`], verbs: ["get", "update", "patch"] };
  const classes = { apiGroups: [GROUP], resources: [WEB_SERVICE_CLASS.plural], verbs: read };
  const pods = { apiGroups: [""], resources: ["pods"], verbs: read };
  const events = { apiGroups: ["events.k8s.io"], resources: ["events"], verbs: read };
  return [
    { name: "edit", aggregateTo: ["edit", "admin"], rules: [services(write), status, scale] },
    { name: "view", aggregateTo: ["view"], rules: [services(read), status] },
    // Cluster-scoped: bound with a ClusterRoleBinding.
    { name: "class-view", aggregateTo: [], rules: [classes] },
    // What the reading commands of `tenfold` use: the service, its class, all that it may have made but no Secret, its pods and events. Bound
    // for the whole cluster it also tells which hosts other services have.
    { name: "cli", aggregateTo: [], rules: [services(read), status, classes, ...children(read), pods, events] },
  ];
}

function children(verbs: readonly Verb[]): readonly PolicyRule[] {
  const kinds = SEEN_CHILD_KINDS;
  return rules(kinds.map(({ apiVersion, plural }) => ({ group: groupOf(apiVersion), resource: plural, verbs })));
}

function groupOf(apiVersion: string): string {
  const [group = "", version] = apiVersion.split("/");
  return version === undefined ? "" : group;
}

export function userManifests(): readonly unknown[] {
  return userRoles().map((role) => {
    const aggregation = Object.fromEntries(role.aggregateTo.map((into) => [`${RBAC}/aggregate-to-${into}`, "true"]));
    const metadata = { name: `tenfold-${role.name}`, labels: { ...LABELS, ...aggregation } };
    return { apiVersion: `${RBAC}/v1`, kind: "ClusterRole", metadata, rules: role.rules };
  });
}

/** The rules alone, by where they count: the chart makes its roles of them. */
export function chartRules(): unknown {
  return {
    cluster: rules(CLUSTER_SCOPED_PERMISSIONS),
    namespaced: rules(NAMESPACED_PERMISSIONS),
    home: rules(HOME_PERMISSIONS),
    dataDeletion: rules(DATA_DELETION_PERMISSIONS),
    users: userRoles(),
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
