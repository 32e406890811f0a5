// The order in which components start and what is put into a fresh cluster. Ends everything again when it fails.
import { callApi } from "./api-request.js";
import type { Setup } from "./command-lines.js";
import { ComponentEnded, startComponent } from "./component-process.js";
import { ensureCredentials, writeKubeconfigs } from "./credentials.js";
import { freePorts } from "./free-ports.js";
import { nodeSeeds, storageSeeds, type Seed } from "./inventory.js";
import { componentsInStartOrder, type Component, type Layout } from "./layout.js";
import { endProcess } from "./pid-files.js";
import type { Progress } from "./progress.js";
import { adminAccess, componentReady, nodesReady, serverOf } from "./readiness.js";

export type Wish = Omit<Setup, "ports"> & { readonly nodes: number; readonly progress: Progress };

/** Somebody else may take a port between finding and using it: then once more with others. */
export async function bringUp(wish: Wish): Promise<Setup> {
  await ensureCredentials(wish.layout);
  try {
    return await bringUpOnce(wish);
  } catch (error) {
    await tearDown(wish.layout);
    if (!(error instanceof ComponentEnded && error.isPortTaken)) throw error;
  }
  wish.progress("a port was taken by somebody else in the meantime; starting once more");
  try {
    return await bringUpOnce(wish);
  } catch (error) {
    await tearDown(wish.layout);
    throw error;
  }
}

/** Ends whatever runs in the folder, those who call the API server first. */
export async function tearDown(layout: Layout): Promise<void> {
  await endProcess("watchdog", layout);
  const [etcd, apiServer, ...clients] = componentsInStartOrder;
  await Promise.all(clients.map((component) => endProcess(component, layout)));
  await endProcess(apiServer, layout);
  await endProcess(etcd, layout);
}

async function bringUpOnce(wish: Wish): Promise<Setup> {
  const { layout, components, binaries, audit, sourceFolder, progress, flags } = wish;
  const [apiServer = 0, controllerManager = 0, scheduler = 0] = await freePorts(3);
  const setup: Setup = {
    layout,
    components,
    binaries,
    audit,
    sourceFolder,
    flags,
    ports: { apiServer, controllerManager, scheduler },
  };
  const [etcd, server] = componentsInStartOrder;
  for (const component of [etcd, server]) {
    await startComponent(component, setup);
    await awaitComponent(component, setup, progress);
  }
  await writeKubeconfigs(layout, serverOf(setup));
  const clients = components.filter((component) => component !== etcd && component !== server);
  // All are started before any is awaited: when one fails, tearDown must find the others.
  for (const component of clients) await startComponent(component, setup);
  await Promise.all([plant(setup, wish.nodes), ...clients.map((component) => awaitComponent(component, setup, progress))]);
  if (components.includes("kwok")) {
    await nodesReady(setup, { count: wish.nodes, untainted: components.includes("kube-controller-manager") });
  }
  return setup;
}

async function awaitComponent(component: Component, setup: Setup, progress: Progress): Promise<void> {
  await componentReady(component, setup);
  progress(`${component} runs`);
}

async function plant(setup: Setup, nodes: number): Promise<void> {
  const access = await adminAccess(setup);
  const seeds: readonly Seed[] = [...storageSeeds(), ...(setup.components.includes("kwok") ? nodeSeeds(nodes) : [])];
  for (const { path, object } of seeds) {
    const answer = await callApi(access, { method: "POST", path, body: object });
    // 409: the folder holds an older cluster, which has it already.
    if (answer.status >= 300 && answer.status !== 409) throw new Error(`POST ${path}: ${answer.status} ${answer.text}`);
  }
}
