// What stands between the outside and a service: the password of its cache, who may take on its role, what its pods may reach.
import { describe, expect, it } from "@jest/globals";
import { ACK, BUILT_IN } from "../../domain/api/kinds.js";
import { validateAgainstClass, validateService } from "../../domain/api/validate.js";
import type { StandingCache } from "../../domain/blueprint/children.js";
import type { Cache } from "../../domain/blueprint/types.js";
import { webService, webServiceClass } from "../fixtures/services.js";
import { allLate } from "./arbitrary.js";
import { at, blueprintOf, childrenOf, only, rendered, renderedFrom } from "./rendering.js";

type EnvVar = { readonly name: string; readonly value?: string; readonly valueFrom?: unknown };
const environment = (from: ReturnType<typeof rendered>) =>
  at(only(from, BUILT_IN.deployment, "web"), "spec.template.spec.containers.0.env") as readonly EnvVar[];
const variable = (from: ReturnType<typeof rendered>, wanted: string) => environment(from).find(({ name }) => name === wanted);

const CACHE = blueprintOf({ userTier: "10k" }).cache as Cache;

describe("a cache", () => {
  it("asks for the password of a Secret that is made once and goes with the service", () => {
    const one = rendered({ userTier: "10k" });
    const secret = only(one, BUILT_IN.secret, "cache");
    expect(secret.metadata.ownerReferences).toHaveLength(1);
    expect(childrenOf(one, BUILT_IN.secret, "cache")[0]?.mode).toBe("create-once");
    const { name, namespace } = secret.metadata;
    expect(at(only(one, ACK.replicationGroup.ref), "spec.authToken")).toEqual({ name, namespace, key: "password" });
    expect(at(only(one, ACK.replicationGroup.ref), "spec.transitEncryptionEnabled")).toBe(true);
    expect(variable(one, "CACHE_PASSWORD")?.valueFrom).toEqual({ secretKeyRef: { name, key: "password" } });
    expect(variable(one, "CACHE_URL")?.value).toMatch(/^rediss:\/\/:\$\(CACHE_PASSWORD\)@/);
    const names = environment(one).map((entry) => entry.name);
    expect(names.indexOf("CACHE_PASSWORD")).toBeLessThan(names.indexOf("CACHE_URL"));
  });

  it("is not told of its password with a change: AWS would take that for another one", () => {
    const stands = { ...CACHE, engineVersion: "8.0" };
    const of = (cache: Partial<StandingCache>) =>
      renderedFrom(blueprintOf({ userTier: "10k" }), { ...allLate({}), standingCache: { ...stands, ...cache } });
    const named = (cache: Partial<StandingCache>) =>
      at(only(of(cache), ACK.replicationGroup.ref), "spec.authToken") !== undefined;
    expect(named({ password: "asked", nodeType: "cache.t4g.small" })).toBe(true);
    expect(named({ password: "named" })).toBe(true);
    const others: readonly Partial<StandingCache>[] = [
      { nodeType: "cache.t4g.small" },
      { shards: 9 },
      { replicasPerShard: 5 },
      { multiAZ: !CACHE.multiAZ },
      { engineVersion: "7.2" },
    ];
    for (const other of others) expect(named({ ...other, password: "named" })).toBe(false);
    expect(named({ password: "set" })).toBe(false);
    const one = of({ password: "set" });
    expect(variable(one, "CACHE_PASSWORD")?.valueFrom).toEqual(variable(of({}), "CACHE_PASSWORD")?.valueFrom);
    expect(childrenOf(one, BUILT_IN.secret, "cache")).toHaveLength(1);
  });

  it("that was made without one stays without: its pods would be refused", () => {
    const one = renderedFrom(blueprintOf({ userTier: "10k" }), { ...allLate({}), standingCache: { ...CACHE, password: "none" } });
    expect(childrenOf(one, BUILT_IN.secret, "cache")).toEqual([]);
    expect(at(only(one, ACK.replicationGroup.ref), "spec.authToken")).toBeUndefined();
    expect(variable(one, "CACHE_PASSWORD")).toBeUndefined();
    expect(variable(one, "CACHE_URL")?.value).toMatch(/^rediss:\/\/[^:@]/);
  });
});

