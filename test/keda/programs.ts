// A real KEDA beside an API server: its operator, its metrics server and its admission, built from its Go module. They ask the local AWS for SQS.
import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { mkdirSync, openSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { certify, newAuthority } from "../../local/aws/databases/authority.js";
import { freePorts } from "../../local/control-plane/free-ports.js";
import { ensureTool } from "../../local/tools/build.js";
import { ended } from "../cluster/harness/ended.js";
import { environment } from "../cluster/harness/environment.js";
import { KEDA_NAMESPACE } from "./definitions.js";

export type Keda = {
  /** Port of the metrics server. */
  readonly metrics: number;
  readonly admission: { readonly port: number; readonly authority: string; /** Path. */ readonly log: string };
  /** What scales: before that, ScaledObjects are only admitted. */
  scale(): Promise<void>;
  stop(): Promise<void>;
};

const SERVE_MS = 120_000;

/** Its definitions, its namespace and its roles must be there. */
export async function startKeda(): Promise<Keda> {
  const [operator, adapter, webhooks] = await Promise.all(
    (["keda", "keda-adapter", "keda-webhooks"] as const).map((tool) => ensureTool(tool, quiet)),
  );
  const folder = resolve(environment().logs, "keda");
  const certificates = join(folder, "certificates");
  mkdirSync(certificates, { recursive: true });
  const authority = writeCertificates(certificates);
  const [metrics = 0, operatorProbes = 0, secure = 0, own = 0, port = 0, admissionProbes = 0] = await freePorts(6);
  const processes: ChildProcess[] = [];
  const start = (name: string, program = "", flags: readonly string[]) => {
    const log = openSync(join(folder, `${name}.log`), "a");
    const child = spawn(program, [...flags, "--zap-log-level=info"], { stdio: ["ignore", log, log], env: surroundings(folder) });
    processes.push(child);
  };
  start("admission", webhooks, [
    ...[`--port=${port}`, `--cert-dir=${certificates}`, "--metrics-bind-address=0"],
    `--health-probe-bind-address=127.0.0.1:${admissionProbes}`,
  ]);
  await answering(`http://127.0.0.1:${admissionProbes}/readyz`, processes);
  return {
    metrics: secure,
    admission: { port, authority, log: join(folder, "admission.log") },
    scale: async () => {
      start("operator", operator, [
        ...["--leader-elect=false", "--enable-prometheus-metrics=false", `--cert-dir=${certificates}`],
        `--health-probe-bind-address=127.0.0.1:${operatorProbes}`,
        `--metrics-service-bind-address=127.0.0.1:${metrics}`,
      ]);
      start("metrics-server", adapter, [
        ...["--bind-address=127.0.0.1", `--secure-port=${secure}`, `--port=${own}`, `--cert-dir=${certificates}`],
        ...[`--tls-cert-file=${join(certificates, "tls.crt")}`, `--tls-private-key-file=${join(certificates, "tls.key")}`],
        `--metrics-service-address=localhost:${metrics}`,
        ...["authentication", "authorization", "lister"].map((name) => `--${name}-kubeconfig=${environment().adminKubeconfig}`),
      ]);
      await answering(`http://127.0.0.1:${operatorProbes}/readyz`, processes);
    },
    stop: async () => {
      await Promise.all(processes.map(ended));
    },
  };
}

function quiet(): void {
  // Tools are built before any test runs.
}

/** Of both sides: each asks the other for one. Who signed them, in PEM. */
function writeCertificates(folder: string): string {
  const now = Date.now();
  const authority = newAuthority("keda", now);
  const { certificate, key } = certify(authority, "keda", { hosts: ["localhost", "127.0.0.1"], now });
  writeFileSync(join(folder, "ca.crt"), authority.certificate);
  writeFileSync(join(folder, "tls.crt"), certificate);
  writeFileSync(join(folder, "tls.key"), key, { mode: 0o600 });
  return authority.certificate;
}

function surroundings(folder: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: folder,
    KUBECONFIG: environment().adminKubeconfig,
    WATCH_NAMESPACE: "",
    POD_NAMESPACE: KEDA_NAMESPACE,
    KEDA_CLUSTER_OBJECT_NAMESPACE: KEDA_NAMESPACE,
    // In place of the identity of its pods. The address is KEDA's setting and not that of any object: nothing of what the operator renders is local.
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_ENDPOINT_URL_SQS: environment().rdsEndpoint,
  };
}

async function answering(url: string, processes: readonly ChildProcess[]): Promise<void> {
  const deadline = Date.now() + SERVE_MS;
  for (;;) {
    const status = await fetch(url).then(
      (answer) => answer.status,
      () => 0,
    );
    if (status === 200) return;
    const isOver = processes.some(({ exitCode, signalCode }) => exitCode !== null || signalCode !== null);
    if (isOver || Date.now() > deadline) {
      await Promise.all(processes.map(ended));
      throw new Error("KEDA does not answer; its logs say why");
    }
    await sleep(200);
  }
}
