// What is remembered between reconciles, and for how long.
import { describe, expect, it } from "@jest/globals";
import { createMemories, emptyMemory, forgetGone, withEntry, withoutEntry } from "../../operator/reconcile/memory.js";

describe("the memory of a service", () => {
  it("is the same at each reconcile", () => {
    const memories = createMemories();
    memories.of("store/shop", "first").secrets = new Set(["s"]);
    expect(memories.of("store/shop", "first").secrets).toEqual(new Set(["s"]));
  });

  it("is not that of its predecessor of the same name", () => {
    const memories = createMemories();
    memories.of("store/shop", "first").announced = { keys: ["Ready"], ready: true, generation: 1 };
    expect(memories.of("store/shop", "second").announced).toBeUndefined();
    expect(memories.count()).toBe(1);
  });

  it("is given back when the service is gone, and not taken up again by whoever still works on it", () => {
    const memories = createMemories();
    memories.of("store/shop", "first");
    memories.forget("store/shop");
    memories.of("store/shop", undefined);
    expect(memories.count()).toBe(0);
  });

  it("has nothing of children that are gone", () => {
    const memory = emptyMemory();
    memory.acknowledged = new Map(["gone", "there"].map((uid) => [uid, "fields"]));
    memory.specWrites = new Map(["gone", "there"].map((uid) => [uid, { at: 1, resourceVersion: "1" }]));
    forgetGone(memory, [{ uid: "there", resourceVersion: "1", syncedAt: undefined }]);
    expect([...memory.acknowledged.keys(), ...memory.specWrites.keys()]).toEqual(["there", "there"]);
  });

  it.each([
    ["shows the write itself", { resourceVersion: "8", syncedAt: 900 }, true],
    ["is older than the write", { resourceVersion: "7", syncedAt: undefined }, true],
    ["is later, and its controller has not looked since", { resourceVersion: "9", syncedAt: 900 }, true],
    ["is later, and its controller has looked since", { resourceVersion: "9", syncedAt: 1000 }, false],
    ["is later, and nobody knows when its controller looked", { resourceVersion: "10", syncedAt: undefined }, false],
  ])("doubts a child that was written for as long as its record %s", (_, record, isDoubted) => {
    const memory = emptyMemory();
    memory.specWrites = new Map([["child", { at: 1000, resourceVersion: "8" }]]);
    forgetGone(memory, [{ uid: "child", ...record }]);
    expect(memory.specWrites.has("child")).toBe(isDoubted);
  });

  it("has nothing that is nobody's own in more than one place", () => {
    const [one, other] = [emptyMemory(), emptyMemory()];
    const known = withEntry(one.foundLive, "ConfigMap/a", {} as never);
    expect([one.foundLive.size, other.foundLive.size, known.size]).toEqual([0, 0, 1]);
    expect(withoutEntry(known, "ConfigMap/a")).toBe(one.foundLive);
    expect(withoutEntry(known, "ConfigMap/b")).toBe(known);
  });
});
