// The gauges of watches: a kind that the cluster does not serve is not silent.
import { describe, expect, it } from "@jest/globals";
import type { OperatorStores } from "../../operator/reconcile/stores.js";
import { ServiceSums } from "../../operator/reconcile/tell/service-sums.js";
import { operatorGauges } from "../../operator/reconcile/tell/gauges.js";
import { fakeMetrics } from "../fakes/fake-metrics.js";

const watch = (kind: string, missing: boolean) => ({
  target: { kind: { apiVersion: "v1", kind, plural: "p", namespaced: true } },
  ageMs: () => 900_000,
  restarts: () => 3,
  isKindMissing: () => missing,
});

describe("the gauges of watches", () => {
  it("tell how long each has been silent, and leave out what the cluster does not serve", () => {
    const metrics = fakeMetrics();
    const present = { Service: false, DBInstance: true };
    const reflectors = () => Object.entries(present).map(([kind, missing]) => watch(kind, missing));
    const stores = { children: { count: () => 0 }, sums: new ServiceSums() };
    const show = () =>
      operatorGauges(metrics, { ...stores, reflectors: reflectors() } as unknown as OperatorStores).refresh(true);
    const age = (kind: string) => metrics.read("tenfold_watch_age_seconds", { kind, namespace: "" });
    show();
    expect([age("Service"), age("DBInstance")]).toEqual([900, undefined]);
    Object.assign(present, { Service: true, DBInstance: false });
    show();
    expect([age("Service"), age("DBInstance")]).toEqual([undefined, 900]);
  });
});
