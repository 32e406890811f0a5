// Everything that reconciling touches, as ports and plain stores. Built once in main; tests build it from fakes.
import type { KindRef } from "../../domain/api/objects.js";
import type { Hosts } from "../../domain/admit/hosts.js";
import type { ServiceKey, WebService, WebServiceClass } from "../../domain/api/service.js";
import type { RenderOptions } from "../../domain/blueprint/children.js";
import type { MovePace } from "../../domain/plan/move-pace.js";
import type { ChildRecord } from "../../domain/observed/record.js";
import type { Clock } from "../ports/clock.js";
import type { CloudDatabases } from "../ports/cloud-databases.js";
import type { CloudReplicas } from "../ports/cloud-replicas.js";
import type { Cluster } from "../ports/cluster.js";
import type { DataDeletion } from "../ports/data-deletion.js";
import type { CredentialSource } from "../ports/credentials.js";
import type { Events } from "../ports/events.js";
import type { Log } from "../ports/log.js";
import type { Trace } from "../ports/trace.js";
import type { Troubles } from "../ports/troubles.js";
import type { Memory } from "./memory.js";

export type Options = {
  readonly render: RenderOptions;
  readonly operatorVersion: string;
  /** Seconds for which an old way in is kept after DNS has moved. */
  readonly drainSeconds: number;
  /** Seconds after which a new load balancer counts as serving where nothing tells. Undefined: as in tiers/defaults. */
  readonly unseenTargetsSeconds?: number;
  readonly movePace?: MovePace;
  /** Milliseconds that a child may be unready before the cluster is asked why; then between two questions. */
  readonly askAfterMs: number;
  /** Milliseconds between two status writes of one service at the beginning of a progress. */
  readonly progressIntervalMs: number;
  /** Milliseconds between any two status writes of one service. */
  readonly statusIntervalMs: number;
};

export type World = {
  readonly cluster: Cluster;
  /** The only way by which data is given up. */
  readonly data: DataDeletion;
  readonly events: Events;
  readonly clock: Clock;
  readonly log: Log;
  readonly trace: Trace;
  readonly credentials: CredentialSource;
  readonly databases: CloudDatabases;
  readonly replicas: CloudReplicas;
  readonly troubles: Troubles;
  /** Whether one more question about troubles may be asked now: all services share one allowance. */
  readonly mayAsk: () => boolean;
  readonly services: { get(key: ServiceKey): WebService | undefined };
  readonly classes: { get(name: string): WebServiceClass | undefined; readonly all: () => readonly WebServiceClass[] };
  /** All children that carry the name of the service, whichever UID they belong to. */
  readonly children: { of(key: ServiceKey): readonly ChildRecord[] };
  /** False: its definition is not installed, and nothing of the kind can be written. */
  readonly isServed: (kind: KindRef) => boolean;
  readonly hosts: Hosts;
  /** Tells the stores of our own write, so that the next reconcile waits until they have seen it. */
  readonly wrote: (write: OwnWrite) => void;
  readonly memory: (key: ServiceKey) => Memory;
  readonly options: Options;
};

export type OwnWrite = {
  readonly key: ServiceKey;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly resourceVersion: string;
};

/** What the runner is told to do next. */
export type Action = { readonly kind: "requeue-after"; readonly milliseconds: number } | { readonly kind: "await-change" };

export const awaitChange: Action = { kind: "await-change" };

/** A time that has passed is no reason to begin again at once: a reconcile that has nothing to write would then never let go of the process. */
const LEAST_PAUSE_MS = 250;

export function requeueAfter(milliseconds: number): Action {
  return { kind: "requeue-after", milliseconds: Math.max(LEAST_PAUSE_MS, Math.ceil(milliseconds)) };
}

/** The earlier of several actions. */
export function soonest(actions: readonly Action[]): Action {
  const times = actions.flatMap((action) => (action.kind === "requeue-after" ? [action.milliseconds] : []));
  return times.length === 0 ? awaitChange : requeueAfter(Math.min(...times));
}
