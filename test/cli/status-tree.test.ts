// The tree of a service, and its text: what is shown of which state.
import { describe, expect, it } from "@jest/globals";
import pc from "picocolors";
import type { WebService } from "../../domain/api/service.js";
import { UNSEEN } from "../../domain/api/status.js";
import { seenColumns } from "../../cli/status/fit.js";
import type { StatusData } from "../../cli/status/status-tree.js";
import { statusTree } from "../../cli/status/status-tree.js";
import { treeLines } from "../../cli/status/tree-text.js";
import { CHILDREN, CLASS, condition, minutesAgo, NOW, pod, READY, RESOURCES, standingService } from "./standing-service.js";

const paint = pc.createColors(false);
const PODS = [pod("shop-web-1"), pod("shop-web-2")];

function tree(service: WebService, rest: Partial<StatusData> = {}) {
  return statusTree({ service, children: CHILDREN, pods: PODS, unseen: [], ...rest });
}
function text(service: WebService, rest: Partial<StatusData> = {}): string {
  return treeLines(tree(service, rest), { paint, now: NOW }).join("\n");
}

const unready = RESOURCES.map((one) =>
  one.kind === "DBInstance" ? { ...one, ready: false, message: "is being created or changed" } : one,
);
const CREATING = standingService({
  conditions: [
    condition("Ready", "False", {
      reason: "WaitingForChildren",
      message: "3 of 4 children are ready",
      lastTransitionTime: minutesAgo(4),
    }),
    condition("Reconciling", "True"),
    condition("DatabaseReady", "False", {
      reason: "WaitingForChildren",
      message: "DBInstance shop-rds: …",
      lastTransitionTime: minutesAgo(4),
    }),
    condition("WorkloadReady", "True", { message: "2 of 2 ready" }),
  ],
  resources: unready,
});

const PLAN = {
  id: "p-1",
  changes: [
    {
      id: "c",
      subject: "database",
      summary: "move the data from PostgreSQL in the cluster to RDS",
      disruption: "DataMigration" as const,
      reason: "tier 100",
      downtimeSeconds: 40,
      state: "Waiting" as const,
      waitingFor: "approval",
      monthlyCostDeltaUSD: 51.2,
    },
  ],
};

