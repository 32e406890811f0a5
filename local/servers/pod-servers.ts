// A real server behind each PostgreSQL pod of the cluster, as long as the pod runs. Its data belongs to the volume and not to the pod.
import type { KubeObject } from "../../domain/api/objects.js";
import type { Clock } from "../../operator/ports/clock.js";
import type { Log } from "../../operator/ports/log.js";
import type { ClusterAccess } from "../aws/controllers/cluster-access.js";
import { CLAIM } from "../aws/databases/objects.js";
import { recordOf, recordsOf, textOf } from "../aws/model/read.js";
import { standingOf } from "../programs/program.js";
import { insist } from "./insist.js";
import { containerOf, environmentOf } from "./pod-values.js";
import type { ServerPool, Wish } from "./server-pool.js";

export type Parts = {
  readonly pool: ServerPool;
  readonly cluster: ClusterAccess;
  readonly clock: Clock;
  readonly log: Log;
  readonly serves: (namespace: string) => boolean;
  readonly changed: () => void;
};

const CONTAINER = "postgres";

/** `id`: of its volume, once that is known. */
type Running = { readonly host: string; isWanted: boolean; id?: string };

export class PodServers {
  /** By UID of the pod. */
  readonly #running = new Map<string, Running>();

  constructor(private readonly parts: Parts) {}

  seen(pod: KubeObject): void {
    const uid = pod.metadata.uid ?? "";
    if (!this.parts.serves(pod.metadata.namespace ?? "") || textOf(containerOf(pod), "name") !== CONTAINER) return;
    const standing = standingOf(pod);
    if (standing === "is over") this.gone(pod);
    if (standing !== "runs" || this.#running.has(uid)) return;
    const running: Running = { host: hostOf(pod), isWanted: true };
    this.#running.set(uid, running);
    void this.#bringUp(pod, running);
  }

  gone({ metadata }: KubeObject): void {
    const running = this.#running.get(metadata.uid ?? "");
    if (running === undefined) return;
    this.#running.delete(metadata.uid ?? "");
    running.isWanted = false;
    const { id } = running;
    if (id === undefined || this.#isUsed(id)) return;
    void this.parts.pool.stop(id).then(this.parts.changed);
  }

  /** Names of Services with the ports of the servers behind them. */
  readonly ports = (): ReadonlyMap<string, number> => {
    const found = [...this.#running.values()].flatMap(({ host, id }) => {
      const port = id === undefined ? undefined : this.parts.pool.portOf(id);
      return port === undefined ? [] : [[host, port] as const];
    });
    return new Map(found);
  };

  stop(): void {
    for (const running of this.#running.values()) running.isWanted = false;
  }

  async #bringUp(pod: KubeObject, running: Running): Promise<void> {
    const { clock, log, pool, changed } = this.parts;
    await insist(`server of pod ${pod.metadata.name}`, { clock, log, isWanted: () => running.isWanted }, async () => {
      const id = await this.#volumeOf(pod);
      const wish = await this.#wish(pod);
      const port = await pool.run(id, wish);
      running.id = id;
      // The pod went while its server came.
      if (!running.isWanted && !this.#isUsed(id)) await pool.stop(id);
      log.info("server runs", { pod: pod.metadata.name, port });
      changed();
    });
  }

  #isUsed(id: string): boolean {
    return [...this.#running.values()].some((running) => running.id === id);
  }

  async #volumeOf(pod: KubeObject): Promise<string> {
    const volumes = recordsOf(recordOf(pod, "spec"), "volumes");
    const [name] = volumes.flatMap((volume) => textOf(recordOf(volume, "persistentVolumeClaim"), "claimName") ?? []);
    const claim = await this.parts.cluster.read({ kind: CLAIM, namespace: pod.metadata.namespace, name: name ?? "" });
    if (claim?.metadata.uid === undefined) throw new Error(`there is no PersistentVolumeClaim ${name ?? "at all"}`);
    return `volume-${claim.metadata.uid}`;
  }

  /** As the image: without POSTGRES_PASSWORD it starts on data that is there and makes none. */
  async #wish(pod: KubeObject): Promise<Wish | undefined> {
    const env = await environmentOf(pod, this.parts.cluster);
    if (env === undefined) throw new Error("a Secret that the pod names is not there");
    const { POSTGRES_USER: user = "postgres", POSTGRES_PASSWORD: password } = env;
    const major = Number(/:(\d+)/.exec(textOf(containerOf(pod), "image") ?? "")?.[1] ?? 0);
    return password === undefined ? undefined : { kind: "empty", major, superuser: { user, password } };
  }
}

function hostOf(pod: KubeObject): string {
  return `${textOf(recordOf(pod, "spec"), "subdomain") ?? ""}.${pod.metadata.namespace ?? ""}.svc`;
}
