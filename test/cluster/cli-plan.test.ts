// `tenfold plan` and `tenfold approve` on a real API server: the plan that is said is the plan that the operator has, and the rights that it takes.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { PlanDocument } from "../../cli/planning/document.js";
import { GROUP } from "../../domain/api/keys.js";
import { WEB_SERVICE } from "../../domain/api/service.js";
import { callApiOrThrow } from "../../local/control-plane/api-request.js";
import { tenfold, type Ran } from "../cli/tenfold.js";
import { apply, conditionOf, eventually, freshNamespace, ready, service } from "./harness/api.js";
import { environment } from "./harness/environment.js";
import { startOperator, stopOperators } from "./harness/operator-process.js";
import { webService } from "./services.js";

const PATIENCE_MS = 120_000;
const LONG_MS = 240_000;
const NAME = "shop";

let namespace: string;
let file: string;

beforeAll(async () => {
  namespace = await freshNamespace("cli-plan");
  await startOperator({ namespaces: [namespace], flags: ["--ask-after-seconds", "1"] });
  file = join(environment().logs, `${namespace}.json`);
}, PATIENCE_MS);
afterAll(stopOperators, PATIENCE_MS);

const HOSTS = [`shop-${process.pid.toString(36)}.example.com`];
const atTier = (userTier: string) => webService(namespace, NAME, { userTier, hosts: HOSTS });

function cli(...args: readonly string[]): Promise<Ran> {
  return tenfold([...args, "-n", namespace], { environment: { KUBECONFIG: environment().adminKubeconfig } });
}

function planIn({ out, err }: Ran) {
  const [plan] = out === "" ? [] : (JSON.parse(out) as PlanDocument).plans;
  if (plan?.ok !== true) throw new Error(`${out}${err}`);
  return plan;
}

test(
  "a service that is as it should be has nothing to change, nor has any object of it",
  async () => {
    await apply(atTier("10"));
    await ready(namespace, NAME, PATIENCE_MS);
    const ran = await cli("plan", NAME, "--diff");
    expect(ran).toMatchObject({ code: 0, err: "" });
    expect(ran.out).toContain("Nothing to change");
    expect(ran.out).not.toContain("+++");
  },
  LONG_MS,
);

test("a new image is shown as the one line that differs in what the API server has", async () => {
  writeFileSync(
    file,
    JSON.stringify(webService(namespace, NAME, { userTier: "10", hosts: HOSTS, image: "registry.example.com/shop:2" })),
  );
  const { code, out } = await cli("plan", "-f", file, "--diff");
  expect(code).toBe(2);
  const changed = out.split("\n").filter((line) => /^[+-] /.test(line));
  expect(changed.map((line) => line.replace(/\s+/g, " "))).toEqual([
    "- image: registry.example.com/shop:1",
    "+ image: registry.example.com/shop:2",
  ]);
});

test(
  "the plan of a file is the plan that the operator then has, and the approval of another is refused",
  async () => {
    writeFileSync(file, JSON.stringify(atTier("100")));
    const before = await cli("plan", "-f", file, "-o", "json");
    expect(before.code).toBe(2);
    const said = planIn(before);
    await apply(atTier("100"));
    const asking = await eventually(
      "the approval is asked for",
      async () => {
        const seen = await service(namespace, NAME);
        return conditionOf(seen, "PlanPending")?.reason === "ApprovalNeeded" && seen;
      },
      PATIENCE_MS,
    );
    expect(asking.status?.plan?.id).toBe(said.plan);
    expect(said.changes.map(({ id }) => id)).toEqual(
      expect.arrayContaining((asking.status?.plan?.changes ?? []).map(({ id }) => id)),
    );
    expect(planIn(await cli("plan", NAME, "-o", "json"))).toMatchObject({
      plan: said.plan,
      changes: asking.status?.plan?.changes,
    });

    const outdated = await cli("approve", NAME, "ffffffffffff", "--yes");
    expect(outdated).toMatchObject({ code: 1, out: "" });
    expect(outdated.err).toContain(`the present plan, which is ${said.plan}`);
    expect(conditionOf(await service(namespace, NAME), "PlanPending")?.reason).toBe("ApprovalNeeded");

    expect(await cli("approve", NAME, said.plan, "--yes")).toMatchObject({ code: 0 });
    await eventually(
      "the move begins",
      async () => conditionOf(await service(namespace, NAME), "PlanPending")?.reason !== "ApprovalNeeded",
      PATIENCE_MS,
    );
  },
  LONG_MS,
);

const RBAC = "rbac.authorization.k8s.io";

/** A kubeconfig of a ServiceAccount of its own, which has this role in the whole cluster, or none. */
async function userWith(name: string, role?: string): Promise<string> {
  const { admin, logs } = environment();
  const accounts = `/api/v1/namespaces/${namespace}/serviceaccounts`;
  const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name } };
  await callApiOrThrow(admin, { method: "POST", path: accounts, body: account });
  if (role !== undefined) await bind(name, role);
  const request = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} };
  const answer = await callApiOrThrow(admin, { method: "POST", path: `${accounts}/${name}/token`, body: request });
  const { token } = (answer as { readonly status: { readonly token: string } }).status;
  const cluster = {
    server: admin.server,
    "certificate-authority-data": Buffer.from(admin.certificateAuthority).toString("base64"),
  };
  const kubeconfig = {
    ...{ apiVersion: "v1", kind: "Config", "current-context": name },
    clusters: [{ name, cluster }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name, namespace } }],
  };
  const path = join(logs, `${namespace}-${name}.kubeconfig`);
  writeFileSync(path, JSON.stringify(kubeconfig));
  return path;
}

async function bind(name: string, role: string): Promise<void> {
  const body = {
    ...{ apiVersion: `${RBAC}/v1`, kind: "ClusterRoleBinding", metadata: { name: `${namespace}-${name}` } },
    subjects: [{ kind: "ServiceAccount", name, namespace }],
    roleRef: { apiGroup: RBAC, kind: "ClusterRole", name: role },
  };
  await callApiOrThrow(environment().admin, { method: "POST", path: `/apis/${RBAC}/v1/clusterrolebindings`, body });
}

test("the role tenfold-cli is enough to plan, and not to approve", async () => {
  const KUBECONFIG = await userWith("planner", "tenfold-cli");
  const plan = await tenfold(["plan", NAME, "-o", "json"], { environment: { KUBECONFIG } });
  expect(planIn(plan).notes).toEqual([]);
  expect(await mayPatch("planner")).toBe(false);
});

async function mayPatch(account: string): Promise<boolean> {
  const resourceAttributes = { verb: "patch", group: GROUP, resource: WEB_SERVICE.plural, namespace };
  const spec = { user: `system:serviceaccount:${namespace}:${account}`, resourceAttributes };
  const body = { apiVersion: "authorization.k8s.io/v1", kind: "SubjectAccessReview", spec };
  const path = "/apis/authorization.k8s.io/v1/subjectaccessreviews";
  const answer = await callApiOrThrow(environment().admin, { method: "POST", path, body });
  return (answer as { readonly status: { readonly allowed: boolean } }).status.allowed;
}

test("who has no right is told which one is missing", async () => {
  const KUBECONFIG = await userWith("nobody");
  const { code, out, err } = await tenfold(["plan", NAME], { environment: { KUBECONFIG } });
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toContain(`you may not get webservices.tenfold.dev in namespace ${namespace}`);
  expect(err).toContain("tenfold-cli");
});
