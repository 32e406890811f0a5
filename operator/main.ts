// Composition root: config → adapters → stores, runner, election → run, until a signal or the loss of the lease.
import "./adapters/needs-node.js";
import { hostname, tmpdir } from "node:os";
import { basename, resolve } from "node:path";
import { eventLoopTurns } from "./adapters/event-loop.js";
import { externalCalls } from "./adapters/external-calls.js";
import { keepHeapSmall } from "./adapters/heap.js";
import { giveBackAtRest } from "./adapters/heap-at-rest.js";
import { letHelpersGiveWay } from "./adapters/helper-threads.js";
import { serveEndpoints } from "./adapters/http-endpoints.js";
import { kubernetesDataDeletion } from "./adapters/kubernetes-data-deletion.js";
import { kubernetesCluster } from "./adapters/kubernetes-cluster.js";
import { kubernetesEvents } from "./adapters/kubernetes-events.js";
import { kubernetesLeases } from "./adapters/kubernetes-leases.js";
import { kubernetesTroubles } from "./adapters/kubernetes-troubles.js";
import { kubernetesWatching } from "./adapters/kubernetes-watching.js";
import { moderated, Moderation } from "./adapters/moderation.js";
import { pinoLog } from "./adapters/pino-log.js";
import { prometheusMetrics } from "./adapters/prometheus-metrics.js";
import { randomCredentials } from "./adapters/random-credentials.js";
import { databasesOnDemand, replicasOnDemand } from "./adapters/rds-on-demand.js";
import { unaskedDatabases, unaskedReplicas } from "./adapters/rds-unasked.js";
import { type SelfProfileOptions, selfProfiler } from "./adapters/self-profile.js";
import { systemClock } from "./adapters/system-clock.js";
import { openTransport } from "./adapters/transport.js";
import { VERSION } from "../domain/api/release.js";
import { type Config, EXIT_FAILED, EXIT_LEADERSHIP_LOST, readConfig } from "./config.js";
import type { Log } from "./ports/log.js";
import { type Trace, untraced } from "./ports/trace.js";
import { startOperator } from "./operator.js";

const PROFILE_MS = 10_000;
const USER_AGENT = `tenfold/${VERSION} (operator)`;

type Own = Pick<SelfProfileOptions, "log" | "held">;

async function main(): Promise<void> {
  keepHeapSmall();
  giveBackAtRest();
  letHelpersGiveWay();
  const config = readConfig(process.argv.slice(2), hostname());
  const log = pinoLog({ level: config.logLevel, format: config.logFormat });
  refuseDebugger(log);
  const clock = systemClock;
  const metrics = prometheusMetrics();
  const tracing = await openTrace(config);
  const trace = tracing ?? untraced;
  const calls = externalCalls({ metrics, clock, trace });
  const moderation = new Moderation(moderated);
  const turns = eventLoopTurns(() => moderation.turnEnded());
  const { kubeconfig } = config;
  const transport = calls.transport(await openTransport({ kubeconfig, userAgent: USER_AGENT, traffic: moderation }));
  const operator = startOperator({
    config,
    clock,
    log,
    metrics,
    trace,
    turns,
    cluster: (lane) => kubernetesCluster(transport, lane),
    data: (lane) => kubernetesDataDeletion(transport, lane),
    source: kubernetesWatching(transport, turns),
    leases: kubernetesLeases(transport, { namespace: config.leaseNamespace, name: config.leaseName }),
    events: kubernetesEvents({ transport, clock, log, metrics, identity: config.identity }),
    credentials: randomCredentials,
    databases: config.awsQueries ? calls.databases(databasesOnDemand({ endpoint: config.rdsEndpoint })) : unaskedDatabases,
    replicas: config.awsQueries ? calls.replicas(replicasOnDemand({ endpoint: config.rdsEndpoint })) : unaskedReplicas,
    troubles: kubernetesTroubles(transport),
    onLost: () => process.exit(EXIT_LEADERSHIP_LOST),
  });
  const { healthz, readyz, refresh } = operator;
  const server = await serveEndpoints({ host: config.host, port: config.port, healthz, readyz, refresh, metrics });
  onProfileSignal({ ...config, log, held: operator.held });
  log.info("started", { version: VERSION, identity: config.identity, listen: server.address() });
  onSignal(async (signal) => {
    log.info("stopping", { signal });
    await operator.stop();
    server.close();
    await transport.close();
    await tracing?.close().catch((error: unknown) => log.warn("the last traces were not sent", { error: String(error) }));
    process.exit(0);
  });
  process.on("unhandledRejection", (reason) => {
    log.error("unhandled rejection", { error: reason instanceof Error ? (reason.stack ?? reason.message) : String(reason) });
  });
}

/** Most send no traces, and do not load what sends them. */
async function openTrace({ otlpEndpoint, identity }: Config): Promise<(Trace & { close(): Promise<void> }) | undefined> {
  if (otlpEndpoint === undefined) return undefined;
  const { openTelemetryTrace } = await import("./adapters/opentelemetry-trace.js");
  return openTelemetryTrace({ endpoint: otlpEndpoint, version: VERSION, identity });
}

/** Node itself would open a debugger on SIGUSR1, through which whoever reaches the port runs code. A listener of ours takes its place. */
function refuseDebugger(log: Log): void {
  process.on("SIGUSR1", () => log.warn("SIGUSR1 opens no debugger; SIGUSR2 takes a profile"));
}

function onProfileSignal({
  log,
  held,
  profileFolder,
  leaseNamespace,
}: Pick<Config, "profileFolder" | "leaseNamespace"> & Own): void {
  const fetchCommand = (path: string) => `kubectl -n ${leaseNamespace} exec ${hostname()} -- cat ${path} > ${basename(path)}`;
  const profile = selfProfiler({ folder: resolve(profileFolder ?? tmpdir()), milliseconds: PROFILE_MS, held, log, fetchCommand });
  process.on("SIGUSR2", () => void profile());
}

function onSignal(act: (signal: string) => Promise<void>): void {
  let stopping = false;
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      act(signal).catch(() => process.exit(EXIT_FAILED));
    });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`tenfold-operator: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(EXIT_FAILED);
});
