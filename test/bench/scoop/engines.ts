// The programs beside the control plane: kwok with kubelets that are asked, metrics-server, and Karpenter with its provider for kwok.
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { openSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { promisify } from "node:util";
import { ensureBinaries } from "../../../local/control-plane/build.js";
import { freePorts } from "../../../local/control-plane/free-ports.js";
import { go } from "../../../local/control-plane/go.js";
import { progressToStderr } from "../../../local/control-plane/progress.js";
import { sourceFolder } from "../../../local/control-plane/source-folder.js";
import { ensureTool, moduleFolder, type Tool } from "../../../local/tools/build.js";
import { ended } from "../../cluster/harness/ended.js";
import { environment } from "../../cluster/harness/environment.js";
import { kubelets, slowStarts } from "./kwok.js";
import { instanceTypes, metricsApi, nodePools, USAGE } from "./objects.js";

const run = promisify(execFile);

export type Wish = {
  /** For what the programs read and write. */
  readonly folder: string;
  readonly podStartSeconds: readonly [number, number];
  readonly nodeStartSeconds: number;
};

export type Engines = {
  readonly versions: Readonly<Record<string, string>>;
  /** Applies objects of kinds that the harness does not know. */
  readonly apply: (objects: readonly unknown[]) => Promise<void>;
  /** Rejects when one of them ends by itself: nothing can be measured without it. */
  readonly failed: Promise<never>;
  readonly stop: () => Promise<void>;
};

const KARPENTER: Tool = "karpenter-kwok";
const KARPENTER_MODULE = "sigs.k8s.io/karpenter";

export async function startEngines(wish: Wish): Promise<Engines> {
  const folder = resolve(wish.folder);
  await mkdir(folder, { recursive: true });
  const { kwok, kwokStages } = await ensureBinaries(progressToStderr);
  const metricsServer = await ensureTool("metrics-server", progressToStderr);
  const karpenter = await ensureTool(KARPENTER, progressToStderr);
  const [kubelet = 0, metrics = 0, ...karpenterPorts] = await freePorts(4);
  const kwokModule = await moduleOfKwok();
  const karpenterModule = await moduleFolder(KARPENTER, KARPENTER_MODULE);
  await kubectl("apply", "--server-side", "-f", join(kwokModule, "kustomize/crd/bases", `kwok.x-k8s.io_${USAGE.plural}.yaml`));
  for (const crds of ["pkg/apis/crds", "kwok/apis/crds"])
    await kubectl("apply", "--server-side", "-f", join(karpenterModule, crds));
  await kubectl("wait", "--for=condition=Established", "crd", "--all", "--timeout=60s");
  const apply = applyIn(folder);
  await apply([...metricsApi(metrics), ...nodePools(wish.nodeStartSeconds)]);
  // Without a listener a signal ends this process at once, and the others go on.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(1));
  const started = [
    start(kwok, await kwokFlags({ folder, kubelet, kwokStages, podStartSeconds: wish.podStartSeconds })),
    start(metricsServer, metricsServerFlags({ folder, kubelet, port: metrics })),
    start(karpenter, [], await karpenterEnvironment(folder, karpenterPorts)),
  ];
  return {
    versions: {
      "metrics-server": await versionOf(moduleFolder("metrics-server", "sigs.k8s.io/metrics-server")),
      Karpenter: await versionOf(Promise.resolve(karpenterModule)),
      kwok: await versionOf(Promise.resolve(kwokModule)),
    },
    apply,
    failed: Promise.race(started.map(({ failed }) => failed)),
    stop: async () => {
      await Promise.all(started.map(end));
    },
  };
}

async function kubectl(...rest: readonly string[]): Promise<void> {
  const { kubectl: program, adminKubeconfig } = environment();
  await run(program, ["--kubeconfig", adminKubeconfig, ...rest]);
}

function applyIn(folder: string): Engines["apply"] {
  return async (objects) => {
    const file = join(folder, "objects.json");
    await writeFile(file, JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }));
    await kubectl("apply", "--server-side", "-f", file);
  };
}

