// Installs into the cluster what stands beside Tenfold, and then Tenfold by its chart.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseAllDocuments, stringify } from "yaml";
import { narrated, type Progress } from "../../../local/control-plane/progress.js";
import type { Images } from "./images.js";
import type { Programs } from "./programs.js";
import { run } from "./run.js";
import { chartFolder, KUBECONFIG, ROOT } from "./settings.js";

export const SYSTEM = "tenfold-system";
export const RELEASE = "tenfold";

export async function install(programs: Programs, images: Images, progress: Progress): Promise<void> {
  const kubectl = (...args: readonly string[]) => run(programs.kubectl, ["--kubeconfig", KUBECONFIG, ...args]);
  const apply = (text: string) =>
    run(programs.kubectl, ["--kubeconfig", KUBECONFIG, "apply", "--server-side", "--force-conflicts", "-f", "-"], {
      input: text,
    });
  await narrated(progress, "metrics-server, local AWS and its definitions", async () => {
    await apply(stringify(namespace(SYSTEM)));
    await kubectl("apply", "--server-side", "-f", join(ROOT, "local", "crds"));
    await apply(await read("deploy/kind/metrics-server.yaml", { "metrics-server:v0.8.0": images.metricsServer }));
    await apply(await read("local/demo/local-aws.yaml", {}));
    await apply(await read("deploy/kind/local-aws.yaml", { "postgres:17": images.postgres }));
    await kubectl("-n", "kube-system", "rollout", "status", "deploy/metrics-server", "--timeout=180s");
    await kubectl("-n", SYSTEM, "rollout", "status", "deploy/local-aws", "--timeout=180s");
  });
  await narrated(progress, "the chart of Tenfold", () => installChart(programs, images));
}

/** On a cluster that was there: images of the same name are other images now, which no rollout notices. */
export async function restartSystem(programs: Programs, progress: Progress): Promise<void> {
  const flags = ["--kubeconfig", KUBECONFIG, "-n", SYSTEM, "rollout"];
  await narrated(progress, "the programs of this build", async () => {
    await run(programs.kubectl, [...flags, "restart", "deployment"]);
    await run(programs.kubectl, [...flags, "status", "deployment", "--timeout=180s"]);
  });
}

/** As a user would: nothing but what has no default here. */
export async function installChart({ helm }: Programs, images: Images): Promise<void> {
  const values = [
    `postgres.repository=${images.postgres.split(":")[0] ?? ""}`,
    ...["aws.queries.enabled=true", `aws.queries.rdsEndpoint=http://local-aws.${SYSTEM}.svc:4510`],
    // Which the stand-in asks nobody for, and the SDK does not call without.
    ...["extraEnv[0].name=AWS_ACCESS_KEY_ID", "extraEnv[0].value=local"],
    ...["extraEnv[1].name=AWS_SECRET_ACCESS_KEY", "extraEnv[1].value=local"],
    // On nodes of two cores every tenth of one is asked for by somebody.
    "resources.requests.cpu=20m",
    // A move that was given up is rehearsed again, and an old way in goes, within the patience of a test.
    ...["extraArgs[0]=--rehearse-again-seconds=15", "operator.drainSeconds=15"],
  ];
  const flags = ["--namespace", SYSTEM, "--kubeconfig", KUBECONFIG, "--wait", "--timeout", "3m"];
  await run(helm, ["upgrade", "--install", RELEASE, chartFolder(), ...flags, ...values.flatMap((value) => ["--set", value])]);
}

function namespace(name: string): unknown {
  const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
  return { apiVersion: "v1", kind: "Namespace", metadata: { name, labels } };
}

/** With other images and values in place of those named. */
async function read(path: string, others: Readonly<Record<string, string>>): Promise<string> {
  const documents = parseAllDocuments(await readFile(join(ROOT, path), "utf8"));
  const swapped = (value: unknown): unknown => {
    if (typeof value === "string") return others[value] ?? value;
    if (Array.isArray(value)) return value.map(swapped);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, swapped(inner)]));
  };
  return documents.map((document) => stringify(swapped(document.toJS()))).join("---\n");
}
