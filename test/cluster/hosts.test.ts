// Two services of two namespaces want one host: the first keeps it, the other says so and has it once it is free.
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { ACK } from "../../domain/api/kinds.js";
import {
  apply,
  childrenOf,
  conditionOf,
  eventually,
  freshNamespace,
  list,
  mergePatch,
  ready,
  remove,
  service,
} from "./harness/api.js";
import type { OperatorProcess } from "./harness/operator-process.js";
import { startOperator, stopOperators } from "./harness/operator-process.js";
import { webService } from "./services.js";

const PATIENCE_MS = 180_000;
let one: string;
let two: string;
let host: string;
let operator: OperatorProcess;

beforeAll(async () => {
  one = await freshNamespace("hosts-one");
  two = await freshNamespace("hosts-two");
  host = `${one}.example.com`;
  operator = await startOperator({ namespaces: [one, two] });
}, PATIENCE_MS);
afterAll(async () => {
  for (const [namespace, name] of [
    [one, "first"],
    [two, "second"],
  ] as const)
    await remove(webService(namespace, name, {}));
  await stopOperators();
}, PATIENCE_MS);

function taken(namespace: string, name: string) {
  return eventually(`${name} HostTaken`, async () => {
    const live = await service(namespace, name);
    return conditionOf(live, "Stalled")?.reason === "HostTaken" && live;
  });
}

const recordsIn = (namespace: string) => list(ACK.recordSet.ref, namespace);

describe("a host that a service of another namespace has", () => {
  test(
    "stalls the second service before anything of it is written, and does not say whose the host is",
    async () => {
      await apply(webService(one, "first", { userTier: "1", hosts: [host] }));
      await ready(one, "first", PATIENCE_MS);
      await apply(webService(two, "second", { userTier: "1", hosts: [host] }));
      const message = conditionOf(await taken(two, "second"), "Ready")?.message ?? "";
      expect(message).toContain(`spec.hosts: ${host} belongs to a WebService of another namespace`);
      expect(message).not.toContain("WebService first");
      expect(await childrenOf(two, "second")).toEqual([]);
    },
    PATIENCE_MS,
  );

  test(
    "stays with the first when the operator starts anew",
    async () => {
      await operator.kill();
      operator = await startOperator({ namespaces: [one, two] });
      const live = await service(two, "second");
      await mergePatch(live, { metadata: { annotations: { "example.com/touched": "yes" } } });
      await eventually("both were looked at", async () => (await operator.metric("controller_runtime_reconcile_total")) >= 2);
      expect(conditionOf(await service(two, "second"), "Stalled")?.reason).toBe("HostTaken");
      expect(await childrenOf(two, "second")).toEqual([]);
    },
    PATIENCE_MS,
  );

  test(
    "goes to the second when the first gives it up, and comes back when the second is deleted",
    async () => {
      await mergePatch(await service(one, "first"), { spec: { hosts: [] } });
      await ready(two, "second", PATIENCE_MS);
      expect(await recordsIn(one)).toEqual([]);
      await mergePatch(await service(one, "first"), { spec: { hosts: [host] } });
      await taken(one, "first");
      await remove(await service(two, "second"));
      await ready(one, "first", PATIENCE_MS);
      expect(await recordsIn(two)).toEqual([]);
    },
    PATIENCE_MS,
  );
});
