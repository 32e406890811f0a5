// What pods are given: security, draining, numbers, environment, neighbours.
import { AUTHORITIES_FILE } from "../../cdk8s/database-authorities.js";
import { describe, expect, it } from "@jest/globals";
import { APPLICATION_VARIABLES } from "../../domain/api/application-variables.js";
import { BUILT_IN } from "../../domain/api/kinds.js";
import type { KindRef } from "../../domain/api/objects.js";
import { TIERS } from "../../domain/api/tier.js";
import type { WebServiceSpec } from "../../domain/api/web-service.js";
import type { Rendered } from "../../domain/blueprint/children.js";
import { allLate } from "./arbitrary.js";
import { at, blueprintOf, childrenOf, only, rendered, renderedFrom, roleOf } from "./rendering.js";

type Variable = { readonly name: string; readonly value?: string; readonly valueFrom?: unknown };

const FULL: Partial<WebServiceSpec> = {
  userTier: "10M",
  workers: [{ name: "mail", secondsPerMessage: 10, targetLatencySeconds: 60, min: 2 }],
  services: [{ name: "price-list", image: "example.com/prices:1", port: 9000, min: 2 }],
};
const WITH_PODS = [BUILT_IN.deployment, BUILT_IN.statefulSet, BUILT_IN.job];

function podsOf(one: Rendered) {
  return WITH_PODS.flatMap((kind) => childrenOf(one, kind)).map(({ object }) => ({
    role: roleOf(object),
    spec: at(object, "spec.template.spec"),
    container: at(object, "spec.template.spec.containers.0"),
  }));
}

function envOf(one: Rendered, role = "web"): readonly Variable[] {
  return at(only(one, BUILT_IN.deployment, role), "spec.template.spec.containers.0.env") as readonly Variable[];
}

const valueOf = (env: readonly Variable[], name: string) => env.find((variable) => variable.name === name)?.value;

describe("every pod", () => {
  const pods = [...TIERS.map((userTier) => rendered({ userTier })), rendered(FULL)].flatMap(podsOf);

  it("passes the restricted pod security standard and carries no token", () => {
    expect(pods.length).toBeGreaterThan(20);
    for (const { spec, container } of pods) {
      expect(spec).toMatchObject({
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
      });
      expect(at(container, "securityContext")).toMatchObject({
        allowPrivilegeEscalation: false,
        capabilities: { drop: ["ALL"] },
      });
    }
  });

  it("may listen below 1024 where its port is there, which not every container runtime lets it do unasked", () => {
    const sysctls = [{ name: "net.ipv4.ip_unprivileged_port_start", value: "0" }];
    const specsOf = (spec: Partial<WebServiceSpec>) =>
      podsOf(rendered(spec)).map(({ role, spec: pod }) => [role, at(pod, "securityContext.sysctls")]);
    const services = [
      { name: "low", image: "example.com/low:1", port: 1023 },
      { name: "high", image: "example.com/high:1", port: 1024 },
    ];
    expect(specsOf({ userTier: "100", port: 80, services }).filter(([, found]) => found !== undefined)).toEqual([
      ["web", sysctls],
      ["svc-low", sysctls],
    ]);
  });

  it("requests CPU and memory, may use the memory it requests, and is never throttled", () => {
    for (const { container } of pods) {
      const requests = at(container, "resources.requests");
      expect(requests).toEqual({
        cpu: expect.stringMatching(/^[1-9][0-9]*m$/),
        memory: expect.stringMatching(/^[1-9][0-9]*Mi$/),
      });
      expect(at(container, "resources.limits")).toEqual({ memory: at(requests, "memory") });
    }
  });
});

describe("health", () => {
  const health = { path: "/ready" };
  const services = [{ name: "prices", image: "example.com/prices:1", healthPath: "/ready" }];
  const probesOf = (spec: Partial<WebServiceSpec>, role: string) => {
    const container = at(only(rendered(spec), BUILT_IN.deployment, role), "spec.template.spec.containers.0");
    return {
      start: at(container, "startupProbe"),
      ready: at(container, "readinessProbe"),
      alive: at(container, "livenessProbe"),
    };
  };
  const ready = { httpGet: { path: "/ready", port: "http" } };

  it.each(["web", "svc-prices"])("of %s: the path decides who gets requests, and restarts nobody", (role) => {
    const probes = probesOf({ health, services }, role);
    expect(probes.ready).toMatchObject(ready);
    for (const probe of [probes.start, probes.alive]) {
      expect(probe).toMatchObject({ tcpSocket: { port: "http" } });
      expect(probe).not.toHaveProperty("httpGet");
    }
  });

  it.each(["web", "svc-prices"])("of %s: a path of life is asked where it is named", (role) => {
    const livenessPath = "/alive";
    const named = { health: { ...health, livenessPath }, services: services.map((one) => ({ ...one, livenessPath })) };
    const probes = probesOf(named, role);
    expect(probes.ready).toMatchObject(ready);
    for (const probe of [probes.start, probes.alive]) {
      expect(probe).toMatchObject({ httpGet: { path: "/alive", port: "http" } });
      expect(probe).not.toHaveProperty("tcpSocket");
    }
  });
});

