// Counts, times and traces what goes over the network: around the transport and around AWS's SDK.
import type { Clock } from "../ports/clock.js";
import type { CloudDatabases } from "../ports/cloud-databases.js";
import type { CloudReplicas } from "../ports/cloud-replicas.js";
import type { Metrics, MetricSpec } from "../ports/metrics.js";
import type { Trace } from "../ports/trace.js";
import type { HttpAnswer, Transport } from "./transport.js";

const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

export const EXTERNAL_CALL_METRICS = {
  total: {
    name: "tenfold_external_calls_total",
    help: "Calls by target (kubernetes, rds), operation and result: ok, refused (4xx: an answer to work with), throttled, error.",
    labels: ["target", "operation", "result"],
  },
  duration: {
    name: "tenfold_external_call_duration_seconds",
    help: "Seconds until the answer of a call. Watches are not among them.",
    labels: ["target", "operation"],
  },
} as const satisfies Readonly<Record<string, MetricSpec>>;

type Result = "ok" | "refused" | "throttled" | "error";
type Call = { readonly target: "kubernetes" | "rds"; readonly operation: string };

export type ExternalCalls = {
  readonly transport: (transport: Transport) => Transport;
  readonly databases: (databases: CloudDatabases) => CloudDatabases;
  readonly replicas: (replicas: CloudReplicas) => CloudReplicas;
};

export type CallOptions = { readonly metrics: Metrics; readonly clock: Pick<Clock, "now">; readonly trace: Trace };

export function externalCalls({ metrics, clock, trace }: CallOptions): ExternalCalls {
  const total = metrics.counter(EXTERNAL_CALL_METRICS.total);
  const duration = metrics.histogram({ ...EXTERNAL_CALL_METRICS.duration, buckets: BUCKETS });
  // There from the start: an alert on a series that does not exist yet stays silent.
  for (const result of ["ok", "error"]) total.add({ target: "kubernetes", operation: "patch webservices", result }, 0);
  const timed = async <T>({ target, operation }: Call, call: () => Promise<T>, resultOf: (answer: T) => Result): Promise<T> => {
    const started = clock.now();
    let result: Result = "error";
    try {
      const answer = await trace.span(operation, { target }, call);
      result = resultOf(answer);
      return answer;
    } finally {
      total.add({ target, operation, result });
      duration.observe({ target, operation }, (clock.now() - started) / 1000);
    }
  };
  const asked = <T>(operation: string, call: () => Promise<T>) => timed({ target: "rds", operation }, call, () => "ok");
  return {
    transport: (transport) => ({
      request: (request) => {
        const operation = `${request.method.toLowerCase()} ${resourceIn(request.path)}`;
        return timed({ target: "kubernetes", operation }, () => transport.request(request), resultOfStatus);
      },
      stream: (request, signal) => transport.stream(request, signal),
      close: () => transport.close(),
    }),
    replicas: (replicas) => ({
      asks: replicas.asks,
      obstacles: (wish) => asked("DescribeReplicaOffers", () => replicas.obstacles(wish)),
      state: (region, cluster) => asked("DescribeDBClusters", () => replicas.state(region, cluster)),
      promote: (region, cluster) => asked("PromoteReadReplicaDBCluster", () => replicas.promote(region, cluster)),
      upgrade: (wish) => asked("DescribeUpgrade", () => replicas.upgrade(wish)),
      snapshot: (wish) =>
        asked(wish.kind === "DBInstance" ? "CreateDBSnapshot" : "CreateDBClusterSnapshot", () => replicas.snapshot(wish)),
    }),
    databases: (databases) => ({
      asks: databases.asks,
      list: (region) => asked("ListDatabases", () => databases.list(region)),
      describe: (region, identifier) => asked("DescribeDBInstances", () => databases.describe(region, identifier)),
      find: (region, database) => asked("FindDatabase", () => databases.find(region, database)),
      inspect: (region, database) => asked("InspectDatabase", () => databases.inspect(region, database)),
      state: (region, kind, identifier) => asked(`Describe${kind}s`, () => databases.state(region, kind, identifier)),
      snapshot: (region, kind, name) =>
        asked(kind === "DBInstance" ? "DescribeDBSnapshots" : "DescribeDBClusterSnapshots", () =>
          databases.snapshot(region, kind, name),
        ),
    }),
  };
}

function resultOfStatus({ status }: HttpAnswer): Result {
  if (status === 429) return "throttled";
  if (status >= 500) return "error";
  return status >= 400 ? "refused" : "ok";
}

/** `/apis/apps/v1/namespaces/x/deployments/y/status?…` → `deployments/status`: never a name, so that there are few of them. */
export function resourceIn(path: string): string {
  const parts = (path.split("?")[0] ?? "").split("/").filter((part) => part !== "");
  const rest = parts.slice(parts[0] === "api" ? 2 : 3);
  const inner = rest[0] === "namespaces" && rest.length > 2 ? rest.slice(2) : rest;
  const [resource = "", , subresource] = inner;
  return subresource === undefined ? resource : `${resource}/${subresource}`;
}
