// The eleven commandments of a service for ten million users, each as a question to a blueprint: what keeps it, and what is missing. Pure.
// Source: "Scaling a web service to ten million users on AWS", AWS Summit 2016.
import type { Part } from "../../domain/api/status.js";
import type { WebServiceSpec } from "../../domain/api/web-service.js";
import type { Blueprint, Database } from "../../domain/blueprint/types.js";
import type { Edit } from "./commandment-edits.js";
import { TWO_PODS, MORE_PODS, IN_RDS, A_REPLICA, switched, SIZED, SPLIT, AUTOMATIC } from "./commandment-edits.js";

export type View = { readonly blueprint: Blueprint; readonly spec: WebServiceSpec };

export type Look = {
  readonly keeps: readonly string[];
  readonly lacks: readonly string[];
};

export type Rule = {
  readonly number: number;
  readonly title: string;
  readonly look: (view: View) => Look;
  readonly edits: readonly Edit[];
  /** Parts that must be ready for it on a cluster. */
  readonly parts: readonly Part[];
  /** What neither file nor cluster tells. */
  readonly untold?: string;
};

type Said = readonly [holds: boolean, keeps: string, lacks: string];

function look(...said: readonly Said[]): Look {
  return {
    keeps: said.flatMap(([holds, text]) => (holds ? [text] : [])),
    lacks: said.flatMap(([holds, , text]) => (holds ? [] : [text])),
  };
}

function when(applies: boolean, ...said: readonly Said[]): readonly Said[] {
  return applies ? said : [];
}

function hasStandby(database: Database): boolean {
  switch (database.kind) {
    case "in-cluster":
      return false;
    case "rds":
      return database.multiAZ;
    case "aurora":
      return database.readersMin > 0;
  }
}

function isPinned(image: string): boolean {
  const tag = /:([^:/]+)$/.exec(image)?.[1];
  return image.includes("@sha256:") || (tag !== undefined && tag !== "latest");
}

const KINDS = { "in-cluster": "PostgreSQL in the cluster", rds: "RDS", aurora: "Aurora" } as const;

function nameOf(database: Database | undefined): string {
  return database === undefined ? "no database" : KINDS[database.kind];
}

function managed({ database }: Blueprint): readonly Said[] {
  return when(database !== undefined, [
    database?.kind !== "in-cluster",
    `the database is AWS's work (${nameOf(database)})`,
    "PostgreSQL runs in pods of the cluster, which somebody has to look after",
  ]);
}

