// Waits until components really serve: they answer their health check, nodes are Ready, pods could be created and scheduled.
import { access } from "node:fs/promises";
import { request } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { callApi, callApiOrThrow, type Access } from "./api-request.js";
import type { Setup } from "./command-lines.js";
import { ComponentEnded, logTail } from "./component-process.js";
import { accessOf } from "./credentials.js";
import type { Component } from "./layout.js";
import { runningPid } from "./pid-files.js";

const PATIENCE_MS = 90_000;
const POLL_MS = 50;
const HEALTH_TIMEOUT_MS = 2_000;

export async function componentReady(component: Component, setup: Setup): Promise<void> {
  await waitFor(component, setup, () => isReady[component](setup));
}

const isReady: Readonly<Record<Component, (setup: Setup) => Promise<boolean>>> = {
  etcd: async ({ layout }) => exists(layout.etcdSocket),
  "kube-apiserver": isApiServerReady,
  "kube-controller-manager": async (setup) =>
    (await isHealthy(setup.ports.controllerManager)) && (await hasDefaultServiceAccount(setup)),
  "kube-scheduler": ({ ports }) => isHealthy(ports.scheduler),
  kwok: () => Promise.resolve(true),
};

/** `untainted` is to be asked for when a controller manager runs, which alone takes the not-ready taint away. */
export async function nodesReady(setup: Setup, expected: { readonly count: number; readonly untainted: boolean }): Promise<void> {
  const admin = await adminAccess(setup);
  await waitFor("kwok", setup, async () => {
    const list = (await callApiOrThrow(admin, { method: "GET", path: "/api/v1/nodes" })) as NodeList;
    const ready = list.items.filter(
      (node) => isNodeReady(node) && (!expected.untainted || (node.spec.taints ?? []).length === 0),
    );
    return ready.length >= expected.count;
  });
}

export async function isApiServerReady(setup: Setup): Promise<boolean> {
  if (!(await exists(setup.layout.caFile))) return false;
  const answer = await callApi(await adminAccess(setup), { method: "GET", path: "/readyz" }).catch(() => undefined);
  return answer?.status === 200;
}

export function serverOf(setup: Setup): string {
  return `https://127.0.0.1:${setup.ports.apiServer}`;
}

export function adminAccess(setup: Setup): Promise<Access> {
  return accessOf(setup.layout, serverOf(setup), "admin");
}

type NodeList = {
  readonly items: readonly {
    readonly spec: { readonly taints?: readonly unknown[] };
    readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
  }[];
};

function isNodeReady(node: NodeList["items"][number]): boolean {
  return (node.status.conditions ?? []).some(({ type, status }) => type === "Ready" && status === "True");
}

/** Without it the API server refuses pods in the namespace `default`. */
async function hasDefaultServiceAccount(setup: Setup): Promise<boolean> {
  const path = "/api/v1/namespaces/default/serviceaccounts/default";
  return (await callApi(await adminAccess(setup), { method: "GET", path })).status === 200;
}

/** The certificate is made up by the component at its start and kept in its memory, so there is nothing to check it against. */
function isHealthy(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const options = {
      host: "127.0.0.1",
      port,
      path: "/healthz",
      rejectUnauthorized: false,
      agent: false,
      timeout: HEALTH_TIMEOUT_MS,
    };
    const sent = request(options, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    sent.on("timeout", () => sent.destroy());
    sent.on("error", () => resolve(false));
    sent.on("close", () => resolve(false));
    sent.end();
  });
}

async function waitFor(component: Component, setup: Setup, isDone: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await isDone())) {
    const log = (): Promise<string> => logTail(component, setup.layout);
    if ((await runningPid(component, setup.layout)) === undefined) throw new ComponentEnded(component, await log());
    if (Date.now() > deadline)
      throw new Error(`${component} is not ready after ${PATIENCE_MS / 1000} s. Its log:\n${await log()}`);
    await sleep(POLL_MS);
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
