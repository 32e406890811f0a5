// Children by service: what a changed label, a successor of the same name and a late deletion do.
import { describe, expect, it } from "@jest/globals";
import type { ChildRecord } from "../../domain/observed/record.js";
import { createChildIndex } from "../../operator/reconcile/child-index.js";

const child = (name: string, more: Partial<ChildRecord> = {}): ChildRecord => ({
  ...{ apiVersion: "v1", kind: "ConfigMap", namespace: "store", name, uid: `uid-${name}`, resourceVersion: "1" },
  ...{ generation: 1, service: "shop", serviceUid: "u", role: name, holdsData: false, retained: false, hash: "h" },
  ...{ ownedFields: "", appliedAt: 0, deleting: false, syncedAt: undefined, health: { state: "ready" }, facts: {} },
  ...more,
});
const namesOf = (records: readonly ChildRecord[]) => records.map(({ name }) => name);

describe("the index of children", () => {
  it("has those of each service, kind by kind and the one seen last at the end", () => {
    const index = createChildIndex();
    index.put(child("job", { apiVersion: "batch/v1", kind: "Job" }), undefined);
    index.put(child("b"), undefined);
    index.put(child("a"), undefined);
    index.put(child("other", { service: "blog" }), undefined);
    index.put(child("elsewhere", { namespace: "elsewhere" }), undefined);
    const kinds = index.of("store/shop").map(({ kind }) => kind);
    expect(kinds.join()).toMatch(/^(Job,ConfigMap,ConfigMap|ConfigMap,ConfigMap,Job)$/);
    expect(namesOf(index.of("store/shop").filter(({ kind }) => kind === "ConfigMap"))).toEqual(["b", "a"]);
    expect(namesOf(index.of("store/blog"))).toEqual(["other"]);
    expect(index.of("store/nobody")).toEqual([]);
    expect(index.count()).toBe(5);
  });

  it("returns what was there before, and finds it by kind and name", () => {
    const index = createChildIndex();
    const [first, second] = [child("a"), child("a", { resourceVersion: "2" })];
    expect(index.put(first, undefined)).toBeUndefined();
    expect(index.put(second, first)).toBe(first);
    expect(index.find("store/shop", { apiVersion: "v1", kind: "ConfigMap", name: "a" })).toBe(second);
    expect(index.find("store/shop", { apiVersion: "v1", kind: "Service", name: "a" })).toBeUndefined();
    expect(index.find("store/blog", { apiVersion: "v1", kind: "ConfigMap", name: "a" })).toBeUndefined();
    expect(index.count()).toBe(1);
  });

  it("moves a child whose label names another service", () => {
    const index = createChildIndex();
    const first = child("a");
    index.put(first, undefined);
    expect(index.put(child("a", { service: "blog" }), first)).toBe(first);
    expect(index.of("store/shop")).toEqual([]);
    expect(namesOf(index.of("store/blog"))).toEqual(["a"]);
    expect(index.count()).toBe(1);
  });

  it("keeps the successor when the deletion of its predecessor comes late", () => {
    const index = createChildIndex();
    const [predecessor, successor] = [child("a"), child("a", { uid: "second" })];
    index.put(predecessor, undefined);
    expect(index.put(successor, undefined)).toBe(predecessor);
    expect(index.remove(predecessor)).toBeUndefined();
    expect(index.of("store/shop")).toEqual([successor]);
    expect(index.remove(successor)).toBe(successor);
    expect(index.of("store/shop")).toEqual([]);
    expect(index.count()).toBe(0);
  });
});
