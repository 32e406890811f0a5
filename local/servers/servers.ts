// Real databases on this machine, behind those that the local AWS and the cluster only speak of, and the real program that moves data between them.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { KubeObject } from "../../domain/api/objects.js";
import { LABEL, MANAGED_BY } from "../../domain/api/keys.js";
import type { Clock } from "../../operator/ports/clock.js";
import type { Log } from "../../operator/ports/log.js";
import type { ClusterAccess } from "../aws/controllers/cluster-access.js";
import type { World } from "../aws/model/world.js";
import { RealRuns } from "../programs/real.js";
import { runsByNamespace, type ProgramRuns } from "../programs/runs.js";
import { Addresses, ADDRESSES_FILE } from "./addresses.js";
import { DatabaseServers } from "./database-servers.js";
import { PodServers } from "./pod-servers.js";
import { Poolers } from "./poolers.js";
import { ServerPool } from "./server-pool.js";

export type ServersOptions = {
  /** Of data, logs, and the addresses of the servers. */
  readonly folder: string;
  /** Undefined: of all namespaces. */
  readonly namespaces?: readonly string[];
};

type Around = ServersOptions & {
  readonly cluster: ClusterAccess;
  readonly world: World;
  readonly clock: Clock;
  readonly log: Log;
};

export type Servers = {
  readonly instances: DatabaseServers;
  /** The real program in the namespaces that have servers, `played` in the others. */
  readonly runs: (played: ProgramRuns) => ProgramRuns;
  readonly podSeen: (pod: KubeObject) => void;
  readonly podGone: (pod: KubeObject) => void;
  readonly poolerSeen: (settings: KubeObject) => void;
  readonly poolerGone: (settings: KubeObject) => void;
  readonly stop: () => Promise<void>;
};

const OF_TENFOLD = `${LABEL.managedBy}=${MANAGED_BY}`;
/** Pods of a StatefulSet: of what Tenfold makes, databases alone. */
export const DATABASE_PODS = `${OF_TENFOLD},statefulset.kubernetes.io/pod-name`;
/** What tells poolers where the database is. */
export const POOLERS = `${OF_TENFOLD},${LABEL.component}=pooler`;

export const DATA_FOLDER = "data";
const PROGRAMS_FOLDER = "programs";

export function startServers({ folder, namespaces, ...around }: Around): Servers {
  const { log } = around;
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const pool = new ServerPool(join(folder, DATA_FOLDER), (line) => log.info(line));
  const serves = (namespace: string): boolean => namespaces?.includes(namespace) ?? true;
  const parts = { ...around, pool, serves, changed: () => addresses.write() };
  const poolers = new Poolers(parts);
  const pods = new PodServers(parts);
  // The two below need each other: nothing is written before both are there.
  const sources: (() => ReadonlyMap<string, number>)[] = [pods.ports];
  const addresses = new Addresses(join(folder, ADDRESSES_FILE), sources, poolers.hosts);
  const instances = new DatabaseServers(parts);
  sources.push(instances.ports);
  const programs = join(folder, PROGRAMS_FOLDER);
  const clientFolder = async (): Promise<string> => (await pool.installation(0)).bin;
  const real = new RealRuns({ ...around, folder: programs, find: (host) => addresses.find(host), clientFolder });
  return {
    instances,
    runs: (played) => runsByNamespace((namespace) => (serves(namespace) ? real : played), [real, played]),
    podSeen: (pod) => pods.seen(pod),
    podGone: (pod) => pods.gone(pod),
    poolerSeen: (settings) => poolers.seen(settings),
    poolerGone: (settings) => poolers.gone(settings),
    stop: async () => {
      pods.stop();
      instances.stop();
      await pool.stopAll();
      addresses.write();
    },
  };
}
