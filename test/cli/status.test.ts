// `tenfold status`, `history`, `suspend` and `resume` through the real program, against an API server of a few objects.
import { afterEach, describe, expect, it } from "@jest/globals";
import type { KubeObject } from "../../domain/api/objects.js";
import type { WebService } from "../../domain/api/service.js";
import { CHILDREN, condition, NAMESPACE, pod, standingService, UID } from "./standing-service.js";
import type { FakeApiServer, Options } from "./fake-api-server.js";
import { startFakeApiServer } from "./fake-api-server.js";
import type { Ran } from "./tenfold.js";
import { tenfold } from "./tenfold.js";

const TENFOLD_API = { "/apis/tenfold.dev/v1alpha1": { resources: [] } };
let server: FakeApiServer | undefined;
afterEach(() => server?.close());

async function cluster(objects: readonly KubeObject[], options: Options = {}): Promise<FakeApiServer> {
  server = await startFakeApiServer(objects, { paths: TENFOLD_API, ...options });
  return server;
}
function run({ kubeconfig }: FakeApiServer, ...args: readonly string[]): Promise<Ran> {
  return tenfold(args, { environment: { KUBECONFIG: kubeconfig } });
}

const PODS = [pod("shop-web-1"), pod("shop-web-2")];
const SHOP: readonly KubeObject[] = [standingService(), ...CHILDREN, ...PODS];
const named = (name: string, namespace = NAMESPACE, service = standingService()): WebService => ({
  ...service,
  metadata: { ...service.metadata, name, namespace },
});
const WAITING = standingService({
  conditions: [
    condition("Ready", "False", { reason: "ApprovalNeeded", message: "a change waits" }),
    condition("Reconciling", "False"),
  ],
  plan: {
    id: "p-1",
    changes: [
      {
        ...{
          id: "c",
          subject: "database",
          summary: "restart the database",
          disruption: "Restart",
          reason: "r",
          downtimeSeconds: 30,
        },
        ...{ state: "Waiting", waitingFor: "the maintenance window or approval" },
      },
    ],
  },
});

describe("tenfold status", () => {
  it("shows the services of the namespace as a table, and below it what waits for a person", async () => {
    const { code, out, err } = await run(
      await cluster([...SHOP, named("blog", NAMESPACE, WAITING), named("far", "elsewhere")]),
      "status",
    );
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const lines = out.split("\n");
    expect(lines[0]?.split(/ +/)).toEqual(["NAME", "TIER", "READY", "STATUS", "REPLICAS", "URL", "$/MO", "AGE"]);
    expect(lines[1]).toMatch(/^blog +1k +False +ApprovalNeeded +2 +https:\/\/shop\.example\.com +\$312 +\d+d$/);
    expect(lines[2]).toMatch(/^shop +1k +True +Ready +2 /);
    expect(out).toContain("2 services, about $624 a month");
    expect(out).toContain(`! ${NAMESPACE}/blog: a change waits`);
    expect(out).toContain(`kubectl tenfold approve blog p-1 -n ${NAMESPACE}`);
    expect(out).not.toContain("far");
  });

  it("shows those of all namespaces with -A", async () => {
    const { out } = await run(await cluster([...SHOP, named("far", "elsewhere")]), "-A", "status");
    expect(out.split("\n").map((line) => line.split(/ +/).slice(0, 2).join("/"))).toEqual(
      expect.arrayContaining(["NAMESPACE/NAME", "elsewhere/far", "store/shop"]),
    );
  });

  it("says which namespace has none, and succeeds", async () => {
    const { code, out, err } = await run(await cluster([]), "status");
    expect({ code, out }).toEqual({ code: 0, out: "" });
    expect(err).toContain("no WebService in namespace store (context fake); -A looks in all of them");
  });

  it("says that Tenfold is not installed where nobody knows the kind", async () => {
    const { code, err } = await run(await cluster([], { paths: {} }), "status");
    expect(code).toBe(1);
    expect(err).toContain("Tenfold is not installed there");
  });

  it("shows the tree of one, and reads no Secret and no kind that it does not have", async () => {
    const api = await cluster(SHOP);
    const { code, out, err } = await run(api, "status", "shop");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain("store/shop  Ready");
    expect(out).toContain("2 pods ready");
    expect(out).toContain("arn:aws:rds:us-east-1:123456789012:db:shop-rds");
    const kinds = [...new Set(api.requests.map((request) => request.split("/").at(-1)))].sort();
    expect(kinds).toEqual(["dbinstances", "deployments", "ingresses", "pods", "sample", "shop"]);
  });

  it("needs no more than the WebService: names the rights that are missing", async () => {
    const denied = [
      { verb: "list", resource: "*" },
      { verb: "get", resource: "webserviceclasses" },
    ];
    const { code, out } = await run(await cluster(SHOP, { denied }), "status", "shop");
    expect(code).toBe(0);
    expect(out).toContain("✔ Deployment shop-web");
    expect(out).toContain("you may not list pods in namespace store");
    expect(out).toContain("you may not get webserviceclasses.tenfold.dev in the whole cluster");
    expect(out).toMatch(/you may not list \w+\.[\w.]+ in namespace store, nor 2 more kinds of children/);
  });

  it("fails where the WebService itself may not be read, and where there is none", async () => {
    const refused = await run(await cluster(SHOP, { denied: [{ verb: "get", resource: "webservices" }] }), "status", "shop");
    expect(refused.code).toBe(1);
    expect(refused.err).toContain("you may not get webservices.tenfold.dev in namespace store");
    server?.close();
    const none = await run(await cluster(SHOP), "status", "shopp");
    expect(none.code).toBe(1);
    expect(none.err).toContain("there is no WebService shopp in namespace store (context fake)");
  });

  it("is JSON and YAML for programs, the table and the tree", async () => {
    const api = await cluster(SHOP);
    const [all, one, yaml] = await Promise.all([
      run(api, "status", "-o", "json"),
      run(api, "status", "shop", "-o", "json"),
      run(api, "status", "shop", "-o", "yaml"),
    ]);
    expect(JSON.parse(all.out)).toMatchObject({
      services: [{ name: "shop", summary: { state: "Ready", ready: true }, monthlyUSD: 312 }],
    });
    expect(JSON.parse(one.out)).toMatchObject({
      name: "shop",
      parts: [{ part: "Workload" }, { part: "Database" }, { part: "Edge" }],
    });
    expect(yaml.out).toContain("name: shop\nnamespace: store\n");
  });

  it.each([
    { args: ["status", "--timeout", "5s"], says: "nothing is watched" },
    { args: ["status", "--for", "ready"], says: "waits for one service, and none is named" },
    { args: ["status", "shop", "-w", "--timeout", "5"], says: "write it like 90s, 10m or 1h30m" },
  ])("refuses $args", async ({ args, says }) => {
    const { code, err } = await run(await cluster(SHOP), ...args);
    expect(code).toBe(1);
    expect(err).toContain(says);
  });
});

