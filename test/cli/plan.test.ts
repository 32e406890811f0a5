// `tenfold plan` through the real binary: from nothing, from exported objects, and against what an API server has.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { PLAN_SCHEMA, type PlanDocument } from "../../cli/planning/document.js";
import { settle } from "../../cdk8s/settle.js";
import type { KubeObject } from "../../domain/api/objects.js";
import { DEFAULT_IMAGES, VERSION } from "../../domain/api/release.js";
import type { WebService } from "../../domain/api/service.js";
import type { WebServiceSpec } from "../../domain/api/web-service.js";
import { UID, webService, webServiceClass } from "../fixtures/services.js";
import { startFakeApi, kubeconfigFor, type FakeApi, type Rules } from "./fake-api.js";
import { tenfold, type Ran } from "./tenfold.js";

const OPERATOR = { version: VERSION, ...DEFAULT_IMAGES };
const DEFAULT_CLASS = { "tenfold.dev/is-default-class": "true" };
const CLASS = { ...webServiceClass(), metadata: { ...webServiceClass().metadata, annotations: DEFAULT_CLASS } };
const HOSTS = ["shop.example.com"];

let api: FakeApi | undefined;
afterEach(() => api?.close());

function written(spec: Partial<WebServiceSpec>, namespace?: string): string {
  const { apiVersion, kind, spec: whole } = webService(spec);
  return JSON.stringify({ apiVersion, kind, metadata: { name: "shop", namespace }, spec: whole });
}

function stored(spec: Partial<WebServiceSpec>, status: Partial<NonNullable<WebService["status"]>> = {}): WebService {
  const service = webService(spec);
  return {
    ...service,
    status: { observedGeneration: 1, operator: OPERATOR, tier: { current: String(service.spec.userTier) }, ...status },
  };
}

function childrenOf(service: WebService): readonly KubeObject[] {
  const { version: operatorVersion, ...render } = OPERATOR;
  const { objects } = settle({ service, serviceClass: CLASS, render, operatorVersion, now: Date.now() });
  return [...objects.values()];
}

async function onCluster(
  objects: readonly KubeObject[],
  args: readonly string[],
  more: Rules & { readonly stdin?: string } = {},
): Promise<Ran> {
  api = await startFakeApi(objects, more);
  return tenfold(args, { stdin: more.stdin, environment: { KUBECONFIG: api.kubeconfig } });
}

function documentOf({ out }: Ran): PlanDocument {
  return JSON.parse(out) as PlanDocument;
}

function only(ran: Ran) {
  const [plan] = documentOf(ran).plans;
  if (plan?.ok !== true) throw new Error(JSON.stringify(plan));
  return plan;
}

const TIER_10 = stored({ userTier: "10", hosts: HOSTS });
const ON_CLUSTER: readonly KubeObject[] = [CLASS, TIER_10, ...childrenOf(TIER_10)];

