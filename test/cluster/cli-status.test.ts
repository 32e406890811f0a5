// status, history, suspend, resume, check and report of the real program, on a real API server with real operators and pods.
import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { callApiOrThrow } from "../../local/control-plane/api-request.js";
import { tokenKubeconfig } from "../../local/control-plane/token-kubeconfig.js";
import type { StatusTree } from "../../cli/status/status-tree.js";
import type { Ran } from "../cli/tenfold.js";
import { apply, eventually, freshNamespace, mergePatch, ready, remove, service } from "./harness/api.js";
import { environment } from "./harness/environment.js";
import { startOperator, stopOperators } from "./harness/operator-process.js";
import { webService } from "./services.js";

const READY_MS = 180_000;
let namespace: string;
let kubeconfig: string;

async function run(args: readonly string[], config = kubeconfig): Promise<Ran> {
  const child = spawn(process.execPath, ["dist/cli/main.js", ...args, "-n", namespace], {
    env: { PATH: process.env.PATH, HOME: "/nonexistent", KUBECONFIG: config },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<number>((resolve) => child.once("close", (code) => resolve(code ?? -1)));
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { out, err, code };
}

async function treeOf(name: string): Promise<StatusTree> {
  return JSON.parse((await run(["status", name, "-o", "json"])).out) as StatusTree;
}

/** A user who may read WebServices of the namespace and nothing else. */
async function reader(): Promise<string> {
  const { admin, logs } = environment();
  const post = (path: string, body: unknown) => callApiOrThrow(admin, { method: "POST", path, body });
  const rbac = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}`;
  const name = "reader";
  await post(`/api/v1/namespaces/${namespace}/serviceaccounts`, { metadata: { name } });
  const rules = [{ apiGroups: ["tenfold.dev"], resources: ["webservices"], verbs: ["get", "list", "watch"] }];
  await post(`${rbac}/roles`, { metadata: { name }, rules });
  const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name };
  await post(`${rbac}/rolebindings`, { metadata: { name }, roleRef, subjects: [{ kind: "ServiceAccount", name, namespace }] });
  return tokenKubeconfig({ admin }, { namespace, serviceAccount: name, path: `${logs}/${namespace}-reader.kubeconfig` });
}

beforeAll(async () => {
  kubeconfig = environment().adminKubeconfig;
  namespace = await freshNamespace("cli-status");
  await startOperator({ namespaces: [namespace] });
  await apply(webService(namespace, "box", { userTier: "10" }));
  await apply(webService(namespace, "shop", { userTier: "1k", env: [{ name: "API_KEY", value: "planted-value" }] }));
}, READY_MS);
afterAll(stopOperators, READY_MS);

describe("tenfold status on a cluster", () => {
  test(
    "waits for Ready line by line, and exits",
    async () => {
      const { code, out } = await run(["status", "shop", "--for", "ready", "--timeout", "170s"]);
      expect({ code, out: out.split("\n").at(-2) }).toMatchObject({ code: 0 });
      expect(out).toContain(`${namespace}/shop: Ready, tier 1k`);
      await ready(namespace, "box", READY_MS);
    },
    READY_MS,
  );

  test("shows the tree with pods, identifiers of AWS and the cost by part, which adds up", async () => {
    const [box, shop] = await Promise.all([treeOf("box"), treeOf("shop")]);
    for (const tree of [box, shop]) {
      expect(tree).toMatchObject({ summary: { state: "Ready", ready: true }, unseen: [], waits: [] });
      const sum = tree.parts.reduce((total, { monthlyUSD = 0 }) => total + monthlyUSD, 0);
      expect(Math.round(sum)).toBe(tree.monthlyUSD);
      const children = tree.parts.flatMap((part) => part.children);
      expect(children.every((child) => child.ready)).toBe(true);
      expect(children.filter(({ kind }) => kind !== "Secret").every(({ createdAt }) => createdAt !== undefined)).toBe(true);
    }
    const nodes = (tree: StatusTree, kind: string) =>
      tree.parts.flatMap(({ children }) => children).filter((child) => child.kind === kind);
    expect(nodes(shop, "DBInstance")[0]?.aws).toMatch(/^arn:aws:rds:/);
    expect(nodes(shop, "Deployment").find(({ name }) => name.includes("-web-"))?.pods).toMatchObject([
      { state: "ready", count: 2 },
    ]);
    expect(nodes(box, "StatefulSet")[0]?.pods).toMatchObject([{ state: "ready", count: 1 }]);
    const { out } = await run(["status"]);
    expect(out).toMatch(/\nbox +10 +True +Ready +1 .*\nshop +1k +True +Ready +2 /);
  });

  test("needs no more than to read the service, and names what is missing", async () => {
    const few = await reader();
    const { code, out } = await run(["status", "shop"], few);
    expect(code).toBe(0);
    expect(out).toContain("you may not list pods in namespace");
    expect(out).toMatch(/✔ DBInstance shop-rds-\w+ +ready/);
    const refused = await run(["suspend", "shop"], few);
    expect(refused.code).toBe(1);
    expect(refused.err).toContain(`you may not patch webservices.tenfold.dev in namespace ${namespace}`);
    const check = await run(["check", "-o", "json"], few);
    const { findings } = JSON.parse(check.out) as {
      readonly findings: readonly { readonly state: string; readonly message: string }[];
    };
    expect(findings.filter(({ message }) => message.includes("not known, you may not")).map(({ state }) => state)).toEqual(
      expect.arrayContaining(["unknown"]),
    );
    expect(findings.find(({ message }) => message.includes("approve, suspend, resume"))?.state).toBe("warning");
  });
});

describe("tenfold suspend, resume and history on a cluster", () => {
  test(
    "nothing is done while suspended, and all of it after",
    async () => {
      expect((await run(["suspend", "box"])).code).toBe(0);
      await eventually("it is suspended", async () => (await treeOf("box")).summary.state === "Suspended", READY_MS);
      await mergePatch(await service(namespace, "box"), { spec: { image: "registry.example.com/shop:2" } });
      expect((await treeOf("box")).waits).toMatchObject([{ command: `kubectl tenfold resume box -n ${namespace}` }]);
      expect((await run(["resume", "box"])).code).toBe(0);
      expect(await run(["status", "box", "--for", "ready", "--timeout", "170s"])).toMatchObject({ code: 0 });
      const { out } = await run(["history", "box"]);
      expect(out).toContain("tier 10 was reached");
      expect(out).toContain("the WebService was created");
    },
    READY_MS,
  );
});

describe("tenfold check and report on a cluster", () => {
  test(
    "finds controllers, classes and definitions of this release, and the operator that leads",
    async () => {
      await startOperator({
        namespaces: [namespace],
        leaderElection: true,
        flags: ["--lease-name", "tenfold-operator"],
        identity: `${namespace}-leads`,
      });
      const { out } = await eventually("an operator leads", async () => {
        const ran = await run(["check"]);
        return ran.out.includes("-leads leads (Lease tenfold-system/tenfold-operator") && ran;
      });
      expect(out).toContain("the definitions have the fields of release");
      expect(out).toContain("ACK rds: DBInstance, DBCluster");
      expect(out).toContain("AWS Load Balancer Controller: its definitions are there");
      expect(out).toMatch(/Kubernetes v1\.\d+/);
      expect(out).toMatch(/\d+ ok, \d+ warnings?, \d+ failed, 0 not known/);
    },
    READY_MS,
  );

  test("judges a service by what stands", async () => {
    const { code, out } = await run(["check", "shop"]);
    expect(code).toBe(0);
    expect(out).toContain("RDS with a standby in another zone");
    expect(out).toMatch(/✔ {2}1 {2}several availability zones/);
    expect(out).toMatch(/○ {2}4 {2}cache much/);
  });

  test("reports without the values of variables, hosts and accounts", async () => {
    const { code, out } = await run(["report", "shop"]);
    expect(code).toBe(0);
    const report = parse(out) as { readonly children: readonly { readonly kind: string }[]; readonly pods: readonly unknown[] };
    expect(report.children.length).toBeGreaterThan(15);
    expect(report.children.some(({ kind }) => kind === "Secret")).toBe(false);
    // Two of the web, and that of the Job that has set up the database.
    expect(report.pods).toHaveLength(3);
    expect(out).not.toContain("planted-value");
    expect(out).not.toMatch(/(?<!\d)\d{12}(?!\d)/);
    expect(out).not.toContain("registry.example.com");
  });

  test(
    "waits for the end of a service that is deleted",
    async () => {
      await remove(await service(namespace, "box"));
      expect(await run(["status", "box", "--for", "deleted", "--timeout", "170s"])).toMatchObject({ code: 0 });
    },
    READY_MS,
  );
});