describe("a role", () => {
  const role = (place = {}) => only(rendered({ userTier: "10k" }, place), ACK.role.ref, "app");

  it("is for the pods of one ServiceAccount in one namespace of one cluster", () => {
    const { Statement } = JSON.parse(at(role(), "spec.assumeRolePolicyDocument") as string) as {
      readonly Statement: readonly unknown[];
    };
    const account = only(rendered({ userTier: "10k" }), BUILT_IN.serviceAccount).metadata;
    expect(Statement).toEqual([
      expect.objectContaining({
        Principal: { Service: "pods.eks.amazonaws.com" },
        Condition: {
          StringEquals: {
            "aws:RequestTag/eks-cluster-arn": expect.stringMatching(/^arn:aws:eks:[a-z0-9-]+:\d{12}:cluster\/.+$/),
            "aws:RequestTag/kubernetes-namespace": account.namespace,
            "aws:RequestTag/kubernetes-service-account": account.name,
          },
        },
      }),
    ]);
  });

  it("waits for a class that names no cluster", () => {
    const { waiting } = rendered({ userTier: "10k" }, { clusterName: undefined });
    expect(waiting.filter(({ kind }) => kind === ACK.role.ref).map(({ waitsFor }) => waitsFor)).toEqual([
      expect.stringContaining("clusterName"),
    ]);
  });

  it("has the boundary of the class, whichever role it is", () => {
    const permissionsBoundaryARN = "arn:aws:iam::123456789012:policy/tenfold-boundary";
    const spec = {
      userTier: "10M",
      functions: [{ name: "thumbs", image: "example.com/thumbs:1", trigger: { uploadPrefix: "" } }],
    };
    const roles = childrenOf(rendered(spec, { permissionsBoundaryARN }), ACK.role.ref);
    expect(roles.length).toBeGreaterThan(1);
    expect(roles.map(({ object }) => at(object, "spec.permissionsBoundary"))).toEqual(roles.map(() => permissionsBoundaryARN));
    expect(at(role(), "spec.permissionsBoundary")).toBeUndefined();
  });
});

describe("what pods may reach", () => {
  const egress = [
    { cidr: "10.20.0.0/16", ports: [5671, 5672] },
    { namespace: "shared", ports: [9092] },
  ];

  it("is what the spec names, for all pods of the application and for no database", () => {
    const one = rendered({ userTier: "10", network: { egress } });
    const rules = at(only(one, BUILT_IN.networkPolicy, "web"), "spec.egress") as readonly unknown[];
    expect(rules).toContainEqual({
      to: [{ ipBlock: { cidr: "10.20.0.0/16" } }],
      ports: [
        { protocol: "TCP", port: 5671 },
        { protocol: "TCP", port: 5672 },
      ],
    });
    expect(rules).toContainEqual({
      to: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "shared" } } }],
      ports: [{ protocol: "TCP", port: 9092 }],
    });
    expect(JSON.stringify(only(one, BUILT_IN.networkPolicy, "db"))).not.toContain("10.20.0.0");
  });

  it("includes the name service, whoever answers", () => {
    const rules = at(only(rendered({ userTier: "1" }), BUILT_IN.networkPolicy, "web"), "spec.egress") as readonly unknown[];
    expect(rules).toContainEqual({
      ports: [
        { protocol: "UDP", port: 53 },
        { protocol: "TCP", port: 53 },
      ],
    });
  });

  it.each([
    { title: "both destinations", entry: { cidr: "10.0.0.0/8", namespace: "shared", ports: [1] } },
    { title: "no destination", entry: { ports: [1] } },
    { title: "an address that is none", entry: { cidr: "10.0.0.300/8", ports: [1] } },
  ])("is refused with $title", ({ entry }) => {
    const { spec } = webService({ network: { egress: [entry] } });
    expect(validateService(spec)).toMatchObject({
      ok: false,
      problems: [{ field: expect.stringContaining("spec.network.egress[0]") }],
    });
  });

  it("stays within what the class allows", () => {
    const judged = (limits: object) =>
      validateAgainstClass(webService({ network: { egress } }), webServiceClass({ limits })).map(({ field }) => field);
    expect(judged({})).toEqual([]);
    expect(judged({ egress: { cidrs: ["10.0.0.0/8"], namespaces: ["shared"] } })).toEqual([]);
    expect(judged({ egress: { cidrs: ["10.20.1.0/24"], namespaces: ["shared"] } })).toEqual(["spec.network.egress[0]"]);
    expect(judged({ egress: {} })).toEqual(["spec.network.egress[0]", "spec.network.egress[1]"]);
  });
});

describe("the load balancer behind CloudFront", () => {
  const annotations = (isFrontClosed: boolean, place = {}) => {
    const wanted = blueprintOf({ userTier: "100k", hosts: ["shop.example.com"] }, { cdnPrefixListID: "pl-3b927c52", ...place });
    const found = only(renderedFrom({ ...wanted, isFrontClosed }), BUILT_IN.ingress).metadata.annotations ?? {};
    return Object.fromEntries(
      Object.entries(found).map(([key, value]) => [key.replace("alb.ingress.kubernetes.io/", ""), value]),
    );
  };

  it("admits the prefix list alone when it is closed, at one port: two would be more rules than a security group has", () => {
    const ARN = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-4000-8000-000000000001";
    const certified = { certificateARN: ARN, cdnCertificateARN: ARN };
    expect(annotations(true, certified)).toMatchObject({
      "security-group-prefix-lists": "pl-3b927c52",
      "listen-ports": '[{"HTTPS":443}]',
    });
    expect(annotations(true, certified)).not.toHaveProperty("ssl-redirect");
    expect(annotations(true)).toMatchObject({ "listen-ports": '[{"HTTP":80}]' });
    expect(annotations(false, certified)).toMatchObject({ "listen-ports": '[{"HTTP":80},{"HTTPS":443}]', "ssl-redirect": "443" });
    expect(annotations(false, certified)).not.toHaveProperty("security-group-prefix-lists");
  });
});
