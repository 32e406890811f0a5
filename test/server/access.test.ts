// Who may do what: the operator's identity on a real API server, and the two keys of a real deletion.
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { CHILD_KINDS } from "../../domain/api/kinds.js";
import { CLUSTER_PERMISSIONS, DATA_DELETION_PERMISSIONS, type Permission } from "../../domain/api/permissions.js";
import { WEB_SERVICE } from "../../domain/api/service.js";
import { GOOD_SPEC } from "../fixtures/bad-services.js";
import { collection, refusal, serviceObject, startBareServer, succeed, type BareServer } from "./bare-server.js";

const START_TIMEOUT_MS = 600_000;
const POLICY_PATIENCE_MS = 30_000;
const OPERATOR = "system:serviceaccount:tenfold-system:tenfold-operator";
let server: BareServer;

beforeAll(async () => {
  server = await startBareServer();
  await succeed(
    server.kubectl(
      "apply",
      "--server-side",
      "-f",
      "deploy/rbac",
      "-f",
      "deploy/policies",
      "-f",
      "local/crds",
      "-f",
      "local/crds-keda",
    ),
  );
  await succeed(server.kubectl("apply", "--server-side", "-f", "test/fixtures/volume-snapshots.yaml"));
}, START_TIMEOUT_MS);

afterAll(async () => {
  await server.stop();
});

async function may(verb: string, resource: string, namespace = "demo"): Promise<boolean> {
  const [kind = "", subresource = ""] = resource.split("/");
  const what = [verb, kind, `--subresource=${subresource}`];
  const { out } = await server.kubectl("auth", "can-i", ...what, "-n", namespace, "--as", OPERATOR);
  return out.trim() === "yes";
}

describe("the operator", () => {
  it.each([
    ["get", "secrets"],
    ["list", "secrets"],
    ["update", "secrets"],
    ["delete", "secrets"],
    ["delete", "persistentvolumeclaims"],
    ["delete", "dbinstances.rds.services.k8s.aws"],
    ["delete", "dbclusters.rds.services.k8s.aws"],
    ["delete", "buckets.s3.services.k8s.aws"],
    ["delete", "tables.dynamodb.services.k8s.aws"],
    ["delete", "queues.sqs.services.k8s.aws"],
    ["delete", "webservices.tenfold.dev"],
    ["deletecollection", "deployments.apps"],
    ["create", "roles.rbac.authorization.k8s.io"],
    ["create", "pods"],
    ["create", "serviceaccounts/token"],
    ["impersonate", "users"],
    ["update", "leases.coordination.k8s.io"],
  ])("may not %s %s", async (verb, resource) => {
    expect(await may(verb, resource)).toBe(false);
  });

  it("may hold a lease in its own namespace", async () => {
    const verbs = await Promise.all(
      ["get", "create", "update"].map((verb) => may(verb, "leases.coordination.k8s.io", "tenfold-system")),
    );
    expect(verbs).toEqual([true, true, true]);
  });

  it("applies an object that is absent, for which patch alone would not do", async () => {
    await succeed(server.kubectl("create", "namespace", "patch-only"));
    await succeed(server.kubectl("create", "role", "patcher", "-n", "patch-only", "--verb=get,patch", "--resource=configmaps"));
    await succeed(server.kubectl("create", "rolebinding", "patcher", "-n", "patch-only", "--role=patcher", "--user=patcher"));
    const apply = (user: string, namespace: string) => {
      const path = "test/fixtures/config-map.yaml";
      return server.kubectl("apply", "--server-side", "--validate=false", "-f", path, "-n", namespace, "--as", user);
    };
    expect(await apply("patcher", "patch-only")).toMatchObject({
      code: 1,
      err: expect.stringContaining('cannot create resource "configmaps"'),
    });
    expect(await apply(OPERATOR, "demo")).toMatchObject({ code: 0 });
  });

  it("may delete data once an administrator has bound the role for it, and only then", async () => {
    expect(await may("delete", "persistentvolumeclaims")).toBe(false);
    const role = ["--clusterrole=tenfold-data-deletion", "--serviceaccount=tenfold-system:tenfold-operator"];
    await succeed(server.kubectl("create", "rolebinding", "keys", "-n", "demo", ...role));
    expect(await may("delete", "persistentvolumeclaims")).toBe(true);
    await succeed(server.kubectl("delete", "rolebinding", "keys", "-n", "demo"));
    expect(await may("delete", "persistentvolumeclaims")).toBe(false);
  });
});

