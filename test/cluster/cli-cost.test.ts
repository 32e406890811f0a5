// `tenfold cost NAME` on a real API server: the figure of the status, what is kept beside, and which right is missing.
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { LABEL, MANAGED_BY } from "../../domain/api/keys.js";
import { apply, freshNamespace, get, ready } from "./harness/api.js";
import { WEB_SERVICE } from "../../domain/api/service.js";
import type { WebService } from "../../domain/api/service.js";
import { environment } from "./harness/environment.js";
import { startOperator, stopOperators } from "./harness/operator-process.js";
import { webService } from "./services.js";
import type { CostReport } from "../../cli/cost/report.js";
import { tenfold } from "../cli/tenfold.js";

const READY_MS = 180_000;
let namespace: string;

beforeAll(async () => {
  namespace = await freshNamespace("cli-cost");
  await startOperator({ namespaces: [namespace] });
  await apply(webService(namespace, "shop", { userTier: "1k" }));
  await ready(namespace, "shop", READY_MS);
}, 2 * READY_MS);
afterAll(stopOperators, READY_MS);

function cost(...arguments_: readonly string[]) {
  const { adminKubeconfig } = environment();
  return tenfold(["--kubeconfig", adminKubeconfig, "-n", namespace, "cost", ...arguments_]);
}

async function reportOf(name: string): Promise<CostReport> {
  const { code, out, err } = await cost(name, "-o", "json");
  expect({ code, err }).toEqual({ code: 0, err: "" });
  const [report] = (JSON.parse(out) as { readonly costs: readonly CostReport[] }).costs;
  if (report === undefined) throw new Error("no report");
  return report;
}

test("a service costs what its status says, as long as its fewest pods run", async () => {
  const { status } = (await get(WEB_SERVICE, namespace, "shop")) as unknown as WebService;
  const { monthlyUSD, items, isSampleClass } = await reportOf("shop");
  expect(isSampleClass).toBe(false);
  expect(items.map(({ what }) => what)).toContain(`web: ${status?.replicas ?? 0} × 500m CPU`);
  expect(Math.round(monthlyUSD)).toBe(status?.cost?.monthlyUSD);
});

test("a volume that it keeps is a line of its own", async () => {
  const before = await reportOf("shop");
  const uid = (await get(WEB_SERVICE, namespace, "shop"))?.metadata.uid ?? "";
  const labels = {
    [LABEL.service]: "shop",
    [LABEL.serviceUid]: uid,
    [LABEL.data]: "true",
    [LABEL.component]: "old-volume",
    [LABEL.managedBy]: MANAGED_BY,
  };
  const claim = {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: "shop-old", namespace, labels },
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "50Gi" } } },
  };
  await apply(claim);
  const { items, monthlyUSD } = await reportOf("shop");
  expect(items.filter(({ part }) => part === "Kept").map(({ what }) => what)).toEqual(["kept: shop-old: volume gp3 50 GiB"]);
  expect(monthlyUSD - before.monthlyUSD).toBeCloseTo(50 * 0.08, 2);
});

test("a service that stalls costs what it asks for, and that is said", async () => {
  await apply(webService(namespace, "dear", { userTier: "100k", budget: { monthlyUSD: 10, action: "Hold" } }));
  const { code, out } = await cost("dear");
  expect(code).toBe(0);
  expect(out).toContain("The lines above are what the spec asks for, not what is there.");
});

test("a service that is not there is named, with where it was looked for", async () => {
  const { code, err } = await cost("nope");
  expect(code).toBe(1);
  expect(err).toContain(`there is no WebService nope in namespace ${namespace}`);
});