export const RULES: readonly Rule[] = [
  {
    number: 1,
    title: "several availability zones",
    parts: ["Workload", "Database", "Cache"],
    edits: [TWO_PODS, IN_RDS, A_REPLICA],
    look: ({ blueprint: { web, database, cache } }) =>
      look(
        [
          web.zones > 1 && web.replicas.min > 1,
          `${web.replicas.min} web pods and more in ${web.zones} zones`,
          web.replicas.min > 1 ? "the web pods are in one zone" : "one web pod is in one zone",
        ],
        ...when(database !== undefined, [
          database !== undefined && hasStandby(database),
          `${nameOf(database)} with a standby in another zone`,
          `${nameOf(database)} in one zone`,
        ]),
        ...when(cache !== undefined, [
          cache?.multiAZ === true,
          "the cache has replicas in another zone",
          "the cache has no replica",
        ]),
      ),
  },
  {
    number: 2,
    title: "balance the load",
    parts: ["Edge", "Workload"],
    edits: [TWO_PODS],
    look: ({ blueprint: { web, fronts } }) =>
      look(
        [
          fronts.length > 0,
          `a load balancer in front (${fronts.map(({ kind }) => kind.toUpperCase()).join(", ")})`,
          "no load balancer",
        ],
        [web.replicas.min > 1, `${web.replicas.min} pods and more behind it`, "one pod takes every request"],
      ),
  },
  {
    number: 3,
    title: "every layer must be able to grow",
    parts: ["Workload", "Database"],
    edits: [TWO_PODS, MORE_PODS, IN_RDS],
    look: ({ blueprint: { web, database } }) =>
      look(
        [
          web.replicas.max > web.replicas.min,
          `web pods from ${web.replicas.min} to ${web.replicas.max}`,
          `always the same number of web pods: ${web.replicas.min}`,
        ],
        ...when(database !== undefined, [
          database?.kind !== "in-cluster",
          `${nameOf(database)} grows in size, class and replicas`,
          "PostgreSQL in the cluster is one pod on one volume",
        ]),
      ),
  },
  {
    number: 4,
    title: "cache much, inside and outside",
    parts: ["Cache", "Edge"],
    edits: [switched("cache"), switched("cdn")],
    look: ({ blueprint: { cache, cdn } }) =>
      look(
        [cache !== undefined, "inside: a cache beside the database", "inside: no cache beside the database"],
        [cdn !== undefined, `outside: CloudFront for ${cdn?.paths === "all" ? "all paths" : "static paths"}`, "outside: no CDN"],
      ),
  },
  {
    number: 5,
    title: "scale automatically, and use it twice",
    parts: ["Workload"],
    edits: [TWO_PODS, MORE_PODS],
    look: ({ blueprint: { web } }) =>
      look(
        [
          web.replicas.autoscale !== undefined && web.replicas.max > web.replicas.min,
          "for cost: pods follow the load",
          "for cost: the number of pods does not follow the load",
        ],
        [
          web.replicas.min > 1,
          "for availability: pods that are lost are replaced beside others",
          "for availability: while the one pod is replaced, nothing serves",
        ],
      ),
  },
  {
    number: 6,
    title: "automate operation",
    parts: [],
    edits: [AUTOMATIC],
    untold: "whether your code is built and tested by a pipeline",
    look: ({ blueprint: { web }, spec }) =>
      look(
        [true, "one object provisions everything, and the operator keeps it so", ""],
        [
          isPinned(web.image),
          "the image is pinned, so that a deployment is a change of the spec",
          `the image ${web.image} names no version: what is deployed is left to chance`,
        ],
        [
          spec.changes?.automatic !== "None",
          "changes that lose no request go ahead by themselves",
          "spec.changes.automatic is None: somebody approves every change",
        ],
      ),
  },
  {
    number: 7,
    title: "watch, measure and analyse in one place",
    parts: ["Alarms"],
    edits: [switched("alarms")],
    look: ({ blueprint: { alarms, dashboard, logGroup } }) =>
      look(
        [alarms.length > 0, `watch: ${alarms.length} alarms`, "watch: no alarms"],
        [logGroup !== undefined, "analyse: a log group", "analyse: no log group"],
        [dashboard, "one place: a dashboard", "one place: no dashboard"],
      ),
  },
  {
    number: 8,
    title: "do not build what a service does",
    parts: ["Database", "Storage"],
    edits: [IN_RDS, switched("assets"), switched("sessions")],
    look: ({ blueprint }) =>
      look(
        ...managed(blueprint),
        [blueprint.assets !== undefined, "files are in S3", "files have no bucket: they are in the pods, or built by you"],
        [
          blueprint.sessions !== undefined,
          "sessions are in DynamoDB",
          "sessions have no table: they are in the pods, or built by you",
        ],
      ),
  },
  {
    number: 9,
    title: "tune the application",
    parts: [],
    edits: [SIZED],
    untold: "how quickly your code answers",
    look: ({ spec }) =>
      look([
        spec.resources !== undefined || spec.scaling?.targetCPUPercent !== undefined,
        "size or target of the pods is your own",
        "the pods have the tier's size, which nobody has measured for this application",
      ]),
  },
  {
    number: 10,
    title: "move to microservices",
    parts: ["Workload"],
    edits: [SPLIT],
    look: ({ blueprint: { services } }) =>
      look([
        services.length > 0,
        `internal services: ${services.map(({ name }) => name).join(", ")}`,
        "the application is one piece",
      ]),
  },
  {
    number: 11,
    title: "be cloud native",
    parts: ["Async", "Storage"],
    edits: [IN_RDS, switched("assets"), switched("queue")],
    look: ({ blueprint }) =>
      look(
        ...managed(blueprint),
        [blueprint.assets !== undefined, "pods keep nothing: files are in S3", "files have no place outside of the pods"],
        [
          blueprint.queue !== undefined || blueprint.functions.length > 0,
          "work that can wait is taken from a queue or started by events",
          "no queue: all work is done while a user waits",
        ],
      ),
  },
];