describe("tenfold status --watch", () => {
  const progressing = (message: string) =>
    standingService({
      conditions: [condition("Ready", "False", { reason: "WaitingForChildren", message }), condition("Reconciling", "True")],
    });

  it("tells a line for each change where there is no terminal, and ends once it is Ready", async () => {
    const api = await cluster([progressing("3 of 4"), ...CHILDREN, ...PODS]);
    const running = run(api, "status", "shop", "--for", "ready", "--timeout", "60s");
    await asked(api, "pods");
    api.put(pod("shop-web-2", { ready: false, waiting: "CrashLoopBackOff" }));
    await asked(api, "deployments");
    api.put(standingService());
    const { code, out } = await running;
    expect(code).toBe(0);
    const [first = "", ...rest] = out.trim().split("\n");
    expect(first).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ store\/shop: Progressing \(WaitingForChildren\), tier 1k: 3 of 4$/);
    expect(rest.at(-1)).toMatch(/Z (store\/shop: Ready, tier 1k: tier 1k is served|pods of Deployment shop-web)/);
    expect(out).toContain("store/shop: Ready, tier 1k");
  });

  it("gives up when the time is over, and says what is waited for", async () => {
    const { code, err } = await run(
      await cluster([progressing("3 of 4")]),
      "status",
      "shop",
      "--for",
      "ready",
      "--timeout",
      "2s",
    );
    expect(code).toBe(1);
    expect(err).toContain("not ready after 2s: 3 of 4");
  });

  it("waits for the end of a service, which may be over already", async () => {
    const api = await cluster([standingService()]);
    const running = run(api, "status", "shop", "--for", "deleted", "--timeout", "60s");
    await asked(api, "pods");
    api.remove(standingService());
    expect(await running).toMatchObject({ code: 0, err: "WebService store/shop is gone.\n" });
    expect(await run(api, "status", "shop", "--for", "deleted")).toMatchObject({ code: 0 });
  });

  it("goes on without pods that may not be watched, and fails without the service", async () => {
    const noPods = await run(
      await cluster(SHOP, { denied: [{ verb: "watch", resource: "pods" }] }),
      "status",
      "shop",
      "--for",
      "ready",
    );
    expect(noPods).toMatchObject({ code: 0 });
    server?.close();
    const nothing = await run(
      await cluster(SHOP, { denied: [{ verb: "watch", resource: "webservices" }] }),
      "status",
      "shop",
      "-w",
    );
    expect(nothing.code).toBe(1);
    expect(nothing.err).toContain("you may not watch webservices.tenfold.dev in namespace store");
  });

  it("prints one JSON document a line, and of a table only the rows that change", async () => {
    const api = await cluster([...SHOP, named("blog")]);
    const running = run(api, "status", "-w", "-o", "json", "--timeout", "4s");
    await asked(api, "webservices");
    setTimeout(() => api.put(named("blog", NAMESPACE, WAITING)), 1500);
    const rows = (await running).out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { readonly name: string; readonly summary: { readonly ready: boolean } });
    expect(rows.map(({ name, summary }) => [name, summary.ready])).toEqual([
      ["blog", true],
      ["shop", true],
      ["blog", false],
    ]);
  });
});