describe("a plan from nothing", () => {
  it("says so on stderr where no kubeconfig names a cluster, and not when it was meant", async () => {
    const stdin = written({ userTier: "10" });
    const [unsaid, meant] = await Promise.all([
      tenfold(["plan", "-f", "-"], { stdin }),
      tenfold(["plan", "-f", "-", "--offline"], { stdin }),
    ]);
    expect([unsaid.code, meant.code]).toEqual([2, 2]);
    expect(unsaid.err).toMatch(/^No kubeconfig names a cluster: planned from nothing/);
    expect(meant.err).toBe("");
    expect(meant.out).toBe(unsaid.out);
    expect(meant.out).toContain("from nothing");
  });

  it("says that names are not final, and what each object waits for", async () => {
    const { out } = await tenfold(["plan", "-f", "-", "--offline"], { stdin: written({ userTier: "100", hosts: HOSTS }) });
    expect(out).toContain("its names end otherwise");
    expect(out).toMatch(/\+ Deployment +shop-web-\w+ +after the endpoint of DBInstance shop-rds-/);
    expect(out).toMatch(/\+ Job +shop-rds-bootstrap-\S+ +after the endpoint of DBInstance shop-rds-/);
    expect(out).not.toContain("an earlier step");
  });

  it("is the sum of several services", async () => {
    const ran = await tenfold(["plan", "-f", "deploy/examples", "--offline", "-o", "json"]);
    const { plans, total, schema } = documentOf(ran);
    expect([ran.code, schema, plans.length]).toEqual([2, PLAN_SCHEMA, 9]);
    const sum = plans.reduce((all, plan) => all + (plan.ok ? (plan.cost.afterUSD ?? 0) : 0), 0);
    expect(total.afterUSD).toBeCloseTo(sum, 1);
    expect(total.beforeUSD).toBe(0);
  });

  it("takes the namespace of -n, and refuses a file that names another", async () => {
    const stdin = written({ userTier: "1" }, "store");
    const [right, wrong] = await Promise.all([
      tenfold(["plan", "-f", "-", "--offline", "-n", "store"], { stdin }),
      tenfold(["plan", "-f", "-", "--offline", "-n", "other"], { stdin }),
    ]);
    expect(right.out).toContain("store/shop");
    expect({ ...wrong, out: "" }).toEqual({ ...wrong, code: 1 });
    expect(wrong.err).toContain("WebService shop is in namespace store by its file, and -n says other");
    expect(wrong.err).toContain("Give -n store");
  });

  it("says of data to be found that nobody was asked for it", async () => {
    const stdin = written({ userTier: "100", database: { adoptFrom: UID } });
    const ran = await tenfold(["plan", "-f", "-", "--offline"], { stdin });
    expect(ran.code).toBe(1);
    expect(ran.out).toContain("DataNotFound");
    expect(ran.out).toContain("no cluster was looked at, so which data there is was not asked");
  });

  it("is refused where the operator would refuse, in the operator's words", async () => {
    const ran = await tenfold(["plan", "-f", "-", "--offline"], { stdin: written({ userTier: "7" }) });
    expect(ran.code).toBe(1);
    expect(ran.out).toContain("refused");
    expect(ran.out).toContain("spec.userTier");
  });
});

describe("wrong usage", () => {
  it.each([
    { args: ["plan"], says: "neither a name nor a file" },
    { args: ["plan", "shop", "-f", "deploy/examples"], says: "both a name and a file" },
    { args: ["plan", "-f", "deploy/examples", "--offline", "--observed", "x"], says: "exclude one another" },
    { args: ["plan", "shop", "--offline"], says: "--offline asks none" },
    { args: ["plan", "shop", "--class", "x"], says: "--class goes with -f" },
    { args: ["plan", "shop"], says: "no kubeconfig names a cluster" },
  ])("is said: $args", async ({ args, says }) => {
    const { code, out, err } = await tenfold(args);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain(says);
  });
});

