// Many services at once, on an API server that answers none of the writes for a while: the operator stays in office.
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { callApiOrThrow } from "../../local/control-plane/api-request.js";
import { WEB_SERVICE } from "../../domain/api/service.js";
import type { ApiProxy } from "./harness/api-proxy.js";
import { startProxy } from "./harness/api-proxy.js";
import type { LiveService } from "./harness/api.js";
import { apply, eventually, freshNamespace, isReadyNow, list } from "./harness/api.js";
import { environment } from "./harness/environment.js";
import type { OperatorProcess } from "./harness/operator-process.js";
import { startOperator, stopOperators } from "./harness/operator-process.js";
import { webService } from "./services.js";

const PATIENCE_MS = 300_000;
const LOOK_MS = 3000;
const SERVICES = 150;
/** As many as a leader may not miss: it gives up ten seconds after the last one, and renews every two. */
const RENEWALS = 6;
/** As many as the operator has connections for the children of new services. */
const WRITES = 32;

let namespace: string;
let proxy: ApiProxy;
let operator: OperatorProcess;
/** Writes of children that the server does not answer yet; undefined: it answers. */
let held: (() => void)[] | undefined;
let renewals = 0;
/** Of the operator; undefined while it runs. */
let exitCode: number | undefined;

const hasEnded = (): boolean => exitCode !== undefined;
const isLease = ({ url }: IncomingMessage): boolean => url?.includes("/leases/") === true;
const isChild = ({ method, url }: IncomingMessage): boolean => method === "PATCH" && url?.includes("/webservices/") === false;

beforeAll(async () => {
  namespace = await freshNamespace("load");
  proxy = await startProxy("load", (request, _response, forward) => {
    if (isLease(request) && request.method === "PUT") renewals += 1;
    if (held === undefined || isLease(request) || !isChild(request)) return false;
    held.push(forward);
    return true;
  });
  operator = await startOperator({ namespaces: [namespace], kubeconfig: proxy.kubeconfig, leaderElection: true });
  void operator.exited.then((code) => (exitCode = code));
  await eventually("leads", async () => (await operator.metric("leader_election_master_status")) === 1);
}, PATIENCE_MS);
afterAll(async () => {
  await stopOperators();
  proxy.close();
}, PATIENCE_MS);

test(
  `${SERVICES} services of tier 1 at once, whose writes wait for answers until the lease was renewed ${RENEWALS} times: no renewal is lost and no restart`,
  async () => {
    const before = await lease();
    held = [];
    const names = Array.from({ length: SERVICES }, (_, index) => `shop-${index}`);
    await Promise.all(names.map((name) => apply(webService(namespace, name, { userTier: "1" }))));
    await eventually("writes wait", () => Promise.resolve((held?.length ?? 0) >= WRITES));
    renewals = 0;
    await eventually(`${RENEWALS} renewals`, () => Promise.resolve(renewals >= RENEWALS || hasEnded()));
    expect(exitCode).toBeUndefined();
    const waiting = held;
    held = undefined;
    for (const forward of waiting) forward();
    // The list is long and this process is the way to the server as well: not too often.
    await eventually(
      "all are Ready",
      async () => hasEnded() || (await sleep(LOOK_MS, (await readyCount()) === SERVICES)),
      PATIENCE_MS,
    );
    expect(exitCode).toBeUndefined();
    expect(await readyCount()).toBe(SERVICES);
    // Who lost it and took it again would have acquired it anew.
    expect(await lease()).toMatchObject({
      holderIdentity: operator.identity,
      acquireTime: before.acquireTime,
      leaseTransitions: 0,
    });
    expect((await lease()).renewTime > before.renewTime).toBe(true);
  },
  PATIENCE_MS,
);

async function readyCount(): Promise<number> {
  return (await list(WEB_SERVICE, namespace)).filter((service) => isReadyNow(service as LiveService)).length;
}

type Lease = {
  readonly holderIdentity: string;
  readonly acquireTime: string;
  readonly renewTime: string;
  readonly leaseTransitions: number;
};

async function lease(): Promise<Lease> {
  const path = `/apis/coordination.k8s.io/v1/namespaces/tenfold-system/leases/operator-${namespace}`;
  return ((await callApiOrThrow(environment().admin, { method: "GET", path })) as { readonly spec: Lease }).spec;
}