describe("draining", () => {
  it("sleeps longer than the load balancer needs to deregister, within the time to stop", () => {
    const one = rendered({ userTier: "1k" });
    const pod = at(only(one, BUILT_IN.deployment), "spec.template.spec");
    const sleep = Number(at(pod, "containers.0.lifecycle.preStop.sleep.seconds"));
    const attributes =
      only(one, BUILT_IN.ingress).metadata.annotations?.["alb.ingress.kubernetes.io/target-group-attributes"] ?? "";
    const deregistration = Number(/deregistration_delay\.timeout_seconds=([0-9]+)/.exec(attributes)?.[1]);
    expect(sleep).toBeGreaterThan(deregistration);
    expect(at(pod, "terminationGracePeriodSeconds")).toBeGreaterThan(sleep + 10);
  });

  it("takes no pod away before a new one serves when rolling, and does not sleep when the only pod is recreated", () => {
    expect(at(only(rendered({ userTier: "100" }), BUILT_IN.deployment), "spec.strategy")).toEqual({
      type: "RollingUpdate",
      rollingUpdate: { maxSurge: "25%", maxUnavailable: 0 },
    });
    const recreated = only(rendered({ userTier: "1" }), BUILT_IN.deployment);
    expect(at(recreated, "spec.strategy")).toEqual({ type: "Recreate" });
    expect(at(recreated, "spec.template.spec.containers.0.lifecycle")).toBeUndefined();
  });

  it("lets the load balancer controller gate the readiness of web pods only", () => {
    const labelsOf = (object: unknown) => at(object, "spec.template.metadata.labels") as Readonly<Record<string, string>>;
    const gated = childrenOf(rendered(FULL), BUILT_IN.deployment).filter(
      ({ object }) => labelsOf(object)["elbv2.k8s.aws/pod-readiness-gate-inject"] === "enabled",
    );
    expect(gated.map(({ object }) => roleOf(object))).toEqual(["web"]);
  });
});

describe("numbers of pods", () => {
  it("are the autoscaler's where there is one, and fixed otherwise", () => {
    expect(at(only(rendered({ userTier: "100" }), BUILT_IN.deployment), "spec.replicas")).toBe(1);
    expect(childrenOf(rendered({ userTier: "100" }), BUILT_IN.horizontalPodAutoscaler)).toEqual([]);
    for (const { object } of childrenOf(rendered(FULL), BUILT_IN.deployment)) expect(at(object, "spec.replicas")).toBeUndefined();
  });

  it("follow the range and the surge of the service", () => {
    const scaler = only(rendered({ userTier: "1k", scaling: { surge: 3, minReplicas: 3 } }), BUILT_IN.horizontalPodAutoscaler);
    expect(scaler.spec).toMatchObject({ minReplicas: 3, maxReplicas: 12 });
    expect(at(scaler, "spec.behavior.scaleUp.policies.0")).toEqual({ type: "Percent", value: 300, periodSeconds: 15 });
  });

  it("have a disruption budget and are spread from two on", () => {
    expect(childrenOf(rendered({ userTier: "100" }), BUILT_IN.podDisruptionBudget)).toEqual([]);
    expect(
      at(only(rendered({ userTier: "100" }), BUILT_IN.deployment), "spec.template.spec.topologySpreadConstraints"),
    ).toBeUndefined();
    const one = rendered(FULL);
    expect(childrenOf(one, BUILT_IN.podDisruptionBudget).map(({ object }) => roleOf(object))).toEqual([
      "web",
      "svc-price-list",
      "worker-mail",
      "pooler",
    ]);
    const spread = at(only(one, BUILT_IN.deployment, "web"), "spec.template.spec.topologySpreadConstraints");
    expect(at(spread, "0")).toMatchObject({ topologyKey: "topology.kubernetes.io/zone", maxSkew: 1 });
    expect(at(spread, "1")).toMatchObject({
      topologyKey: "kubernetes.io/hostname",
      maxSkew: 8,
      whenUnsatisfiable: "ScheduleAnyway",
    });
  });
});

