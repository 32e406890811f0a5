import { describe, expect, it } from "@jest/globals";
import type { Standing } from "../../../domain/observed/standing.js";
import { permission } from "../../../domain/plan/permission.js";
import type { Decision } from "../../../domain/plan/decision.js";
import { databaseChange } from "../../../domain/plan/change.js";
import { rollouts, type Templates } from "../../../domain/plan/rollouts.js";
import { webService } from "../../fixtures/services.js";

const STANDING: Standing = {
  databaseRuns: true,
  members: [],
  databaseBusy: false,
  others: [],
  restingOthers: new Set(),
  moveTargets: new Set(),
  moveJobs: new Map(),
  databaseUsable: true,
  fronts: [],
  records: [],
  web: { image: "example.com/shop:1", fingerprint: "web-1", ready: true, since: 0 },
  databaseTemplate: "db-1",
};
const web = (fingerprint: string, image = "example.com/shop:1") => ({ image, fingerprint, isRecreated: false });

type Case = {
  readonly templates: Templates;
  readonly spec?: Parameters<typeof webService>[0];
  readonly approve?: string;
  readonly standing?: Standing;
  readonly now?: number;
};

function rolled({ templates, spec = {}, approve, standing = STANDING, now = 0 }: Case, others: readonly Decision[] = []) {
  const service = webService(spec, approve === undefined ? {} : { "tenfold.dev/approve": approve });
  const plan = { id: "plan-1", changes: [] };
  const found = rollouts({ plan, permission: permission(service, 0), standing, now }, templates, others);
  return {
    states: found.decisions.map(({ change, state }) => `${change.detail.kind}: ${state}`),
    frozen: [...found.frozen],
    changes: found.decisions.map(({ change }) => change),
    waits: found.decisions.map(({ waitingFor }) => waitingFor ?? ""),
    wakeAt: found.wakeAt,
  };
}

describe("a write that would replace the web pods", () => {
  it("is no change when the template is the same", () => {
    expect(rolled({ templates: { web: web("web-1") } }).states).toEqual([]);
  });

  it("runs by itself, and names the image when that is what differs", () => {
    const found = rolled({ templates: { web: web("web-2", "example.com/shop:2") } });
    expect(found.states).toEqual(["web: Running"]);
    expect(found.frozen).toEqual([]);
    expect(found.changes[0]?.summary).toContain("example.com/shop:1 → example.com/shop:2");
  });

  it("waits, whatever it comes from, when nothing may start by itself", () => {
    const found = rolled({ templates: { web: web("web-2") }, spec: { changes: { automatic: "None" } } });
    expect(found.states).toEqual(["web: Waiting"]);
    expect(found.frozen).toEqual(["Deployment/web"]);
  });
});

describe("a write that would restart the database in the cluster", () => {
  const templates = { database: { role: "db", fingerprint: "db-2" } };

  it.each(["approved", "announced by another change"])(
    "%s, waits until the only web pod has its node: it could take that of the database",
    (title) => {
      const announced = databaseChange({
        ...{ from: "a", to: "b", summary: "", reason: "", disruption: "Restart", downtimeSeconds: 0 },
        detail: { kind: "database-pod" },
      });
      const others: readonly Decision[] = title === "approved" ? [] : [{ change: announced, state: "Running" }];
      const at = (now: number, { ready = false, isRecreated = true } = {}) =>
        rolled(
          {
            templates: { ...templates, web: { ...web("web-1"), isRecreated } },
            ...{ approve: "plan-1", now },
            standing: { ...STANDING, web: { image: "example.com/shop:1", fingerprint: "web-1", ready, since: 1000 } },
          },
          others,
        );
      expect(at(2000)).toMatchObject({ frozen: ["Deployment/web", "StatefulSet/db"], wakeAt: 31_000 });
      if (title === "approved") expect(at(2000).waits).toEqual([expect.stringContaining("web pod")]);
      // A web pod that never gets ready does not keep the database from its restart.
      for (const settled of [at(31_000), at(2000, { ready: true }), at(2000, { isRecreated: false })])
        expect(settled.frozen).not.toContain("StatefulSet/db");
    },
  );

  it("waits for approval although nobody has changed the service", () => {
    const found = rolled({ templates });
    expect(found.states).toEqual(["database-template: Waiting"]);
    expect(found.frozen).toEqual(["StatefulSet/db"]);
    expect(found.changes[0]).toMatchObject({ disruption: "Restart", isExtra: true });
  });

  it("runs when its plan is approved", () => {
    const found = rolled({ templates, approve: "plan-1" });
    expect(found.states).toEqual(["database-template: Running"]);
    // The web pods alone wait, until the database is back.
    expect(found.frozen).toEqual(["Deployment/web"]);
  });

  it("comes before the web pods: they are replaced when the database is back", () => {
    const found = rolled({ templates: { ...templates, web: web("web-2") }, approve: "plan-1" });
    expect(found.states).toEqual(["web: Running", "database-template: Running"]);
    expect(found.frozen).toEqual(["Deployment/web"]);
  });

  it("is part of a restart that the plan already makes", () => {
    const change = databaseChange({
      ...{ from: "a", to: "b", detail: { kind: "database-pod" }, summary: "restart", disruption: "Restart" },
      ...{ reason: "size", downtimeSeconds: 60 },
    });
    expect(rolled({ templates }, [{ change, state: "Running" }]).states).toEqual([]);
    expect(rolled({ templates }, [{ change, state: "Waiting" }]).states).toEqual(["database-template: Waiting"]);
  });
});
