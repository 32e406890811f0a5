// Starts the local AWS: the model, the controllers in front of it, and RDS's own API beside them.
import { BUILT_IN } from "../../domain/api/kinds.js";
import { kubernetesWatching } from "../../operator/adapters/kubernetes-watching.js";
import { pinoLog } from "../../operator/adapters/pino-log.js";
import { systemClock } from "../../operator/adapters/system-clock.js";
import { openTransport } from "../../operator/adapters/transport.js";
import type { Clock } from "../../operator/ports/clock.js";
import type { Log } from "../../operator/ports/log.js";
import { AckRuntime } from "./controllers/ack-runtime.js";
import { ACK_CONTROLLERS } from "./controllers/all.js";
import { clusterOverHttp } from "./controllers/cluster-over-http.js";
import { ObjectIndex } from "./controllers/object-index.js";
import type { Surroundings } from "./controllers/session.js";
import { installGatePolicy } from "./load-balancers/gate-policy.js";
import { ENDPOINT_SLICE, INGRESS, POD, SERVICE, TARGET_GROUP_BINDING } from "./load-balancers/kinds.js";
import { LoadBalancerRuntime } from "./load-balancers/runtime.js";
import { RESOURCE_TYPES } from "./model/catalogue.js";
import { DEFAULT_DELAYS, type Delays } from "./model/delays.js";
import { DatabasePods, podEndpoints, type DatabasePodOptions } from "./databases/database-pods.js";
import { awsEndpoints, endpointFacts } from "./model/endpoints.js";
import type { Place } from "./model/resource.js";
import { World } from "./model/world.js";
import { serveRdsApi } from "./rds-api/server.js";
import { Queues } from "./sqs-api/queues.js";
import { playedRuns } from "../programs/played.js";
import { PROGRAM_PODS } from "../programs/program.js";
import { ProgramPods } from "../programs/pods.js";
import { DATABASE_PODS, POOLERS, startServers, type Servers, type ServersOptions } from "../servers/servers.js";
import { keepState } from "./state-file.js";
import { SnapshotController } from "./volumes/snapshot-controller.js";
import { Watches } from "./watches.js";

export type LocalAwsOptions = {
  /** Undefined: as kubectl finds it. */
  readonly kubeconfig?: string;
  readonly delays?: Delays;
  readonly place?: Place;
  /** Default 0: any that is free. */
  readonly rdsPort?: number;
  /** Default 127.0.0.1. */
  readonly rdsHost?: string;
  /** Undefined: all. */
  readonly namespaces?: readonly string[];
  readonly stateFile?: string;
  /** Undefined: databases are only spoken of. */
  readonly databases?: DatabasePodOptions;
  /** The one VolumeSnapshotClass that there is. Undefined: snapshots are left to a real controller, as where volumes hold data. */
  readonly snapshotClass?: string;
  /** How long programs of a move run where they are played; undefined: their pods are left to a real kubelet. */
  readonly programsRunMs?: number;
  /** Undefined: no server on this machine. */
  readonly servers?: ServersOptions;
  readonly clock?: Clock;
  readonly log?: Log;
};

export type LocalAws = {
  readonly rdsEndpoint: string;
  readonly model: World;
  /** How many messages wait is said here. */
  readonly queues: Queues;
  /** Health of the targets behind an Ingress or a Service. */
  readonly targets: LoadBalancerRuntime["targetsOf"];
  /** Every controller looks at every object again, as the real ones do every ten hours. */
  readonly resync: () => void;
  readonly stop: () => Promise<void>;
};

export const DEFAULT_PLACE: Place = { accountID: "123456789012", region: "us-east-1" };
const USER_AGENT = "local-aws";

