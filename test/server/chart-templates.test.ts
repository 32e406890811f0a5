// What the chart renders, and what it refuses to render.
import { describe, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import { parse, parseAllDocuments } from "yaml";
import { CLUSTER_PERMISSIONS } from "../../domain/api/permissions.js";
import type { KubeObject } from "../../domain/api/objects.js";
import { VERSION } from "../../domain/api/release.js";
import { CHART, helm, rendered, SYSTEM, template, type Template } from "./helm.js";

const BUILD_MS = 900_000;
const PROMETHEUS = ["ServiceMonitor", "PodMonitor", "PrometheusRule"].map((kind) => `monitoring.coreos.com/v1/${kind}`);

/** Files that name the version of an image or of a tag. */
const VERSIONED = [
  "deploy/base/operator.yaml",
  "deploy/kind/local-aws.yaml",
  "deploy/argocd/application.yaml",
  "deploy/flux/tenfold.yaml",
];

type Texts = Readonly<Record<string, string>>;
type Container = {
  readonly image: string;
  readonly args: readonly string[];
  readonly env?: unknown;
  readonly securityContext: unknown;
  readonly volumeMounts?: unknown;
};
type PodSpec = {
  readonly securityContext: unknown;
  readonly topologySpreadConstraints: readonly { readonly topologyKey: string }[];
  readonly containers: readonly [Container];
  readonly volumes?: unknown;
};
type Deployment = {
  readonly spec: {
    readonly replicas: number;
    readonly template: { readonly metadata: { readonly labels: Texts }; readonly spec: PodSpec };
  };
};
type Policy = {
  readonly spec: { readonly egress: readonly { readonly ports: readonly { readonly port: number }[]; readonly to?: unknown }[] };
};
type Definition = {
  readonly metadata: { readonly name: string; readonly annotations: Texts };
  readonly spec: unknown;
};
type Board = { readonly metadata: { readonly labels: Texts }; readonly data: Texts };
type Rule = { readonly apiGroups: readonly string[]; readonly resources: readonly string[]; readonly verbs: readonly string[] };

async function only<T = KubeObject>(kind: string, wanted: Template = {}): Promise<readonly T[]> {
  return (await rendered(wanted)).filter((object) => object.kind === kind) as unknown as readonly T[];
}

async function one<T>(kind: string, wanted: Template = {}): Promise<T> {
  const [found, ...others] = await only<T>(kind, wanted);
  if (found === undefined || others.length > 0) throw new Error(`not exactly one ${kind}`);
  return found;
}

const podsOf = async (wanted: Template = {}): Promise<PodSpec> =>
  (await one<Deployment>("Deployment", wanted)).spec.template.spec;
const containerOf = async (wanted: Template = {}): Promise<Container> => (await podsOf(wanted)).containers[0];

/** `group/resource verb` for each that a rule grants. */
function grants(rules: readonly Rule[]): readonly string[] {
  return rules
    .flatMap(({ apiGroups, resources, verbs }) =>
      apiGroups.flatMap((group) => resources.flatMap((resource) => verbs.map((verb) => `${group}/${resource} ${verb}`))),
    )
    .sort();
}

describe("the chart", () => {
  it(
    "passes helm's own checks",
    async () => {
      expect(await helm("lint", "--strict", CHART)).toMatchObject({ code: 0 });
    },
    BUILD_MS,
  );

  it("has the version of the operator, as everything else that names one", () => {
    const { version, appVersion } = parse(readFileSync(`${CHART}/Chart.yaml`, "utf8")) as Record<string, string>;
    const manifest = JSON.parse(readFileSync("package.json", "utf8")) as { readonly version: string };
    expect({ version, appVersion, package: manifest.version }).toEqual({
      version: VERSION,
      appVersion: VERSION,
      package: VERSION,
    });
    for (const path of VERSIONED) expect(readFileSync(path, "utf8")).toContain(VERSION);
  });

  it("describes every value in its schema", () => {
    const values = parse(readFileSync(`${CHART}/values.yaml`, "utf8")) as Record<string, unknown>;
    const schema = JSON.parse(readFileSync(`${CHART}/values.schema.json`, "utf8")) as { properties: Record<string, unknown> };
    expect(
      Object.keys(schema.properties)
        .filter((name) => name !== "global")
        .sort(),
    ).toEqual(Object.keys(values).sort());
  });
});

const PROFILES = { name: "profiles", emptyDir: { sizeLimit: "64Mi" } };

describe("the pods", () => {
  it("are restricted, spread, probed and two", async () => {
    const pod = await podsOf();
    expect((await one<Deployment>("Deployment")).spec.replicas).toBe(2);
    expect(pod.securityContext).toEqual({ runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } });
    expect(pod.containers[0].securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    });
    expect(pod.topologySpreadConstraints.map(({ topologyKey }) => topologyKey)).toEqual([
      "topology.kubernetes.io/zone",
      "kubernetes.io/hostname",
    ]);
    expect(Object.keys(pod.containers[0])).toEqual(
      expect.arrayContaining(["startupProbe", "readinessProbe", "livenessProbe", "resources"]),
    );
  });

  it("run the images of this version unless told otherwise, a digest before a tag", async () => {
    const plain = await containerOf();
    expect(plain.image).toBe(`tenfold-operator:${VERSION}`);
    expect(plain.args).toContain(`--migrator-image=tenfold-migrator:${VERSION}`);
    expect(plain.args).toContain(`--pooler-image=tenfold-pooler:${VERSION}`);
    const digest = `sha256:${"0a".repeat(32)}`;
    const values = {
      image: { repository: "example.com/op", tag: "7", digest },
      migrator: { image: { tag: "8" } },
      pooler: { image: { tag: "9" } },
    };
    const pinned = await containerOf({ values });
    expect(pinned.image).toBe(`example.com/op@${digest}`);
    expect(pinned.args).toContain("--migrator-image=tenfold-migrator:8");
    expect(pinned.args).toContain("--pooler-image=tenfold-pooler:9");
  });

  it("have one folder that they can write to, for profiles", async () => {
    const pod = await podsOf();
    expect(pod.volumes).toEqual([PROFILES]);
    expect(pod.containers[0].volumeMounts).toEqual([{ name: "profiles", mountPath: "/profiles" }]);
    expect(pod.containers[0].args).toContain("--profile-folder=/profiles");
  });

  it("take what is extra", async () => {
    const values = {
      extraEnv: [{ name: "HTTPS_PROXY", value: "http://proxy:3128" }],
      extraArgs: ["--identity=me"],
      extraVolumes: [{ name: "ca", configMap: { name: "ca" } }],
      extraVolumeMounts: [{ name: "ca", mountPath: "/etc/ca" }],
      tracing: { endpoint: "http://collector:4318" },
      podLabels: { team: "platform" },
    };
    const { metadata, spec } = (await one<Deployment>("Deployment", { values })).spec.template;
    const [container] = spec.containers;
    expect(metadata.labels.team).toBe("platform");
    expect(container.args.at(-1)).toBe("--identity=me");
    expect(container.env).toEqual([
      { name: "OTEL_EXPORTER_OTLP_ENDPOINT", value: "http://collector:4318" },
      { name: "HTTPS_PROXY", value: "http://proxy:3128" },
    ]);
    expect(spec.volumes).toEqual([PROFILES, ...values.extraVolumes]);
    expect(container.volumeMounts).toEqual([{ name: "profiles", mountPath: "/profiles" }, ...values.extraVolumeMounts]);
  });

  it("have a disruption budget only when one of them can be spared", async () => {
    expect(await only("PodDisruptionBudget")).toHaveLength(1);
    expect(await only("PodDisruptionBudget", { values: { replicas: 1 } })).toEqual([]);
  });
});

