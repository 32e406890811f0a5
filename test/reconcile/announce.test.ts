// Events come once for each transition, and are warnings only where something is wrong.
import { describe, expect, it } from "@jest/globals";
import type { Condition, Reason, WebServiceStatus } from "../../domain/api/status.js";
import { transitions } from "../../operator/reconcile/tell/announce.js";
import { classAnnouncer } from "../../operator/reconcile/tell/announce-classes.js";
import { webService, webServiceClass } from "../fixtures/services.js";
import { fakeWorld } from "../fakes/fake-world.js";

type Step = Readonly<Partial<Record<Condition["type"], readonly [Condition["status"], Reason]>>>;

function statusOf(step: Step, observedGeneration = 1): WebServiceStatus {
  const conditions = Object.entries(step).map(([type, [status, reason]]) => ({
    ...{ type: type as Condition["type"], status, reason, observedGeneration },
    ...{ message: `about ${reason}`, lastTransitionTime: "t" },
  }));
  return { conditions };
}

/** Reasons with types of the events that a run of statuses gives, one list for each. */
function told(...statuses: readonly WebServiceStatus[]): readonly (readonly string[])[] {
  let announced: Parameters<typeof transitions>[0] = { keys: [], ready: false, generation: undefined };
  return statuses.map((status) => {
    const next = transitions(announced, status);
    announced = next.announced;
    return next.notes.map(({ type, reason }) => `${type} ${reason}`);
  });
}

const READY: Step = { Ready: ["True", "Ready"] };
const WAITING: Step = { Ready: ["False", "WaitingForChildren"] };
const FAILED: Step = { Ready: ["False", "ChildFailed"] };
const ASKING: Step = { Ready: ["False", "ApprovalNeeded"], PlanPending: ["True", "ApprovalNeeded"] };

describe("the events of a service", () => {
  it("say once that readiness was lost, as a warning when nobody has asked for anything", () => {
    expect(told(...[READY, WAITING, WAITING, READY, WAITING].map((step) => statusOf(step)))).toEqual([
      ["Normal Ready"],
      ["Warning NotReady"],
      [],
      ["Normal Ready"],
      ["Warning NotReady"],
    ]);
  });

  it("call it normal after an edit", () => {
    expect(told(statusOf(READY, 1), statusOf(WAITING, 2))[1]).toEqual(["Normal NotReady"]);
  });

  it("warn once of what comes and goes while a service is not ready", () => {
    const steps = [WAITING, FAILED, WAITING, FAILED, WAITING, FAILED];
    expect(told(...steps.map((step) => statusOf(step))).flat()).toEqual(["Warning ChildFailed"]);
    expect(told(statusOf(FAILED, 1), statusOf(FAILED, 2)).flat()).toEqual(["Warning ChildFailed"]);
    expect(told(...[FAILED, READY, WAITING, FAILED].map((step) => statusOf(step))).flat()).toEqual([
      ...["Warning ChildFailed", "Normal Ready", "Warning NotReady", "Warning ChildFailed"],
    ]);
  });

  it("ask for an approval without a warning, and once", () => {
    expect(told(statusOf(ASKING), statusOf(ASKING))).toEqual([["Normal ApprovalNeeded"], []]);
  });

  it("warn of a stall once, not for each of its conditions", () => {
    const stalled: Step = { Ready: ["False", "NameConflict"], Stalled: ["True", "NameConflict"] };
    expect(told(statusOf(stalled), statusOf(stalled))).toEqual([["Warning NameConflict"], []]);
  });

  it("are not repeated by a process that begins anew", async () => {
    const at = fakeWorld(webService({ userTier: "1" }));
    await at.run();
    expect(at.events.map(({ reason }) => reason)).toEqual(["Ready"]);
    at.restart();
    await at.run();
    expect(at.events.map(({ reason }) => reason)).toEqual(["Ready"]);
  });
});

describe("a second default class", () => {
  it("is warned of on each of the classes, once, and again when it comes back", () => {
    const at = fakeWorld(webService());
    const [first] = at.classes;
    const second = { ...webServiceClass(), metadata: { ...webServiceClass().metadata, ...first?.metadata, name: "b", uid: "b" } };
    const look = classAnnouncer(at.world);
    const warned = () => at.events.map(({ about }) => `${about.kind} ${about.name} in ${String(about.namespace)}`);
    look();
    expect(warned()).toEqual([]);
    at.classes.push(second);
    look();
    look();
    const both = ["WebServiceClass standard in undefined", "WebServiceClass b in undefined"];
    expect(warned()).toEqual(both);
    expect(at.events[0]).toMatchObject({ type: "Warning", reason: "SeveralDefaults" });
    expect(at.events[0]?.note).toContain("kubectl annotate webserviceclass standard tenfold.dev/is-default-class-");
    at.classes.pop();
    look();
    at.classes.push(second);
    look();
    expect(warned()).toEqual([...both, ...both]);
  });
});
