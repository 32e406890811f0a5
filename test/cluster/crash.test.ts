// The operator is killed at any moment, or two of them run: nothing is lost and the work goes on.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { setTimeout as sleep } from "node:timers/promises";
import { callApiOrThrow } from "../../local/control-plane/api-request.js";
import { apply, childrenOf, eventually, freshNamespace, ready } from "./harness/api.js";
import { environment } from "./harness/environment.js";
import { startOperator, stopOperators } from "./harness/operator-process.js";
import { webService } from "./services.js";

const READY_MS = 180_000;
let namespace: string;

beforeAll(async () => {
  namespace = await freshNamespace("crash");
}, READY_MS);
afterEach(stopOperators, READY_MS);
afterAll(stopOperators, READY_MS);

describe("an operator that is killed", () => {
  test.each([30, 120, 300, 700, 1500])(
    "%s ms after a service was applied leaves a service that the next one completes, each child once",
    async (delay) => {
      const name = `cut-${delay}`;
      const first = await startOperator({ namespaces: [namespace] });
      await apply(webService(namespace, name, { userTier: "10k", hosts: [`${name}.example.com`] }));
      await sleep(delay);
      await first.kill();
      const before = await childrenOf(namespace, name);
      await startOperator({ namespaces: [namespace] });
      await ready(namespace, name, READY_MS);
      const after = await childrenOf(namespace, name);
      const identity = (child: (typeof after)[number]) =>
        `${child.kind}/${child.metadata.labels?.["app.kubernetes.io/component"] ?? ""}`;
      expect(new Set(after.map(identity)).size).toBe(after.length);
      for (const child of before) expect(after.map((now) => now.metadata.uid)).toContain(child.metadata.uid);
    },
    READY_MS,
  );
});

describe("two operators", () => {
  test(
    "have one leader; the other takes over after a kill and at once after a clean stop",
    async () => {
      const one = await startOperator({ namespaces: [namespace], leaderElection: true });
      await leads(one);
      const two = await startOperator({ namespaces: [namespace], leaderElection: true });
      expect(await two.metric("leader_election_master_status")).toBe(0);
      await apply(webService(namespace, "led", { userTier: "1" }));
      await ready(namespace, "led", READY_MS);
      await one.kill();
      await leads(two);
      await apply(webService(namespace, "led-2", { userTier: "1" }));
      await ready(namespace, "led-2", READY_MS);
      const three = await startOperator({ namespaces: [namespace], leaderElection: true });
      expect(await two.stop()).toBe(0);
      await leads(three);
    },
    READY_MS,
  );

  test(
    "never both act: a leader that finds somebody else in its lease ends itself",
    async () => {
      const only = await startOperator({ namespaces: [namespace], leaderElection: true });
      await leads(only);
      await steal();
      expect(await only.exited).toBe(3);
    },
    READY_MS,
  );
});

async function leads(operator: Awaited<ReturnType<typeof startOperator>>): Promise<void> {
  await eventually("leads", async () => (await operator.metric("leader_election_master_status")) === 1, READY_MS);
}

/** Somebody else writes itself into the lease, as a second cluster administrator could. */
async function steal(): Promise<void> {
  const path = `/apis/coordination.k8s.io/v1/namespaces/tenfold-system/leases/operator-${namespace}`;
  const body = { spec: { holderIdentity: "somebody-else", renewTime: new Date().toISOString().replace("Z", "000Z") } };
  await callApiOrThrow(environment().admin, { method: "PATCH", path, body, contentType: "application/merge-patch+json" });
}
