// Calls over the network are counted under names that stay few.
import { describe, expect, it } from "@jest/globals";
import { externalCalls, resourceIn } from "../../operator/adapters/external-calls.js";
import type { HttpAnswer, Transport } from "../../operator/adapters/transport.js";
import { untraced } from "../../operator/ports/trace.js";
import { fakeMetrics } from "../fakes/fake-metrics.js";

const CALLS = "tenfold_external_calls_total";

function transportThat(answer: () => Promise<HttpAnswer>): Transport {
  return { request: answer, stream: () => Promise.reject(new Error("no watches here")), close: () => Promise.resolve() };
}

describe("the name of an operation", () => {
  it.each([
    ["/api/v1/namespaces/store/configmaps/shop-binding?fieldManager=tenfold", "configmaps"],
    ["/apis/tenfold.dev/v1alpha1/namespaces/store/webservices/shop/status?force=true", "webservices/status"],
    ["/apis/rds.services.k8s.aws/v1alpha1/namespaces/a/dbinstances", "dbinstances"],
    ["/apis/tenfold.dev/v1alpha1/webserviceclasses?watch=1", "webserviceclasses"],
    ["/api/v1/namespaces/store", "namespaces"],
    ["/readyz", ""],
  ])("of %s is %s", (path, resource) => {
    expect(resourceIn(path)).toBe(resource);
  });
});

describe("a call to the API server", () => {
  it.each([
    [200, "ok"],
    [404, "refused"],
    [409, "refused"],
    [429, "throttled"],
    [503, "error"],
  ])("that is answered with %d counts as %s, and is timed", async (status, result) => {
    const metrics = fakeMetrics();
    let now = 0;
    const clock = { now: () => (now += 250) };
    const { transport } = externalCalls({ metrics, clock, trace: untraced });
    const calls = transport(transportThat(() => Promise.resolve({ status, text: "" })));
    await calls.request({ method: "GET", path: "/api/v1/namespaces/a/services/b" });
    const labels = { target: "kubernetes", operation: "get services" };
    expect(metrics.read(CALLS, { ...labels, result })).toBe(1);
    expect(metrics.observed("tenfold_external_call_duration_seconds", labels)).toEqual([0.25]);
  });

  it("that gets no answer counts as an error, which the caller sees as before", async () => {
    const metrics = fakeMetrics();
    const { transport } = externalCalls({ metrics, clock: { now: () => 0 }, trace: untraced });
    const calls = transport(transportThat(() => Promise.reject(new Error("connection refused"))));
    await expect(calls.request({ method: "PATCH", path: "/api/v1/namespaces/a/services/b" })).rejects.toThrow(
      "connection refused",
    );
    expect(metrics.read(CALLS, { target: "kubernetes", operation: "patch services", result: "error" })).toBe(1);
  });
});

describe("a question to RDS", () => {
  it("is counted by its operation, answered or not", async () => {
    const metrics = fakeMetrics();
    const { databases } = externalCalls({ metrics, clock: { now: () => 0 }, trace: untraced });
    const nothing = { instances: new Map<string, string>(), clusters: new Map<string, string>() };
    const absent = () => Promise.resolve(undefined);
    const answering = databases({
      asks: true,
      describe: absent,
      list: () => Promise.resolve(nothing),
      find: absent,
      inspect: absent,
      state: absent,
      snapshot: absent,
    });
    const denied = () => Promise.reject(new Error("denied"));
    const questions = { describe: denied, list: denied, find: denied, inspect: denied, state: denied, snapshot: denied };
    const refusing = databases({ asks: true, ...questions });
    await answering.describe("us-east-1", "db");
    await expect(refusing.describe("us-east-1", "db")).rejects.toThrow();
    await answering.list("us-east-1");
    await expect(refusing.list("us-east-1")).rejects.toThrow();
    for (const kind of ["DBInstance", "DBCluster"] as const) {
      await answering.snapshot("us-east-1", kind, "last");
      await expect(refusing.snapshot("us-east-1", kind, "last")).rejects.toThrow();
    }
    await answering.state("us-east-1", "DBCluster", "db");
    await expect(refusing.state("us-east-1", "DBCluster", "db")).rejects.toThrow();
    const operations = ["DescribeDBInstances", "DescribeDBClusters", "DescribeDBSnapshots", "DescribeDBClusterSnapshots"];
    for (const operation of [...operations, "ListDatabases"]) {
      expect(metrics.read(CALLS, { target: "rds", operation, result: "ok" })).toBe(1);
      expect(metrics.read(CALLS, { target: "rds", operation, result: "error" })).toBe(1);
    }
  });
});
