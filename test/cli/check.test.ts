// `tenfold check`: what it finds of a cluster from what it could see, and a service against the eleven commandments.
import { afterEach, describe, expect, it } from "@jest/globals";
import { CHILD_KINDS } from "../../domain/api/kinds.js";
import type { KubeObject } from "../../domain/api/objects.js";
import type { WebServiceClass } from "../../domain/api/service.js";
import { TIERS } from "../../domain/api/tier.js";
import type { Known } from "../../cli/cluster/known.js";
import type { ClusterFacts } from "../../cli/check/cluster-facts.js";
import { LOAD_BALANCERS, METRICS } from "../../cli/check/cluster-facts.js";
import type { Finding } from "../../cli/check/finding.js";
import { hasFailed } from "../../cli/check/finding.js";
import { fieldPaths, ownFieldPaths } from "../../cli/check/field-paths.js";
import { kindNeeds, tiersInWords } from "../../cli/check/kind-needs.js";
import { judgeCluster } from "../../cli/check/run-check-cluster.js";
import { usesIn } from "../../cli/check/rights.js";
import type { FakeApiServer } from "./fake-api-server.js";
import { startFakeApiServer } from "./fake-api-server.js";
import { CHILDREN, CLASS, minutesAgo, NOW, pod, standingService } from "./standing-service.js";
import { tenfold } from "./tenfold.js";

const known = <T>(value: T): Known<T> => ({ known: true, value });
const refused = (what: string): Known<never> => ({ known: false, why: `you may not list ${what}` });

const NEEDS = kindNeeds();
const DEFAULT: WebServiceClass = {
  ...CLASS,
  metadata: { ...CLASS.metadata, annotations: { "tenfold.dev/is-default-class": "true" } },
  spec: {
    ...CLASS.spec,
    storageClassName: "gp3",
    volumeSnapshotClassName: "snaps",
    ingressClassName: "alb",
    domain: "example.com",
  },
};
const named = (kind: string, name: string): KubeObject => ({ apiVersion: "v1", kind, metadata: { name } });
const OPERATOR: KubeObject = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "tenfold-operator", namespace: "tenfold-system" },
  spec: {
    replicas: 2,
    template: { spec: { containers: [{ image: "tenfold-operator:0.1.0", args: ["--lease-name=tenfold-operator"] }] } },
  },
  status: { availableReplicas: 2 },
};
/** As nested as the server has it. */
const SCHEMA = schemaOf(ownFieldPaths());

