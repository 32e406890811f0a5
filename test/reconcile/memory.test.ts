// What is remembered between reconciles, and for how long.
import { describe, expect, it } from "@jest/globals";
import { createMemories, emptyMemory, forgetGone } from "../../operator/reconcile/memory.js";

describe("the memory of a service", () => {
  it("is the same at each reconcile", () => {
    const memories = createMemories();
    memories.of("store/shop", "first").secrets.add("s");
    expect(memories.of("store/shop", "first").secrets).toEqual(new Set(["s"]));
  });

  it("is not that of its predecessor of the same name", () => {
    const memories = createMemories();
    memories.of("store/shop", "first").announced = { keys: new Set(["Ready"]), ready: true, generation: 1 };
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
    for (const uid of ["gone", "there"]) {
      memory.acknowledged.set(uid, "fields");
      memory.specWrites.set(uid, { at: 1, resourceVersion: "1" });
    }
    forgetGone(memory, [{ uid: "there" }]);
    expect([...memory.acknowledged.keys(), ...memory.specWrites.keys()]).toEqual(["there", "there"]);
  });
});
