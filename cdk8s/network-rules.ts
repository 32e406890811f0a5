// The pieces of which network policies are made: who may talk to whom, on which port.
import { k8s } from "cdk8s-plus-27";
import { LABEL } from "../domain/api/keys.js";
import { POOLER_PORT } from "../domain/api/pooler-settings.js";
import { databaseRoles, ROLE, serviceRole, workerRole } from "../domain/blueprint/roles.js";
import type { Blueprint, Egress, Identity } from "../domain/blueprint/types.js";
import { allDatabases, DATABASE_PORT, inClusterDatabases } from "./database-facts.js";
import { serviceSelector } from "./labels.js";
import { needsIdentity } from "./permissions.js";
import { wayToDatabase } from "./pooler-address.js";
import type { Scene } from "./scene.js";

const DNS_PORT = 53;
const HTTPS_PORT = 443;
const SMTP_PORT = 587;
const CACHE_PORT = 6379;
/** A link-local address that its maker fixed. */
const POD_IDENTITY_AGENT = { cidr: "169.254.170.23/32", port: 80 } as const;

type Protocol = "TCP" | "UDP";

export function port(number: number, protocol: Protocol = "TCP"): k8s.NetworkPolicyPort {
  return { protocol, port: k8s.IntOrString.fromNumber(number) };
}

/** Pods of this service in one of the roles. */
export function podsIn(identity: Identity, roles: readonly string[]): k8s.NetworkPolicyPeer {
  const matchExpressions = [{ key: LABEL.component, operator: "In", values: [...roles] }];
  return { podSelector: { matchLabels: serviceSelector(identity), matchExpressions } };
}

/** Roles of the pods that use the database: the application's or the pooler, and the jobs that make and move it. */
export function databaseClients({ blueprint, ...scene }: Scene): readonly string[] {
  const isDirect = wayToDatabase({ ...scene, blueprint }) === "direct";
  return [
    ...(isDirect ? applicationRoles(blueprint) : []),
    ...(blueprint.pooler === undefined ? [] : [ROLE.pooler]),
    ...inClusterDatabases(blueprint).map((database) => databaseRoles(database).bootstrap),
    ROLE.migrator,
  ];
}

export function applicationRoles({ services, workers }: Blueprint): readonly string[] {
  return [ROLE.web, ...services.map(({ name }) => serviceRole(name)), ...workers.map(({ name }) => workerRole(name))];
}

/** Who answers is the cluster's affair: pods of kube-system or of another namespace, a cache on the node, or servers outside. */
export function dns(): k8s.NetworkPolicyEgressRule {
  return { ports: [port(DNS_PORT, "UDP"), port(DNS_PORT)] };
}

/** Databases that the blueprint names: in the cluster by their pods, in AWS by port, since their addresses are AWS's. */
export function toDatabases(blueprint: Blueprint): readonly k8s.NetworkPolicyEgressRule[] {
  const kinds = allDatabases(blueprint).map(({ kind }) => kind);
  const mains = inClusterDatabases(blueprint).map((database) => databaseRoles(database).main);
  const inside = { to: [podsIn(blueprint.identity, mains)], ports: [port(DATABASE_PORT)] };
  return [
    ...(kinds.includes("in-cluster") ? [inside] : []),
    ...(kinds.some((kind) => kind !== "in-cluster") ? [{ ports: [port(DATABASE_PORT)] }] : []),
  ];
}

/** Until the pooler serves, the application reaches the database itself; what is taken away goes with the last pod that needs it. */
function toDatabaseOrPooler(scene: Scene): readonly k8s.NetworkPolicyEgressRule[] {
  const { blueprint } = scene;
  const pooler = { to: [podsIn(blueprint.identity, [ROLE.pooler])], ports: [port(POOLER_PORT)] };
  return [
    ...(wayToDatabase(scene) === "direct" ? toDatabases(blueprint) : []),
    ...(blueprint.pooler === undefined || blueprint.database === undefined ? [] : [pooler]),
  ];
}

/** What every pod of the application may reach. */
export function applicationEgress(scene: Scene): k8s.NetworkPolicyEgressRule[] {
  const { blueprint } = scene;
  const { cache, email } = blueprint;
  const agent = { to: [{ ipBlock: { cidr: POD_IDENTITY_AGENT.cidr } }], ports: [port(POD_IDENTITY_AGENT.port)] };
  return [
    dns(),
    { ports: [port(HTTPS_PORT)] },
    ...toDatabaseOrPooler(scene),
    ...(cache === undefined ? [] : [{ ports: [port(CACHE_PORT)] }]),
    ...(needsIdentity(blueprint) ? [agent] : []),
    ...(email ? [{ ports: [port(SMTP_PORT)] }] : []),
    ...toInternalServices(blueprint),
    ...blueprint.egress.map(asNamed),
  ];
}

function asNamed(egress: Egress): k8s.NetworkPolicyEgressRule {
  const peer: k8s.NetworkPolicyPeer =
    "cidr" in egress
      ? { ipBlock: { cidr: egress.cidr } }
      : { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": egress.namespace } } };
  return { to: [peer], ports: egress.ports.map((number) => port(number)) };
}

function toInternalServices({ identity, services }: Blueprint): readonly k8s.NetworkPolicyEgressRule[] {
  return services.map((service) => ({ to: [podsIn(identity, [serviceRole(service.name)])], ports: [port(service.port)] }));
}
