// Workers while KEDA comes and goes: what is written, what is left alone, and what the status says.
import { describe, expect, it } from "@jest/globals";
import { BUILT_IN } from "../../domain/api/kinds.js";
import type { FakeWorld } from "../fakes/fake-world.js";
import { fakeWorld } from "../fakes/fake-world.js";
import { webService } from "../fixtures/services.js";

const { scaledObject, triggerAuthentication, horizontalPodAutoscaler } = BUILT_IN;
const KEDA = [scaledObject, triggerAuthentication];

async function shop(isInstalled: boolean): Promise<FakeWorld> {
  const at = fakeWorld(webService({ userTier: "1k", workers: [{ name: "mail", min: 0 }] }));
  if (!isInstalled) for (const kind of KEDA) at.serve(kind, false);
  await at.run();
  return at;
}

const ofWorker = (at: FakeWorld, kind: string) =>
  at.children().find((record) => record.kind === kind && record.role === "worker-mail");
const writesOf = (at: FakeWorld, kind: string) => at.writes.filter((line) => line.split(" ")[1] === kind);
const said = (at: FakeWorld) => (at.service().status?.problems ?? []).filter(({ message }) => message.startsWith("Workers:"));
const conditionOf = (at: FakeWorld, wanted: string) => at.service().status?.conditions?.find(({ type }) => type === wanted);

/** KEDA writes the autoscaler as its own: it has none of our labels any more. */
function takeOver(at: FakeWorld): void {
  at.see((record) => (record.kind === horizontalPodAutoscaler.kind && record.role === "worker-mail" ? undefined : record));
}

describe("KEDA that comes", () => {
  it("takes over an autoscaler that goes on until then, and nothing is said any more", async () => {
    const at = await shop(false);
    const autoscaler = ofWorker(at, "HorizontalPodAutoscaler");
    expect(autoscaler).toBeDefined();
    expect(said(at)).toHaveLength(1);
    expect(conditionOf(at, "AsyncReady")?.status).toBe("True");
    for (const kind of KEDA) at.serve(kind, true);
    const before = writesOf(at, "HorizontalPodAutoscaler").length;
    await at.run();
    expect(ofWorker(at, "ScaledObject")?.name).toBe(autoscaler?.name);
    expect(ofWorker(at, "HorizontalPodAutoscaler")).toEqual(autoscaler);
    expect(writesOf(at, "HorizontalPodAutoscaler")).toHaveLength(before);
    takeOver(at);
    await at.run();
    expect(at.writes.filter((line) => line.startsWith("remove"))).toEqual([]);
    expect(said(at)).toEqual([]);
    expect(conditionOf(at, "AsyncReady")?.status).toBe("True");
  });

  it("and does not work is said with its own words, and the autoscaler stays", async () => {
    const at = await shop(false);
    for (const kind of KEDA) at.serve(kind, true);
    at.see((record) =>
      record.kind === "ScaledObject"
        ? { ...record, health: { state: "failed", terminal: false, message: "KEDA says: AccessDenied" } }
        : record,
    );
    await at.run();
    expect(ofWorker(at, "HorizontalPodAutoscaler")).toBeDefined();
    expect(conditionOf(at, "Ready")).toMatchObject({
      status: "False",
      message: expect.stringContaining("KEDA says: AccessDenied"),
    });
  });
});

describe("KEDA that goes", () => {
  it("leaves workers to an autoscaler by CPU, which is said", async () => {
    const at = await shop(true);
    expect(ofWorker(at, "HorizontalPodAutoscaler")).toBeUndefined();
    for (const kind of KEDA) at.serve(kind, false);
    await at.run();
    expect(ofWorker(at, "HorizontalPodAutoscaler")).toBeDefined();
    expect(ofWorker(at, "ScaledObject")).toBeUndefined();
    expect(said(at)[0]?.message).toContain("One pod of mail always runs");
  });

  it("leaves no worker without a pod", async () => {
    const at = await shop(true);
    const replicas = () =>
      [...at.sent().values()].find(({ kind, metadata }) => kind === "Deployment" && metadata.name.includes("mail"))?.spec;
    at.see((record) =>
      record.kind === "Deployment" && record.role === "worker-mail"
        ? { ...record, facts: { ...record.facts, replicas: 0 } }
        : record,
    );
    await at.run();
    expect(replicas()).not.toHaveProperty("replicas");
    for (const kind of KEDA) at.serve(kind, false);
    await at.run();
    expect(replicas()).toMatchObject({ replicas: 1 });
    at.see((record) => record);
    await at.run();
    expect(replicas()).not.toHaveProperty("replicas");
  });
});

describe("a worker that is removed from the spec", () => {
  it("goes with its ScaledObject", async () => {
    const at = await shop(true);
    at.edit({ workers: [] });
    await at.run();
    expect(ofWorker(at, "ScaledObject")).toBeUndefined();
    expect(at.children().some(({ kind }) => kind === "TriggerAuthentication")).toBe(false);
  });
});
