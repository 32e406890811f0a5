// The pools of nodes in the guide against the pods that Tenfold renders, and both variants against each other.
import { describe, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import { parse, parseAllDocuments } from "yaml";
import { BUILT_IN } from "../../domain/api/kinds.js";
import type { WebServiceClass } from "../../domain/api/service.js";
import { compareTiers, TIERS, type Tier } from "../../domain/api/tier.js";
import { TIER_TABLE } from "../../domain/tiers/table.js";
import { takes } from "../cdk8s/node-rules.js";
import { at, childrenOf, rendered, roleOf } from "../cdk8s/rendering.js";

type Requirement = { readonly key: string; readonly operator: string; readonly values: readonly string[] };
type Pool = {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly weight: number;
    readonly limits: { readonly cpu: string; readonly memory: string };
    readonly disruption: {
      readonly consolidationPolicy: string;
      readonly budgets: readonly { readonly nodes: string }[];
    };
    readonly template: {
      readonly metadata: { readonly labels: Readonly<Record<string, string>> };
      readonly spec: {
        readonly expireAfter: string;
        readonly terminationGracePeriod?: string;
        readonly requirements: readonly Requirement[];
      };
    };
  };
};

const read = (name: string) => readFileSync(`deploy/eks/${name}`, "utf8");
const pools = (file: string) =>
  parseAllDocuments(read(file))
    .map((document) => document.toJS() as Pool)
    .filter(({ kind }) => kind === "NodePool");
const VARIANTS = ["karpenter/nodes.yaml", "auto-mode/node-pools.yaml"];

const poolOf = (file: string, name: string): Pool => {
  const found = pools(file).find(({ metadata }) => metadata.name === name);
  if (found === undefined) throw new Error(`${file} has no pool ${name}`);
  return found;
};
const valuesOf = (pool: Pool, key: string) =>
  pool.spec.template.spec.requirements.find((requirement) => requirement.key === key)?.values ?? [];

/** Nodes that a pool may make, by capacity type, as pods see them. */
function nodesOf(pool: Pool) {
  const [arch = ""] = valuesOf(pool, "kubernetes.io/arch");
  return valuesOf(pool, "karpenter.sh/capacity-type").map((capacity) => ({
    ...pool.spec.template.metadata.labels,
    "karpenter.sh/capacity-type": capacity,
    "kubernetes.io/arch": arch,
  }));
}

const { spec: place } = parse(read("class.yaml")) as WebServiceClass;

function podsOfGuide(userTier: Tier) {
  const spec = {
    userTier,
    workers: [{ name: "mail", min: 2 }],
    services: [{ name: "prices", image: "example.com/prices:1", port: 9000, min: 2 }],
    database: { pooler: { enabled: true } },
  };
  const one = rendered(spec, place);
  return [BUILT_IN.deployment, BUILT_IN.statefulSet, BUILT_IN.job].flatMap((kind) =>
    childrenOf(one, kind).map(({ object }) => ({ role: roleOf(object), template: at(object, "spec.template") })),
  );
}

describe.each(VARIANTS)("the pools of %s", (file) => {
  it.each([
    { name: "web", expected: ["db-bootstrap", "pooler", "svc-prices", "web", "worker-mail"] },
    { name: "workers", expected: ["svc-prices", "worker-mail"] },
    { name: "databases", expected: ["db"] },
  ])("give the pool $name the pods that it is for, on each capacity that it has", ({ name, expected }) => {
    for (const node of nodesOf(poolOf(file, name))) {
      const taken = podsOfGuide("10").filter(({ template }) => takes(node, template));
      expect(taken.map(({ role }) => role).sort()).toEqual(expected);
    }
  });

  it.each(TIERS)("have a pool for every pod of tier %s", (userTier) => {
    const nodes = pools(file).flatMap(nodesOf);
    const homeless = podsOfGuide(userTier).filter(({ template }) => !nodes.some((node) => takes(node, template)));
    expect(homeless).toEqual([]);
  });

  it("have spot for workers alone, and on-demand beside it", () => {
    expect(pools(file).map((pool) => [pool.metadata.name, valuesOf(pool, "karpenter.sh/capacity-type")])).toEqual([
      ["web", ["on-demand"]],
      ["workers", ["spot", "on-demand"]],
      ["databases", ["on-demand"]],
    ]);
  });

  it("give up a node of databases only when it is empty, and never all nodes at once", () => {
    expect(poolOf(file, "databases").spec.disruption.consolidationPolicy).toBe("WhenEmpty");
    for (const { spec } of pools(file)) {
      expect(spec.disruption.budgets.length).toBeGreaterThan(0);
      for (const { nodes } of spec.disruption.budgets) expect(nodes).toMatch(/^([1-9]|[1-4][0-9])%?$/);
    }
  });

  it("are tried first for web pods, so that what may run anywhere does not fill the nodes of workers", () => {
    const [web = 0, ...others] = ["web", "workers", "databases"].map((name) => poolOf(file, name).spec.weight);
    expect(others.every((weight) => weight < web)).toBe(true);
  });

  it("have room for the highest tier of the class of the guide, rollout included", () => {
    const { cpu, memory } = poolOf(file, "web").spec.limits;
    const most = mostOf(place.limits?.maxTier ?? "10M");
    expect(Number(cpu)).toBeGreaterThan(1.5 * most.cores);
    expect(Number.parseInt(memory, 10)).toBeGreaterThan(1.5 * most.gib);
  });
});