describe("the operator's rights", () => {
  it("in all namespaces are those of deploy/rbac", async () => {
    const roles = await only("ClusterRole");
    const role = roles.find(({ metadata }) => metadata.name === "tenfold-operator") as unknown as {
      readonly rules: readonly Rule[];
    };
    const wanted = CLUSTER_PERMISSIONS.flatMap(({ group, resource, verbs }) =>
      verbs.map((verb) => `${group}/${resource} ${verb}`),
    );
    expect(grants(role.rules)).toEqual(wanted.sort());
  });

  it("in a list of namespaces are Roles there, and in the cluster only what belongs to no namespace", async () => {
    const values = { watch: { namespaces: ["shop", "blog"] } };
    const objects = await rendered({ values });
    const roles = objects
      .filter(({ kind }) => kind === "Role")
      .map(({ metadata }) => `${metadata.namespace ?? ""}/${metadata.name}`);
    expect(roles.sort()).toEqual(["blog/tenfold-operator", "shop/tenfold-operator", `${SYSTEM}/tenfold-operator-leases`]);
    const role = objects.find(({ kind, metadata }) => kind === "ClusterRole" && metadata.name === "tenfold-operator");
    expect(grants((role as unknown as { readonly rules: readonly Rule[] }).rules)).toEqual([
      "apiextensions.k8s.io/customresourcedefinitions list",
      "apiextensions.k8s.io/customresourcedefinitions watch",
      "tenfold.dev/webserviceclasses list",
      "tenfold.dev/webserviceclasses watch",
    ]);
    expect((await containerOf({ values })).args).toContain("--namespaces=shop,blog");
  });

  it("never include the deletion of data: its role is bound to nobody", async () => {
    const objects = await rendered({});
    expect(objects.filter(({ metadata }) => metadata.name === "tenfold-data-deletion").map(({ kind }) => kind)).toEqual([
      "ClusterRole",
    ]);
    const bound = objects.filter(({ kind }) => kind.endsWith("Binding")).map((object) => JSON.stringify(object["roleRef"] ?? ""));
    expect(bound.filter((reference) => reference.includes("data-deletion"))).toEqual([]);
  });
});