describe("the tree of a service", () => {
  it("has parts, children and grouped pods, with age, identifier and cost", () => {
    expect(text(standingService()).split("\n")).toEqual([
      "store/shop  Ready (for 1h30m)",
      "  tier      1k",
      "  url       https://shop.example.com",
      "  hosts     shop.example.com",
      "  pods      2 of the web ready",
      "  cost      about $312 a month at list prices",
      "  class     sample",
      "  operator  0.1.0",
      "  created   12d ago",
      "",
      "PART                         STATUS  AGE    $/MO  ABOUT",
      "├─ ✔ Workload                ready   1h30m        2 of 2 ready",
      "│  ├─ ✔ Deployment shop-web  ready   12d",
      "│  │  └─ 2 pods ready",
      "│  └─ ✔ Secret shop-app      ready",
      "├─ ✔ Database                ready   1h30m        1 of 1 ready",
      "│  └─ ✔ DBInstance shop-rds  ready   12d          arn:aws:rds:us-east-1:123456789012:db:shop-rds",
      "└─ ✔ Edge                    ready   1h30m        1 of 1 ready",
      "   └─ ✔ Ingress shop-alb     ready   12d          shop-alb-1.us-east-1.elb.amazonaws.com",
    ]);
  });

  it("says of an unready child what it waits for and since when, and at the end what to do", () => {
    const shown = text(CREATING);
    expect(shown).toContain("store/shop  Progressing (WaitingForChildren, for 4m)");
    expect(shown).toContain("● DBInstance shop-rds  waits      12d          is being created or changed (for 4m)");
    expect(shown).toContain("Waits for:\n  ● 3 of 4 children are ready (for 4m)\n    Wait: databases take ten minutes");
  });

  it("counts the cost by part where it adds up to the operator's, and says nothing of it where it does not", () => {
    const parts = (monthlyUSD: number) =>
      tree(standingService({ cost: { monthlyUSD, currency: "USD", pricesOf: "2026-05-01" } }), { serviceClass: CLASS }).parts;
    expect(parts(1).some(({ monthlyUSD }) => monthlyUSD !== undefined)).toBe(false);
    const sum = [...Array(2000).keys()].find((usd) => parts(usd).some(({ monthlyUSD }) => monthlyUSD !== undefined));
    const priced = parts(sum ?? 0);
    expect(Math.round(priced.reduce((total, { monthlyUSD = 0 }) => total + monthlyUSD, 0))).toBe(sum);
    expect(priced.map(({ part }) => part)).toEqual(expect.arrayContaining(["Workload", "Database", "Edge"]));
  });

  it("names the plan that waits, and the command that approves it", () => {
    const service = standingService({
      conditions: [
        condition("Ready", "False", { reason: "ApprovalNeeded", message: "a change waits" }),
        condition("Reconciling", "False"),
        condition("PlanPending", "True", { reason: "ApprovalNeeded" }),
      ],
      tier: { current: "10", target: "100" },
      plan: PLAN,
    });
    const shown = text(service);
    expect(shown).toContain("Waits for a decision (ApprovalNeeded, for 1h30m)");
    expect(shown).toContain("tier      10 → 100");
    expect(shown).toContain(
      "1. move the data from PostgreSQL in the cluster to RDS\n     DataMigration · downtime about 40 s · +$51 a month · waits for approval",
    );
    expect(shown).toContain("To approve it: kubectl tenfold approve shop p-1 -n store");
    expect(tree(service).waits).toMatchObject([{ needsSomebody: true, command: "kubectl tenfold approve shop p-1 -n store" }]);
  });

  it("shows how far a move is, and that the application is shut out", () => {
    const move = {
      id: "m",
      from: "rds",
      to: "aurora",
      state: "freezing" as const,
      since: minutesAgo(1),
      phases: [
        { name: "rehearse", state: "Done" as const },
        { name: "copy", state: "UnderWay" as const },
        { name: "verify", state: "Waiting" as const },
      ],
      progress: { text: "copied 1.0 of 3.0 GiB, 20 MiB/s", phase: "restore", seconds: 9, readAt: minutesAgo(0) },
    };
    const shown = text(standingService({ move }));
    expect(shown).toContain("Move of the data from rds to aurora: freezing, for 60s");
    expect(shown).toContain("The application is shut out of its database meanwhile.");
    expect(shown).toContain("✔ rehearse  ● copy  ○ verify\n  copied 1.0 of 3.0 GiB, 20 MiB/s");
  });

  it("lists kept data with its cost, and problems with their remedy", () => {
    const shown = text(
      standingService({
        retained: [{ kind: "DBInstance", name: "old", reason: "the tier no longer names it", monthlyUSD: 41 }],
        problems: [{ reason: "ClassIncomplete", message: "class.spec.domain is not set:\n ask whoever owns it" }],
      }),
    );
    expect(shown).toContain("* DBInstance old, $41 a month: the tier no longer names it");
    expect(shown).toContain("ClassIncomplete: class.spec.domain is not set: ask whoever owns it");
  });

  it.each([
    {
      title: "suspended",
      service: standingService({}, { spec: { ...standingService().spec, suspend: true } }),
      says: ["Suspended (Ready, for 1h30m)", "kubectl tenfold resume shop -n store"],
    },
    {
      title: "being deleted",
      service: standingService(
        { conditions: [condition("Ready", "False", { reason: "Deleting", message: "waits for Ingress shop-alb" })] },
        { metadata: { ...standingService().metadata, deletionTimestamp: minutesAgo(3) } },
      ),
      says: ["Deleting (for 3m)", "waits for Ingress shop-alb", "A child that does not go has a finalizer"],
    },
    {
      title: "never looked at by an operator",
      service: { ...standingService(), status: { conditions: [UNSEEN] } },
      says: ["Never looked at by an operator", "no operator has looked at this service yet", "kubectl tenfold check"],
    },
    {
      title: "edited and not looked at since",
      service: { ...standingService(), metadata: { ...standingService().metadata, generation: 2 } },
      says: ["Not looked at since the last edit", "generation 2, it has seen 1"],
    },
    {
      title: "stalled",
      service: standingService({
        conditions: [
          condition("Ready", "False", { reason: "ClassNotFound", message: "there is no class" }),
          condition("Stalled", "True"),
        ],
      }),
      says: ["Stalled (ClassNotFound", "! there is no class", "Create the class, name another"],
    },
  ])("says of a service that is $title what that means", ({ service, says }) => {
    const shown = text(service);
    for (const words of says) expect(shown).toContain(words);
  });

  it("is not Ready as long as nobody has looked at the last edit", () => {
    expect(tree({ ...standingService(), metadata: { ...standingService().metadata, generation: 2 } }).summary.ready).toBe(false);
  });

  it("groups many pods by what they do, and names one of those that are in trouble", () => {
    const many = [
      ...[...Array(240).keys()].map((index) => pod(`shop-web-${index}`)),
      pod("shop-web-x", { ready: false, waiting: "CrashLoopBackOff", restarts: 7 }),
      pod("shop-web-y", { ready: false, waiting: "CrashLoopBackOff", restarts: 2 }),
      pod("shop-web-z", { phase: "Pending", ready: false, waiting: "ContainerCreating" }),
    ];
    const shown = text(standingService(), { pods: many });
    expect(shown).toContain("├─ 240 pods ready\n");
    expect(shown).toMatch(
      /├─ 2 pods CrashLoopBackOff +container web ended with exit code 1 \(Error\) and is started again \(CrashLoopBackOff\), 9 restarts, shop-web-x and 1 more/,
    );
    expect(shown).toMatch(/└─ 1 pod starting +shop-web-z/);
    expect(shown.split("\n").length).toBeLessThan(30);
  });

  it("shows what the status says where neither children nor pods may be read, and names the right", () => {
    const shown = text(standingService(), {
      children: [],
      pods: undefined,
      unseen: ["you may not list pods in namespace store"],
    });
    expect(shown).toContain("✔ DBInstance shop-rds  ready");
    expect(shown).not.toContain("pods ready");
    expect(shown).toContain("Not seen:\n  - you may not list pods in namespace store");
  });

  it("obeys no control characters of what it quotes", () => {
    const resources = [{ ...unready[0], message: "line one\n\u001B[2Jline\u202E two" } as (typeof unready)[number]];
    const shown = text(standingService({ resources, conditions: CREATING.status?.conditions }));
    expect(shown).toContain("line one line two");
    expect(shown).not.toContain("\u001B");
  });
});

