// What a picture shows of a service: its boxes in rows from the users to the data, each with how it stands. Pure.
import type { WebService } from "../../domain/api/service.js";
import type { WebServiceStatus } from "../../domain/api/status.js";
import { childName, databaseRoles, dataName, ROLE, serviceRole, workerRole } from "../../domain/blueprint/roles.js";
import type { Blueprint, Database, ReplicaRange } from "../../domain/blueprint/types.js";
import { plural } from "../terminal/words.js";
import { conditionOf } from "./service-line.js";
import type { State } from "./model.js";

export type PictureNode = {
  readonly id: string;
  readonly title: string;
  readonly detail: string;
  readonly state: State;
};

export type Row = { readonly title: string; readonly nodes: readonly PictureNode[] };

/** What no request passes on its way to the data. */
export const BESIDE: readonly string[] = ["queue", "functions", "email", "alarms"];

type Resource = NonNullable<WebServiceStatus["resources"]>[number];
type Wanted = Omit<PictureNode, "state"> & {
  readonly of: (resource: Resource) => boolean;
  /** Where none is found: the names of data that was taken over from another service are not known here. */
  readonly orOf?: (resource: Resource) => boolean;
};

/** Users are always there. Rows without anything are left out. */
export function pictureRows(blueprint: Blueprint, service: WebService): readonly Row[] {
  const resources = service.status?.resources ?? [];
  const isStuck = conditionOf(service, "Stalled")?.status === "True";
  const rows = [
    { title: "Edge", nodes: edge(blueprint) },
    { title: "Way in", nodes: wayIn(blueprint) },
    { title: "Pods", nodes: pods(blueprint) },
    { title: "Pool, cache", nodes: between(blueprint) },
    { title: "Data", nodes: data(blueprint) },
    { title: "Beside it", nodes: beside(blueprint) },
  ];
  return rows
    .filter(({ nodes }) => nodes.length > 0)
    .map(({ title, nodes }) => ({ title, nodes: nodes.map((node) => standing(node, resources, isStuck)) }));
}

function standing({ of, orOf, ...node }: Wanted, resources: readonly Resource[], isStuck: boolean): PictureNode {
  const named = resources.filter(of);
  const own = named.length > 0 || orOf === undefined ? named : resources.filter(orOf);
  if (own.length === 0) return { ...node, state: "planned" };
  if (own.every(({ ready }) => ready)) return { ...node, state: "ready" };
  return { ...node, state: isStuck ? "failed" : "working" };
}

const ofKinds =
  (...kinds: readonly string[]) =>
  ({ kind }: Resource): boolean =>
    kinds.includes(kind);

const ofName =
  (name: string, ...kinds: readonly string[]) =>
  (resource: Resource): boolean =>
    resource.name === name && kinds.includes(resource.kind);

function edge({ hosts, cdn }: Blueprint): readonly Wanted[] {
  const dns = { id: "dns", title: "Route 53", detail: hosts[0] ?? "", of: ofKinds("RecordSet") };
  const content = cdn?.paths === "all" ? "all paths" : "static paths";
  return [
    ...(hosts.length === 0 ? [] : [dns]),
    ...(cdn === undefined ? [] : [{ id: "cdn", title: "CloudFront", detail: content, of: ofKinds("Distribution") }]),
    ...(cdn?.waf === true ? [{ id: "waf", title: "WAF", detail: "rules and rates", of: ofKinds("WebACL") }] : []),
  ];
}

function wayIn({ fronts }: Blueprint): readonly Wanted[] {
  return fronts.map((front) =>
    front.kind === "nlb"
      ? { id: "nlb", title: "Network LB", detail: "one fixed address", of: ofKinds("ElasticIPAddress", "Service") }
      : {
          id: front.kind,
          title: front.kind === "alb" ? "Application LB" : "Internal LB",
          detail: albDetail(front.reservedCapacityUnits),
          of: ofKinds("Ingress"),
        },
  );
}

function albDetail(units: number): string {
  return units === 0 ? "TLS" : `TLS, ${units.toLocaleString("en-US")} units`;
}

