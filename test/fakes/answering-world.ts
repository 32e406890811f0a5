// A world of one service at most, in which every write of a child ends the same way.
import { unaskedReplicas } from "../../operator/adapters/rds-unasked.js";
import { CREDENTIALS } from "../fixtures/credentials.js";
import type { KindRef, KubeObject } from "../../domain/api/objects.js";
import type { WebService } from "../../domain/api/service.js";
import type { ClusterError, SecretOrigin } from "../../operator/ports/cluster.js";
import { untraced } from "../../operator/ports/trace.js";
import { emptyMemory } from "../../operator/reconcile/memory.js";
import type { World } from "../../operator/reconcile/world.js";
import { webServiceClass } from "../fixtures/services.js";
import { neverDeletes } from "./never-deletes.js";
import { fakeClock } from "./fake-clock.js";
import { fakeLog } from "./fake-log.js";

export type AnsweringWorld = {
  readonly world: World;
  /** Kinds, in the order of their writes. */
  readonly written: string[];
  /** UIDs. */
  readonly removed: string[];
};
export type WorldWish = {
  readonly service?: WebService;
  /** Not installed. */
  readonly missing?: readonly KindRef[];
  /** Of every write of a child; undefined: it is written. */
  readonly answer?: ClusterError;
  /** Who has made the Secrets that are there already; undefined: there are none. */
  readonly secrets?: SecretOrigin;
  /** What has the name of a child already. Default: nobody may look. */
  readonly live?: KubeObject;
};

export function answeringWorld({ service, missing = [], answer, secrets, live }: WorldWish): AnsweringWorld {
  const written: string[] = [];
  const removed: string[] = [];
  const done = { uid: "u", resourceVersion: "1", managedFields: [] };
  const never = () => Promise.reject(new Error("not expected"));
  const memory = emptyMemory();
  const world: World = {
    cluster: {
      apply: (ref) => {
        written.push(ref.kind.kind);
        return answer === undefined ? Promise.resolve(done) : Promise.reject(answer);
      },
      createOnce: () => Promise.resolve(secrets === undefined ? "created" : "exists"),
      inspectSecret: () => Promise.resolve(secrets ?? "absent"),
      secretAnnotations: () => Promise.resolve(undefined),
      labelSecret: never,
      read: live === undefined ? never : () => Promise.resolve(live),
      remove: (_, { uid }) => Promise.resolve(void removed.push(uid)),
      setFinalizers: () => Promise.resolve(done),
      setLabels: never,
      patchStatus: () => Promise.resolve(done),
    },
    events: { record: () => undefined },
    clock: fakeClock(),
    log: fakeLog(),
    trace: untraced,
    credentials: { fresh: () => Promise.resolve(CREDENTIALS) },
    data: neverDeletes,
    replicas: unaskedReplicas,
    databases: { asks: false, list: never, describe: never, find: never, inspect: never, state: never, snapshot: never },
    troubles: { warnings: never, pods: never, logEnd: never, targetGroupBindings: never },
    mayAsk: () => false,
    hosts: { of: () => [], grant: () => undefined },
    services: { get: () => service },
    classes: { get: () => webServiceClass(), all: () => [webServiceClass()] },
    children: { of: () => [] },
    isServed: (kind) => !missing.some((other) => other.kind === kind.kind && other.apiVersion === kind.apiVersion),
    wrote: () => undefined,
    memory: () => memory,
    options: {
      render: { migratorImage: "m:1", poolerImage: "m:1", postgresRepository: "postgres" },
      operatorVersion: "0.1.0",
      drainSeconds: 0,
      askAfterMs: 0,
      statusIntervalMs: 0,
      progressIntervalMs: 0,
    },
  };
  return { world, written, removed };
}
