// The chart on a real cluster: accepted, installed, upgraded, uninstalled; what its policies refuse; and the operator with the rights
// that the chart gives it, in the order in which a user would meet all this.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { execFile } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { startLocalAws, type LocalAws } from "../../local/aws/local-aws.js";
import { DEFAULT_DELAYS, scaleDelays } from "../../local/aws/model/delays.js";
import { startControlPlane, type ControlPlane } from "../../local/control-plane/control-plane.js";
import { progressToStderr } from "../../local/control-plane/progress.js";
import { tokenKubeconfig } from "../../local/control-plane/token-kubeconfig.js";
import { FIELD_MANAGER } from "../../domain/api/keys.js";
import type { KubeObject } from "../../domain/api/objects.js";
import { apply, childrenOf, eventually, ready, service } from "../cluster/harness/api.js";
import { requestsSince } from "../cluster/harness/audit.js";
import { environmentFile, useEnvironmentOf, type Environment } from "../cluster/harness/environment.js";
import { startOperator, stopOperators } from "../cluster/harness/operator-process.js";
import { ADDRESSES_FILE } from "../../local/servers/addresses.js";
import { silent } from "../local/aws/stage.js";
import { succeed, type CommandResult } from "./bare-server.js";
import { CHART, helm, RELEASE, SYSTEM, valueFlags, type Values } from "./helm.js";
import { awaitDefinitions } from "../../local/control-plane/definitions.js";

const FOLDER = resolve(".local/test-chart");
const START_MS = 900_000;
const PATIENCE_MS = 240_000;
const SHOP = "shop";

let plane: ControlPlane;
let aws: LocalAws;

beforeAll(async () => {
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(join(FOLDER, "logs"), { recursive: true });
  plane = await startControlPlane({ dir: join(FOLDER, "control-plane"), detached: false, progress: progressToStderr });
  await succeed(kubectl("apply", "--server-side", "-f", "local/crds"));
  await awaitDefinitions((...args) => succeed(kubectl(...args)));
  aws = await startLocalAws({
    kubeconfig: plane.adminKubeconfig,
    delays: scaleDelays(DEFAULT_DELAYS, 0.01),
    programsRunMs: 0,
    log: silent,
  });
  for (const name of [SYSTEM, SHOP]) await succeed(kubectl("create", "namespace", name));
  const restricted = "pod-security.kubernetes.io/enforce=restricted";
  await succeed(kubectl("label", "namespace", SYSTEM, restricted));
  useEnvironmentOf(FOLDER);
  const { admin, adminKubeconfig, auditLog } = plane;
  const operatorKubeconfig = join(FOLDER, "operator.kubeconfig");
  const environment: Environment = {
    ...{ admin, adminKubeconfig, operatorKubeconfig, auditLog, kubectl: plane.kubectl },
    rdsEndpoint: aws.rdsEndpoint,
    logs: join(FOLDER, "logs"),
    addresses: join(FOLDER, "servers", ADDRESSES_FILE),
  };
  await writeFile(environmentFile(FOLDER), JSON.stringify(environment));
}, START_MS);

afterAll(async () => {
  await stopOperators();
  await aws.stop();
  await plane.stop();
  await rm(FOLDER, { recursive: true, force: true });
});

function kubectl(...args: readonly string[]): Promise<CommandResult> {
  const whole = ["--kubeconfig", plane.adminKubeconfig, "--cache-dir", join(FOLDER, "discovery"), ...args];
  return new Promise((done) => {
    execFile(plane.kubectl, whole, (error, out, err) => done({ code: error === null ? 0 : 1, out, err }));
  });
}

async function applied(objects: readonly unknown[], ...flags: readonly string[]): Promise<CommandResult> {
  const file = join(FOLDER, "objects.json");
  await writeFile(file, JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }));
  return kubectl("apply", "--server-side", "--validate=strict", "-f", file, ...flags);
}

function release(command: "install" | "upgrade", values: Values): Promise<CommandResult> {
  const flags = ["--namespace", SYSTEM, "--kubeconfig", plane.adminKubeconfig, "--wait", "--timeout", "2m"];
  return helm(command, RELEASE, CHART, ...flags, ...valueFlags(values));
}

const NAMESPACED: Values = { watch: { namespaces: [SHOP] }, admissionPolicies: { operatorPods: { enabled: false } } };

const webService = (name: string, spec: object): KubeObject & { readonly spec: object } => ({
  apiVersion: "tenfold.dev/v1alpha1",
  kind: "WebService",
  metadata: { name, namespace: SHOP },
  spec: { image: "example/shop:1", userTier: 1, ...spec },
});

