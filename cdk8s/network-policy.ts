// The network policies: nothing may talk to or from the pods of the service but what is listed here.
import { k8s } from "cdk8s-plus-27";
import { BUILT_IN } from "../domain/api/kinds.js";
import { POOLER_ADMIN_PORT, POOLER_LEAD_PORT, POOLER_METRICS_PORT, POOLER_PORT } from "../domain/api/pooler-settings.js";
import type { Part } from "../domain/api/status.js";
import { databaseRoles, ROLE, serviceRole, workerRole } from "../domain/blueprint/roles.js";
import { inClusterDatabases, DATABASE_PORT } from "./database-facts.js";
import { podSelector, serviceSelector } from "./labels.js";
import { applicationEgress, applicationRoles, databaseClients, dns, podsIn, port, toDatabases } from "./network-rules.js";
import type { Scene } from "./scene.js";
import { typedObject } from "./plain-object.js";

export function defaultDeny(scene: Scene): void {
  const child = scene.child({ kind: BUILT_IN.networkPolicy, part: "Workload", role: ROLE.defaultDeny });
  const matchLabels = serviceSelector(scene.blueprint.identity);
  typedObject(child, k8s.KubeNetworkPolicy, {
    spec: { podSelector: { matchLabels }, policyTypes: ["Ingress", "Egress"] },
  });
}

/** Load balancers reach pods at their own addresses, which nobody knows beforehand: the port is open to all. */
export function webPolicy(scene: Scene): void {
  const { web } = scene.blueprint;
  policy(scene, {
    part: "Workload",
    role: ROLE.web,
    ingress: [{ ports: [port(web.port)] }],
    egress: applicationEgress(scene),
  });
}

export function internalServicePolicies(scene: Scene): void {
  const { blueprint } = scene;
  for (const service of blueprint.services) {
    const from = [podsIn(blueprint.identity, applicationRoles(blueprint))];
    policy(scene, {
      part: "Workload",
      role: serviceRole(service.name),
      ingress: [{ from, ports: [port(service.port)] }],
      egress: applicationEgress(scene),
    });
  }
}

export function workerPolicies(scene: Scene): void {
  for (const { name } of scene.blueprint.workers)
    policy(scene, { part: "Async", role: workerRole(name), egress: applicationEgress(scene) });
}

/** The database answers the pods of its own service and says nothing by itself. */
export function databasePolicy(scene: Scene): void {
  const { blueprint } = scene;
  const from = [podsIn(blueprint.identity, databaseClients(scene))];
  const ingress = [{ from, ports: [port(DATABASE_PORT)] }];
  for (const database of inClusterDatabases(blueprint))
    policy(scene, { part: "Database", role: databaseRoles(database).main, ingress });
}

export function bootstrapPolicy(scene: Scene): void {
  const { database } = scene.blueprint;
  if (database === undefined) return;
  const egress = [dns(), ...toDatabases(scene.blueprint)];
  policy(scene, { part: "Database", role: databaseRoles(database).bootstrap, egress });
}

/** Of the console, and of where a pooler is told of another database. */
const poolerDoors = () => [port(POOLER_ADMIN_PORT), port(POOLER_LEAD_PORT)];

/** The program that moves data speaks to both databases and to the consoles of the poolers, and to nobody else. */
export function movePolicy(scene: Scene): void {
  const { blueprint } = scene;
  if (blueprint.move?.job === undefined) return;
  const consoles = { to: [podsIn(blueprint.identity, [ROLE.pooler])], ports: poolerDoors() };
  const egress = [dns(), ...toDatabases(blueprint), ...(blueprint.pooler === undefined ? [] : [consoles])];
  policy(scene, { part: "Database", role: ROLE.migrator, egress });
}

/** The application comes in at one door and the jobs that move the database at another; whoever scrapes metrics is not known. */
export function poolerPolicy(scene: Scene): void {
  const { blueprint } = scene;
  const { pooler, database, identity } = blueprint;
  if (pooler === undefined || database === undefined) return;
  policy(scene, {
    part: "Database",
    role: ROLE.pooler,
    ingress: [
      { from: [podsIn(identity, applicationRoles(blueprint))], ports: [port(POOLER_PORT)] },
      { from: [podsIn(identity, [ROLE.migrator])], ports: poolerDoors() },
      { ports: [port(POOLER_METRICS_PORT)] },
    ],
    egress: [dns(), ...toDatabases(blueprint)],
  });
}

type Rules = {
  readonly part: Part;
  readonly role: string;
  /** Absent: nothing may come in. */
  readonly ingress?: k8s.NetworkPolicyIngressRule[];
  /** Absent: nothing may go out. */
  readonly egress?: k8s.NetworkPolicyEgressRule[];
};

function policy(scene: Scene, { part, role, ingress, egress }: Rules): void {
  const child = scene.child({ kind: BUILT_IN.networkPolicy, part, role });
  const matchLabels = podSelector(scene.blueprint.identity, role);
  typedObject(child, k8s.KubeNetworkPolicy, {
    spec: { podSelector: { matchLabels }, policyTypes: ["Ingress", "Egress"], ingress, egress },
  });
}
