// One operator from its ports: stores, queue, runner, election, checks and gauges. main gives it real adapters, tests others.
import { VERSION } from "../domain/api/release.js";
import type { Config } from "./config.js";
import type { Clock } from "./ports/clock.js";
import type { DataDeletion } from "./ports/data-deletion.js";
import type { CloudDatabases } from "./ports/cloud-databases.js";
import type { CloudReplicas } from "./ports/cloud-replicas.js";
import type { Cluster } from "./ports/cluster.js";
import type { CredentialSource } from "./ports/credentials.js";
import type { Events } from "./ports/events.js";
import type { Leases } from "./ports/leases.js";
import type { Log } from "./ports/log.js";
import type { Metrics } from "./ports/metrics.js";
import type { Trace } from "./ports/trace.js";
import type { Troubles } from "./ports/troubles.js";
import type { Turns } from "./ports/turns.js";
import type { WatchSource } from "./ports/watching.js";
import { createMemories } from "./reconcile/memory.js";
import type { Memories } from "./reconcile/memory.js";
import { reconcile } from "./reconcile/reconcile.js";
import { OperatorStores } from "./reconcile/stores.js";
import type { ServiceKey } from "../domain/api/service.js";
import type { World } from "./reconcile/world.js";
import { awaitChange } from "./reconcile/world.js";
import { serviceKey } from "../domain/api/service.js";
import { createAllowance } from "./runtime/allowance.js";
import { examine } from "./runtime/health.js";
import type { HealthReport } from "./runtime/health.js";
import { createElection } from "./runtime/lease.js";
import type { Election } from "./runtime/lease.js";
import { createQueue } from "./runtime/queue.js";
import type { Lane, Queue } from "./runtime/queue.js";
import type { Held as HeldCounts } from "./runtime/self-summary.js";
import { startSurvey } from "./reconcile/survey.js";
import { createRunner } from "./runtime/runner.js";
import type { Action, Runner } from "./runtime/runner.js";
import { operatorGauges } from "./reconcile/tell/gauges.js";
import { watchesCheck } from "./reconcile/tell/readiness.js";
import { classAnnouncer } from "./reconcile/tell/announce-classes.js";
import { isForeignStatus } from "./reconcile/tell/write-status.js";

export type OperatorParts = {
  readonly config: Pick<
    Config,
    | "namespaces"
    | "workers"
    | "leaderElection"
    | "identity"
    | "migratorImage"
    | "poolerImage"
    | "postgresRepository"
    | "drainSeconds"
    | "unseenTargetsSeconds"
    | "observeMoveSeconds"
    | "rehearseAgainSeconds"
    | "askAfterSeconds"
    | "statusIntervalMs"
    | "progressIntervalMs"
    | "shutdownMs"
  >;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly trace: Trace;
  readonly turns: Turns;
  /** Its requests wait for those of their own lane alone. */
  readonly cluster: (lane: Lane) => Cluster;
  readonly data: (lane: Lane) => DataDeletion;
  readonly source: WatchSource;
  readonly leases: Leases;
  readonly events: Events;
  readonly credentials: CredentialSource;
  readonly databases: CloudDatabases;
  readonly replicas: CloudReplicas;
  readonly troubles: Troubles;
  readonly onLost: () => void;
};

export type Operator = {
  readonly healthz: () => HealthReport;
  readonly readyz: () => HealthReport;
  readonly refresh: () => void;
  /** How much of everything is held. */
  readonly held: () => HeldCounts;
  stop(): Promise<void>;
};

const CONTROLLER = "webservice";
/** Lists of events and pods, of all services together: a cluster where nothing becomes ready is not helped by more. */
const QUESTIONS = { burst: 20, perSecond: 2 };
/** How often a key looks again whether the watches have seen what it wrote, in milliseconds. */
const CATCH_UP_MS = 100;
const SYNC_POLL_MS = 50;
/**
 * Well above the longest pause of a reflector. An API server that is away is no reason to restart: the reflectors go on trying,
 * and only one that does not even try is stuck.
 */
const STALE_WATCH_MS = 200_000;

export function startOperator(parts: OperatorParts): Operator {
  const { config, clock, log } = parts;
  const queue = createQueue(clock);
  const memories = createMemories();
  const stores = storesOf(parts, queue, {
    isForeignStatus: (service) => isForeignStatus(memories.of(serviceKey(service.metadata), service.metadata.uid), service),
    onClassChanged: () => {
      if (election.isLeader()) announceClasses();
    },
  });
  const worlds = worldsOf(parts, stores, memories);
  const announceClasses = classAnnouncer(worlds.resync);
  const runner = runnerOf(parts, queue, (key, { log: own, lane }) =>
    traced(parts.trace, { key, log: own }, (log) => attempt({ ...worlds[lane], log }, { stores, memories }, key)),
  );
  const gauges = operatorGauges(parts.metrics, stores);
  for (const reflector of stores.reflectors) reflector.start();
  const cancelWait = onceSynced(clock, stores, () => {
    log.info("caches are in step with the API server", {
      services: stores.services.count(),
      children: stores.children.count(),
    });
    election.start();
  });
  let stopSurvey: () => void = () => undefined;
  const lead = () => {
    stores.wakeAll();
    runner.start();
    announceClasses();
    stopSurvey = startSurvey({ ...worlds.resync, keys: stores.services.keys, wake: (key) => queue.add(key, "drift") });
  };
  const election = config.leaderElection ? elected(parts, lead) : alone(lead);
  return {
    healthz: () => examine([{ name: "watches", problem: () => staleWatch(stores) }]),
    readyz: () => examine([watchesCheck(stores.reflectors)]),
    refresh: () => gauges.refresh(election.isLeader()),
    held: () => heldBy({ stores, memories }, queue),
    stop: async () => {
      cancelWait();
      stopSurvey();
      const ended = await runner.stop(config.shutdownMs);
      if (!ended) log.warn("some reconciles did not end in time");
      queue.close();
      for (const reflector of stores.reflectors) reflector.stop();
      await election.release().catch((error: unknown) => log.warn("the lease was not given back", { error: String(error) }));
    },
  };
}

