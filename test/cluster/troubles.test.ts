// What keeps a service from becoming ready, in the words of the real quota, controllers and scheduler; and that nobody asks about what is well.
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { callApiOrThrow } from "../../local/control-plane/api-request.js";
import { isWrite, mark, requestsSince } from "./harness/audit.js";
import { environment } from "./harness/environment.js";
import { apply, conditionOf, eventually, freshNamespace, mergePatch, ready, service } from "./harness/api.js";
import type { OperatorProcess } from "./harness/operator-process.js";
import { startOperator, stopOperators } from "./harness/operator-process.js";
import { webService } from "./services.js";

const PATIENCE_MS = 120_000;
let namespace: string;
let operator: OperatorProcess;

const quotas = () => `/api/v1/namespaces/${namespace}/resourcequotas`;

beforeAll(async () => {
  namespace = await freshNamespace("troubles");
  operator = await startOperator({ namespaces: [namespace], flags: ["--ask-after-seconds", "1"] });
}, PATIENCE_MS);
afterAll(stopOperators);

function says(name: string, part: RegExp) {
  return eventually(
    `${name} says ${String(part)}`,
    async () => {
      const live = await service(namespace, name);
      return part.test(conditionOf(live, "Ready")?.message ?? "") && live;
    },
    PATIENCE_MS,
  );
}

describe("a service that does not become ready", () => {
  test(
    "says which quota stands in the way of its pods, and is Ready once it is lifted",
    async () => {
      const quota = { apiVersion: "v1", kind: "ResourceQuota", metadata: { name: "none" }, spec: { hard: { pods: "0" } } };
      await callApiOrThrow(environment().admin, { method: "POST", path: quotas(), body: quota });
      await eventually("the quota counts", async () => {
        const seen = await callApiOrThrow(environment().admin, { method: "GET", path: `${quotas()}/none` });
        return (seen as { readonly status?: { readonly hard?: unknown } }).status?.hard !== undefined;
      });
      await apply(webService(namespace, "full", { userTier: "1" }));
      const live = await says("full", /none of 1 pods is available; FailedCreate: .*exceeded quota: none/);
      expect(live.status?.resources?.find(({ kind }) => kind === "Deployment")?.message).toContain("exceeded quota: none");
      await callApiOrThrow(environment().admin, { method: "DELETE", path: `${quotas()}/none` });
      await mergePatch(live, { spec: { image: "registry.example.com/shop:2" } });
      await ready(namespace, "full", PATIENCE_MS);
    },
    PATIENCE_MS,
  );

  test(
    "says why no node takes its pod",
    async () => {
      await apply(webService(namespace, "wide", { userTier: "1", resources: { cpu: "4000" } }));
      await says("wide", /pod wide-web-.*: Unschedulable: .*Insufficient cpu/);
    },
    PATIENCE_MS,
  );
});

test(
  "a Ready service costs no request for events or pods, also when it is looked at",
  async () => {
    await operator.stop();
    const quiet = await freshNamespace("quiet");
    operator = await startOperator({ namespaces: [quiet], flags: ["--ask-after-seconds", "1"] });
    const live = await ready(quiet, (await apply(webService(quiet, "well", { userTier: "1" }))).metadata.name, PATIENCE_MS);
    const from = await mark();
    const before = await operator.metric("controller_runtime_reconcile_total");
    await mergePatch(live, { metadata: { annotations: { "example.com/touched": "yes" } } });
    await eventually("it was looked at", async () => (await operator.metric("controller_runtime_reconcile_total")) > before);
    const asked = (await requestsSince(from)).filter((request) => request.namespace === quiet && !isWrite(request));
    expect(asked.filter(({ verb, resource }) => verb === "list" && ["events", "pods"].includes(resource))).toEqual([]);
  },
  PATIENCE_MS,
);
