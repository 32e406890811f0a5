// What the dashboard makes of services: the list, the sections of one, and what a page is told when.
import { describe, expect, it } from "@jest/globals";
import { eventLines } from "../../cli/dashboard/event-lines.js";
import { EMPTY_VIEW, type Message, type ServiceLine } from "../../cli/dashboard/model.js";
import { news, TOLD_NOTHING, type Now } from "../../cli/dashboard/page-stream.js";
import { AT_FIRST, hear, looking, staleSince } from "../../cli/dashboard/page/page-state.js";
import { serviceLine } from "../../cli/dashboard/service-line.js";
import { serviceView } from "../../cli/dashboard/service-view.js";
import { SAMPLE_CLASS } from "../../cli/input/sample-class.js";
import type { KubeObject } from "../../domain/api/objects.js";
import type { WebService, WebServiceClass } from "../../domain/api/service.js";
import type { Condition, WebServiceStatus } from "../../domain/api/status.js";
import { TIERS } from "../../domain/api/tier.js";

const SERVICE_CLASS: WebServiceClass = {
  ...SAMPLE_CLASS,
  metadata: { ...SAMPLE_CLASS.metadata, uid: "c", resourceVersion: "1", generation: 1 },
};
const SECRET = "a-value-of-the-spec";

function service(status: WebServiceStatus | undefined, more: Partial<WebService["spec"]> = {}, annotations = {}): WebService {
  const metadata = { name: "shop", namespace: "store", uid: "u-1", resourceVersion: "7", generation: 2, annotations };
  const env = [{ name: "KEY", value: SECRET }];
  const spec = { userTier: "1k", image: "registry.example.com/shop:1", env, ...more } as WebService["spec"];
  return { apiVersion: "tenfold.dev/v1alpha1", kind: "WebService", metadata, spec, status };
}

const is = (type: Condition["type"], status: "True" | "False", reason = "Ready"): Condition =>
  ({ type, status, reason, message: "as it says", lastTransitionTime: "2026-01-01T00:00:00Z" }) as Condition;
const current = (...conditions: readonly Condition[]): WebServiceStatus => ({ observedGeneration: 2, conditions });
const CHANGE = {
  id: "c-1",
  subject: "database",
  summary: "another class",
  disruption: "Restart",
  reason: "the spec",
  downtimeSeconds: 60,
  state: "Waiting",
} as const;
const planned = (reason: string) => ({ ...current(is("PlanPending", "True", reason)), plan: { id: "p-1", changes: [CHANGE] } });

describe("a line of the list", () => {
  it.each([
    { title: "no operator has seen", status: undefined, state: "working", word: "Not seen yet" },
    { title: "was edited since", status: { ...current(is("Ready", "True")), observedGeneration: 1 }, word: "Not seen yet" },
    { title: "is ready", status: current(is("Ready", "True")), state: "ready", word: "Ready" },
    { title: "is on its way", status: current(is("Ready", "False")), state: "working", word: "In progress" },
    { title: "waits for approval", status: planned("ApprovalNeeded"), state: "waiting", word: "Needs approval" },
    { title: "waits for a window", status: planned("WindowClosed"), state: "waiting", word: "Waits" },
    {
      title: "is ready and waits for approval",
      status: current(is("Ready", "True"), is("PlanPending", "True", "ApprovalNeeded")),
      word: "Needs approval",
    },
    { title: "stalls", status: current(is("Stalled", "True"), is("PlanPending", "True", "ApprovalNeeded")), word: "Stalled" },
    { title: "is suspended", status: current(is("Suspended", "True"), is("Ready", "True")), word: "Suspended" },
  ])("of a service that $title says $word", ({ status, state, word }) => {
    expect(serviceLine(service(status))).toMatchObject({ word, ...(state === undefined ? {} : { state }) });
  });

  it("names the tier that is served, and the one that is aimed at where it is another", () => {
    const status = { ...current(), tier: { current: "100", target: "1k" } };
    expect(serviceLine(service(status))).toMatchObject({ tier: "100", target: "1k" });
    expect(serviceLine(service({ ...status, tier: { current: "1k", target: "1k" } }))).toMatchObject({
      tier: "1k",
      target: null,
    });
    expect(serviceLine(service(undefined))).toMatchObject({ tier: "1k", target: null });
  });
});

