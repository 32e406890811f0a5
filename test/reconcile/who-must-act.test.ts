// Ready, Reconciling and Stalled say who has to act: the operator, time, or somebody who reads this.
import { describe, expect, it } from "@jest/globals";
import type { Reason } from "../../domain/api/status.js";
import { webService, webServiceClass } from "../fixtures/services.js";
import { fakeWorld } from "../fakes/fake-world.js";
import type { FakeWorld } from "../fakes/fake-world.js";

const BACKED_UP = webServiceClass({ volumeSnapshotClassName: "ebs" });

async function standing(): Promise<FakeWorld> {
  const at = fakeWorld(webService({ userTier: "1" }), BACKED_UP);
  await at.run();
  return at;
}

async function edited(spec: Parameters<FakeWorld["edit"]>[0]): Promise<FakeWorld> {
  const at = await standing();
  at.edit(spec);
  await at.run();
  return at;
}

function kstatus(at: FakeWorld): Readonly<Record<string, string>> {
  const conditions = at.service().status?.conditions ?? [];
  return Object.fromEntries(
    conditions
      .filter(({ type }) => ["Ready", "Reconciling", "Stalled"].includes(type))
      .map(({ type, status, reason }) => [type, `${status} ${reason}`]),
  );
}

const message = (at: FakeWorld) => at.service().status?.conditions?.find(({ type }) => type === "Ready")?.message ?? "";
const all = ([ready, reconciling, stalled]: readonly string[], reason: Reason) => ({
  Ready: `${ready} ${reason}`,
  Reconciling: `${reconciling} ${reason}`,
  Stalled: `${stalled} ${reason}`,
});
const problems = (at: FakeWorld) => at.service().status?.problems ?? [];

describe("a change", () => {
  it("that waits for an approval is neither reconciling nor stalled, and the message has the command", async () => {
    const at = await edited({ userTier: "10" });
    expect(kstatus(at)).toEqual(all(["False", "False", "False"], "ApprovalNeeded"));
    expect(message(at)).toContain(`kubectl annotate webservice shop -n store --overwrite tenfold.dev/approve=`);
  });

  it("that waits for a window reconciles: the window opens by itself", async () => {
    const at = await edited({ userTier: "10", changes: { window: { schedule: "0 3 * * 6", minutes: 60 } } });
    expect(kstatus(at)).toEqual(all(["False", "True", "False"], "WindowClosed"));
  });

  it("that this version cannot make is held, and what the message names as the way out ends it", async () => {
    const at = await edited({ database: { version: "16" } });
    expect(kstatus(at)).toEqual(all(["False", "False", "False"], "ChangeHeld"));
    expect(message(at)).toContain("set database.version to 17, or leave it out");
    at.edit({ database: { version: "17" } });
    await at.run();
    expect(kstatus(at)).toEqual(all(["True", "False", "False"], "Ready"));
  });

  it("that waits for its children reconciles", async () => {
    const at = await standing();
    const waits = { state: "progressing", usable: false, message: "none of 1 pods is available" } as const;
    at.see((record) => (record.kind === "Deployment" ? { ...record, health: waits } : record));
    await at.run();
    expect(kstatus(at)).toEqual(all(["False", "True", "False"], "WaitingForChildren"));
  });
});

describe("an approval", () => {
  async function approved(at: FakeWorld, value: string): Promise<FakeWorld> {
    at.change((service) => ({
      ...service,
      metadata: { ...service.metadata, annotations: { "tenfold.dev/approve": value } },
    }));
    await at.run();
    return at;
  }

  it("that names another plan is said to be ignored once, with the plan that waits now", async () => {
    const at = await approved(await edited({ userTier: "10" }), "yes");
    const id = at.service().status?.plan?.id ?? "";
    expect(problems(at)).toEqual([
      {
        reason: "ApprovalIgnored",
        message: `the annotation tenfold.dev/approve names "yes", which is not the present plan, and is ignored: the plan is now ${id}. To approve it: kubectl annotate webservice shop -n store --overwrite tenfold.dev/approve=${id}`,
      },
    ]);
    expect(kstatus(at)).toEqual(all(["False", "False", "False"], "ApprovalNeeded"));
  });

  it("that names a plan which is done is said to be ignored, and leaves the service Ready", async () => {
    const at = await approved(await edited({ userTier: "10" }), "");
    await approved(at, at.service().status?.plan?.id ?? "");
    expect(problems(at)).toEqual([]);
    at.edit({ image: "example.com/shop:2" });
    await at.run();
    expect(problems(at).map(({ reason }) => reason)).toEqual(["ApprovalIgnored"]);
    expect(problems(at)[0]?.message).toMatch(/is done or was taken back.*tenfold\.dev\/approve-$/);
    expect(kstatus(at)["Ready"]).toBe("True Ready");
  });
});

describe("a namespace that is being deleted", () => {
  it("gets few writes, no warning and no event, and says what is going on", async () => {
    const at = await standing();
    at.refuse("namespace-ending");
    at.see((record) => (record.holdsData ? record : undefined));
    await at.run(1);
    at.writes.length = 0;
    at.events.length = 0;
    await at.run();
    expect(at.writes.filter((write) => write !== "status")).toEqual([]);
    expect(at.events).toEqual([]);
    expect(at.log.lines.filter(({ level }) => level === "warn" || level === "error")).toEqual([]);
    expect(problems(at).map(({ reason }) => reason)).toEqual(["Deleting"]);
    expect(kstatus(at)["Ready"]).toBe("False Deleting");
  });

  it("gets no note, and the service lets go of its finalizer", async () => {
    const at = await standing();
    at.refuse("namespace-ending");
    at.change((service) => ({ ...service, metadata: { ...service.metadata, deletionTimestamp: "2026-01-07T13:00:00Z" } }));
    at.writes.length = 0;
    await at.run();
    expect(at.writes.filter((write) => write.startsWith("write ConfigMap"))).toHaveLength(1);
    expect(at.children().some(({ kind, role }) => kind === "ConfigMap" && role === "retained")).toBe(false);
    expect(at.service().metadata.finalizers).toEqual([]);
    expect(at.log.lines.filter(({ level }) => level === "warn" || level === "error")).toEqual([]);
  });
});

describe("the status", () => {
  it("names the class that was used, also the default one", async () => {
    expect((await standing()).service().status?.className).toBe("standard");
  });
});
