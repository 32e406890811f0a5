// The kustomize base and its overlays: rendered by kubectl, accepted by a real API server, and the same as the chart in what matters.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { readFileSync } from "node:fs";
import { parse, parseAllDocuments } from "yaml";
import type { KubeObject } from "../../domain/api/objects.js";
import { startBareServer, succeed, type BareServer } from "./bare-server.js";
import { rendered, SYSTEM } from "./helm.js";

const START_TIMEOUT_MS = 900_000;
let server: BareServer;

beforeAll(async () => {
  server = await startBareServer();
  await succeed(server.kubectl("create", "namespace", SYSTEM));
}, START_TIMEOUT_MS);
afterAll(() => server.stop());

const FOLDERS = ["deploy/base", "deploy/overlays/single-replica", "deploy/overlays/own-registry"];

async function built(folder: string): Promise<readonly KubeObject[]> {
  const text = await succeed(server.kubectl("kustomize", folder));
  return parseAllDocuments(text).map((document) => document.toJS() as KubeObject);
}

type Deployment = KubeObject & {
  readonly spec: {
    readonly replicas: number;
    readonly template: { readonly spec: Record<string, unknown> & { readonly containers: readonly Record<string, unknown>[] } };
  };
};

function deploymentIn(objects: readonly KubeObject[]): Deployment {
  const found = objects.find(({ kind }) => kind === "Deployment");
  if (found === undefined) throw new Error("no Deployment");
  return found as Deployment;
}

/** What does not depend on how it was installed. */
function essentials(deployment: Deployment): unknown {
  const { spec } = deployment.spec.template;
  const pod = without(spec, "containers", "topologySpreadConstraints");
  const container = without(spec.containers[0] ?? {}, "args");
  return { replicas: deployment.spec.replicas, pod, container };
}

describe.each(FOLDERS)("%s", (folder) => {
  it("is accepted by the API server with strict validation", async () => {
    const dry = ["apply", "--server-side", "--dry-run=server", "--validate=strict", "--force-conflicts", "-k", folder];
    expect(await server.kubectl(...dry)).toMatchObject({ code: 0 });
  });
});

describe("the base", () => {
  it("runs the same pods as the chart", async () => {
    expect(essentials(deploymentIn(await built("deploy/base")))).toEqual(essentials(deploymentIn(await rendered({}))));
  });

  it("has the same policies, network policy and disruption budget as the chart", async () => {
    const specs = (objects: readonly KubeObject[], kind: string) => objects.filter((object) => object.kind === kind).map(rulesOf);
    const [base, chart] = [await built("deploy/base"), await rendered({})];
    expect(specs(base, "NetworkPolicy")).toEqual(specs(chart, "NetworkPolicy"));
    expect(specs(base, "PodDisruptionBudget")).toEqual(specs(chart, "PodDisruptionBudget"));
    expect(specs(chart, "ValidatingAdmissionPolicy")).toEqual(expect.arrayContaining(specs(base, "ValidatingAdmissionPolicy")));
  });
});

describe("the overlay", () => {
  it("single-replica has one pod and no disruption budget", async () => {
    const objects = await built("deploy/overlays/single-replica");
    expect(deploymentIn(objects).spec.replicas).toBe(1);
    expect(objects.filter(({ kind }) => kind === "PodDisruptionBudget")).toEqual([]);
  });

  it("own-registry takes every image from there", async () => {
    const [container] = deploymentIn(await built("deploy/overlays/own-registry")).spec.template.spec.containers;
    const args = container?.["args"] as readonly string[];
    const images = [
      String(container?.["image"]),
      ...args.filter((arg) => arg.includes("registry")).map((arg) => arg.split("=")[1]),
    ];
    expect(images).toHaveLength(4);
    expect(images.filter((image) => image?.startsWith("registry.example.com/") !== true)).toEqual([]);
  });
});

describe("the settings of kube-state-metrics", () => {
  type Schema = { readonly properties?: Readonly<Record<string, Schema>>; readonly items?: Schema };
  type Definition = {
    readonly spec: { readonly versions: readonly [{ readonly schema: { readonly openAPIV3Schema: Schema } }] };
  };
  type Each = Readonly<
    Record<string, { readonly path?: readonly string[]; readonly labelsFromPath?: Readonly<Record<string, readonly string[]>> }>
  >;
  type Config = {
    readonly spec: {
      readonly resources: readonly { readonly metrics: readonly { readonly name: string; readonly each: Each }[] }[];
    };
  };

  it("name only paths that the definition has", () => {
    const definition = parse(readFileSync("crds/tenfold.dev_webservices.yaml", "utf8")) as Definition;
    const schema = definition.spec.versions[0].schema.openAPIV3Schema;
    const config = parse(readFileSync("deploy/kube-state-metrics/config.yaml", "utf8")) as Config;
    const [resource] = config.spec.resources;
    const paths = (resource?.metrics ?? []).flatMap(({ each }) =>
      Object.values(each).flatMap((part) =>
        typeof part === "object"
          ? [part.path ?? [], ...Object.values(part.labelsFromPath ?? {}).map((label) => [...(part.path ?? []), ...label])]
          : [],
      ),
    );
    expect(paths.length).toBeGreaterThan(8);
    expect(paths.filter((path) => !isIn(schema, path)).map((path) => path.join("."))).toEqual([]);
  });

  function isIn(schema: Schema | undefined, [first, ...rest]: readonly string[]): boolean {
    if (first === undefined) return schema !== undefined;
    const inner = schema?.items ?? schema;
    return isIn(inner?.properties?.[first], rest);
  }
});

/** Without the names that say how it was installed. */
function rulesOf(object: KubeObject): unknown {
  return without(object["spec"] as Record<string, unknown>, "podSelector", "selector");
}

function without(object: Readonly<Record<string, unknown>>, ...names: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}