describe("the plan", () => {
  const viewOf = (given: WebService) => serviceView(given, { unread: [], serviceClass: SERVICE_CLASS });

  it.each([
    { title: "for approval", given: service(planned("ApprovalNeeded")), approval: { is: "needed" } },
    { title: "for a window", given: service(planned("WindowClosed")), approval: { is: "needed" } },
    { title: "for a step before it", given: service(planned("WaitingForStep")), approval: { is: "none" } },
    { title: "in vain", given: service(planned("ChangeHeld")), approval: { is: "impossible" } },
    {
      title: "in a suspended service",
      given: service(planned("ApprovalNeeded"), { suspend: true }),
      approval: { is: "impossible" },
    },
    {
      title: "no more: it is approved",
      given: service(planned("ApprovalNeeded"), {}, { "tenfold.dev/approve": "p-1" }),
      approval: { is: "given" },
    },
    {
      title: "and another one was approved",
      given: service(planned("ApprovalNeeded"), {}, { "tenfold.dev/approve": "p-0" }),
      approval: { is: "needed" },
    },
  ])("that waits $title", ({ given, approval }) => {
    expect(viewOf(given).plan).toMatchObject({ id: "p-1", from: "operator", approval });
  });

  it("of an older spec is not shown: it is no plan any more", () => {
    expect(viewOf(service({ ...planned("ApprovalNeeded"), observedGeneration: 1 })).plan).toBeNull();
  });
});

describe("a move", () => {
  const move = (state: string, more = {}) =>
    ({
      ...current(),
      move: {
        ...{ from: "in-cluster", to: "rds", state, expectedSeconds: 17.2 },
        phases: [
          { name: "rehearse", state: "Done" },
          { name: "copy", state: "UnderWay" },
          { name: "verify", state: "Waiting" },
        ],
        ...more,
      },
    }) as WebServiceStatus;
  const shown = (status: WebServiceStatus) => serviceView(service(status), { unread: [] }).move;

  it("is shown with its phases and what the rehearsal said, then with how far it is", () => {
    const phases = [
      { name: "rehearse", state: "ready" },
      { name: "copy", state: "working" },
      { name: "verify", state: "planned" },
    ];
    const title = "Data moves from PostgreSQL in the cluster to RDS";
    const says = "the rehearsal says: about 18 s without the database";
    expect(shown(move("rehearsed"))).toEqual({ title, phases, says, failure: null });
    expect(shown(move("freezing", { progress: { text: "copies: 3 of 7 GiB" } }))?.says).toBe("copies: 3 of 7 GiB");
    expect(shown(move("undoing", { failure: "no room" }))?.failure).toBe("no room");
  });

  it.each(["kept", "undone"])("that is %s is over", (state) => {
    expect(shown(move(state))).toBeNull();
  });
});

describe("the sections", () => {
  it("say nothing of variables", () => {
    const view = serviceView(service(current()), { unread: [], serviceClass: SERVICE_CLASS });
    expect(JSON.stringify(view)).not.toContain(SECRET);
  });

  it.each(TIERS)("have a picture of tier %s whose boxes do not touch, and say all of it in words", (userTier) => {
    const { picture } = serviceView(service(current(), { userTier }), { unread: [], serviceClass: SERVICE_CLASS });
    for (const drawn of [picture?.wide, picture?.narrow]) {
      const boxes = (drawn?.children ?? []).flatMap((child) => {
        const at = typeof child === "string" ? null : /translate\((\S+) (\S+)\)/.exec(child.attributes.transform ?? "");
        return at === null ? [] : [{ x: Number(at[1]), y: Number(at[2]) }];
      });
      expect(boxes.length).toBeGreaterThan(3);
      const touching = boxes.filter((a, i) =>
        boxes.some((b, j) => i < j && Math.abs(a.x - b.x) < 176 && Math.abs(a.y - b.y) < 58),
      );
      expect(touching).toEqual([]);
      expect(boxes.filter(({ x }) => x < 0 || x + 176 > Number(drawn?.attributes.width))).toEqual([]);
    }
    expect(picture?.words).toContain("Web");
    expect(picture?.words).toContain("not there yet");
  });

  it("tell a box that is there from one that is ready", () => {
    const resource = { kind: "Ingress", apiVersion: "networking.k8s.io/v1", name: "x", part: "Edge" };
    const words = (ready: boolean, ...conditions: readonly Condition[]) =>
      serviceView(service({ ...current(...conditions), resources: [{ ...resource, ready }] }), {
        unread: [],
        serviceClass: SERVICE_CLASS,
      }).picture?.words;
    expect(words(true)).toContain("Application LB (TLS): ready");
    expect(words(false)).toContain("Application LB (TLS): in progress");
    expect(words(false, is("Stalled", "True"))).toContain("Application LB (TLS): failed");
  });

  it("without a class have neither picture nor cost, and the rest", () => {
    const view = serviceView(service(current()), { unread: ["you may not"] });
    expect(view).toMatchObject({ picture: null, cost: null, unread: ["you may not"], head: { uid: "u-1" } });
  });

  it("add up the cost to the cent", () => {
    const { cost } = serviceView(service(current()), { unread: [], serviceClass: SERVICE_CLASS });
    const sum = cost?.parts.reduce((total, { monthlyUSD }) => total + monthlyUSD, 0) ?? 0;
    expect(sum).toBeCloseTo(cost?.monthlyUSD ?? -1, 2);
  });
});

