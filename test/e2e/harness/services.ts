// The WebServices of the suite and what is asked of them.
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { AUTHORITY, CERTIFICATES } from "../../../local/aws/databases/keep-authority.js";
import type { WebServiceStatus } from "../../../domain/api/status.js";
import { adoptFromOf } from "../setup/adoption.js";
import { apply, eventually, get, kubectl, list, setup, type Thing } from "./cluster.js";

export const NAMESPACE = "e2e";
export const OUTSIDE = "e2e-outside";

/** Tier by name of the service: one for each kind of database and way in that a small cluster can really run. */
export const SERVICES = { one: 1, ten: 10, hundred: 100, thousand: "1k" } as const;
export type ServiceName = keyof typeof SERVICES;
export const SERVICE_NAMES = Object.keys(SERVICES) as readonly ServiceName[];

export type LiveService = Thing & {
  readonly metadata: Thing["metadata"] & { readonly generation: number };
  readonly status?: WebServiceStatus;
};

const VERSION = setup.images.postgres.split(":").at(-1);

/** Goes on with what an earlier run on the same cluster left. */
export async function applyService(name: ServiceName): Promise<void> {
  const service = webService(name);
  const adoptFrom = adoptFromOf({ service: await liveDatabase(name), dataUid: await dataUidOf(name) });
  const database = { ...service.spec.database, ...(adoptFrom === undefined ? {} : { adoptFrom }) };
  await apply({ ...service, spec: { ...service.spec, database } });
}

async function liveDatabase(name: ServiceName): Promise<{ readonly adoptFrom?: string } | undefined> {
  type Live = Thing & { readonly spec: { readonly database?: { readonly adoptFrom?: string } } };
  const found = await list<Live>("webservices", "-n", NAMESPACE, `--field-selector=metadata.name=${name}`);
  return found.map(({ spec }) => spec.database ?? {})[0];
}

/** The UID under which a service's data was made. */
export async function dataUidOf(name: ServiceName): Promise<string | undefined> {
  const found = await list("secrets", "-n", NAMESPACE, "-l", `tenfold.dev/data=true,tenfold.dev/service=${name}`);
  return found[0]?.metadata.labels?.["tenfold.dev/service-uid"];
}

type Applied = { readonly spec: { readonly database: object } & Readonly<Record<string, unknown>> };

function webService(name: ServiceName): Applied & Readonly<Record<string, unknown>> {
  return {
    apiVersion: "tenfold.dev/v1alpha1",
    kind: "WebService",
    metadata: { name, namespace: NAMESPACE },
    spec: {
      userTier: SERVICES[name],
      image: setup.images.counter,
      // Two nodes on one small machine carry all four services.
      resources: { cpu: "100m", memory: "128Mi" },
      database: { version: VERSION },
      ...(name === "thousand" ? { scaling: { minReplicas: 2, maxReplicas: 4, targetCPUPercent: 60 } } : {}),
    },
  };
}

/** Both as strict as Kubernetes knows. The second is for those who have no business with the services. */
export function namespaces(): readonly unknown[] {
  const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
  return [NAMESPACE, OUTSIDE].map((name) => ({ apiVersion: "v1", kind: "Namespace", metadata: { name, labels } }));
}

/** The example, which trusts the databases that are real here: their certificates are not signed by Amazon. */
export async function serviceClass(): Promise<unknown> {
  type Kept = { readonly data: Readonly<Record<string, string>> };
  const { data } = await get<Kept>("configmap", AUTHORITY, "-n", "local-aws-databases");
  const example = parse(readFileSync("deploy/examples/class.yaml", "utf8")) as { readonly spec: object };
  return { ...example, spec: { ...example.spec, databaseAuthorities: data[CERTIFICATES] } };
}

export async function ready(name: ServiceName, patienceMs = 300_000): Promise<LiveService> {
  return eventually(
    `${name} is Ready`,
    async () => {
      const service = await get<LiveService>("webservice", name, "-n", NAMESPACE);
      const condition = service.status?.conditions?.find(({ type }) => type === "Ready");
      const isReady = condition?.status === "True" && condition.observedGeneration === service.metadata.generation;
      if (isReady) return service;
      throw new Error(`${condition?.reason ?? "no status"}: ${condition?.message ?? ""}`);
    },
    patienceMs,
  );
}