function schemaOf(paths: readonly string[]): unknown {
  const heads = [...new Set(paths.map((path) => /^[^.[]+/.exec(path)?.[0] ?? ""))];
  const properties = heads.map((head) => {
    const below = paths
      .filter((path) => path.startsWith(head) && /^[.[]/.test(path.slice(head.length)))
      .map((path) => path.slice(head.length));
    const items = below.filter((path) => path.startsWith("[].")).map((path) => path.slice(3));
    const fields = below.filter((path) => path.startsWith(".")).map((path) => path.slice(1));
    return [
      head,
      {
        ...(fields.length > 0 ? (schemaOf(fields) as object) : {}),
        ...(items.length > 0 ? { items: schemaOf(items) } : {}),
      },
    ];
  });
  return { properties: Object.fromEntries(properties) as unknown };
}

const WELL: ClusterFacts = {
  context: "prod",
  server: "https://127.0.0.1:6443",
  namespace: "store",
  version: known("v1.36.1"),
  apis: new Map(
    [...new Set([...CHILD_KINDS.map(({ apiVersion }) => apiVersion), "tenfold.dev/v1alpha1", LOAD_BALANCERS, METRICS])].map(
      (apiVersion) => [
        apiVersion,
        known(
          new Set([...CHILD_KINDS.filter((kind) => kind.apiVersion === apiVersion).map(({ plural }) => plural), "webservices"]),
        ),
      ],
    ),
  ),
  schema: known(SCHEMA),
  classes: known([DEFAULT]),
  services: known([standingService()]),
  storageClasses: known([named("StorageClass", "gp3")]),
  ingressClasses: known([named("IngressClass", "alb")]),
  snapshotClasses: known([named("VolumeSnapshotClass", "snaps")]),
  deployments: known([OPERATOR]),
  lease: known({
    namespace: "tenfold-system",
    name: "tenfold-operator",
    holder: "pod-1",
    renewedAt: new Date(NOW - 3000).toISOString(),
    seconds: 15,
  }),
  rights: known(usesIn("store").map((use) => ({ ...use, allowed: true }))),
};

function find(findings: readonly Finding[], words: string): Finding {
  const found = findings.find(({ message }) => message.includes(words));
  if (found === undefined) throw new Error(`nothing says "${words}" in:\n${findings.map(({ message }) => message).join("\n")}`);
  return found;
}
const withoutApi = (apiVersion: string): ClusterFacts["apis"] => new Map([...WELL.apis, [apiVersion, known(undefined)]]);

describe("a cluster", () => {
  it("with everything has nothing but ok", () => {
    expect(judgeCluster(WELL, { now: NOW, needs: NEEDS }).filter(({ state }) => state !== "ok")).toEqual([]);
  });

  it.each<{ title: string; facts: Partial<ClusterFacts>; words: string; state: Finding["state"] }>([
    { title: "too old", facts: { version: known("v1.29.4-eks-1") }, words: "v1.29.4-eks-1 is too old", state: "failed" },
    {
      title: "without definitions",
      facts: { apis: withoutApi("tenfold.dev/v1alpha1") },
      words: "does not know webservices",
      state: "failed",
    },
    {
      title: "without KEDA",
      facts: { apis: withoutApi("keda.sh/v1alpha1") },
      words: "KEDA (keda.sh/v1alpha1) is not installed: workers are scaled by their CPU",
      state: "warning",
    },
    {
      title: "with definitions of an earlier release",
      facts: { schema: known(schemaOf(ownFieldPaths().filter((path) => !path.startsWith("database.adopt")))) },
      words: "they lack spec.database.adopt",
      state: "warning",
    },
    {
      title: "with definitions of a later release",
      facts: { schema: known(schemaOf([...ownFieldPaths(), "teleport"])) },
      words: "it does not know spec.teleport",
      state: "warning",
    },
    {
      title: "that lacks a controller which a service needs",
      facts: { apis: withoutApi("rds.services.k8s.aws/v1alpha1") },
      words:
        "ACK rds: its definitions are not installed; it matters at tier 100 and all above, which services of this cluster have",
      state: "failed",
    },
    {
      title: "that lacks a controller which no service needs yet",
      facts: { apis: withoutApi("elasticache.services.k8s.aws/v1alpha1") },
      words: "ACK elasticache: its definitions are not installed; it matters at tier 10k and all above",
      state: "warning",
    },
    {
      title: "with an old controller",
      facts: {
        apis: new Map([
          ...WELL.apis,
          ["rds.services.k8s.aws/v1alpha1", known(new Set(["dbinstances", "dbsubnetgroups", "dbparametergroups"]))],
        ]),
      },
      words: "ACK rds: it lacks DBCluster; it matters at tier 1M and all above",
      state: "warning",
    },
    {
      title: "without metrics",
      facts: { apis: withoutApi(METRICS) },
      words: "are not served; autoscalers read it, at tier 1k and all above",
      state: "warning",
    },
    {
      title: "with metrics that do not answer",
      facts: { apis: new Map([...WELL.apis, [METRICS, { known: false, why: "GET: service unavailable" }]]) },
      words: "do not answer",
      state: "failed",
    },
    {
      title: "without snapshots",
      facts: { apis: withoutApi("snapshot.storage.k8s.io/v1") },
      words: "are not backed up",
      state: "warning",
    },
    { title: "without a class", facts: { classes: known([]) }, words: "there is no WebServiceClass", state: "failed" },
    {
      title: "with two default classes",
      facts: { classes: known([DEFAULT, { ...DEFAULT, metadata: { ...DEFAULT.metadata, name: "other" } }]) },
      words: "several are the default one: sample, other, and 1 services name none",
      state: "failed",
    },
    {
      title: "with a class that lacks what a service needs",
      facts: { classes: known([{ ...DEFAULT, spec: { ...DEFAULT.spec, vpcID: undefined } }]) },
      words: "sample: vpcID is not set and RDS needs it, at tier 100 and all above, which services of it have",
      state: "failed",
    },
    {
      title: "with a class that lacks what no service needs",
      facts: { classes: known([{ ...DEFAULT, spec: { ...DEFAULT.spec, domain: undefined } }]) },
      words: "sample: domain is not set and the permission to send e-mail needs it, at tier 5M and all above",
      state: "warning",
    },
    {
      title: "whose class names what is not there",
      facts: { storageClasses: known([]) },
      words: "names the StorageClass gp3, and there is none",
      state: "failed",
    },
    {
      title: "whose operator leads no more",
      facts: { lease: known({ namespace: "n", name: "l", holder: "pod-1", renewedAt: minutesAgo(5), seconds: 15 }) },
      words: "none leads: pod-1 has not renewed Lease n/l for 5m",
      state: "failed",
    },
    {
      title: "whose operator is of another version",
      facts: {
        deployments: known([
          { ...OPERATOR, spec: { replicas: 2, template: { spec: { containers: [{ image: "tenfold-operator:0.0.9" }] } } } },
        ]),
      },
      words: "tenfold-operator:0.0.9; this program is 0.1.0",
      state: "warning",
    },
    {
      title: "whose operator does not start",
      facts: { deployments: known([{ ...OPERATOR, status: {} }]) },
      words: "0 of 2 pods available",
      state: "failed",
    },
    {
      title: "whose operator has left an edit alone",
      facts: { services: known([{ ...standingService(), metadata: { ...standingService().metadata, generation: 9 } }]) },
      words: "it has not looked at the last edit of store/shop",
      state: "failed",
    },
    {
      title: "on which the user may read only",
      facts: { rights: known(usesIn("store").map((use) => ({ ...use, allowed: use.verb !== "patch" }))) },
      words: "approve, suspend, resume in namespace store: you may not patch webservices.tenfold.dev",
      state: "warning",
    },
    {
      title: "that does not know the user",
      facts: { rights: { known: false, why: "cannot ask what you may do: Unauthorized" } },
      words: "your credentials are not accepted",
      state: "failed",
    },
  ])("$title is told so", ({ facts, words, state }) => {
    const findings = judgeCluster({ ...WELL, ...facts }, { now: NOW, needs: NEEDS });
    const finding = find(findings, words);
    expect(finding).toMatchObject({ state });
    if (state === "failed") expect(finding.remedy ?? finding.message).toBeTruthy();
    expect(hasFailed(findings)).toBe(state === "failed");
  });

  it("counts nothing as ok that cannot be seen", () => {
    const blind: ClusterFacts = {
      ...WELL,
      ...{ version: refused("v"), schema: refused("s"), classes: refused("c"), services: refused("w"), rights: refused("r") },
      ...{ storageClasses: refused("s"), ingressClasses: refused("i"), snapshotClasses: refused("s") },
      ...{
        deployments: refused("deployments"),
        lease: refused("leases"),
        apis: new Map([...WELL.apis.keys()].map((key) => [key, refused(key)])),
      },
    };
    const findings = judgeCluster(blind, { now: NOW, needs: NEEDS });
    expect([...new Set(findings.map(({ state }) => state))]).toEqual(["unknown"]);
    for (const { message } of findings) expect(message).toMatch(/not known, you may not list/);
    expect(hasFailed(findings)).toBe(false);
  });

  it("knows for every kind of ACK which tiers need it, or that none does by itself", () => {
    const needs = new Map(NEEDS.map(({ kind, tiers }) => [kind.kind, tiersInWords(tiers)]));
    expect(needs.get("DBInstance")).toBe("tier 100 and all above");
    expect(needs.get("DBCluster")).toBe("tier 1M and all above");
    expect(needs.get("StatefulSet")).toBe("the tiers 1 and 10");
    expect(needs.get("Deployment")).toBe("every tier");
    expect(needs.get("Function")).toBe("no tier by itself");
  });

  it("reads fields in lists, and its own are many", () => {
    expect(fieldPaths({ properties: { a: { items: { properties: { b: {} } } } } })).toEqual(["a", "a[].b"]);
    expect(ownFieldPaths()).toEqual(
      expect.arrayContaining(["userTier", "scaling.schedules", "workers[].name", "database.adopt"]),
    );
  });
});

describe("tenfold check NAME and -f", () => {
  let server: FakeApiServer | undefined;
  afterEach(() => server?.close());
  const file = (spec: string) =>
    `apiVersion: tenfold.dev/v1alpha1\nkind: WebService\nmetadata: {name: shop}\nspec: {image: "shop:1", ${spec}}\n`;
  type Answer = {
    readonly services: readonly {
      readonly commandments: readonly {
        readonly number: number;
        readonly met: boolean;
        readonly fromTier?: string;
        readonly orFields: readonly string[];
      }[];
    }[];
  };
  async function check(spec: string, ...flags: readonly string[]) {
    const ran = await tenfold(["check", "-f", "-", "-o", "json", ...flags], { stdin: file(spec) });
    return { ...ran, commandments: (JSON.parse(ran.out) as Answer).services[0]?.commandments ?? [] };
  }

  it("keeps more from tier to tier, and never fewer, up to all that the tier can give", async () => {
    const kept: (readonly number[])[] = [];
    for (const tier of TIERS)
      kept.push((await check(`userTier: ${tier}`)).commandments.filter(({ met }) => met).map(({ number }) => number));
    for (const [index, numbers] of kept.entries()) expect(numbers).toEqual(expect.arrayContaining([...(kept[index - 1] ?? [])]));
    expect(kept[0]).toEqual([6]);
    expect(kept.at(-1)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 11]);
  }, 60_000);

  it("names tiers and fields that keep what is missing, and both are true", async () => {
    const { commandments } = await check("userTier: 1k");
    const caching = commandments.find(({ number }) => number === 4);
    expect(caching).toMatchObject({
      met: false,
      fromTier: "10k",
      orFields: ["spec.cache.enabled: true", "spec.cdn.enabled: true"],
    });
    expect((await check("userTier: 10k")).commandments[3]).toMatchObject({ met: true });
    expect((await check("userTier: 1k, cache: {enabled: true}, cdn: {enabled: true}")).commandments[3]).toMatchObject({
      met: true,
    });
    const half = await check("userTier: 1k, cache: {enabled: true}");
    expect(half.commandments[3]).toMatchObject({ orFields: ["spec.cdn.enabled: true"] });
  });

  it("succeeds where commandments are not kept, but for --strict", async () => {
    expect((await check("userTier: 1")).code).toBe(0);
    expect((await check("userTier: 1", "--strict")).code).toBe(1);
  });

  it("refuses what cannot be built", async () => {
    const { code, err } = await tenfold(["check", "-f", "-"], { stdin: file("userTier: 7") });
    expect(code).toBe(1);
    expect(err).toContain("(standard input):1: WebService shop: spec.userTier");
  });

  it("judges on a cluster what stands, not what is asked for", async () => {
    const service = standingService({}, { spec: { ...standingService().spec, userTier: "10k" } });
    server = await startFakeApiServer([service, CLASS, ...CHILDREN, pod("shop-web-1")]);
    const broken = standingService({ conditions: [{ ...condition("False"), message: "DBInstance shop-rds: failed" }] });
    const run = async () => {
      const { out } = await tenfold(["check", "shop"], { environment: { KUBECONFIG: server?.kubeconfig ?? "" } });
      return out;
    };
    expect(await run()).toMatch(/✔ {2}4 {2}cache much/);
    server.put({ ...service, status: { className: "sample", conditions: [READY_EDGE] } });
    expect(await run()).toMatch(/○ {2}4 {2}cache much.*not yet[^✔○]*Cache: nothing of it stands yet/s);
    server.put(broken);
    expect(await run()).toContain("- Database is not ready: DBInstance shop-rds: failed");
  });
});

function condition(status: "True" | "False") {
  const rest = { reason: "ChildFailed" as const, message: "", lastTransitionTime: minutesAgo(1) };
  return { type: "DatabaseReady" as const, status, ...rest };
}

const READY_EDGE = { type: "EdgeReady", status: "True", reason: "Ready", message: "", lastTransitionTime: minutesAgo(1) };