describe("events", () => {
  const event = (kind: string, name: string, time: string): KubeObject => ({
    ...{ apiVersion: "v1", kind: "Event" },
    metadata: { name: `${name}.${time}` },
    involvedObject: { kind, name },
    lastTimestamp: time,
  });
  const resources = [{ kind: "Deployment", apiVersion: "apps/v1", name: "shop-web-x", part: "Workload", ready: true }];

  it("are those of the service, its children and its pods, the newest first", () => {
    const events = [
      event("WebService", "shop", "2026-01-01T00:00:01Z"),
      event("WebService", "shop-2", "2026-01-01T00:00:02Z"),
      event("Deployment", "shop-web-x", "2026-01-01T00:00:03Z"),
      event("Pod", "shop-web-x-1-2", "2026-01-01T00:00:04Z"),
      event("Pod", "other-1-2", "2026-01-01T00:00:05Z"),
    ];
    const lines = eventLines(service({ ...current(), resources }), events);
    expect(lines.map(({ about }) => about)).toEqual(["Pod shop-web-x-1-2", "Deployment shop-web-x", "WebService shop"]);
  });
});

describe("what a page is told", () => {
  const line = (name: string, word: string): ServiceLine => ({
    ...{ namespace: "store", name, tier: "1", target: null, state: "ready", word, monthlyUSD: null },
  });
  const live = (...lines: readonly ServiceLine[]): Now => ({ link: { state: "live" }, lines, view: undefined });
  const after = (first: Now, second: Now) => news(news(TOLD_NOTHING, first).told, second).messages;

  it("is everything at first, an empty list too", () => {
    expect(news(TOLD_NOTHING, live()).messages).toEqual([
      { is: "link", link: { state: "live" } },
      { is: "services", services: [] },
    ]);
  });

  it.each<{ title: string; second: Now; messages: readonly Message[] }>([
    { title: "nothing where nothing is another", second: live(line("a", "Ready"), line("b", "Ready")), messages: [] },
    {
      title: "the one that is another",
      second: live(line("a", "Ready"), line("b", "Stalled")),
      messages: [{ is: "service", service: line("b", "Stalled") }],
    },
    { title: "the one that is gone", second: live(line("b", "Ready")), messages: [{ is: "gone", key: "store/a" }] },
    {
      title: "all where one came, for their order",
      second: live(line("a", "Ready"), line("aa", "Ready"), line("b", "Ready")),
      messages: [{ is: "services", services: [line("a", "Ready"), line("aa", "Ready"), line("b", "Ready")] }],
    },
  ])("is then $title", ({ second, messages }) => {
    expect(after(live(line("a", "Ready"), line("b", "Ready")), second)).toEqual(messages);
  });

  it("of the service that it looks at is the section that is another", () => {
    const view = (unread: readonly string[]): Now => ({ ...live(), view: { key: "store/a", view: { ...EMPTY_VIEW, unread } } });
    expect(after(view([]), view(["x"]))).toEqual([{ is: "view", key: "store/a", changed: { unread: ["x"] } }]);
  });
});

describe("a page", () => {
  const heard = (...messages: readonly Message[]) => messages.reduce((state, message) => hear(state, message, 1000), AT_FIRST);
  const line = {
    namespace: "store",
    name: "a",
    tier: "1",
    target: null,
    state: "ready",
    word: "Ready",
    monthlyUSD: null,
  } as const;

  it("takes what it has for as old as the cluster is lost, or as the program is silent", () => {
    expect(staleSince(heard({ is: "link", link: { state: "live" } }))).toBeUndefined();
    const lost = { state: "lost", asOf: 7, message: "no answer", remedy: null } as const;
    expect(staleSince(heard({ is: "link", link: lost }))).toBe(7);
    expect(staleSince(heard({ is: "link", link: { ...lost, asOf: null } }))).toBeNull();
    expect(staleSince({ ...heard({ is: "beat" }), wire: "broken" })).toBe(1000);
  });

  it("says aloud what has become another, and only that", () => {
    const told = heard({ is: "services", services: [line] }, { is: "service", service: { ...line, monthlyUSD: 3 } });
    expect(told.announcement).toBe("");
    expect(hear(told, { is: "service", service: { ...line, word: "Stalled" } }, 0).announcement).toBe("a: Stalled.");
  });

  it("forgets the sections of one service when it looks at another", () => {
    const first = hear(looking(AT_FIRST, "store/a"), { is: "view", key: "store/a", changed: { unread: ["x"] } }, 0);
    expect(first.view.unread).toEqual(["x"]);
    expect(looking(first, "store/b").view).toEqual(EMPTY_VIEW);
    expect(hear(first, { is: "view", key: "store/b", changed: { unread: ["y"] } }, 0).view.unread).toEqual(["x"]);
  });
});