describe("autoscalers and disruption budgets", () => {
  const BESIDE = [BUILT_IN.horizontalPodAutoscaler, BUILT_IN.scaledObject, BUILT_IN.podDisruptionBudget];
  const target = blueprintOf(FULL);
  const early = { ...allLate({}), databaseHost: undefined, poolerServes: false };
  const rolesOf = (one: Rendered) => BESIDE.map((kind) => childrenOf(one, kind).map(({ object }) => roleOf(object)));
  const byCPU = ["web", "svc-price-list", "pooler"];
  const byBacklog = ["worker-mail"];
  const roles = [...byCPU, ...byBacklog];
  const budgets = ["web", "svc-price-list", "worker-mail", "pooler"];

  it("wait for their Deployment while it waits, by its name", () => {
    const one = renderedFrom(target, early);
    expect(rolesOf(one)).toEqual([[], [], []]);
    const waits = one.waiting.filter(({ kind }) => BESIDE.includes(kind));
    expect(waits.map(({ role }) => role)).toEqual([...roles, ...budgets]);
    const deployment = one.waiting.find(({ kind, role }) => kind === BUILT_IN.deployment && role === "web")?.name;
    expect(waits.find(({ role }) => role === "web")?.waitsFor).toBe(`Deployment ${deployment ?? ""}`);
  });

  it("stay, and follow the spec, when a Deployment that exists waits for something new", () => {
    const one = renderedFrom(target, { ...early, deployedRoles: roles });
    expect(childrenOf(one, BUILT_IN.deployment)).toEqual([]);
    expect(rolesOf(one)).toEqual([byCPU, byBacklog, budgets]);
  });

  it("are made with their Deployment", () => {
    expect(rolesOf(renderedFrom(target))).toEqual([byCPU, byBacklog, budgets]);
  });
});

