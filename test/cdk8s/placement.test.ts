// Which nodes pods may run on, told by a scheduler of a few lines: what Kubernetes means by the operators.
import { describe, expect, it } from "@jest/globals";
import { BUILT_IN } from "../../domain/api/kinds.js";
import type { WebServiceSpec } from "../../domain/api/web-service.js";
import type { WebServiceClassSpec } from "../../domain/api/web-service-class.js";
import { TIERS } from "../../domain/api/tier.js";
import type { Rendered } from "../../domain/blueprint/children.js";
import { databaseRoles } from "../../domain/blueprint/roles.js";
import { takes, type Labels } from "./node-rules.js";
import { at, blueprintOf, childrenOf, only, rendered, renderedFrom, roleOf } from "./rendering.js";

const FULL: Partial<WebServiceSpec> = {
  workers: [{ name: "mail", min: 2 }],
  services: [{ name: "prices", image: "example.com/prices:1", port: 9000, min: 2 }],
  database: { pooler: { enabled: true } },
};
const ON_SPOT: Partial<WebServiceClassSpec> = { nodes: { spot: "Workers" } };
const CAPACITY = "karpenter.sh/capacity-type";
const FOR = "tenfold.dev/nodes";

function podsOf(one: Rendered) {
  return [BUILT_IN.deployment, BUILT_IN.statefulSet, BUILT_IN.job].flatMap((kind) =>
    childrenOf(one, kind).map(({ object }) => ({ role: roleOf(object), template: at(object, "spec.template") })),
  );
}

const PREFERRED = "spec.affinity.nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution";

function takenBy(node: Labels, place: Partial<WebServiceClassSpec>, spec = FULL): readonly string[] {
  const roles = podsOf(rendered({ userTier: "10", ...spec }, place)).filter(({ template }) => takes(node, template));
  return [...new Set(roles.map(({ role }) => role))].sort();
}

const EVERY = ["db", "db-bootstrap", "pooler", "svc-prices", "web", "worker-mail"];

describe("pods", () => {
  it.each(TIERS)("of tier %s run on a node that has none of the labels", (userTier) => {
    const pods = podsOf(rendered({ ...FULL, userTier }, ON_SPOT));
    expect(pods.filter(({ template }) => !takes({}, template))).toEqual([]);
  });

  const nodes: readonly { readonly name: string; readonly node: Labels; readonly expected: readonly string[] }[] = [
    { name: "on-demand", node: { [CAPACITY]: "on-demand" }, expected: EVERY },
    { name: "for web pods", node: { [FOR]: "web" }, expected: EVERY.filter((role) => role !== "db") },
    { name: "for workers", node: { [FOR]: "workers" }, expected: ["svc-prices", "worker-mail"] },
    { name: "for databases", node: { [FOR]: "databases" }, expected: ["db"] },
    { name: "for what the cluster itself needs", node: { [FOR]: "system" }, expected: [] },
    { name: "for something else", node: { [FOR]: "batch" }, expected: EVERY },
    { name: "spot", node: { [CAPACITY]: "spot" }, expected: ["svc-prices", "worker-mail"] },
  ];

  it.each(nodes)("of these roles run on a node that is $name when the class lets workers on spot", ({ node, expected }) => {
    expect(takenBy(node, ON_SPOT)).toEqual(expected);
  });

  it.each([{ place: {} }, { place: { nodes: {} } }, { place: { nodes: { spot: "None" as const } } }])(
    "run on no spot node with $place",
    ({ place }) => {
      expect(takenBy({ [CAPACITY]: "spot" }, place)).toEqual([]);
      expect(rendered({ ...FULL, userTier: "10" }, place)).toEqual(rendered({ ...FULL, userTier: "10" }));
    },
  );

  it("that may be on spot wish for it, and no other has a wish", () => {
    const wishes = podsOf(rendered({ ...FULL, userTier: "10" }, ON_SPOT)).filter(
      ({ template }) => at(template, PREFERRED) !== undefined,
    );
    expect(wishes.map(({ role }) => role).sort()).toEqual(["svc-prices", "worker-mail"]);
    for (const { template } of wishes)
      expect(at(template, PREFERRED)).toEqual([
        { weight: 100, preference: { matchExpressions: [{ key: CAPACITY, operator: "In", values: ["spot"] }] } },
      ]);
  });

  it("of a database and of Jobs are not disturbed by whoever tidies up nodes, and no others ask for that", () => {
    const asking = podsOf(rendered({ ...FULL, userTier: "10" })).filter(
      ({ template }) => at(template, "metadata.annotations") !== undefined,
    );
    expect(asking.map(({ role, template }) => [role, at(template, "metadata.annotations")]).sort()).toEqual(
      ["db", "db-bootstrap"].map((role) => [role, { "karpenter.sh/do-not-disrupt": "true" }]),
    );
  });

  it("all tolerate what the class says", () => {
    const tolerations = [
      { key: "example.com/team", value: "shop" },
      { key: "gpu", operator: "Exists" as const, effect: "NoSchedule" as const },
    ];
    const pods = ["1", "10"].flatMap((userTier) => podsOf(rendered({ ...FULL, userTier }, { nodes: { tolerations } })));
    expect(new Set(pods.map(({ role }) => role))).toEqual(new Set(EVERY));
    for (const { template } of pods) expect(at(template, "spec.tolerations")).toEqual(tolerations);
  });
});