/** Resolves when everything that exists has been seen. */
export async function startLocalAws(options: LocalAwsOptions): Promise<LocalAws> {
  const { clock = systemClock, place = DEFAULT_PLACE, delays = DEFAULT_DELAYS, databases } = options;
  const log = options.log ?? pinoLog({ level: "info", format: "text" });
  const endpoints = databases === undefined ? awsEndpoints : podEndpoints(databases);
  const world = new World({ clock, delays, types: RESOURCE_TYPES, factsBeside: endpointFacts(endpoints) });
  const transport = await openTransport({ kubeconfig: options.kubeconfig, userAgent: USER_AGENT });
  const cluster = clusterOverHttp(transport);
  // Before the model is filled: servers of what is in it are started again.
  const servers = options.servers && startServers({ ...options.servers, cluster, world, clock, log });
  const state = options.stateFile === undefined ? undefined : await keepState(world, options.stateFile);
  const instances = (await databasePods(databases, { cluster, world, clock, log })) ?? servers?.instances;
  const around: Surroundings = { world, cluster, index: new ObjectIndex(), clock, log, place, instances };
  const [ack, balancers] = [new AckRuntime(around), new LoadBalancerRuntime(around)];
  const watches = new Watches({ source: kubernetesWatching(transport), clock, log, namespaces: options.namespaces });
  watchAll(watches, ack, balancers);
  if (servers !== undefined) watchServers(watches, servers);
  if (options.snapshotClass !== undefined)
    watchSnapshots(watches, new SnapshotController({ cluster, clock, log, delays, className: options.snapshotClass }));
  const programs = watchPrograms(watches, { runMs: options.programsRunMs, servers }, { cluster, clock, log });
  const queues = new Queues(world);
  const { rdsPort: port = 0, rdsHost: host } = options;
  const api = await serveRdsApi({ world, place, port, promote: instances?.promote, host, queues });
  const endInstalling = await installGatePolicy({ cluster, log, clock, retryMs: delays.retryMs });
  await watches.start();
  ack.start();
  balancers.start();
  log.info("local AWS runs", { rdsEndpoint: api.endpoint, region: place.region, resources: world.resources.size });
  return {
    rdsEndpoint: api.endpoint,
    model: world,
    queues,
    targets: (kind, namespace, name) => balancers.targetsOf(kind, namespace, name),
    resync: () => ack.resync(),
    stop: async () => {
      watches.stop();
      endInstalling();
      await Promise.all([ack.stop(), balancers.stop(), api.stop(), programs?.stop()]);
      // After the programs: what has fenced a database lets in again first.
      await servers?.stop();
      await state?.flush();
      world.stop();
      await transport.close();
    },
  };
}

type BesideModel = Pick<Surroundings, "cluster" | "world" | "clock" | "log">;

async function databasePods(options: DatabasePodOptions | undefined, around: BesideModel): Promise<DatabasePods | undefined> {
  if (options === undefined) return undefined;
  const pods = new DatabasePods({ ...options, ...around });
  await pods.prepare();
  return pods;
}

function watchSnapshots(watches: Watches, controller: SnapshotController): void {
  watches.add({
    kind: BUILT_IN.volumeSnapshot,
    onPut: (snapshot) => controller.seen(snapshot),
    onRemove: (snapshot) => controller.gone(snapshot),
  });
}

function watchAll(watches: Watches, ack: AckRuntime, balancers: LoadBalancerRuntime): void {
  for (const controller of ACK_CONTROLLERS) {
    watches.add({
      kind: controller.kind,
      onPut: (object) => ack.seen(controller, object),
      onRemove: (object) => ack.gone(controller, object),
    });
  }
  for (const kind of [SERVICE, INGRESS]) {
    watches.add({ kind, onPut: (object) => balancers.seen(kind, object), onRemove: (object) => balancers.gone(kind, object) });
  }
  watches.add({
    kind: ENDPOINT_SLICE,
    onPut: (slice) => balancers.sliceSeen(slice),
    onRemove: (slice) => balancers.sliceGone(slice),
  });
  watches.add({ kind: POD, onPut: (pod) => balancers.podSeen(pod), onRemove: (pod) => balancers.podGone(pod) });
  watches.add({
    kind: TARGET_GROUP_BINDING,
    onPut: (binding) => balancers.bindingSeen(binding),
    onRemove: (binding) => balancers.bindingGone(binding),
  });
}

type Hands = Pick<Surroundings, "cluster" | "clock" | "log">;

type Playing = { readonly runMs?: number; readonly servers?: Servers };

function watchPrograms(watches: Watches, { runMs, servers }: Playing, hands: Hands): ProgramPods | undefined {
  if (runMs === undefined) return undefined;
  const played = playedRuns({ ...hands, runMs });
  const pods = new ProgramPods({ ...hands, runs: servers?.runs(played) ?? played });
  watches.add({ kind: POD, labelSelector: PROGRAM_PODS, onPut: (pod) => pods.seen(pod), onRemove: (pod) => pods.gone(pod) });
  return pods;
}

function watchServers(watches: Watches, servers: Servers): void {
  watches.add({
    kind: POD,
    labelSelector: DATABASE_PODS,
    onPut: (pod) => servers.podSeen(pod),
    onRemove: (pod) => servers.podGone(pod),
  });
  watches.add({
    kind: BUILT_IN.configMap,
    labelSelector: POOLERS,
    onPut: (map) => servers.poolerSeen(map),
    onRemove: (map) => servers.poolerGone(map),
  });
}