/** Until somebody has asked for it. A program that ended without is seen by its exit code. */
async function asked(api: FakeApiServer, resource: string): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (Date.now() < deadline && !api.requests.some((request) => request.endsWith(`/${resource}`)))
    await new Promise((resolve) => setTimeout(resolve, 20));
}

describe("tenfold suspend and resume", () => {
  const isSuspended = () => (server?.get("WebService", "shop") as WebService | undefined)?.spec.suspend;

  it("sets the field, says what that means, and does nothing the second time", async () => {
    const api = await cluster(SHOP);
    const first = await run(api, "suspend", "shop");
    expect(first).toMatchObject({ code: 0, err: "" });
    expect(first.out).toContain("the operator does nothing for it, repairs, moves and backups included. What runs keeps running");
    expect(first.out).toContain("kubectl tenfold resume shop -n store");
    expect(isSuspended()).toBe(true);
    expect((await run(api, "suspend", "shop")).out).toContain("store/shop is suspended already: nothing was changed.");
    expect((await run(api, "resume", "shop")).out).toContain("store/shop is resumed.");
    expect(isSuspended()).toBe(false);
    expect((await run(api, "resume", "shop")).out).toContain("is not suspended: nothing was changed.");
    expect(api.requests.filter((request) => request.startsWith("PATCH"))).toHaveLength(2);
  });

  it("tries again over the newest version when the operator has written in between", async () => {
    expect(await run(await cluster(SHOP, { conflicts: 2 }), "suspend", "shop")).toMatchObject({ code: 0 });
    expect(isSuspended()).toBe(true);
  });

  it("warns that a tool will write over it", async () => {
    const managedFields = [{ manager: "argocd-controller", operation: "Apply", fieldsV1: { "f:spec": { "f:suspend": {} } } }];
    const service = standingService();
    const { code, err } = await run(
      await cluster([{ ...service, metadata: { ...service.metadata, managedFields } }]),
      "suspend",
      "shop",
    );
    expect(code).toBe(0);
    expect(err).toContain("Argo CD sets spec.suspend as well and will overwrite this at its next sync");
    server?.close();
    const labels = { "kustomize.toolkit.fluxcd.io/name": "apps" };
    const flux = await run(await cluster([{ ...service, metadata: { ...service.metadata, labels } }]), "suspend", "shop");
    expect(flux.err).toContain("Flux (apps) manages this service: it may overwrite this at its next sync");
  });

  it("says that the application may stay shut out when its data is being moved", async () => {
    const move = { from: "rds", to: "aurora", state: "freezing" as const, phases: [] };
    expect((await run(await cluster([standingService({ move })]), "suspend", "shop")).out).toContain("may stay shut out");
  });

  it("names the right that is missing", async () => {
    const { code, err } = await run(
      await cluster(SHOP, { denied: [{ verb: "patch", resource: "webservices" }] }),
      "suspend",
      "shop",
    );
    expect(code).toBe(1);
    expect(err).toContain("you may not patch webservices.tenfold.dev in namespace store");
  });
});

describe("tenfold history", () => {
  const event = (name: string, regarding: unknown, rest: Readonly<Record<string, unknown>> = {}): KubeObject => ({
    apiVersion: "events.k8s.io/v1",
    kind: "Event",
    metadata: { name, namespace: NAMESPACE },
    regarding,
    ...rest,
  });
  const service = standingService({
    history: [
      { time: "2026-05-20T12:10:00Z", tier: "100" },
      { time: "2026-05-29T09:00:00Z", tier: "1k" },
    ],
    move: { from: "in-cluster", to: "rds", state: "kept", since: "2026-05-29T08:00:00Z", frozenSeconds: 31, phases: [] },
  });
  const objects = [
    service,
    event(
      "one",
      { kind: "WebService", name: "shop", uid: UID },
      { eventTime: "2026-05-30T08:00:00Z", reason: "Approved", note: "plan p-1" },
    ),
    event("other", { kind: "WebService", name: "shop", uid: "of-an-earlier-one" }, { reason: "Old" }),
    event("far", { kind: "WebService", name: "blog" }, { reason: "Foreign" }),
  ];

  it("shows tiers, moves, conditions and events in the order of time", async () => {
    const { code, out } = await run(await cluster(objects), "history", "shop");
    expect(code).toBe(0);
    const seen = out.split("\n").flatMap((line) => /(Created|Tier|Move|Event) +(.*)$/.exec(line)?.slice(1) ?? []);
    expect(seen).toEqual([
      ...["Created", "the WebService was created", "Tier", "tier 100 was reached"],
      ...["Move", "the move of the data from in-cluster to rds became kept (the application was shut out for 31 s)"],
      ...["Tier", "tier 1k was reached", "Event", "Approved: plan p-1"],
    ]);
    expect(out).toContain("Condition  Ready became True (now Ready)");
  });

  it("does without events that may not be listed, and says so", async () => {
    const { code, out, err } = await run(
      await cluster(objects, { denied: [{ verb: "list", resource: "events" }] }),
      "history",
      "shop",
    );
    expect(code).toBe(0);
    expect(out).toContain("tier 1k was reached");
    expect(err).toContain("you may not list events.events.k8s.io in namespace store: events are missing here.");
  });
});