describe("a plan against a cluster", () => {
  it("has nothing to change for a service that is as it should be", async () => {
    const ran = await onCluster(ON_CLUSTER, ["plan", "shop"]);
    expect(ran.err).toBe("");
    expect(ran.code).toBe(0);
    expect(ran.out).toContain("Nothing to change: 16 objects as they should be.");
    expect(api?.requests.filter((line) => line.includes("secrets"))).toEqual([]);
    expect(api?.requests.filter((line) => !line.startsWith("GET ") && !line.includes("selfsubjectaccessreviews"))).toEqual([]);
  });

  it("has the spec of the file on what stands: data stays, its database moves, and the tier is said from and to", async () => {
    const ran = await onCluster(ON_CLUSTER, ["plan", "-f", "-"], { stdin: written({ userTier: "100", hosts: HOSTS }) });
    expect(ran.code).toBe(2);
    expect(ran.out).toContain("tier 10 → 100");
    expect(ran.out).toContain("move the data from PostgreSQL in the cluster to RDS");
    expect(ran.out).toContain("then it needs an approval");
    expect(ran.out).toMatch(/\* PersistentVolumeClaim +shop-db-/);
    expect(ran.out).toMatch(/- StatefulSet +shop-db-\w+ +after change 2/);
    expect(ran.out).not.toContain("its names end otherwise");
  });

  it("plans a service that is not there yet with the default class of the cluster and the operator's images", async () => {
    const operator = { ...OPERATOR, migratorImage: "mirror.example.com/migrator:1" };
    const other = { ...stored({ userTier: "1" }, { operator }), metadata: { ...TIER_10.metadata, name: "other", uid: "other" } };
    const ran = await onCluster([CLASS, other], ["plan", "-f", "-", "-o", "json", "--diff"], {
      stdin: written({ userTier: "10" }),
    });
    const plan = only(ran);
    expect(plan.className).toBe("standard");
    expect(plan.namesAreFinal).toBe(false);
    expect(plan.objects.find(({ kind }) => kind === "Job")?.diff).toContain("mirror.example.com/migrator:1");
  });

  it("knows what was kept before, and lists it as nothing new", async () => {
    const before = stored({ userTier: "10k", hosts: HOSTS });
    const grown = childrenOf(before);
    const bucket = grown.find(({ kind }) => kind === "Bucket")?.metadata.name ?? "";
    const without = { userTier: "10k", hosts: HOSTS, assets: { enabled: false } } as const;
    const service = stored(without, { retained: [{ kind: "Bucket", name: bucket, reason: "kept" }] });
    const kept = only(await onCluster([CLASS, service, ...grown], ["plan", "shop", "-o", "json"]));
    await api?.close();
    const fresh = only(
      await onCluster([CLASS, before, ...grown], ["plan", "-f", "-", "-o", "json"], { stdin: written(without) }),
    );
    const named = ({ objects }: typeof kept) => objects.filter(({ action }) => action === "retain").map(({ name }) => name);
    expect(named(kept)).toEqual([]);
    expect(kept.alreadyRetained).toEqual([{ kind: "Bucket", name: bucket }]);
    expect(named(fresh)).toEqual([bucket]);
  });

  it("shows what differs in an object, and nothing that others have written", async () => {
    const children = childrenOf(TIER_10).map((object) =>
      object.kind === "Deployment" ? { ...object, spec: { ...(object.spec as object), progressDeadlineSeconds: 600 } } : object,
    );
    const stdin = written({ userTier: "10", hosts: HOSTS, image: "example.com/shop:2" });
    const { out } = await onCluster([CLASS, TIER_10, ...children], ["plan", "-f", "-", "--diff"], { stdin });
    const changed = out.split("\n").filter((line) => /^[+-] /.test(line) && !/^(\+\+\+|---)/.test(line));
    expect(changed.map((line) => line.replace(/\s+/g, " "))).toEqual([
      "- image: example.com/shop:1",
      "+ image: example.com/shop:2",
    ]);
  });

  it.each<{ readonly title: string; readonly service: WebService; readonly says: string; readonly code: number }>([
    {
      title: "suspended",
      service: stored({ userTier: "10", hosts: HOSTS, image: "example.com/shop:2", suspend: true }),
      says: "Suspended: nothing of this happens",
      code: 2,
    },
    {
      title: "being deleted",
      service: { ...TIER_10, metadata: { ...TIER_10.metadata, deletionTimestamp: "2026-01-07T12:00:00Z" } },
      says: "the service is being deleted since 2026-01-07T12:00:00Z",
      code: 1,
    },
    {
      title: "of another operator",
      service: stored({ userTier: "10", hosts: HOSTS }, { operator: { ...OPERATOR, version: "9.9.9" } }),
      says: `the operator is Tenfold 9.9.9 and this program ${VERSION}`,
      code: 0,
    },
    {
      title: "not looked at yet",
      service: stored({ userTier: "10", hosts: HOSTS }, { observedGeneration: 0 }),
      says: "the operator has not looked at the present spec (generation 1) yet",
      code: 0,
    },
    {
      title: "in trouble that is not seen from here",
      service: stored(
        { userTier: "10", hosts: HOSTS },
        { problems: [{ reason: "NameConflict", message: "Service x is not ours" }] },
      ),
      says: "The operator says of the service as it stands: NameConflict: Service x is not ours",
      code: 0,
    },
    {
      title: "of no class",
      service: stored({ userTier: "10", className: "gold" }),
      says: "there is no WebServiceClass gold",
      code: 1,
    },
  ])("says it of a service that is $title", async ({ service, says, code }) => {
    const ran = await onCluster([CLASS, service, ...childrenOf(TIER_10)], ["plan", "shop"]);
    expect(ran.out).toContain(says);
    expect(ran.code).toBe(code);
  });

  it("names controllers that the cluster lacks", async () => {
    const unserved = ["rds.services.k8s.aws/v1alpha1"];
    const { out } = await onCluster([CLASS], ["plan", "-f", "-"], { stdin: written({ userTier: "100" }), unserved });
    expect(out).toContain("ControllerMissing: DBInstance is not known to the cluster: install the ACK controller for rds");
  });
});

