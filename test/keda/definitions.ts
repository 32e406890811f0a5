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

/** KEDA's own admission, of what is asked of a ScaledObject; `authority` in PEM. */
export function admission(port: number, authority: string): object {
  return {
    apiVersion: "admissionregistration.k8s.io/v1",
    kind: "ValidatingWebhookConfiguration",
    metadata: { name: "keda-admission" },
    webhooks: [
      {
        name: "vscaledobject.kb.io",
        admissionReviewVersions: ["v1"],
        sideEffects: "None",
        // Not as KEDA's manifest has it: it is to be asked here, or the test fails.
        failurePolicy: "Fail",
        clientConfig: {
          url: `https://localhost:${port}/validate-keda-sh-v1alpha1-scaledobject`,
          caBundle: Buffer.from(authority).toString("base64"),
        },
        rules: [
          { apiGroups: ["keda.sh"], apiVersions: ["v1alpha1"], operations: ["CREATE", "UPDATE"], resources: ["scaledobjects"] },
        ],
      },
    ],
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
