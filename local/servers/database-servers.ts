// A real server behind each RDS instance and each Aurora cluster of the model. Readers and members of a cluster are the same server as
// their writer: only an Aurora cluster that follows an instance is a replica of its own, until it is promoted.
import type { Clock } from "../../operator/ports/clock.js";
import type { Log } from "../../operator/ports/log.js";
import type { RealInstances } from "../aws/controllers/session.js";
import { recordOf, textOf } from "../aws/model/read.js";
import type { Attributes, Resource } from "../aws/model/resource.js";
import { majorOf } from "../aws/model/types/rds-catalog.js";
import { clusterArn, DB_CLUSTER, DB_INSTANCE, sourceOf } from "../aws/model/types/rds-instance.js";
import { followedBy } from "../aws/model/types/rds-replica.js";
import type { World } from "../aws/model/world.js";
import { insist } from "./insist.js";
import type { ServerPool, Wish } from "./server-pool.js";

export type Parts = {
  readonly pool: ServerPool;
  readonly world: World;
  readonly clock: Clock;
  readonly log: Log;
  readonly serves: (namespace: string) => boolean;
  /** Another server runs, or one does no more. */
  readonly changed: () => void;
};

const PASSWORD = "masterUserPassword";

export class DatabaseServers implements RealInstances {
  #isStopped = false;
  readonly #watching: () => void;

  constructor(private readonly parts: Parts) {
    this.#watching = parts.world.subscribe((resource, isGone) => this.#seen(resource, isGone));
  }

  readonly isReal = (type: string, attributes: Attributes, namespace: string): boolean =>
    this.parts.serves(namespace) && hasServer(type, attributes);

  provide(resource: Resource, secrets: ReadonlyMap<string, string>): Promise<void> {
    void this.#bringUp(resource, this.#wish(resource, secrets.get(PASSWORD) ?? ""));
    return Promise.resolve();
  }

  /** Names of AWS with the ports of their servers. */
  readonly ports = (): ReadonlyMap<string, number> => {
    const { world } = this.parts;
    const found = [...world.all(DB_INSTANCE), ...world.all(DB_CLUSTER)].flatMap((resource) => {
      const port = this.#portOf(resource);
      return port === undefined ? [] : hostsOf(resource).map((host) => [host, port] as const);
    });
    return new Map(found);
  };

  /** Whoever asks RDS to promote a cluster is answered when its server takes writes. */
  readonly promote = async (cluster: Resource): Promise<void> => {
    if (this.parts.pool.knows(idOf(cluster))) await this.parts.pool.promote(idOf(cluster));
  };

  stop(): void {
    this.#isStopped = true;
    this.#watching();
  }

  /** What was there before this process is started again; what is gone is stopped, and its data left. */
  #seen(resource: Resource, isGone: boolean): void {
    if (resource.type !== DB_INSTANCE && resource.type !== DB_CLUSTER) return;
    const { pool, changed } = this.parts;
    changed();
    const id = idOf(resource);
    if (!hasServer(resource.type, resource.attributes) || !pool.knows(id)) return;
    if (isGone) void pool.stop(id).then(changed);
    else if (pool.portOf(id) === undefined && resource.phase !== "deleting")
      void this.#bringUp(resource, this.#following(resource));
  }

  async #bringUp(resource: Resource, wish: Wish | undefined): Promise<void> {
    const { pool, world, clock, log, changed } = this.parts;
    const isWanted = (): boolean => !this.#isStopped && world.find(resource.arn) !== undefined;
    await insist(`server of ${resource.name}`, { clock, log, isWanted }, async () => {
      const port = await pool.run(idOf(resource), wish);
      log.info("server runs", { database: resource.name, port });
      changed();
      world.release(resource.arn);
    });
  }

  #wish(resource: Resource, password: string): Wish {
    const user = textOf(resource.attributes, "masterUsername") ?? "postgres";
    const major = majorOf(textOf(resource.attributes, "engineVersion") ?? "");
    return this.#following(resource) ?? { kind: "managed", major, master: { user, password } };
  }

  #following(resource: Resource): Wish | undefined {
    const source = this.parts.world.find(followedBy(resource) ?? "");
    return source === undefined ? undefined : { kind: "replica", of: idOf(source) };
  }

  #portOf(resource: Resource): number | undefined {
    const { pool, world } = this.parts;
    const { attributes, place } = resource;
    const cluster = textOf(attributes, "dbClusterIdentifier");
    if (resource.type === DB_INSTANCE && cluster !== undefined) return this.#portAt(world.find(clusterArn(cluster, place)));
    if (textOf(attributes, "sourceDBInstanceIdentifier") !== undefined) return this.#portAt(sourceOf(attributes, place, world));
    return pool.portOf(idOf(resource));
  }

  #portAt(resource: Resource | undefined): number | undefined {
    return resource && this.parts.pool.portOf(idOf(resource));
  }
}

function hasServer(type: string, attributes: Attributes): boolean {
  if (type === DB_CLUSTER) return true;
  const isOfAnother = ["sourceDBInstanceIdentifier", "dbClusterIdentifier"].some((field) => textOf(attributes, field));
  return type === DB_INSTANCE && !isOfAnother;
}

/** Of the birth: what is made again under the name is another one, and empty. */
function idOf({ type, facts }: Resource): string {
  return textOf(facts, type === DB_CLUSTER ? "dbClusterResourceID" : "dbiResourceID") ?? "none";
}

function hostsOf({ facts }: Resource): readonly string[] {
  const hosts = [textOf(recordOf(facts, "endpoint"), "address"), textOf(facts, "endpoint"), textOf(facts, "readerEndpoint")];
  return hosts.filter((host) => host !== undefined);
}