describe("the application's environment", () => {
  it("has only documented variables, and at the highest tier all of them", () => {
    const names = envOf(rendered({ userTier: "10M", database: { pooler: { enabled: false } } })).map(({ name }) => name);
    expect([...names].sort()).toEqual([...APPLICATION_VARIABLES].sort());
    const pooled = envOf(rendered({ userTier: "10M" })).map(({ name }) => name);
    expect(names.filter((name) => !pooled.includes(name))).toEqual(["DATABASE_SSL_ROOT_CERT"]);
    const small = envOf(rendered({ userTier: "1" })).map(({ name }) => name);
    expect(small).toEqual([
      "DATABASE_PASSWORD",
      "DATABASE_HOST",
      "DATABASE_PORT",
      "DATABASE_NAME",
      "DATABASE_USER",
      "DATABASE_URL",
      "DATABASE_POOL_SIZE",
    ]);
  });

  it("has the password before the URL that expands it, from the application's Secret and never the master's", () => {
    const [first, ...rest] = envOf(rendered({ userTier: "100" }));
    expect(first).toMatchObject({ name: "DATABASE_PASSWORD", valueFrom: { secretKeyRef: { key: "password" } } });
    expect(at(first, "valueFrom.secretKeyRef.name")).toMatch(/^shop-database-app-/);
    expect(valueOf(rest, "DATABASE_URL")).toBe(
      `postgresql://app:$(DATABASE_PASSWORD)@db.example.amazonaws.com:5432/app?sslmode=verify-full&sslrootcert=${AUTHORITIES_FILE}`,
    );
  });

  it("leads to the in-cluster database by the name of its Service", () => {
    const one = rendered({ userTier: "10" });
    expect(valueOf(envOf(one), "DATABASE_HOST")).toBe(`${only(one, BUILT_IN.service, "db").metadata.name}.store.svc`);
  });

  it("names assets by the host where the distribution serves it, else by the distribution's own domain", () => {
    const certificate = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-4000-8000-000000000001";
    const hosts = ["shop.example.com"];
    const own = rendered({ userTier: "100k", hosts }, { cdnCertificateARN: certificate });
    expect(valueOf(envOf(own), "ASSETS_URL")).toBe("https://shop.example.com/assets");
    expect(valueOf(envOf(rendered({ userTier: "100k", hosts })), "ASSETS_URL")).toBe("https://d1.cloudfront.net/assets");
    expect(valueOf(envOf(rendered({ userTier: "10k", hosts })), "ASSETS_URL")).toBe("https://d1.cloudfront.net/assets");
  });

  it("ends with what the user adds, in the user's order, so that a value may name an earlier Secret or one of ours", () => {
    const env = envOf(
      rendered({
        userTier: "1",
        env: [
          { name: "TOKEN", secretKeyRef: { name: "keys", key: "a" } },
          { name: "URL", value: "https://$(TOKEN)@$(DATABASE_HOST)" },
          { name: "FLAGS", configMapKeyRef: { name: "flags", key: "b" } },
          { name: "EMPTY", value: "" },
        ],
      }),
    );
    expect(env.slice(0, -4).map(({ name }) => name)).toContain("DATABASE_HOST");
    expect(env.slice(-4)).toEqual([
      { name: "TOKEN", valueFrom: { secretKeyRef: { name: "keys", key: "a" } } },
      { name: "URL", value: "https://$(TOKEN)@$(DATABASE_HOST)" },
      { name: "FLAGS", valueFrom: { configMapKeyRef: { name: "flags", key: "b" } } },
      { name: "EMPTY", value: "" },
    ]);
  });

  it("never has a name twice: a variable of Tenfold's stays Tenfold's", () => {
    const env = envOf(rendered({ userTier: "1", env: [{ name: "DATABASE_HOST", value: "mine" }] }));
    expect(valueOf(env, "DATABASE_HOST")).toMatch(/\.svc$/);
    expect(new Set(env.map(({ name }) => name)).size).toBe(env.length);
  });

  it("keeps names that JavaScript's own objects have", () => {
    const names = ["__proto__", "constructor", "toString", "hasOwnProperty"];
    const env = envOf(rendered({ userTier: "1", env: names.map((name) => ({ name, value: "mine" })) }));
    expect(env.slice(-4)).toEqual(names.map((name) => ({ name, value: "mine" })));
  });

  it("of workers is that of the application, and of internal services what Tenfold provides", () => {
    const one = rendered({ ...FULL, env: [{ name: "LEVEL", value: "debug" }] });
    expect(envOf(one, "worker-mail")).toEqual(envOf(one));
    expect(envOf(one, "svc-price-list")).toEqual(envOf(one).filter(({ name }) => name !== "LEVEL"));
    const host = `${only(one, BUILT_IN.service, "svc-price-list").metadata.name}.store.svc`;
    expect(valueOf(envOf(one), "SERVICE_PRICE_LIST_URL")).toBe(`http://${host}:9000`);
  });

  it.each([
    ["databaseHost", "the endpoint of DBCluster"],
    ["poolerServes", "the pooler"],
    ["databaseReaderHost", "the endpoint of the database's readers"],
    ["cacheEndpoint", "the endpoint of ReplicationGroup"],
    ["distributionDomain", "the domain of Distribution"],
    ["queueURL", "the URL of Queue"],
    ["podIdentityAssociationID", "the association of PodIdentityAssociation"],
  ])("keeps pods waiting for %s, and says so", (value, words) => {
    const target = blueprintOf({ userTier: "5M", database: { pooler: { enabled: value === "poolerServes" } } });
    const one = renderedFrom(target, { ...allLate({}), [value]: undefined });
    expect(childrenOf(one, BUILT_IN.deployment).map(({ object }) => roleOf(object))).toEqual(
      value === "poolerServes" ? ["pooler"] : [],
    );
    const web = one.waiting.find(({ kind, role }) => kind === BUILT_IN.deployment && role === "web");
    expect(web?.waitsFor).toContain(words);
    expect(web?.waitsFor).not.toContain(",");
  });
});

