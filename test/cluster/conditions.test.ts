// What only the operator can refuse is shown as a condition that names field and remedy, and harms nobody else.
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { KubeObject } from "../../domain/api/objects.js";
import { apply, childrenOf, conditionOf, eventually, freshNamespace, mergePatch, ready, remove, service } from "./harness/api.js";
import { startOperator, stopOperators } from "./harness/operator-process.js";
import { webService } from "./services.js";

const READY_MS = 120_000;
let namespace: string;
const classes: KubeObject[] = [];

async function makeClass(suffix: string, spec: Record<string, unknown>): Promise<string> {
  const name = `${namespace}-${suffix}`;
  const object = { apiVersion: "tenfold.dev/v1alpha1", kind: "WebServiceClass", metadata: { name }, spec };
  classes.push(await apply(object));
  return name;
}

beforeAll(async () => {
  namespace = await freshNamespace("conditions");
  await startOperator({ namespaces: [namespace] });
}, READY_MS);
afterAll(async () => {
  for (const object of classes) await remove(object);
  await stopOperators();
}, READY_MS);

async function refused(name: string, reason: string) {
  return eventually(`${name} ${reason}`, async () => {
    const live = await service(namespace, name);
    return conditionOf(live, "Ready")?.reason === reason && live;
  });
}

describe("a service that cannot be built as it is written", () => {
  test(
    "names a class that does not exist, and goes on when it is there",
    async () => {
      await apply(webService(namespace, "lost", { userTier: "1", className: `${namespace}-later` }));
      const live = await refused("lost", "ClassNotFound");
      expect(conditionOf(live, "Ready")?.message).toMatch(
        /spec\.className: there is no WebServiceClass .* Create it, or name one of: .*default/,
      );
      expect(conditionOf(live, "Stalled")?.status).toBe("True");
      await makeClass("later", { region: "us-east-1", publicSubnetIDs: ["subnet-0aa000000000000a1"] });
      await ready(namespace, "lost", READY_MS);
    },
    READY_MS,
  );

  test(
    "is at a tier above the limit of its class, which the policy let in before the limit was there",
    async () => {
      const className = await makeClass("small", { region: "us-east-1" });
      await apply(webService(namespace, "big", { userTier: "1k", className, suspend: true }));
      await makeClass("small", { region: "us-east-1", limits: { maxTier: "100" } });
      await apply(webService(namespace, "big", { userTier: "1k", className }));
      const live = await refused("big", "TierAboveLimit");
      expect(conditionOf(live, "Ready")?.message).toContain("spec.userTier: 1k is above 100");
      expect(await childrenOf(namespace, "big")).toEqual([]);
    },
    READY_MS,
  );

  test(
    "needs subnets that its class lacks: the fields are named and the other parts work",
    async () => {
      const className = await makeClass("bare", { region: "us-east-1", accountID: "123456789012" });
      await apply(webService(namespace, "bare", { userTier: "1k", className }));
      const live = await eventually("parts without subnets work", async () => {
        const seen = await service(namespace, "bare");
        return conditionOf(seen, "AlarmsReady") !== undefined && (seen.status?.problems?.length ?? 0) > 0 && seen;
      });
      const said = (live.status?.problems ?? []).map((problem) => problem.message).join("\n");
      expect(said).toContain("class.spec.publicSubnetIDs");
      expect(said).toContain("class.spec.privateSubnetIDs");
      expect(conditionOf(live, "Ready")?.status).toBe("False");
    },
    READY_MS,
  );

  test(
    "costs more than its budget allows",
    async () => {
      await apply(webService(namespace, "dear", { userTier: "100k", budget: { monthlyUSD: 100, action: "Hold" } }));
      const live = await refused("dear", "BudgetExceeded");
      expect(conditionOf(live, "Ready")?.message).toMatch(
        /list price of \d+ USD a month is above 100 USD \(spec\.budget\.monthlyUSD\): raise the budget/,
      );
      expect(await childrenOf(namespace, "dear")).toEqual([]);
    },
    READY_MS,
  );
});

describe("a suspended service", () => {
  test(
    "is left alone, and says so",
    async () => {
      await apply(webService(namespace, "still", { userTier: "1", suspend: true }));
      const live = await refused("still", "SuspendRequested");
      expect(conditionOf(live, "Suspended")?.status).toBe("True");
      expect(await childrenOf(namespace, "still")).toEqual([]);
      await mergePatch(live, { spec: { suspend: false } });
      await ready(namespace, "still", READY_MS);
    },
    READY_MS,
  );
});