describe("the Job of a move", () => {
  it("runs on-demand, and nobody tidies up its node", () => {
    const [from, to] = ["10", "100"].map((userTier) => blueprintOf({ userTier }, ON_SPOT));
    if (from?.database === undefined || to?.database === undefined) throw new Error("no database");
    const job = {
      command: "move",
      role: "move-job",
      id: "0123456789ab",
      attempt: 1,
      freezeSeconds: 90,
      by: "copy",
      source: from.database,
      target: to.database,
    } as const;
    const endpoint = { host: "db.example.com", port: 5432 };
    const late = { uploadQueueARNs: {}, databaseEndpoints: { [databaseRoles(to.database).main]: endpoint } };
    const one = renderedFrom({ ...from, otherDatabases: [to.database], move: { job } }, late);
    const template = at(only(one, BUILT_IN.job, "move-job"), "spec.template");
    expect(at(template, "metadata.annotations")).toEqual({ "karpenter.sh/do-not-disrupt": "true" });
    const nodes: readonly Labels[] = [{}, { [CAPACITY]: "on-demand" }, { [CAPACITY]: "spot" }, { [FOR]: "workers" }];
    expect(nodes.map((node) => takes(node, template))).toEqual([true, true, false, false]);
  });
});

describe("architectures", () => {
  const place: Partial<WebServiceClassSpec> = { nodes: { architectures: ["amd64"] } };
  const onArm = (spec: Partial<WebServiceSpec>) => takenBy({ "kubernetes.io/arch": "arm64" }, place, { ...FULL, ...spec });
  const onAmd = (spec: Partial<WebServiceSpec>) => takenBy({ "kubernetes.io/arch": "amd64" }, place, { ...FULL, ...spec });

  it("of the class bind all pods", () => {
    expect([onArm({}), onAmd({})]).toEqual([[], EVERY]);
  });

  it("of a service bind the pods of its images instead", () => {
    const ofService = EVERY.filter((role) => role === "web" || role.startsWith("svc") || role.startsWith("worker"));
    expect([onArm({ architectures: ["amd64", "arm64"] }), onAmd({ architectures: ["amd64", "arm64"] })]).toEqual([
      ofService,
      EVERY,
    ]);
    expect(onAmd({ architectures: ["arm64"] })).toEqual(EVERY.filter((role) => !ofService.includes(role)));
  });
});

describe("a web pod that must be with the database", () => {
  const place: Partial<WebServiceClassSpec> = { nodes: { architectures: ["amd64"] } };

  it("has no rule of its own about nodes: a database that waits for its restart may stand where none would let it", () => {
    const one = rendered({ userTier: "1" }, place);
    expect(Object.keys(at(only(one, BUILT_IN.deployment), "spec.template.spec.affinity") as object)).toEqual(["podAffinity"]);
  });

  it("has the database go where its image runs", () => {
    const one = rendered({ userTier: "1", architectures: ["arm64"] }, place);
    const database = at(only(one, BUILT_IN.statefulSet), "spec.template");
    expect(takes({ "kubernetes.io/arch": "arm64" }, database)).toBe(true);
    expect(takes({ "kubernetes.io/arch": "amd64" }, database)).toBe(false);
  });
});
