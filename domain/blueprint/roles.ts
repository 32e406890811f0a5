// The role of every child: the value of its component label, and with its kind its identity within the service.
import type { NameLimit } from "../api/names.js";
import { nameFor } from "../api/names.js";
import type { DatabaseKind, Front, Identity, MoveCommand } from "./types.js";

export const ROLE = {
  app: "app",
  web: "web",
  defaultDeny: "default-deny",
  binding: "binding",
  databaseApp: "database-app",
  databaseAuthorities: "database-ca",
  nlb: "nlb",
  alb: "alb",
  internal: "internal",
  cdn: "cdn",
  cache: "cache",
  assets: "assets",
  sessions: "sessions",
  queue: "queue",
  deadLetters: "queue-dead",
  uploadDeadLetters: "uploads-dead",
  dashboard: "dashboard",
  logs: "logs",
  migrator: "migrator",
  pooler: "pooler",
  /** Headless: each pooler by itself, for whoever pauses all of them. */
  poolerPods: "pooler-pods",
  poolerAdmin: "pooler-admin",
} as const;

/** The Service behind each way in, by which its target group is told from those of the others. */
export const FRONT_SERVICE: Readonly<Record<Front["kind"], string>> = { nlb: ROLE.nlb, alb: ROLE.web, internal: ROLE.internal };

/** Ids of the distribution's origins: the bucket, and the load balancer in front of the web pods. */
export const CDN_ORIGIN = { assets: "assets", web: "web" } as const;

const DATABASE_STEM: Readonly<Record<DatabaseKind, string>> = { "in-cluster": "db", rds: "rds", aurora: "aurora" };

export type DatabaseRoles = {
  /** Volume, StatefulSet, Service, DBInstance or DBCluster, subnet group, security group, network policy. */
  readonly main: string;
  readonly masterSecret: string;
  /** One for the service, whichever databases it ever uses: its credentials go along with it. */
  readonly appSecret: string;
  readonly bootstrap: string;
  /** RDS read replicas count from 1; Aurora members from 0, the writer. */
  readonly member: (index: number) => string;
  /** Aurora: target and policy of the readers' autoscaling. */
  readonly readers: string;
};

/** One database of a service. `generation` tells those of one kind apart, where one is made beside another: a move, a restore. Default 0. */
export type DatabaseRef = { readonly kind: DatabaseKind; readonly generation?: number };

export function databaseRoles(database: DatabaseKind | DatabaseRef): DatabaseRoles {
  const { kind, generation = 0 } = typeof database === "string" ? { kind: database } : database;
  const stem = generation === 0 ? DATABASE_STEM[kind] : `${DATABASE_STEM[kind]}-g${generation}`;
  return {
    main: stem,
    // A volume that was made from a snapshot holds the passwords of the one that was copied.
    masterSecret: `${kind === "in-cluster" ? DATABASE_STEM[kind] : stem}-master`,
    appSecret: ROLE.databaseApp,
    bootstrap: `${stem}-bootstrap`,
    member: (index) => `${stem}-${index}`,
    readers: `${stem}-readers`,
  };
}

/** Main role of a database in the cluster. Another one, or none: that of the first. */
export function inClusterRole(database: DatabaseRef | undefined): string {
  return databaseRoles(database?.kind === "in-cluster" ? database : "in-cluster").main;
}

/** The generation of a database, by its main role. Undefined for other roles. */
export function generationOf(kind: DatabaseKind, role: string): number | undefined {
  const match = /^(.*?)(?:-g([1-9][0-9]*))?$/.exec(role);
  return match?.[1] === DATABASE_STEM[kind] ? Number(match[2] ?? 0) : undefined;
}

/** Of the Job of one step of a move: `count` tells repetitions apart. */
export function moveRole(command: MoveCommand, id: string, count: string): string {
  return `move-${command}-${id}-${count}`;
}

export function isMoveRole(role: string): boolean {
  return role.startsWith("move-");
}

export const serviceRole = (name: string): string => `svc-${name}`;
export const workerRole = (name: string): string => `worker-${name}`;
export const functionRole = (name: string): string => `fn-${name}`;
export const uploadRole = (name: string): string => `upload-${name}`;
export const alarmRole = (name: string): string => `alarm-${name}`;
/** By hash, since cutting or replacing dots makes two hosts one. */
export const dnsRole = (host: string): string => nameFor({ stem: "dns", role: host, namespace: "", uid: "" });

/** Name of a child that computes: new with every WebService. */
export function childName(identity: Identity, role: string, limit: NameLimit = "kubernetes"): string {
  return nameFor({ stem: identity.name, role, namespace: identity.namespace, uid: identity.uid }, limit);
}

/** Name of a child that holds data: that of its first owner, so that adopting needs no renaming. */
export function dataName(identity: Identity, role: string, limit: NameLimit = "kubernetes"): string {
  return nameFor({ stem: identity.name, role, namespace: identity.namespace, uid: identity.dataUid }, limit);
}