type Kwok = Pick<Wish, "folder" | "podStartSeconds"> & { readonly kubelet: number; readonly kwokStages: string };

async function kwokFlags({ folder, kubelet, kwokStages, podStartSeconds }: Kwok): Promise<readonly string[]> {
  const sources = sourceFolder();
  const [stages, metrics] = [join(folder, "slow-starts.yaml"), join(folder, "kubelets.yaml")];
  await writeFile(stages, slowStarts(await readFile(join(sources, "readiness-stages.yaml"), "utf8"), podStartSeconds));
  await writeFile(metrics, kubelets());
  const configs = [kwokStages, stages, metrics, join(sources, "volume-stages.yaml"), join(sources, "programs-stage.yaml")];
  return [
    `--kubeconfig=${environment().adminKubeconfig}`,
    ...configs.map((path) => `--config=${path}`),
    "--manage-all-nodes=true",
    "--node-lease-duration-seconds=40",
    "--node-ip=127.0.0.1",
    `--node-port=${kubelet}`,
    `--server-address=127.0.0.1:${kubelet}`,
    `--enable-crds=${USAGE.kind}`,
  ];
}

/** The resolution is that of its own manifests. */
function metricsServerFlags({ folder, kubelet, port }: { folder: string; kubelet: number; port: number }): readonly string[] {
  const { adminKubeconfig } = environment();
  return [
    ...["kubeconfig", "authentication-kubeconfig", "authorization-kubeconfig"].map((flag) => `--${flag}=${adminKubeconfig}`),
    "--authentication-skip-lookup=true",
    `--secure-port=${port}`,
    "--bind-address=127.0.0.1",
    `--cert-dir=${join(folder, "metrics-server")}`,
    "--metric-resolution=15s",
    `--kubelet-port=${kubelet}`,
    "--kubelet-preferred-address-types=InternalIP",
    "--kubelet-insecure-tls",
  ];
}

async function karpenterEnvironment(folder: string, [metrics, health]: readonly number[]): Promise<Record<string, string>> {
  const types = join(folder, "instance-types.json");
  await writeFile(types, JSON.stringify(instanceTypes()));
  return {
    KUBECONFIG: environment().adminKubeconfig,
    INSTANCE_TYPES_FILE_PATH: types,
    METRICS_PORT: String(metrics),
    HEALTH_PROBE_PORT: String(health),
    DISABLE_LEADER_ELECTION: "true",
    SYSTEM_NAMESPACE: "kube-system",
  };
}

type Started = { readonly child: ChildProcess; readonly failed: Promise<never> };
const ending = new Set<ChildProcess>();

function start(program: string, flags: readonly string[], extra: Readonly<Record<string, string>> = {}): Started {
  const name = basename(program);
  const path = join(environment().logs, `${name}.log`);
  const log = openSync(path, "a");
  // kwok would otherwise also read the user's own configuration.
  const env = { ...process.env, KWOK_WORKDIR: join(environment().logs, "kwok"), ...extra };
  const child = spawn(program, [...flags], { env, stdio: ["ignore", log, log] });
  process.once("exit", () => child.kill());
  const failed = once(child, "exit").then((): never | Promise<never> => {
    if (ending.has(child)) return new Promise<never>(() => undefined);
    throw new Error(`${name} has ended; its log is ${path}`);
  });
  return { child, failed };
}

async function end({ child }: Started): Promise<void> {
  ending.add(child);
  await ended(child);
}

async function moduleOfKwok(): Promise<string> {
  const folder = join(sourceFolder(), "kwok");
  return (await go(["list", "-mod=readonly", "-m", "-f", "{{.Dir}}", "sigs.k8s.io/kwok"], folder)).trim();
}

/** The module cache names folders `name@version`. */
async function versionOf(folder: Promise<string>): Promise<string> {
  return (await folder).split("@").at(-1) ?? "";
}