export async function pods(name: ServiceName, component = "web"): Promise<readonly Pod[]> {
  const selector = `tenfold.dev/service=${name},app.kubernetes.io/component=${component}`;
  return list<Pod>("pods", "-n", NAMESPACE, "-l", selector);
}

export type Pod = Thing & {
  readonly metadata: Thing["metadata"] & { readonly deletionTimestamp?: string };
  readonly spec: { readonly nodeName?: string; readonly containers: readonly { readonly env?: readonly object[] }[] };
  readonly status: {
    readonly podIP?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly containerStatuses?: readonly { readonly restartCount: number; readonly ready: boolean }[];
  };
};

export function isServing({ metadata, status }: Pod): boolean {
  const isReady = status.conditions?.some(({ type, status: value }) => type === "Ready" && value === "True");
  return isReady === true && metadata.deletionTimestamp === undefined;
}

/** Address of a service's way in, as seen from inside the cluster: what the load balancer points at. */
export async function addressOf(name: ServiceName): Promise<string> {
  type Way = Thing & {
    readonly spec: { readonly selector?: Readonly<Record<string, string>>; readonly ports: readonly { readonly port: number }[] };
  };
  const found = await list<Way>("services", "-n", NAMESPACE, "-l", `tenfold.dev/service=${name}`);
  const way = found.find(({ spec }) => spec.selector?.["app.kubernetes.io/component"] === "web");
  if (way === undefined) throw new Error(`${name} has no Service in front of its web pods`);
  return `http://${way.metadata.name}.${NAMESPACE}.svc.cluster.local:${String(way.spec.ports[0]?.port ?? 80)}`;
}

const RESTRICTED = {
  allowPrivilegeEscalation: false,
  runAsNonRoot: true,
  capabilities: { drop: ["ALL"] },
  seccompProfile: { type: "RuntimeDefault" },
};

export function outsidePod(name: string, args: readonly string[]): Readonly<Record<string, unknown>> {
  return {
    restartPolicy: "Never",
    terminationGracePeriodSeconds: 20,
    automountServiceAccountToken: false,
    // Out of the way when a worker is emptied.
    nodeSelector: { "node-role.kubernetes.io/control-plane": "" },
    tolerations: [{ key: "node-role.kubernetes.io/control-plane", operator: "Exists", effect: "NoSchedule" }],
    containers: [{ name, image: setup.images.counter, args, securityContext: RESTRICTED }],
  };
}

/** Lives as long as the suite. */
export async function startClient(): Promise<void> {
  const metadata = { name: "client", namespace: OUTSIDE, labels: { app: "client" } };
  const template = outsidePod("client", []);
  const [container] = template["containers"] as readonly object[];
  const waits = {
    ...container,
    command: ["node", "-e", "setInterval(() => {}, 1e6); process.on('SIGTERM', () => process.exit())"],
  };
  await apply({ apiVersion: "v1", kind: "Pod", metadata, spec: { ...template, containers: [waits] } });
  await kubectl("wait", "-n", OUTSIDE, "--for=condition=Ready", "pod/client", "--timeout=120s");
}

/** What a program in the client's pod prints. */
export function inClient(program: string): Promise<string> {
  return kubectl("exec", "-n", OUTSIDE, "client", "--", "node", "--input-type=module", "-e", program);
}

export async function call<T>(name: ServiceName, path: string, method = "GET"): Promise<T> {
  const url = `${await addressOf(name)}${path}`;
  const program = `const r = await fetch(${JSON.stringify(url)}, { method: "${method}" }); if (!r.ok) throw new Error("status " + r.status); console.log(await r.text());`;
  return JSON.parse(await inClient(program)) as T;
}

export type Count = { readonly count: number };

/** A new pod is reachable by its Service a moment after it is Ready: the first answer is waited for. */
export async function countOf(name: ServiceName): Promise<number> {
  const seen = await eventually(`${name} counts`, () => call<Count>(name, "/count"), 60_000);
  return seen.count;
}