describe("a host that another service has", () => {
  const other: WebService = {
    ...stored({ userTier: "1", hosts: HOSTS }, { endpoints: { hosts: HOSTS } }),
    metadata: { ...TIER_10.metadata, name: "first", uid: "first" },
  };
  const stdin = written({ userTier: "1", hosts: HOSTS });

  it("refuses the plan, as the operator would", async () => {
    const ran = await onCluster([CLASS, other], ["plan", "-f", "-"], { stdin });
    expect(ran.code).toBe(1);
    expect(ran.out).toContain("spec.hosts: shop.example.com belongs to WebService first");
  });

  it("is looked for as far as one may, and what was not seen is said", async () => {
    const ran = await onCluster([CLASS], ["plan", "-f", "-"], { stdin, forbidden: ["list webservices everywhere"] });
    expect(ran.code).toBe(2);
    expect(ran.out).toContain("whether services of other namespaces have one of the hosts is not known");
  });
});

describe("a cluster that cannot be looked at", () => {
  const stdin = written({ userTier: "1" });

  it("is an error with the remedy, and never a plan from nothing", async () => {
    const kubeconfig = kubeconfigFor("http://127.0.0.1:9");
    const { code, out, err } = await tenfold(["plan", "-f", "-", "--kubeconfig", kubeconfig], { stdin });
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain("http://127.0.0.1:9 does not answer");
    expect(err).toContain("--offline");
  });

  it.each([
    { forbidden: "list dbinstances", says: "you may not list dbinstances.rds.services.k8s.aws in namespace store" },
    { forbidden: "list webserviceclasses", says: "you may not list webserviceclasses.tenfold.dev in the whole cluster" },
    { forbidden: "get webservices", says: "you may not get webservices.tenfold.dev in namespace store" },
  ])("names the right that is missing: $forbidden", async ({ forbidden, says }) => {
    const { code, out, err } = await onCluster(ON_CLUSTER, ["plan", "-f", "-"], { stdin, forbidden: [forbidden] });
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain(says);
    expect(err).toContain("tenfold-cli");
  });
});

describe("a plan against exported objects", () => {
  const folder = mkdtempSync(join(tmpdir(), "tenfold-"));
  writeFileSync(join(folder, "all.json"), JSON.stringify({ apiVersion: "v1", kind: "List", items: ON_CLUSTER }));

  it("is that of the cluster that they come from", async () => {
    const stdin = written({ userTier: "100", hosts: HOSTS }, "store");
    const exported = only(await tenfold(["plan", "-f", "-", "--observed", folder, "-o", "json"], { stdin }));
    const live = only(await onCluster(ON_CLUSTER, ["plan", "-f", "-", "-o", "json"], { stdin }));
    expect({ ...exported, basis: live.basis, notes: live.notes }).toEqual(live);
    expect(exported.notes).toEqual([expect.stringContaining("--show-managed-fields")]);
  });

  it("needs no file where the service is among them", async () => {
    const ran = await tenfold(["plan", "shop", "--observed", folder]);
    expect(ran.code).toBe(0);
    expect(ran.out).toContain("Nothing to change");
  });

  it.each([
    { title: "no object of the service", name: "other", says: "has no object of WebService store/other" },
    { title: "something that is no object", text: "just: text", says: "this is no object of Kubernetes" },
  ])("says of a folder with $title", async ({ name = "shop", text, says }) => {
    const own = mkdtempSync(join(tmpdir(), "tenfold-"));
    writeFileSync(join(own, "all.yaml"), text ?? JSON.stringify({ apiVersion: "v1", kind: "List", items: ON_CLUSTER }));
    const stdin = written({ userTier: "1" }, "store").replace('"shop"', `"${name}"`);
    const { out, err } = await tenfold(["plan", "-f", "-", "--observed", own], { stdin });
    expect(out + err).toContain(says);
  });
});