function pods({ identity, web, services, workers }: Blueprint): readonly Wanted[] {
  const pod = (role: string) => ofName(childName(identity, role), "Deployment");
  return [
    { id: "web", title: "Web", detail: podCount(web.replicas), of: pod(ROLE.web) },
    ...services.map(({ name, replicas }) => ({
      id: serviceRole(name),
      title: name,
      detail: podCount(replicas),
      of: pod(serviceRole(name)),
    })),
    ...workers.map(({ name, min, max }) => ({
      id: workerRole(name),
      title: name,
      detail: podCount({ min, max }),
      of: pod(workerRole(name)),
    })),
  ];
}

function podCount({ min, max }: Pick<ReplicaRange, "min" | "max">): string {
  return min === max ? plural(min, "pod") : `${min}–${max} pods`;
}

function between({ identity, pooler, cache }: Blueprint): readonly Wanted[] {
  const nodes = cache === undefined ? 0 : cache.shards * (1 + cache.replicasPerShard);
  return [
    ...(pooler === undefined
      ? []
      : [
          {
            id: "pooler",
            title: "PgBouncer",
            detail: podCount(pooler.replicas),
            of: ofName(childName(identity, ROLE.pooler), "Deployment"),
          },
        ]),
    ...(cache === undefined
      ? []
      : [{ id: "cache", title: "ElastiCache", detail: `${plural(nodes, "node")}, Valkey`, of: ofKinds("ReplicationGroup") }]),
  ];
}

function data({ identity, database, assets, sessions }: Blueprint): readonly Wanted[] {
  return [
    ...(database === undefined ? [] : databaseNodes(database, (role) => dataName(identity, role))),
    ...(assets === undefined ? [] : [{ id: "assets", title: "S3", detail: "assets", of: ofKinds("Bucket") }]),
    ...(sessions === undefined ? [] : [{ id: "sessions", title: "DynamoDB", detail: "sessions", of: ofKinds("Table") }]),
  ];
}

const MAIN_KINDS = { "in-cluster": "StatefulSet", rds: "DBInstance", aurora: "DBCluster" } as const;

function databaseNodes(database: Database, nameOf: (role: string) => string): readonly Wanted[] {
  const roles = databaseRoles(database);
  const kind = MAIN_KINDS[database.kind];
  const main = { id: "database", of: ofName(nameOf(roles.main), kind), orOf: ofKinds(kind) };
  switch (database.kind) {
    case "in-cluster":
      return [{ ...main, title: "PostgreSQL", detail: `${database.storageGiB} GiB volume` }];
    case "rds": {
      const replicas = names(1, database.readReplicas, (index) => nameOf(roles.member(index)));
      return [
        { ...main, title: "RDS PostgreSQL", detail: database.multiAZ ? "two zones" : "one zone" },
        ...readers(database.readReplicas, replicas),
      ];
    }
    case "aurora": {
      const members = names(1, database.readersMin, (index) => nameOf(roles.member(index)));
      return [{ ...main, title: "Aurora", detail: database.instanceClass }, ...readers(database.readersMin, members)];
    }
  }
}

function names(from: number, count: number, nameOf: (index: number) => string): readonly string[] {
  return Array.from({ length: count }, (_, index) => nameOf(from + index));
}

function readers(count: number, named: readonly string[]): readonly Wanted[] {
  if (count === 0) return [];
  const of = ({ kind, name }: Resource) => kind === "DBInstance" && named.includes(name);
  return [{ id: "readers", title: plural(count, "reader"), detail: "read replicas", of, orOf: ofKinds("DBInstance") }];
}

function beside({ queue, functions, alarms, dashboard, email }: Blueprint): readonly Wanted[] {
  const sights = `${plural(alarms.length, "alarm")}${dashboard ? ", dashboard" : ""}`;
  return [
    ...(queue === undefined ? [] : [{ id: "queue", title: "SQS", detail: "queue, dead letters", of: ofKinds("Queue") }]),
    ...(functions.length === 0
      ? []
      : [{ id: "functions", title: "Lambda", detail: plural(functions.length, "function"), of: ofKinds("Function") }]),
    ...(email ? [{ id: "email", title: "SES", detail: "e-mail", of: ofKinds("PodIdentityAssociation") }] : []),
    ...(alarms.length === 0
      ? []
      : [{ id: "alarms", title: "CloudWatch", detail: sights, of: ofKinds("MetricAlarm", "Dashboard", "LogGroup") }]),
  ];
}