const CLASS = (name: string, limits: object, isDefault: boolean): KubeObject & { readonly spec: object } => ({
  apiVersion: "tenfold.dev/v1alpha1",
  kind: "WebServiceClass",
  metadata: { name, annotations: isDefault ? { "tenfold.dev/is-default-class": "true" } : {} },
  spec: {
    region: "us-east-1",
    accountID: "123456789012",
    clusterName: "main",
    vpcID: "vpc-0123456789abcdef0",
    publicSubnetIDs: ["subnet-00000000000000001", "subnet-00000000000000002"],
    privateSubnetIDs: ["subnet-00000000000000003", "subnet-00000000000000004"],
    hostedZoneID: "Z0123456789ABCDEFGHIJ",
    domain: "example.com",
    certificateARN: "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-4000-8000-000000000001",
    limits,
  },
});

describe("installing", () => {
  it(
    "works, with pods that the restricted pod security standard lets in",
    async () => {
      expect(await release("install", NAMESPACED)).toMatchObject({ code: 0, err: expect.not.stringContaining("would violate") });
      const pods = await succeed(kubectl("get", "pods", "-n", SYSTEM, "-o", "name"));
      expect(pods.trim().split("\n")).toHaveLength(2);
    },
    PATIENCE_MS,
  );

  it.each<[string, Values]>([
    ["everything at its default", {}],
    ["a list of namespaces", { watch: { namespaces: [SHOP] } }],
    ["questions to AWS and traces", { aws: { queries: { enabled: true } }, tracing: { endpoint: "http://collector:4318" } }],
    ["one replica and nothing optional", { replicas: 1, dashboards: { enabled: false }, rbac: { aggregate: false } }],
  ])("is accepted by the API server with strict validation: %s", async (_name, values) => {
    const flags = ["--namespace", SYSTEM, "--kubeconfig", plane.adminKubeconfig, "--is-upgrade", ...valueFlags(values)];
    const text = await succeed(helm("template", RELEASE, CHART, ...flags));
    const file = join(FOLDER, "rendered.yaml");
    await writeFile(file, text);
    const dry = ["apply", "--server-side", "--dry-run=server", "--validate=strict", "--force-conflicts", "-f", file];
    expect(await kubectl(...dry)).toMatchObject({ code: 0 });
  });
});

describe("the operator with the rights of a list of namespaces", () => {
  it(
    "brings a service to Ready, and nothing that it asks for is forbidden",
    async () => {
      await tokenKubeconfig(plane, {
        namespace: SYSTEM,
        serviceAccount: "tenfold-operator",
        path: join(FOLDER, "operator.kubeconfig"),
      });
      await startOperator({ namespaces: [SHOP], leaderElection: true });
      await apply(CLASS("standard", {}, true));
      // Until the API server has noticed the kinds that were defined a moment ago, no policy about them stands in the way.
      await apply(webService("web", {}));
      await ready(SHOP, "web");
      const forbidden = await forbiddenRequests();
      expect(forbidden).toEqual([]);
    },
    PATIENCE_MS,
  );
});

describe("upgrading", () => {
  it(
    "to other values and a restarted operator writes no child of a Ready service",
    async () => {
      const before = await written();
      expect(before.length).toBeGreaterThan(10);
      const values = { ...NAMESPACED, replicas: 3, operator: { logLevel: "debug" } };
      expect(await release("upgrade", values)).toMatchObject({ code: 0 });
      await stopOperators();
      const operator = await startOperator({ namespaces: [SHOP], leaderElection: true });
      await eventually(
        "it has looked at the service",
        async () => (await operator.metric("controller_runtime_reconcile_total")) > 0,
      );
      await ready(SHOP, "web");
      expect(await written()).toEqual(before);
    },
    PATIENCE_MS,
  );
});

describe("the policy of class limits", () => {
  it("refuses a tier above the class's limit and says what to do", async () => {
    await apply(CLASS("small", { maxTier: "1k" }, false));
    await eventually("the policy counts", async () => {
      const { code, err } = await applied([webService("big", { userTier: "10k", className: "small" })], "--dry-run=server");
      if (code === 0) return false;
      expect(err).toContain("spec.userTier: 10k is above 1k, the highest tier that WebServiceClass small allows. Use 1k or less");
      return true;
    });
    const ok = [webService("big", { userTier: 1000, className: "small" }), webService("big", { userTier: "10M" })];
    for (const object of ok) expect(await applied([object], "--dry-run=server")).toMatchObject({ code: 0 });
  });

  it("stops no other edit of a service above a limit that was lowered later", async () => {
    await apply(webService("edge", { userTier: 100, className: "small", suspend: true }));
    await apply(CLASS("small", { maxTier: "1" }, false));
    const edited = webService("edge", { userTier: 100, className: "small", suspend: true, env: [{ name: "A", value: "b" }] });
    expect(await applied([edited])).toMatchObject({ code: 0 });
    expect(await applied([webService("edge", { userTier: 10, className: "small", suspend: true })])).toMatchObject({ code: 1 });
  });
});

