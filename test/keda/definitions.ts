// The definitions of KEDA's kinds and the roles of its metrics server, from its Go module, and how the API server finds that server.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const MODULE = "github.com/kedacore/keda/v2";

export const KEDA_NAMESPACE = "keda";
const METRICS_SERVER = "keda-metrics-apiserver";

/** Paths of the files. */
export async function filesOfKeda(): Promise<{ readonly definitions: string; readonly roles: readonly string[] }> {
  const { stdout } = await run("go", ["list", "-m", "-f", "{{.Dir}}", MODULE], { cwd: "local/tools/keda" });
  const config = join(stdout.trim(), "config");
  return {
    definitions: join(config, "crd/bases"),
    roles: ["role", "role_binding"].map((name) => join(config, "metrics-server", `${name}.yaml`)),
  };
}

/** It runs on this machine, and an API server asks no loopback address but by a name. */
export function metricsServer(port: number): readonly object[] {
  return [
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: METRICS_SERVER, namespace: KEDA_NAMESPACE },
      spec: { type: "ExternalName", externalName: "localhost", ports: [{ port }] },
    },
    {
      apiVersion: "apiregistration.k8s.io/v1",
      kind: "APIService",
      metadata: { name: "v1beta1.external.metrics.k8s.io" },
      spec: {
        ...{ group: "external.metrics.k8s.io", version: "v1beta1", groupPriorityMinimum: 100, versionPriority: 100 },
        service: { name: METRICS_SERVER, namespace: KEDA_NAMESPACE, port },
        insecureSkipTLSVerify: true,
      },
    },
  ];
}
