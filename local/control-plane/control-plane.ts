// Starts, finds and stops a Kubernetes control plane: real etcd, API server, controllers and scheduler, simulated nodes.
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import type { Access } from "./api-request.js";
import { bringUp, tearDown } from "./bring-up.js";
import { ensureBinaries } from "./build.js";
import type { MoreFlags, Setup } from "./command-lines.js";
import { startComponent } from "./component-process.js";
import { componentsInStartOrder, kubeconfigOf, layoutOf, type Component, type Layout } from "./layout.js";
import { withLock } from "./lock.js";
import { endProcess, runningPid } from "./pid-files.js";
import type { Progress } from "./progress.js";
import { adminAccess, componentReady, isApiServerReady, serverOf } from "./readiness.js";
import { sourceFolder } from "./source-folder.js";
import { stopWithThisProcess } from "./watchdog.js";

export type { Access } from "./api-request.js";
export type { Component } from "./layout.js";

export type ControlPlaneOptions = {
  /** Holds everything: data, certificates, kubeconfigs, logs, pids. A cluster that was stopped here comes back with its data. */
  readonly dir: string;
  /** Whether it outlives this process. If not, it ends with this process, however that ends. */
  readonly detached: boolean;
  /** Default: all. With etcd and kube-apiserver alone there are no controllers, no garbage collector and no nodes. */
  readonly components?: readonly Component[];
  /** Spread over three zones. Default 3. */
  readonly nodes?: number;
  readonly progress: Progress;
  /** Whether `auditLog` gets a line for each request. Default true. */
  readonly audit?: boolean;
  readonly flags?: MoreFlags;
};

export type ControlPlane = {
  readonly dir: string;
  readonly server: string;
  readonly caFile: string;
  /** A path, like `caFile`, `kubectl` and `auditLog`. */
  readonly adminKubeconfig: string;
  readonly kubectl: string;
  readonly auditLog: string;
  /** For requests without a kubeconfig. */
  readonly admin: Access;
  /** Of the components that run at this moment. */
  readonly pids: () => Promise<Readonly<Partial<Record<Component, number>>>>;
  /** Kills one component until it is resumed; the others go on. It comes back with its data at the same address. */
  readonly interrupt: (component: Component) => Promise<void>;
  readonly resume: (component: Component) => Promise<void>;
  readonly restart: (component: Component) => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** Ready when it returns. Returns the one that runs in the folder already, if there is one, as it is. */
export async function startControlPlane(options: ControlPlaneOptions): Promise<ControlPlane> {
  const layout = layoutOf(options.dir);
  const binaries = await ensureBinaries(options.progress);
  await mkdir(layout.dir, { recursive: true, mode: 0o700 });
  return withLock(layout.lock, options.progress, async () => {
    const found = await findControlPlane(layout.dir);
    if (found !== undefined) return found;
    await tearDown(layout);
    const components = componentsInStartOrder.filter((component) => isWanted(component, options));
    const { nodes = 3, audit = true, progress, flags } = options;
    const setup = await bringUp({ layout, components, binaries, audit, sourceFolder: sourceFolder(), nodes, progress, flags });
    await writeSetup(setup);
    if (!options.detached) await stopWithThisProcess(layout);
    return describe(setup);
  });
}

/** The control plane that runs in a folder; undefined when there is none or it is not whole. */
export async function findControlPlane(dir: string): Promise<ControlPlane | undefined> {
  const setup = await readSetup(layoutOf(dir));
  if (setup === undefined) return undefined;
  const pids = await Promise.all(setup.components.map((component) => runningPid(component, setup.layout)));
  return !pids.includes(undefined) && (await isApiServerReady(setup)) ? describe(setup) : undefined;
}

/** Starts again what has ended of a control plane whose rest runs, at the same addresses; returns what that was. */
export async function resumeEnded(dir: string, progress: Progress): Promise<readonly Component[]> {
  const layout = layoutOf(dir);
  const setup = await readSetup(layout);
  if (setup === undefined) return [];
  return withLock(layout.lock, progress, async () => {
    const running = await runningPids(setup);
    const isEnded = (component: Component): boolean => running[component] === undefined;
    const ended = componentsInStartOrder.filter((component) => setup.components.includes(component) && isEnded(component));
    if (ended.length === setup.components.length) return []; // it was stopped
    const { resume } = await describe(setup);
    for (const component of ended) await resume(component);
    return ended;
  });
}

/** Does nothing when nothing runs. The data stays: remove the folder to forget the cluster. */
export async function stopControlPlane(dir: string): Promise<void> {
  await tearDown(layoutOf(dir));
}

function isWanted(component: Component, { components }: ControlPlaneOptions): boolean {
  const isIndispensable = component === "etcd" || component === "kube-apiserver";
  return isIndispensable || components === undefined || components.includes(component);
}

async function describe(setup: Setup): Promise<ControlPlane> {
  const { layout } = setup;
  const interrupt = (component: Component): Promise<void> => endProcess(component, layout, "at once");
  const resume = async (component: Component): Promise<void> => {
    await startComponent(component, setup);
    await componentReady(component, setup);
    const isServerRunning = (await runningPid("kube-apiserver", layout)) !== undefined;
    // It reports its own loss of etcd, too.
    if (component === "etcd" && isServerRunning) await componentReady("kube-apiserver", setup);
  };
  return {
    dir: layout.dir,
    server: serverOf(setup),
    caFile: layout.caFile,
    adminKubeconfig: kubeconfigOf(layout, "admin"),
    kubectl: setup.binaries.kubectl,
    auditLog: layout.auditLog,
    admin: await adminAccess(setup),
    pids: () => runningPids(setup),
    interrupt,
    resume,
    restart: async (component) => {
      await interrupt(component);
      await resume(component);
    },
    stop: () => tearDown(layout),
  };
}

async function runningPids({ components, layout }: Setup): Promise<Readonly<Partial<Record<Component, number>>>> {
  const pids = await Promise.all(components.map(async (component) => [component, await runningPid(component, layout)] as const));
  return Object.fromEntries(pids.filter(([, pid]) => pid !== undefined));
}

/** The layout follows from the folder's place, so that a folder that was moved still works. */
async function writeSetup({ layout, ...rest }: Setup): Promise<void> {
  await writeFile(`${layout.setup}.draft`, JSON.stringify(rest, null, 2));
  await rename(`${layout.setup}.draft`, layout.setup);
}

async function readSetup(layout: Layout): Promise<Setup | undefined> {
  const text = await readFile(layout.setup, "utf8").catch(() => undefined);
  return text === undefined ? undefined : { ...(JSON.parse(text) as Omit<Setup, "layout">), layout };
}