describe("neighbours", () => {
  const affinity = (from: Rendered, kind: KindRef) => at(only(from, kind), "spec.template.spec.affinity");

  it("web runs on the database's node at tier 1, and never there at tier 10", () => {
    const [one, ten] = [rendered({ userTier: "1" }), rendered({ userTier: "10" })];
    const near = at(affinity(one, BUILT_IN.deployment), "podAffinity.requiredDuringSchedulingIgnoredDuringExecution.0");
    expect(at(near, "labelSelector.matchLabels")).toEqual(at(only(one, BUILT_IN.statefulSet), "spec.selector.matchLabels"));
    expect(Object.keys(affinity(one, BUILT_IN.statefulSet) as object)).toEqual(["nodeAffinity"]);
    const far = at(affinity(ten, BUILT_IN.deployment), "podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution.0");
    expect(far).toEqual({
      topologyKey: "kubernetes.io/hostname",
      labelSelector: { matchLabels: at(only(ten, BUILT_IN.statefulSet), "spec.selector.matchLabels") },
    });
    const wish = "podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution.0.podAffinityTerm.labelSelector.matchLabels";
    expect(at(affinity(ten, BUILT_IN.statefulSet), wish)).toEqual(
      at(only(ten, BUILT_IN.deployment), "spec.selector.matchLabels"),
    );
  });

  it.each([
    { name: "the user lets both share a node", spec: { database: { shareNode: true } } },
    {
      name: "there may be several web pods, which could keep the database off every node",
      spec: { scaling: { maxReplicas: 3 } },
    },
  ])("only wishes for another node where $name, without touching the database's pod", ({ spec }) => {
    const one = rendered({ userTier: "10", ...spec });
    const rules = at(affinity(one, BUILT_IN.deployment), "podAntiAffinity") as object;
    expect(Object.keys(rules)).toEqual(["preferredDuringSchedulingIgnoredDuringExecution"]);
    expect(only(one, BUILT_IN.statefulSet).spec).toEqual(only(rendered({ userTier: "10" }), BUILT_IN.statefulSet).spec);
  });

  it("several web pods are spread over zones and not tied to the node of a database in the cluster", () => {
    const one = rendered({ userTier: "1", scaling: { minReplicas: 2, maxReplicas: 4 } });
    expect(Object.keys(affinity(one, BUILT_IN.deployment) as object)).toEqual(["nodeAffinity"]);
    const spread = at(only(one, BUILT_IN.deployment), "spec.template.spec.topologySpreadConstraints.0");
    expect(at(spread, "topologyKey")).toBe("topology.kubernetes.io/zone");
  });

  it("the database answers its own clients only", () => {
    const policy = only(rendered({ ...FULL, userTier: "10" }), BUILT_IN.networkPolicy, "db");
    const [rule] = at(policy, "spec.ingress") as readonly unknown[];
    expect(at(rule, "ports")).toEqual([{ port: 5432, protocol: "TCP" }]);
    const peer = at(rule, "from.0.podSelector");
    expect(at(peer, "matchLabels")).toMatchObject({
      "tenfold.dev/service-uid": policy.metadata.labels?.["tenfold.dev/service-uid"],
    });
    expect(at(peer, "matchExpressions.0.values")).toEqual(["web", "svc-price-list", "worker-mail", "db-bootstrap", "migrator"]);
    expect(at(policy, "spec.egress")).toBeUndefined();
  });

  it("nothing may reach a pod of the service, or be reached from it, that no other policy allows", () => {
    const deny = only(rendered({ userTier: "1" }), BUILT_IN.networkPolicy, "default-deny");
    expect(deny.spec).toEqual({
      podSelector: {
        matchLabels: expect.not.objectContaining({ "app.kubernetes.io/component": expect.anything() }) as unknown,
      },
      policyTypes: ["Ingress", "Egress"],
    });
  });

  it("every role of pods has a policy of its own", () => {
    for (const one of [rendered(FULL), rendered({ userTier: "1" })]) {
      const policies = childrenOf(one, BUILT_IN.networkPolicy).map(({ object }) => roleOf(object));
      for (const { role } of podsOf(one)) expect(policies).toContain(role);
    }
  });
});

describe("the bootstrap", () => {
  const job = only(rendered({ userTier: "100" }), BUILT_IN.job);
  const env = at(job, "spec.template.spec.containers.0.env") as readonly Variable[];

  it("gets the master's credentials and the verifier, never the application's password", () => {
    expect(JSON.stringify(env)).not.toMatch(/"key":"password","name":"shop-database-app/);
    const from = Object.fromEntries(env.map(({ name, valueFrom }) => [name, at(valueFrom, "secretKeyRef.key")]));
    expect(from).toMatchObject({
      MASTER_PASSWORD: "password",
      APP_VERIFIER: "verifier",
      APP_ROLE: "username",
      APP_DATABASE: "database",
    });
  });

  it("is another Job for another host, since a Job cannot be changed", () => {
    const moved = renderedFrom(blueprintOf({ userTier: "100" }), { ...allLate({}), databaseHost: "other.example.com" });
    expect(only(moved, BUILT_IN.job).metadata.name).not.toBe(job.metadata.name);
  });
});
