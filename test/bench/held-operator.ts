// An operator in this process, over watches that are replayed and a cluster that counts what it is asked to do.
import { DEFAULT_DRAIN_SECONDS } from "../../domain/api/release.js";
import { eventLoop } from "../../operator/adapters/event-loop.js";
import { kubernetesWatching } from "../../operator/adapters/kubernetes-watching.js";
import { unaskedDatabases, unaskedReplicas } from "../../operator/adapters/rds-unasked.js";
import { randomCredentials } from "../../operator/adapters/random-credentials.js";
import { startOperator } from "../../operator/operator.js";
import type { Operator } from "../../operator/operator.js";
import type { Cluster } from "../../operator/ports/cluster.js";
import type { Trace } from "../../operator/ports/trace.js";
import { OPTIONS } from "../cdk8s/arbitrary.js";
import { fakeLease } from "../fakes/fake-lease.js";
import { fakeLog } from "../fakes/fake-log.js";
import type { FakeLog } from "../fakes/fake-log.js";
import { fakeMetrics } from "../fakes/fake-metrics.js";
import { neverDeletes } from "../fakes/never-deletes.js";
import type { Replay } from "./replayed-watches.js";

export type HeldOperator = {
  readonly operator: Operator;
  readonly log: FakeLog;
  /** What the cluster was asked to do, one line each. */
  readonly asked: string[];
  /** All watches have a full picture. */
  synced(): Promise<void>;
  /** It leads from now on, until so many reconciles have ended. */
  lead(reconciles: number): Promise<void>;
};

export function heldOperator({ transport }: Pick<Replay, "transport">, at: number): HeldOperator {
  const log = fakeLog();
  const asked: string[] = [];
  const lease = fakeLease();
  lease.break("fails");
  const counted = countReconciles();
  const began = Date.now();
  const operator = startOperator({
    config: {
      ...CONFIG,
      migratorImage: OPTIONS.migratorImage,
      poolerImage: OPTIONS.poolerImage,
      postgresRepository: OPTIONS.postgresRepository,
    },
    clock: { now: () => at + Date.now() - began, after, random: Math.random },
    log,
    metrics: fakeMetrics(),
    trace: counted.trace,
    turns: eventLoop,
    cluster: () => refusing(asked),
    data: () => neverDeletes,
    source: kubernetesWatching(transport),
    leases: lease.port,
    events: { record: () => undefined },
    credentials: randomCredentials,
    databases: unaskedDatabases,
    replicas: unaskedReplicas,
    troubles: SILENT,
    onLost: () => undefined,
  });
  return {
    operator,
    log,
    asked,
    synced: () => until(() => log.lines.some(({ message }) => message.startsWith("caches are in step"))),
    lead: async (reconciles) => {
      lease.break("works");
      await until(() => counted.ended() >= reconciles);
    },
  };
}

const CONFIG = {
  ...{ namespaces: [], workers: 16, leaderElection: true, identity: "bench" },
  ...{ drainSeconds: DEFAULT_DRAIN_SECONDS, unseenTargetsSeconds: 630, observeMoveSeconds: 600, rehearseAgainSeconds: 900 },
  ...{ askAfterSeconds: 60, statusIntervalMs: 1000, progressIntervalMs: 5000, shutdownMs: 1000 },
};
const SILENT = {
  warnings: () => Promise.resolve([]),
  pods: () => Promise.resolve([]),
  logEnd: () => Promise.resolve(""),
  targetGroupBindings: () => Promise.resolve([]),
};
const LOOK_MS = 20;

function after(milliseconds: number, act: () => void): () => void {
  const timer = setTimeout(act, Math.min(2 ** 31 - 1, milliseconds));
  timer.unref();
  return () => clearTimeout(timer);
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
}

function countReconciles(): { readonly trace: Trace; readonly ended: () => number } {
  let ended = 0;
  const span: Trace["span"] = (name, _attributes, act) => {
    const result = act();
    if (name === "reconcile")
      void Promise.resolve(result)
        .finally(() => (ended += 1))
        .catch(() => undefined);
    return result;
  };
  return { trace: { span, id: () => undefined }, ended: () => ended };
}

/** Whatever it is asked to write is counted and refused; of Secrets it knows that they are there. */
function refusing(asked: string[]): Cluster {
  const refuse = (what: string) => {
    asked.push(what);
    return Promise.reject(new Error(`${what} was not to be asked`));
  };
  return {
    apply: ({ kind, name }) => refuse(`apply ${kind.kind} ${name}`),
    createOnce: () => Promise.resolve("exists"),
    read: ({ kind, name }) => refuse(`read ${kind.kind} ${name}`),
    remove: ({ kind, name }) => refuse(`remove ${kind.kind} ${name}`),
    setFinalizers: ({ name }) => refuse(`finalizers ${name}`),
    setLabels: ({ kind, name }) => refuse(`labels ${kind.kind} ${name}`),
    inspectSecret: () => Promise.resolve("ours"),
    secretAnnotations: () => Promise.resolve(undefined),
    labelSecret: () => Promise.resolve("ours"),
    patchStatus: ({ name }, status) => refuse(`status ${name}: ${JSON.stringify(status)}`),
  };
}