describe("the list of permissions", () => {
  const all = [...CLUSTER_PERMISSIONS, ...DATA_DELETION_PERMISSIONS];

  it("has no wildcard", () => {
    expect(JSON.stringify(all)).not.toContain("*");
  });

  it("names only resources that the API server serves", async () => {
    const served = (await succeed(server.kubectl("api-resources", "-o", "name", "--no-headers"))).trim().split("\n");
    const fullName = ({ group, resource }: Permission) => [resource.split("/")[0], group].filter((part) => part !== "").join(".");
    expect(all.map(fullName).filter((name) => !served.includes(name))).toEqual([]);
  });

  it("lets the operator make every kind of child", () => {
    const creatable = CLUSTER_PERMISSIONS.filter(({ verbs }) => verbs.includes("create"));
    const missing = CHILD_KINDS.filter(({ plural }) => !creatable.some(({ resource }) => resource === plural));
    expect(missing).toEqual([]);
  });
});

describe("people", () => {
  // Without a controller manager nobody aggregates roles: the labels for it are what can be seen here.
  it.each([
    ["edit", "tenfold-edit"],
    ["admin", "tenfold-edit"],
    ["view", "tenfold-view"],
  ])("who may %s a namespace get %s by aggregation", async (into, role) => {
    const selector = `rbac.authorization.k8s.io/aggregate-to-${into}=true,app.kubernetes.io/part-of=tenfold`;
    expect(await succeed(server.kubectl("get", "clusterrole", "-l", selector, "-o", "name"))).toBe(
      `clusterrole.rbac.authorization.k8s.io/${role}\n`,
    );
  });
});

describe("deleting a WebService", () => {
  const path = (name: string) => `${collection(WEB_SERVICE)}/${name}`;
  const remove = async (name: string) => refusal(await server.call({ method: "DELETE", path: path(name) }));

  async function create(name: string, data: string): Promise<string> {
    const body = serviceObject({ name, spec: { ...GOOD_SPEC, deletion: { data } } });
    const answer = await server.call({ method: "POST", path: collection(WEB_SERVICE), body });
    expect(answer.status).toBe(201);
    return (JSON.parse(answer.text) as { metadata: { uid: string } }).metadata.uid;
  }

  async function annotate(name: string, annotations: Readonly<Record<string, string>>): Promise<void> {
    const body = { metadata: { annotations } };
    const contentType = "application/merge-patch+json";
    expect((await server.call({ method: "PATCH", path: path(name), body, contentType })).status).toBe(200);
  }

  /** The API server takes a moment to act on a new policy; until then it would let everything pass. */
  beforeAll(async () => {
    await create("canary", "Delete");
    const deadline = Date.now() + POLICY_PATIENCE_MS;
    while ((await server.call({ method: "DELETE", path: `${path("canary")}?dryRun=All` })).status === 200) {
      if (Date.now() > deadline) throw new Error("the policy does not act");
      await sleep(100);
    }
  }, 2 * POLICY_PATIENCE_MS);

  it("needs no key when its data is kept", async () => {
    await create("kept", "Retain");
    expect((await remove("kept")).status).toBe(200);
  });

  it("together with its data is refused without keys, with the command that gives the first", async () => {
    const uid = await create("bare", "Delete");
    const { status, message } = await remove("bare");
    expect(status).toBe(403);
    expect(message).toContain(`kubectl annotate --overwrite webservice bare -n demo tenfold.dev/confirm-delete=${uid}`);
    expect(message).toContain(`kubectl patch webservice bare -n demo --type merge -p '{"spec":{"deletion":{"data":"Retain"}}}'`);
  });

  it("is refused with the UID of another object", async () => {
    const other = await create("other", "Delete");
    await create("mine", "Delete");
    await annotate("mine", { "tenfold.dev/confirm-delete": other, "tenfold.dev/final-snapshot": "shop-final" });
    expect((await remove("mine")).status).toBe(403);
  });

  it("is refused with the first key alone, with the command that gives the second", async () => {
    const uid = await create("half", "Delete");
    await annotate("half", { "tenfold.dev/confirm-delete": uid });
    const { status, message } = await remove("half");
    expect(status).toBe(403);
    expect(message).toContain("kubectl annotate --overwrite webservice half -n demo tenfold.dev/final-snapshot=");
  });

  it("passes with both keys", async () => {
    const uid = await create("both", "Delete");
    await annotate("both", { "tenfold.dev/confirm-delete": uid, "tenfold.dev/final-snapshot": "both-final" });
    expect((await remove("both")).status).toBe(200);
  });

  it("is refused for all of them at once as well", async () => {
    await create("among-many", "Delete");
    expect(refusal(await server.call({ method: "DELETE", path: collection(WEB_SERVICE) })).status).toBe(403);
  });
});
