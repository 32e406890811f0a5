// Records by identity, and the promise to read one's own writes.
import { describe, expect, it } from "@jest/globals";
import { createExpectations, createStore, isAtLeast, type Keyed } from "../../operator/runtime/store.js";
import { fakeClock } from "../fakes/fake-clock.js";

function pet(name: string, more: Partial<Keyed> = {}): Keyed {
  return { uid: `uid-${name}`, resourceVersion: "1", namespace: "store", name, ...more };
}

const storeOfPets = () => createStore<Keyed>();

describe("the store", () => {
  it("finds a record by namespace and name, and keeps namespaces apart", () => {
    const store = storeOfPets();
    store.put(pet("rex"));
    store.put(pet("rex", { namespace: "other", uid: "another" }));
    expect(store.get("store", "rex")?.uid).toBe("uid-rex");
    expect(store.get("other", "rex")?.uid).toBe("another");
    expect(store.get("store", "tom")).toBeUndefined();
    expect(store.all()).toHaveLength(2);
  });

  it("returns what was there before", () => {
    const store = storeOfPets();
    expect(store.put(pet("rex"))).toBeUndefined();
    expect(store.put(pet("rex", { resourceVersion: "2" }))).toEqual(pet("rex"));
  });

  it("forgets a record", () => {
    const store = storeOfPets();
    store.put(pet("rex"));
    expect(store.remove(pet("rex"))).toEqual(pet("rex"));
    expect(store.get("store", "rex")).toBeUndefined();
    expect(store.all()).toEqual([]);
  });

  it("keeps the successor when the deletion of its predecessor comes late", () => {
    const store = storeOfPets();
    const successor = pet("rex", { uid: "second" });
    store.put(pet("rex", { uid: "first" }));
    store.put(successor);
    expect(store.remove(pet("rex", { uid: "first" }))).toBeUndefined();
    expect(store.get("store", "rex")).toEqual(successor);
  });
});

describe("expectations", () => {
  it("hold an owner back until a watch has seen the write or something later", () => {
    const expectations = createExpectations(fakeClock());
    expectations.expect("ann", "Pet/rex", "100");
    expect(expectations.isCaughtUp("ann")).toBe(false);
    expect(expectations.isCaughtUp("bob")).toBe(true);
    expectations.seen("ann", "Pet/rex", "99");
    expect(expectations.isCaughtUp("ann")).toBe(false);
    expectations.seen("ann", "Pet/tom", "100");
    expect(expectations.isCaughtUp("ann")).toBe(false);
    expectations.seen("ann", "Pet/rex", "101");
    expect(expectations.isCaughtUp("ann")).toBe(true);
  });

  it("wait for every object that was written", () => {
    const expectations = createExpectations(fakeClock());
    expectations.expect("ann", "Pet/rex", "100");
    expectations.expect("ann", "Pet/tom", "101");
    expectations.seen("ann", "Pet/rex", "100");
    expect(expectations.isCaughtUp("ann")).toBe(false);
    expectations.seen("ann", "Pet/tom", "101");
    expect(expectations.isCaughtUp("ann")).toBe(true);
  });

  it("are met by a deletion", () => {
    const expectations = createExpectations(fakeClock());
    expectations.expect("ann", "Pet/rex", "100");
    expectations.seen("ann", "Pet/rex", undefined);
    expect(expectations.isCaughtUp("ann")).toBe(true);
  });

  it("end after 30 seconds, so that a lost event blocks nobody for ever", () => {
    const clock = fakeClock();
    const expectations = createExpectations(clock);
    expectations.expect("ann", "Pet/rex", "100");
    clock.advance(29_999);
    expect(expectations.isCaughtUp("ann")).toBe(false);
    clock.advance(1);
    expect(expectations.isCaughtUp("ann")).toBe(true);
  });

  it("are forgotten with their owner", () => {
    const expectations = createExpectations(fakeClock());
    expectations.expect("ann", "Pet/rex", "100");
    expectations.forget("ann");
    expect(expectations.isCaughtUp("ann")).toBe(true);
  });
});

it.each([
  { version: "10", other: "9", result: true },
  { version: "9", other: "10", result: false },
  { version: "10", other: "10", result: true },
  { version: "9007199254740993", other: "9007199254740992", result: true },
  { version: "9007199254740992", other: "9007199254740993", result: false },
])("versions are compared as numbers of any size: $version is at least $other: $result", ({ version, other, result }) => {
  expect(isAtLeast(version, other)).toBe(result);
});