describe("the network policy", () => {
  const ports = ({ spec }: Policy) => spec.egress.flatMap((rule) => rule.ports.map(({ port }) => port));

  it("lets out to DNS and the API server alone", async () => {
    expect(ports(await one<Policy>("NetworkPolicy"))).toEqual([53, 53, 443, 6443]);
  });

  it("lets out to AWS and to a collector of traces only when they are asked for", async () => {
    const values = { aws: { queries: { enabled: true } }, tracing: { endpoint: "https://collector" } };
    expect(ports(await one<Policy>("NetworkPolicy", { values }))).toEqual([53, 53, 443, 6443, 443, 80, 443]);
  });

  it("names the API server's addresses when they are given", async () => {
    const values = { networkPolicy: { apiServer: { cidrs: ["10.0.0.0/16"] } } };
    const { spec } = await one<Policy>("NetworkPolicy", { values });
    expect(spec.egress[1]?.to).toEqual([{ ipBlock: { cidr: "10.0.0.0/16" } }]);
  });
});

describe("questions to AWS", () => {
  it("are switched off together with the way out", async () => {
    const args = async (wanted: Template) => (await containerOf(wanted)).args;
    expect(await args({})).toContain("--no-aws-queries");
    expect(await args({ values: { aws: { queries: { enabled: true } } } })).not.toContain("--no-aws-queries");
  });
});

describe("monitoring", () => {
  it("is there as far as the cluster knows it", async () => {
    const kinds = async (wanted: Template) =>
      (await rendered(wanted)).map(({ kind }) => kind).filter((kind) => PROMETHEUS.some((api) => api.endsWith(`/${kind}`)));
    expect(await kinds({})).toEqual([]);
    expect((await kinds({ apis: PROMETHEUS })).sort()).toEqual(["PodMonitor", "PrometheusRule", "ServiceMonitor"]);
    const values = { serviceMonitor: { create: "never" }, podMonitor: { create: "always" }, prometheusRule: { create: "never" } };
    const without = { ...values, podMonitor: { create: "never" }, poolerMonitor: { create: "never" } };
    expect(await kinds({ apis: PROMETHEUS, values: without })).toEqual([]);
    expect(await kinds({ apis: PROMETHEUS, values })).toEqual(["PodMonitor", "PodMonitor"]);
  });

  it("brings the alerts as they are generated, with Prometheus' own braces", async () => {
    const rule = await one<{ readonly spec: unknown }>("PrometheusRule", { apis: PROMETHEUS });
    expect(rule.spec).toEqual(parse(readFileSync(`${CHART}/files/alerts.yaml`, "utf8")));
  });

  it("brings each board in a ConfigMap that Grafana's sidecar finds", async () => {
    const boards = await only<Board>("ConfigMap");
    expect(boards.flatMap(({ data }) => Object.keys(data)).sort()).toEqual(["tenfold-operator.json", "tenfold-services.json"]);
    for (const { metadata, data } of boards) {
      expect(metadata.labels).toMatchObject({ grafana_dashboard: "1" });
      for (const text of Object.values(data)) expect(() => JSON.parse(text) as unknown).not.toThrow();
    }
  });
});

describe("the definitions", () => {
  it("are those of crds/, and stay when the chart goes", async () => {
    const crds = await only<Definition>("CustomResourceDefinition");
    expect(crds).toHaveLength(2);
    for (const { metadata, spec } of crds) {
      expect(metadata.annotations).toEqual({ "helm.sh/resource-policy": "keep" });
      const [plural = "", ...group] = metadata.name.split(".");
      expect(spec).toEqual((parse(readFileSync(`crds/${group.join(".")}_${plural}.yaml`, "utf8")) as { spec: unknown }).spec);
    }
  });

  it("can be left out, or not kept", async () => {
    expect(await only("CustomResourceDefinition", { values: { crds: { install: false } } })).toEqual([]);
    const crds = await only("CustomResourceDefinition", { values: { crds: { keep: false } } });
    expect(crds.map(({ metadata }) => metadata.annotations ?? {})).toEqual([{}, {}]);
  });
});

describe("the policies", () => {
  it.each(["two-keys", "class-limits"])("%s are the ones of deploy/policies", async (name) => {
    const file = parseAllDocuments(readFileSync(`deploy/policies/${name}.yaml`, "utf8")).map(
      (document) => document.toJS() as unknown,
    );
    expect(await rendered({})).toEqual(expect.arrayContaining(file));
  });
});

describe("a wrong value is refused with its name:", () => {
  it.each([
    ["replicas", { replicas: "two" }],
    ["replicas", { replicas: -1 }],
    ["logLevel", { operator: { logLevel: "loud" } }],
    ["digest", { image: { digest: "sha256:abc" } }],
    ["namespaces", { watch: { namespaces: ["Shop"] } }],
    ["create", { serviceMonitor: { create: "yes" } }],
    ["replica", { replica: 3 }],
    ["endpoint", { tracing: { endpoint: "collector:4318" } }],
    ["cidrs", { networkPolicy: { apiServer: { cidrs: ["10.0.0.0"] } } }],
    ["serviceAccount.name", { serviceAccount: { create: false } }],
    ["metricsService", { metricsService: { enabled: false }, serviceMonitor: { create: "always" } }],
  ])("%s", async (name, values) => {
    const { code, err } = await template({ values });
    expect(code).toBe(1);
    expect(err).toContain(name);
  });
});
