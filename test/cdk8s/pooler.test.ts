import { describe, expect, it } from "@jest/globals";
import { BUILT_IN } from "../../domain/api/kinds.js";
import { poolerSettings } from "../../domain/api/pooler-settings.js";
import type { WebServiceSpec } from "../../domain/api/web-service.js";
import type { LateValues } from "../../domain/blueprint/children.js";
import type { Database } from "../../domain/blueprint/types.js";
import { allLate } from "./arbitrary.js";
import { at, blueprintOf, childrenOf, only, renderedFrom } from "./rendering.js";

type Variable = { readonly name: string; readonly value?: string };

const SPEC: Partial<WebServiceSpec> = { userTier: "100k" };
const early: LateValues = { ...allLate({}), poolerServes: false };

function rendered(late: LateValues = allLate({}), spec: Partial<WebServiceSpec> = SPEC) {
  return renderedFrom(blueprintOf(spec), late);
}
function dialed(late: LateValues, spec: Partial<WebServiceSpec> = SPEC): string | undefined {
  const [web] = childrenOf(rendered(late, spec), BUILT_IN.deployment, "web");
  const env = (at(web?.object, "spec.template.spec.containers.0.env") ?? []) as readonly Variable[];
  return env.find(({ name }) => name === "DATABASE_HOST")?.value;
}
const podsOf = (one: ReturnType<typeof rendered>, role: string) => at(only(one, BUILT_IN.deployment, role), "spec.template");
function settingsOf(one: ReturnType<typeof rendered>) {
  const data = at(only(one, BUILT_IN.configMap, "pooler"), "data") as Readonly<Record<string, string>>;
  return poolerSettings.parse(JSON.parse(data["pooler.json"] ?? ""));
}

describe("the address of the database", () => {
  it("is the pooler's, for pods that begin, as soon as it serves", () => {
    expect(dialed(early)).toBeUndefined();
    expect(rendered(early).waiting.find(({ role }) => role === "web")?.waitsFor).toContain("the pooler");
    expect(dialed(allLate({}))).toMatch(/^shop-pooler-[a-z0-9]+\.store\.svc$/);
  });

  it("stays the database's own for pods that run, until the pooler serves", () => {
    expect(dialed({ ...early, dialedHosts: ["db.example.amazonaws.com"] })).toBe("db.example.amazonaws.com");
  });

  it("stays the pooler's, whatever becomes of it", () => {
    const host = dialed(allLate({})) ?? "";
    expect(dialed({ ...early, dialedHosts: [host] })).toBe(host);
  });

  it("is the database's own again without a pooler", () => {
    const host = dialed(allLate({})) ?? "";
    const without = { ...SPEC, database: { pooler: { enabled: false } } };
    expect(dialed({ ...early, dialedHosts: [host] }, without)).toBe("db.example.amazonaws.com");
  });

  it("is reached by the pods that dial it, and the database by the pooler alone", () => {
    const egress = (late: LateValues) => JSON.stringify(at(only(rendered(late), BUILT_IN.networkPolicy, "web"), "spec.egress"));
    expect(egress(allLate({}))).not.toContain('"port":5432');
    expect(egress({ ...early, dialedHosts: ["db.example.amazonaws.com"] })).toContain('"port":5432');
    expect(JSON.stringify(at(only(rendered(), BUILT_IN.networkPolicy, "pooler"), "spec.egress"))).toContain('"port":5432');
  });
});

describe("another database, replica or size", () => {
  const base = rendered();

  it.each<{ name: string; late: LateValues }>([
    { name: "another host", late: { ...allLate({}), databaseHost: "other.example.amazonaws.com" } },
    { name: "one replica less", late: { ...allLate({}), replicaHosts: [] } },
  ])("changes the settings and replaces no pod: $name", ({ late }) => {
    const other = rendered(late);
    for (const role of ["web", "pooler"]) expect(podsOf(other, role)).toEqual(podsOf(base, role));
    expect(settingsOf(other)).not.toEqual(settingsOf(base));
  });

  it("of another kind replaces no pod either", () => {
    const target = blueprintOf({
      userTier: "10k",
      scaling: { minReplicas: 2, maxReplicas: 4 },
      database: { pooler: { enabled: true } },
    });
    const inCluster: Database = {
      kind: "in-cluster",
      version: "17",
      storageGiB: 10,
      size: { cpuMillicores: 250, memoryMiB: 512 },
      node: "same-node",
    };
    const [before, after] = [renderedFrom({ ...target, database: inCluster }), renderedFrom(target)];
    for (const role of ["web", "pooler"]) expect(podsOf(after, role)).toEqual(podsOf(before, role));
    expect(settingsOf(before)).toMatchObject({ tls: "disable", replication: "none" });
    expect(settingsOf(after)).toMatchObject({ tls: "verify-full", replication: "rds", host: "db.example.amazonaws.com" });
  });
});

describe("the pooler", () => {
  it("lets the application in at one door, and whoever moves data at another", () => {
    const ingress = at(only(rendered(), BUILT_IN.networkPolicy, "pooler"), "spec.ingress") as readonly unknown[];
    const rules = ingress.map((rule) => ({
      ports: at(rule, "ports"),
      roles: at(rule, "from.0.podSelector.matchExpressions.0.values"),
    }));
    expect(rules).toEqual([
      { ports: [{ port: 6432, protocol: "TCP" }], roles: ["web"] },
      { ports: [6433, 6434].map((port) => ({ port, protocol: "TCP" })), roles: ["migrator"] },
      { ports: [{ port: 9127, protocol: "TCP" }], roles: undefined },
    ]);
  });

  it("has no account of the application, writes nowhere but to memory, and is spread", () => {
    const pod = at(podsOf(rendered(), "pooler"), "spec");
    expect(at(pod, "serviceAccountName")).toBeUndefined();
    expect(at(pod, "automountServiceAccountToken")).toBe(false);
    expect(at(pod, "containers.0.securityContext.readOnlyRootFilesystem")).toBe(true);
    expect(at(pod, "volumes.1.emptyDir.medium")).toBe("Memory");
    expect(at(pod, "topologySpreadConstraints.0.topologyKey")).toBe("topology.kubernetes.io/zone");
  });

  it("is reached for pausing one by one, ready or not", () => {
    const spec = only(rendered(), BUILT_IN.service, "pooler-pods").spec;
    expect(spec).toMatchObject({ clusterIP: "None", publishNotReadyAddresses: true });
  });
});
