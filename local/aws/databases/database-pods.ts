// Puts a real PostgreSQL behind each RDS instance of the model, read replicas among them, and one behind each Aurora cluster, which its members
// share. What follows another streams from it, until it is promoted. Changes of an instance are not carried out, its volume is left when it is deleted.
import type { Clock } from "../../../operator/ports/clock.js";
import type { Log } from "../../../operator/ports/log.js";
import type { KindRef } from "../../../domain/api/objects.js";
import { MANAGER } from "../controllers/ack-controller.js";
import { refOf, type ClusterAccess } from "../controllers/cluster-access.js";
import type { RealInstances } from "../controllers/session.js";
import type { EndpointProvider } from "../model/endpoints.js";
import { numberOf, recordOf, textOf } from "../model/read.js";
import type { Attributes, Resource } from "../model/resource.js";
import { DB_CLUSTER, DB_INSTANCE, sourceOf } from "../model/types/rds-instance.js";
import { followedBy } from "../model/types/rds-replica.js";
import type { World } from "../model/world.js";
import { certify } from "./authority.js";
import { AUTHORITY, keepAuthority } from "./keep-authority.js";
import { promoteServer, type Login } from "../../servers/promote-server.js";
import { instancePieces, SECRET, SERVICE, STATEFUL_SET } from "./objects.js";

export type DatabasePodOptions = {
  /** A PostgreSQL image that runs as UID 999, as the official one does. */
  readonly image: string;
  /** Exists already. */
  readonly namespace: string;
};

type Parts = DatabasePodOptions & {
  readonly cluster: ClusterAccess;
  readonly world: World;
  readonly clock: Clock;
  readonly log: Log;
};

const PORT = 5432;
const POLL_MS = 500;
const CONNECT_TIMEOUT_MS = 10_000;
const PASSWORD = "masterUserPassword";
const BIRTH_LENGTH = 8;

export function podEndpoints({ namespace }: DatabasePodOptions): EndpointProvider {
  const hostOf = (name: string) => `${name}.${namespace}.svc.cluster.local`;
  return {
    instance: (name, _, attributes) => ({ address: hostOf(textOf(attributes, "dbClusterIdentifier") ?? name), port: PORT }),
    cluster: (name) => ({ writer: hostOf(name), reader: hostOf(name) }),
  };
}

export class DatabasePods implements RealInstances {
  readonly isReal = isReal;
  /** Removals under way, by name: what is made again under that name waits for them. */
  readonly #removals = new Map<string, Promise<void>>();

  constructor(private readonly parts: Parts) {
    parts.world.subscribe((resource, isGone) => {
      if (isGone && isReal(resource.type, resource.attributes))
        this.#removals.set(
          resource.name,
          this.#attempt(() => this.#remove(resource)),
        );
    });
  }

  /** Before there is a database, so that a class can name the authority from the start. */
  async prepare(): Promise<void> {
    await keepAuthority(this.parts.cluster, this.parts.namespace, this.parts.clock.now());
  }

  async provide(resource: Resource, secrets: ReadonlyMap<string, string>): Promise<void> {
    const { cluster, namespace, image, clock } = this.parts;
    await this.#removals.get(resource.name);
    const authority = await keepAuthority(cluster, namespace, clock.now());
    const address = hostIn(resource, this.parts);
    const source = this.#sourceOf(resource);
    const login = source === undefined ? loginOf(resource, secrets.get(PASSWORD)) : await this.#loginAt(source.name);
    const pieces = instancePieces({
      name: resource.name,
      claimName: claimNameOf(resource),
      namespace,
      image,
      ...login,
      follows: source && hostIn(source, this.parts),
      storageGiB: numberOf(resource.attributes, "allocatedStorage") ?? 1,
      tls: certify(authority, AUTHORITY, { hosts: [address], now: clock.now() }),
    });
    for (const { kind, object } of pieces) await cluster.create(refOf(kind, object), object, MANAGER);
    this.#await(resource);
  }

  /** Whoever asks RDS to promote a cluster is answered when its server takes writes. */
  readonly promote = async (cluster: Resource): Promise<void> => {
    await promoteServer({
      ...{ host: hostIn(cluster, this.parts), port: PORT, ...(await this.#loginAt(cluster.name)) },
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      // By our own authority, and reached by its own name: what is proved here is the password.
      ssl: { rejectUnauthorized: false },
    });
  };

  #sourceOf(resource: Resource): Resource | undefined {
    const { world } = this.parts;
    return world.find(followedBy(resource) ?? "") ?? sourceOf(resource.attributes, resource.place, world);
  }

  async #loginAt(name: string): Promise<Login> {
    const secret = await this.parts.cluster.read({ kind: SECRET, namespace: this.parts.namespace, name });
    const data = recordOf(secret ?? {}, "data");
    const [user, password] = ["user", "password"].map((key) => Buffer.from(textOf(data, key) ?? "", "base64").toString("utf8"));
    if (!user || !password) throw new Error(`the database ${name} has no login yet`);
    return { user, password };
  }

  /** The instance is available when its pod takes connections. */
  #await(resource: Resource): void {
    const { cluster, world, clock, namespace } = this.parts;
    const look = async (): Promise<void> => {
      if (world.find(resource.arn)?.held !== true) return;
      const found = await cluster.read({ kind: STATEFUL_SET, namespace, name: resource.name });
      if (numberOf(recordOf(found ?? {}, "status"), "readyReplicas") === 1) world.release(resource.arn);
      else clock.after(POLL_MS, () => void this.#attempt(look));
    };
    void this.#attempt(look);
  }

  async #remove({ name }: Resource): Promise<void> {
    for (const kind of [STATEFUL_SET, SERVICE, SECRET]) await this.#removePiece(kind, name);
  }

  async #removePiece(kind: KindRef, name: string): Promise<void> {
    const ref = { kind, namespace: this.parts.namespace, name };
    const found = await this.parts.cluster.read(ref);
    if (found !== undefined) await this.parts.cluster.remove(ref, found.metadata.uid ?? "");
  }

  /** Again until it succeeds: the API server may be away. */
  async #attempt(act: () => Promise<void>): Promise<void> {
    const trouble = await act().then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error.message : "unknown"),
    );
    if (trouble === undefined) return;
    this.parts.log.warn("database pod: trying again", { error: trouble });
    await new Promise<void>((resolve) => this.parts.clock.after(POLL_MS, resolve));
    await this.#attempt(act);
  }
}

function claimNameOf({ name, facts }: Resource): string {
  const birth = (textOf(facts, "dbiResourceID") ?? textOf(facts, "dbClusterResourceID") ?? "").toLowerCase().slice(-BIRTH_LENGTH);
  return `${name}-${birth}`;
}

function isReal(type: string, attributes: Attributes): boolean {
  return type === DB_CLUSTER || (type === DB_INSTANCE && textOf(attributes, "dbClusterIdentifier") === undefined);
}

function hostIn({ name, place, attributes, type }: Resource, options: DatabasePodOptions): string {
  const endpoints = podEndpoints(options);
  return type === DB_CLUSTER ? endpoints.cluster(name, place).writer : endpoints.instance(name, place, attributes).address;
}

function loginOf({ attributes }: Resource, password = ""): Login {
  return { user: textOf(attributes, "masterUsername") ?? "postgres", password };
}