/** One for each lane: they differ in nothing but the connections of their requests. */
function worldsOf(parts: OperatorParts, stores: OperatorStores, memories: Memories): Readonly<Record<Lane, World>> {
  const { cluster, data } = parts;
  const world = worldOf(parts, stores, memories);
  const on = (lane: Lane): World => ({ ...world, cluster: cluster(lane), data: data(lane) });
  return { edit: on("edit"), drift: on("drift"), resync: on("resync") };
}

type Work = Parameters<typeof createRunner>[0]["reconcile"];

function runnerOf({ config, ...parts }: OperatorParts, queue: Queue, work: Work): Runner {
  const { clock, log, metrics, turns } = parts;
  return createRunner({ controller: CONTROLLER, workers: config.workers, queue, clock, log, metrics, turns, reconcile: work });
}

type Hooks = Pick<ConstructorParameters<typeof OperatorStores>[0], "isForeignStatus" | "onClassChanged">;

function storesOf({ config, source, clock, log }: OperatorParts, queue: Queue, hooks: Hooks): OperatorStores {
  return new OperatorStores({ source, clock, log, queue, namespaces: config.namespaces, ...hooks });
}

function worldOf(parts: OperatorParts, stores: OperatorStores, memories: Memories): Omit<World, "cluster" | "data"> {
  const { config, events, clock, log, trace, credentials, databases, replicas, troubles } = parts;
  const {
    migratorImage,
    poolerImage,
    postgresRepository,
    drainSeconds,
    unseenTargetsSeconds,
    statusIntervalMs,
    progressIntervalMs,
  } = config;
  const askAfterMs = config.askAfterSeconds * 1000;
  return {
    events,
    clock,
    log,
    trace,
    credentials,
    databases,
    replicas,
    troubles,
    mayAsk: createAllowance(clock, QUESTIONS),
    services: stores.services,
    classes: stores.classes,
    children: stores.children,
    isServed: (kind) => stores.isServed(kind),
    hosts: stores.hosts,
    wrote: (write) => stores.wrote(write),
    memory: (key) => memories.of(key, stores.services.get(key)?.metadata.uid),
    options: {
      render: { migratorImage, poolerImage, postgresRepository },
      operatorVersion: VERSION,
      drainSeconds,
      unseenTargetsSeconds,
      movePace: { observedSeconds: config.observeMoveSeconds, againSeconds: config.rehearseAgainSeconds },
      askAfterMs,
      statusIntervalMs,
      progressIntervalMs,
    },
  };
}

/** As a span of its own, whose id is in its log lines. */
function traced<T>(trace: Trace, { key, log }: { readonly key: ServiceKey; readonly log: Log }, act: (log: Log) => T): T {
  const [namespace = "", name = ""] = key.split("/");
  return trace.span("reconcile", { namespace, name }, () => {
    const id = trace.id();
    return act(id === undefined ? log : log.with({ traceID: id }));
  });
}

type Held = { readonly stores: OperatorStores; readonly memories: Memories };

/**
 * Acts only on a picture that contains everything this process has written. Of a service that is gone nothing is remembered: its removal
 * from the store is what brings it here for the last time.
 */
async function attempt(world: World, { stores, memories }: Held, key: ServiceKey): Promise<Action> {
  if (!stores.isCaughtUp(key)) return { kind: "catch-up", milliseconds: CATCH_UP_MS };
  const action = await reconcile(world, key);
  if (stores.services.get(key) !== undefined) return action;
  memories.forget(key);
  return awaitChange;
}

function heldBy({ stores, memories }: Held, queue: Queue): HeldCounts {
  const children = stores.children.byKind();
  return { services: stores.services.count(), children, remembered: memories.count(), queued: queue.depth() };
}

function onceSynced(clock: Clock, stores: OperatorStores, act: () => void): () => void {
  let cancel: () => void = () => undefined;
  const look = () => {
    if (stores.isSynced()) act();
    else cancel = clock.after(SYNC_POLL_MS, look);
  };
  cancel = clock.after(0, look);
  return () => cancel();
}

function elected(parts: OperatorParts, onLead: () => void): Election {
  const { leases, clock, log, config, onLost } = parts;
  return createElection({ leases, clock, log, identity: config.identity, onLead, onLost });
}

/** For a single replica without a lease. */
function alone(onLead: () => void): Election {
  return { start: onLead, release: () => Promise.resolve(), isLeader: () => true };
}

function staleWatch(stores: OperatorStores): string | undefined {
  const stale = stores.reflectors.filter((reflector) => reflector.idleMs() > STALE_WATCH_MS);
  return stale.length === 0
    ? undefined
    : `nothing happened for ${STALE_WATCH_MS / 1000} s in the watch of ${stale.map((reflector) => reflector.target.kind.kind).join(", ")}`;
}