/** What all web pods of a tier ask for while they are replaced: a quarter more than the highest number. */
function mostOf(tier: Tier) {
  const { size, max } = TIER_TABLE[tier].web;
  return { cores: (1.25 * max * size.cpuMillicores) / 1000, gib: (1.25 * max * size.memoryMiB) / 1024 };
}

describe("the guide", () => {
  const readme = read("README.md");

  it("says how far nodes grow for each tier that grows", () => {
    const rows = [...readme.matchAll(/^\| ([0-9]+[kM]?) \| ([0-9.]+) \| ([0-9.]+) \|$/gm)].map(([, tier = "", cores, gib]) => ({
      tier,
      cores: Number(cores),
      gib: Number(gib),
    }));
    const growing = TIERS.filter((tier) => compareTiers(tier, "1k") >= 0);
    expect(rows).toEqual(growing.map((tier) => ({ tier, ...mostOf(tier) })));
  });

  it("keeps pods of services away from the nodes of the cluster itself", () => {
    const { managedNodeGroups } = parse(read("cluster.yaml")) as {
      readonly managedNodeGroups: readonly { readonly labels: Readonly<Record<string, string>>; readonly minSize: number }[];
    };
    const taken = (userTier: Tier) =>
      managedNodeGroups.flatMap(({ labels }) => podsOfGuide(userTier).filter(({ template }) => takes(labels, template)));
    // The web pod of tier 1 goes where its database is.
    expect(taken("1").map(({ role }) => role)).toEqual(["web"]);
    expect(TIERS.filter((tier) => tier !== "1").flatMap(taken)).toEqual([]);
    // Its two pods may not share one.
    expect(managedNodeGroups.map(({ minSize }) => minSize)).toEqual([2]);
  });

  it("pins the version of Karpenter that the pools were checked against", () => {
    const pins = readFileSync("local/tools/karpenter-definitions/go.mod", "utf8");
    const [, version = "none"] = /karpenter-provider-aws v([0-9.]+)$/m.exec(pins) ?? [];
    expect(readme).toContain(
      `karpenter/karpenter" --version ${version} `.replace("karpenter/karpenter", "$KARPENTER_CHARTS/karpenter"),
    );
  });

  it("names in stack and pools what the policy of Karpenter names", () => {
    const { Resources } = parse(read("karpenter/stack.yaml")) as {
      readonly Resources: Readonly<Record<string, { readonly Properties: Readonly<Record<string, unknown>> }>>;
    };
    const sub = (resource: string, key: string) => at(Resources[resource]?.Properties, `${key}.Fn::Sub`);
    expect(sub("NodeRole", "RoleName")).toBe("${ClusterName}-karpenter-node");
    expect(sub("NodeProfile", "InstanceProfileName")).toBe("${ClusterName}-karpenter-node");
    expect(sub("Interruptions", "QueueName")).toBe("${ClusterName}-karpenter");
    const policy = read("iam/karpenter.json");
    expect(policy).toContain("instance-profile/CLUSTER_NAME-karpenter-node");
    expect(policy).toContain(':CLUSTER_NAME-karpenter"');
    expect(read("karpenter/nodes.yaml")).toContain(`instanceProfile: ${place.clusterName ?? ""}-karpenter-node`);
  });
});
