// The Cluster port on a real API server: texts come through whole, Secrets are told apart unread, what cannot heal is not tried again.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { render } from "../../cdk8s/render.js";
import { BUILT_IN } from "../../domain/api/kinds.js";
import type { KubeObject, ObjectRef } from "../../domain/api/objects.js";
import { WEB_SERVICE, type WebService } from "../../domain/api/service.js";
import { validateService } from "../../domain/api/validate.js";
import { blueprint } from "../../domain/blueprint/blueprint.js";
import { kubernetesCluster } from "../../operator/adapters/kubernetes-cluster.js";
import { openTransport, type HttpAnswer, type Transport } from "../../operator/adapters/transport.js";
import type { Cluster } from "../../operator/ports/cluster.js";
import { allLate, OPTIONS } from "../cdk8s/arbitrary.js";
import { PASSWORD, secretsContract } from "../contracts/secrets.js";
import { GOOD_SPEC } from "../fixtures/bad-services.js";
import { webServiceClass } from "../fixtures/services.js";
import { STRANGE_NAMES, STRANGE_TEXTS } from "../fixtures/strange-texts.js";
import { collection, serviceObject, startBareServer, type BareServer } from "./bare-server.js";

const START_TIMEOUT_MS = 600_000;
const answers: HttpAnswer[] = [];
let server: BareServer;
let transport: Transport;
let cluster: Cluster;

beforeAll(async () => {
  server = await startBareServer();
  transport = await openTransport({ kubeconfig: server.kubeconfig, userAgent: "test" });
  const heard: Transport = {
    stream: (request, signal) => transport.stream(request, signal),
    close: () => transport.close(),
    request: async (request) => {
      const answer = await transport.request(request);
      if (request.path.includes("/secrets")) answers.push(answer);
      return answer;
    },
  };
  cluster = kubernetesCluster(heard);
}, START_TIMEOUT_MS);

afterAll(async () => {
  await transport.close();
  await server.stop();
});

type Variable = { readonly name: string; readonly value?: string };
type Container = { readonly env: readonly Variable[]; readonly args: readonly string[]; readonly command: readonly string[] };

describe("strange and legal texts", () => {
  const MAX_PART = 4096;
  const texts = Object.entries(STRANGE_TEXTS);
  const parts = texts.map(([, text]) => text).filter((text) => text.length <= MAX_PART);
  const named = STRANGE_NAMES.map((name) => ({ name, value: `of ${name}` }));
  const valued = texts.map(([, value], index) => ({ name: `V${index}`, value }));
  let container: Container;

  /** As a user's object goes: written by the user, read by the operator, rendered, written by the operator. */
  beforeAll(async () => {
    const spec = { ...GOOD_SPEC, userTier: "1", command: parts, args: parts, env: [...valued, ...named] };
    const made = await server.call({
      method: "POST",
      path: collection(WEB_SERVICE),
      body: serviceObject({ name: "strange", spec }),
    });
    expect(made.status).toBe(201);
    const service = JSON.parse(made.text) as WebService;
    expect(validateService(service.spec).ok).toBe(true);
    const { children } = render(blueprint(service, webServiceClass()), allLate({}), OPTIONS);
    const deployment = children.find(({ kind }) => kind === BUILT_IN.deployment)?.object as KubeObject;
    const ref: ObjectRef = { kind: BUILT_IN.deployment, namespace: "demo", name: deployment.metadata.name };
    await cluster.apply(ref, deployment, { expect: { absent: true } });
    const live = (await cluster.read(ref)) as unknown as { spec: { template: { spec: { containers: [Container] } } } };
    container = live.spec.template.spec.containers[0];
  });

  it.each(texts.map(([name], index) => ({ name, index })))("reach a variable byte for byte: $name", ({ index }) => {
    expect(container.env.find(({ name }) => name === `V${index}`)?.value ?? "").toBe(valued[index]?.value);
  });

  it("reach command and arguments byte for byte", () => {
    expect(container.command).toEqual(parts);
    expect(container.args).toEqual(parts);
  });

  it("keep their order, whatever a variable is called", () => {
    const own = container.env.slice(-valued.length - named.length).map(({ name }) => name);
    expect(own).toEqual([...valued, ...named].map(({ name }) => name));
  });

  it("reach a status byte for byte", async () => {
    const path = `${collection(WEB_SERVICE)}/strange`;
    const ref: ObjectRef = { kind: WEB_SERVICE, namespace: "demo", name: "strange" };
    const message = texts
      .map(([, text]) => text)
      .join("|")
      .slice(0, 4000);
    const { uid } = ((await cluster.read(ref)) as KubeObject).metadata;
    await cluster.patchStatus(ref, { problems: [{ reason: "Test", message: `${message}a\u007fb` }] }, uid ?? "");
    const live = JSON.parse((await server.call({ method: "GET", path })).text) as WebService;
    expect(live.status?.problems?.[0]?.message).toBe(`${message}a\u007fb`);
  });
});

describe("an object that the API server cannot read", () => {
  const podWith = (container: Record<string, unknown>): KubeObject => ({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "unreadable", namespace: "demo" },
    spec: {
      selector: { matchLabels: { app: "unreadable" } },
      template: {
        metadata: { labels: { app: "unreadable" } },
        spec: { containers: [{ name: "app", image: "example.com/app:1", ...container }] },
      },
    },
  });

  it.each([
    { name: "an amount that is none", container: { resources: { requests: { cpu: "1e+23m" } } } },
    { name: "a number that is infinite", container: { resources: { requests: { memory: "InfinityMi" } } } },
    { name: "a field of the wrong type", container: { args: "not a list" } },
    { name: "a field that does not exist", container: { imagee: "example.com/app:1" } },
    { name: "a value that is not allowed", container: { imagePullPolicy: "Sometimes" } },
    { name: "half a character", container: { args: ["\ud800"] } },
  ])("for $name is refused for good, whatever the code of the answer", async ({ container }) => {
    const ref: ObjectRef = { kind: BUILT_IN.deployment, namespace: "demo", name: "unreadable" };
    await expect(cluster.apply(ref, podWith(container), {})).rejects.toMatchObject({ kind: "invalid" });
  });
});

describe("the cluster", () => {
  const path = ({ name }: ObjectRef) => `/api/v1/namespaces/demo/secrets/${name}`;
  const live = async (ref: ObjectRef) => JSON.parse((await server.call({ method: "GET", path: path(ref) })).text) as KubeObject;
  secretsContract(() => ({
    cluster,
    makeForeign: async ({ name }) => {
      const body = { apiVersion: "v1", kind: "Secret", metadata: { name }, stringData: { password: PASSWORD } };
      await server.call({
        method: "POST",
        path: `${path({ name } as ObjectRef).replace(/\/[^/]*$/, "")}?fieldManager=kubectl`,
        body,
      });
    },
    overwrite: async (ref, key) => {
      const body = { stringData: { [key]: `${PASSWORD}-2` } };
      const query = "?fieldManager=kubectl";
      await server.call({ method: "PATCH", path: path(ref) + query, body, contentType: "application/merge-patch+json" });
    },
    labelsOf: async (ref) => (await live(ref)).metadata.labels ?? {},
    versionOf: async (ref) => (await live(ref)).metadata.resourceVersion ?? "",
  }));

  it("never gets a value of a Secret to see", () => {
    expect(answers.length).toBeGreaterThan(10);
    for (const { text } of answers) {
      expect(text).not.toContain(PASSWORD);
      expect(text).not.toContain(Buffer.from(PASSWORD).toString("base64"));
      expect(JSON.parse(text)).not.toHaveProperty("data");
    }
  });
});