describe("the policy of the operator's own pods", () => {
  const pod = (name: string, serviceAccountName: string): unknown => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: SYSTEM },
    spec: {
      serviceAccountName,
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
      containers: [
        {
          name: "shell",
          image: "busybox:1",
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
        },
      ],
    },
  });

  it(
    "keeps everybody else from running pods or getting tokens under its ServiceAccount",
    async () => {
      expect(await release("upgrade", { watch: { namespaces: [SHOP] } })).toMatchObject({ code: 0 });
      await eventually(
        "the policy counts",
        async () => (await applied([pod("thief", "tenfold-operator")], "--dry-run=server")).code === 1,
      );
      const { err } = await applied([pod("thief", "tenfold-operator")], "--dry-run=server");
      expect(err).toContain("only the Deployment tenfold-operator may run pods under this ServiceAccount");
      expect(await applied([pod("guest", "default")], "--dry-run=server")).toMatchObject({ code: 0 });
      await eventually("tokens too", async () => (await kubectl("create", "token", "tenfold-operator", "-n", SYSTEM)).code === 1);
      expect(await kubectl("create", "token", "default", "-n", SYSTEM)).toMatchObject({ code: 0 });
    },
    PATIENCE_MS,
  );

  it(
    "lets the Deployment replace its pods",
    async () => {
      await succeed(kubectl("rollout", "restart", "deployment/tenfold-operator", "-n", SYSTEM));
      await succeed(kubectl("rollout", "status", "deployment/tenfold-operator", "-n", SYSTEM, "--timeout=120s"));
    },
    PATIENCE_MS,
  );

  it("stops another image in a Deployment that uses the ServiceAccount", async () => {
    const image = [{ op: "replace", path: "/spec/template/spec/containers/0/image", value: "busybox:1" }];
    await succeed(kubectl("patch", "deployment", "tenfold-operator", "-n", SYSTEM, "--type=json", "-p", JSON.stringify(image)));
    const events = () => succeed(kubectl("get", "events", "-n", SYSTEM, "-o", "jsonpath={.items[*].message}"));
    await eventually("the ReplicaSet is refused", async () => (await events()).includes("only the operator's own image may run"));
  });
});

describe("uninstalling", () => {
  it(
    "stops the operator and leaves definitions, services and data",
    async () => {
      const before = await written();
      await stopOperators();
      await succeed(helm("uninstall", RELEASE, "-n", SYSTEM, "--kubeconfig", plane.adminKubeconfig, "--wait"));
      expect(
        await succeed(kubectl("get", "deployments,clusterroles", "-n", SYSTEM, "-l", "app.kubernetes.io/part-of=tenfold")),
      ).toBe("");
      expect((await service(SHOP, "web")).metadata.name).toBe("web");
      expect(await written()).toEqual(before);
    },
    PATIENCE_MS,
  );

  it(
    "can be followed by a new installation that takes the definitions over",
    async () => {
      expect(await release("install", NAMESPACED)).toMatchObject({ code: 0 });
      expect((await service(SHOP, "web")).metadata.name).toBe("web");
    },
    PATIENCE_MS,
  );
});

/** Kind, name and time of the operator's last write of each child. */
async function written(): Promise<readonly string[]> {
  const children = await childrenOf(SHOP, "web");
  const lines = children.map(({ kind, metadata }) => {
    const own = metadata.managedFields?.find(({ manager, operation }) => manager === FIELD_MANAGER && operation === "Apply");
    return `${kind} ${metadata.name} ${metadata.uid} ${String(own?.time)}`;
  });
  return lines.sort();
}

/** Requests of the operator that the API server answered with 403. */
async function forbiddenRequests(): Promise<readonly string[]> {
  const own = (await requestsSince(0)).filter(({ user }) => user === `system:serviceaccount:${SYSTEM}:tenfold-operator`);
  expect(own.length).toBeGreaterThan(20);
  return own.filter(({ code }) => code === 403).map(({ verb, resource, name }) => `${verb} ${resource} ${name}`);
}
