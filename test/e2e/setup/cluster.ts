// Makes and removes the kind cluster.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { narrated, type Progress } from "../../../local/control-plane/progress.js";
import type { Engine } from "./engine.js";
import type { Programs } from "./programs.js";
import { run } from "./run.js";
import { KUBECONFIG, ROOT, WORK_FOLDER, type Settings } from "./settings.js";

/** Newer kubelets refuse to start on a host with cgroup v1 unless told that this is known. */
const OLD_CGROUPS = {
  kubeadmConfigPatches: ["apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\nfailCgroupV1: false\n"],
} as const;

/** Containers of the cluster's own parts want a priority that such a host cannot give; containerd is told to give what it can. */
const WITHOUT_OOM_PRIORITY = {
  containerdConfigPatches: ['[plugins."io.containerd.grpc.v1.cri"]\n  restrict_oom_score_adj = true\n'],
} as const;

type Circumstances = { readonly engine: Engine; readonly progress: Progress };

/** Takes the one that is there, if any, and then returns true. */
export async function createCluster(
  programs: Programs,
  settings: Settings,
  { engine, progress }: Circumstances,
): Promise<boolean> {
  await mkdir(WORK_FOLDER, { recursive: true });
  const existing = (await run(programs.kind, ["get", "clusters"])).split("\n");
  const isKept = existing.includes(settings.cluster);
  if (isKept) {
    await run(programs.kind, ["export", "kubeconfig", "--name", settings.cluster, "--kubeconfig", KUBECONFIG]);
    progress(`cluster ${settings.cluster} is there already`);
  } else {
    const config = join(WORK_FOLDER, "cluster.yaml");
    await writeFile(config, await clusterConfig(engine));
    const image = settings.nodeImage === undefined ? [] : ["--image", settings.nodeImage];
    const flags = ["--name", settings.cluster, "--config", config, "--kubeconfig", KUBECONFIG, "--wait", "3m", ...image];
    await narrated(progress, `kind cluster ${settings.cluster}`, () => run(programs.kind, ["create", "cluster", ...flags]));
  }
  const waiting = ["--kubeconfig", KUBECONFIG, "wait", "--for=condition=Ready", "nodes", "--all", "--timeout=180s"];
  await run(programs.kubectl, waiting);
  await run(programs.kubectl, ["--kubeconfig", KUBECONFIG, "-n", "kube-system", "rollout", "status", "deploy/coredns"]);
  return isKept;
}

export async function deleteCluster({ kind }: Programs, { cluster }: Settings): Promise<void> {
  await run(kind, ["delete", "cluster", "--name", cluster, "--kubeconfig", KUBECONFIG]);
}

async function clusterConfig({ raisesOomPriority }: Engine): Promise<string> {
  const config = parse(await readFile(join(ROOT, "deploy", "kind", "cluster.yaml"), "utf8")) as Record<string, unknown>;
  const version = (await run("docker", ["info", "--format", "{{.CgroupVersion}}"])).trim();
  return stringify({
    ...config,
    ...(version === "1" ? OLD_CGROUPS : {}),
    ...(raisesOomPriority ? {} : WITHOUT_OOM_PRIORITY),
  });
}