describe("the text on a terminal", () => {
  const LONG = "データベースの準備を待っています 🚀 ".repeat(20);
  const service = standingService({
    conditions: CREATING.status?.conditions,
    resources: [
      ...unready.map((one) => (one.kind === "DBInstance" ? { ...one, message: LONG } : one)),
      ...[...Array(60).keys()].map(
        (index) => ({ ...RESOURCES[2], name: `shop-svc-${index}`, part: "Workload" }) as (typeof unready)[number],
      ),
    ],
  });

  it.each([20, 80, 200])("is never wider than %i columns, wide characters counted twice, colours kept whole", (width) => {
    const lines = treeLines(tree(service), { paint: pc.createColors(true), now: NOW, width });
    expect(Math.max(...lines.map(seenColumns))).toBeLessThanOrEqual(width);

    for (const line of lines) expect(line.replace(/\u001B\[[0-9;]*m/g, "")).not.toContain("\u001B");
  });

  it("is not cut where there is no terminal", () => {
    expect(text(service)).toContain(LONG.trim());
  });

  it("folds parts that are ready where it would be too high, and says what is left out", () => {
    const surface = { paint, now: NOW, width: 100 };
    const lines = treeLines(tree(service), { ...surface, height: 30 });
    expect(lines.length).toBeLessThanOrEqual(30);
    expect(lines.join("\n")).not.toContain("shop-svc-59");
    expect(lines.join("\n")).toContain("DBInstance shop-rds");
    const few = treeLines(tree(service), { ...surface, height: 8 });
    expect(few).toHaveLength(8);
    expect(few[7]).toMatch(/^… \d+ more lines: the window is too small$/);
  });
});

it("READY is what its conditions say", () => {
  expect(tree(standingService({ conditions: [...READY] })).summary).toMatchObject({ state: "Ready", ready: true });
});
