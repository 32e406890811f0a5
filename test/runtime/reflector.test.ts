// The reflector on a scripted server: what its owner knows is what the server has, after whatever happened.
import { describe, expect, it } from "@jest/globals";
import type { KubeObject } from "../../domain/api/objects.js";
import type { WatchTarget } from "../../operator/ports/watching.js";
import { WatchRefused } from "../../operator/ports/watching.js";
import { createReflector } from "../../operator/runtime/reflector.js";
import { createStore, type Keyed } from "../../operator/runtime/store.js";
import { fakeClock, settled } from "../fakes/fake-clock.js";
import { fakeLog } from "../fakes/fake-log.js";
import { added, CONFIG_MAP as KIND, configMap, deleted, pictureEnd, scriptedWatches } from "../fakes/scripted-watches.js";

function identity({ metadata }: KubeObject): Keyed {
  const { uid = "", resourceVersion = "", namespace = "", name } = metadata;
  if (name === "poison") throw new Error("cannot be read");
  return { uid, resourceVersion, namespace, name };
}

function reflectorOf(target: WatchTarget = { kind: KIND }) {
  const clock = fakeClock();
  const source = scriptedWatches();
  const log = fakeLog();
  const store = createStore<Keyed>();
  const removed: string[] = [];
  const firsts: string[] = [];
  let served = 0;
  let unserved = 0;
  const reflector = createReflector({
    target,
    source,
    clock,
    log,
    extract: identity,
    onPut: (record, isFirst) => {
      if (isFirst) firsts.push(record.name);
      store.put(record);
    },
    onServed: () => void (served += 1),
    onUnserved: () => void (unserved += 1),
    onRemove: (record) => {
      removed.push(record.uid);
      store.remove(record);
    },
  });
  const names = () =>
    store
      .all()
      .map(({ name }) => name)
      .sort();
  return { clock, source, log, store, removed, reflector, names, firsts, served: () => served, unserved: () => unserved };
}

/** Started, with a whole picture of these objects. */
async function live(...objects: readonly KubeObject[]) {
  const world = reflectorOf();
  world.reflector.start();
  await world.source.last().send(...objects.map(added), pictureEnd("10"));
  return world;
}

describe("the reflector", () => {
  it("is synced once the picture is whole", async () => {
    const { reflector, source, names } = reflectorOf();
    reflector.start();
    await source.last().send(added(configMap("a")));
    expect(names()).toEqual(["a"]);
    expect(reflector.isSynced()).toBe(false);
    await source.last().send(pictureEnd("10"));
    expect(reflector.isSynced()).toBe(true);
  });

  it("follows what is added and deleted", async () => {
    const { source, names } = await live(configMap("a"));
    await source.last().send(added(configMap("b")), deleted(configMap("a")));
    expect(names()).toEqual(["b"]);
  });

  it("goes on from the last version after a break, without a new picture", async () => {
    const { source, clock, names } = await live(configMap("a"));
    await source.last().send(added(configMap("b", { resourceVersion: "12" })));
    await source.last().fail(new Error("reset"));
    expect(source.connections).toHaveLength(1);
    await clock.pass(500);
    expect(source.last().start).toEqual({ kind: "resume", resourceVersion: "12" });
    expect(names()).toEqual(["a", "b"]);
  });

  it("forgets what vanished while it was away", async () => {
    const { source, names, removed } = await live(configMap("a"), configMap("b"));
    await source.last().send({ kind: "error", code: 410, message: "too old" });
    await source.last().send(added(configMap("b")));
    expect(names()).toEqual(["a", "b"]);
    await source.last().send(pictureEnd("90"));
    expect(names()).toEqual(["b"]);
    expect(removed).toEqual(["uid-a"]);
  });

  it("takes an object of the same name with another UID for another object", async () => {
    const { source, store, removed } = await live(configMap("a", { uid: "first" }));
    await source.last().send({ kind: "error", code: 410, message: "too old" });
    await source.last().send(added(configMap("a", { uid: "second" })), pictureEnd("90"));
    expect(store.all().map(({ uid }) => uid)).toEqual(["second"]);
    expect(removed).toEqual(["first"]);
  });

  it("does not take a picture that broke off for a whole one", async () => {
    const { source, clock, names } = await live(configMap("a"), configMap("b"));
    await source.last().send({ kind: "error", code: 410, message: "too old" });
    await source.last().send(added(configMap("b")));
    await source.last().end();
    expect(names()).toEqual(["a", "b"]);
    await clock.pass(1000);
    await source.last().send(added(configMap("a")), pictureEnd("90"));
    expect(names()).toEqual(["a"]);
  });

  it("gives up a connection that is silent for two minutes", async () => {
    const { source, clock } = await live();
    const first = source.last();
    await clock.pass(119_999);
    await first.send({ kind: "bookmark", resourceVersion: "11", initialEventsEnd: false });
    await clock.pass(119_999);
    expect(source.connections).toHaveLength(1);
    await clock.pass(1000);
    expect(first.signal.aborted).toBe(true);
    expect(source.last().start).toEqual({ kind: "resume", resourceVersion: "11" });
  });

  it("does not listen any longer to a stream that had an error in it", async () => {
    const { source, clock, names } = await live(configMap("a"));
    const first = source.last();
    await first.send({ kind: "error", code: 500, message: "internal" });
    await first.send(added(configMap("ghost")));
    expect(names()).toEqual(["a"]);
    expect(first.signal.aborted).toBe(true);
    await clock.pass(500);
    expect(source.connections).toHaveLength(2);
  });

  it("never has two connections, and no timers left after stop", async () => {
    const { source, clock, reflector, names } = await live();
    await source.last().fail(new Error("reset"));
    await clock.pass(1000);
    reflector.stop();
    await settled();
    await source.last().send(added(configMap("late")));
    expect(source.connections.filter(({ signal }) => !signal.aborted)).toEqual([]);
    expect(clock.pending()).toBe(0);
    expect(names()).toEqual([]);
  });

  it("keeps the others when one object cannot be read, and says which", async () => {
    const { source, log, names, reflector } = await live(configMap("a"), configMap("poison"), configMap("b"));
    expect(names()).toEqual(["a", "b"]);
    expect(reflector.isSynced()).toBe(true);
    await source.last().send(added(configMap("c")));
    expect(names()).toEqual(["a", "b", "c"]);
    expect(log.lines.filter(({ level }) => level === "error")).toMatchObject([
      { fields: { kind: "ConfigMap", namespace: "store", name: "poison", error: "cannot be read" } },
    ]);
  });

  it("knows how long ago the server said something, and that it still tries", async () => {
    const { source, clock, reflector } = await live();
    await clock.pass(60_000);
    expect(reflector.ageMs()).toBe(60_000);
    await source.last().fail(new Error("reset"));
    expect(reflector.ageMs()).toBe(60_000);
    expect(reflector.idleMs()).toBe(0);
    expect(reflector.restarts()).toBe(1);
  });
});

describe("a server without watch-list", () => {
  it("is read page by page and watched from there", async () => {
    const { source, reflector, names } = reflectorOf();
    source.pages.push(
      { items: [configMap("a")], resourceVersion: "20", continueToken: "more" },
      { items: [configMap("b")], resourceVersion: "20" },
    );
    reflector.start();
    await source.last().fail(new WatchRefused(422, "sendInitialEvents is forbidden"));
    expect(source.tokens).toEqual([undefined, "more"]);
    expect(names()).toEqual(["a", "b"]);
    expect(reflector.isSynced()).toBe(true);
    expect(source.last().start).toEqual({ kind: "resume", resourceVersion: "20" });
  });

  it("is read from the first page again when the token of the next has expired", async () => {
    const { source, reflector, clock, names } = reflectorOf();
    source.pages.push(
      { items: [configMap("a")], resourceVersion: "20", continueToken: "more" },
      new WatchRefused(410, "expired"),
      { items: [configMap("b")], resourceVersion: "30" },
    );
    reflector.start();
    await source.last().fail(new WatchRefused(422, "sendInitialEvents is forbidden"));
    expect(reflector.isSynced()).toBe(false);
    await clock.pass(1000);
    await source.last().fail(new WatchRefused(422, "sendInitialEvents is forbidden"));
    expect(names()).toEqual(["b"]);
    expect(reflector.isSynced()).toBe(true);
  });
});

describe("a kind that is not served", () => {
  it("is told from one that is not synced, and has nothing", async () => {
    const { source, reflector, clock, names } = await live(configMap("a"));
    await source.last().fail(new Error("reset"));
    await clock.pass(500);
    await source.last().fail(new WatchRefused(404, "the server could not find the requested resource"));
    expect(reflector.isKindMissing()).toBe(true);
    expect(names()).toEqual([]);
  });

  it("is told once when it was served before, and not when it never was", async () => {
    const never = reflectorOf();
    never.reflector.start();
    await never.source.last().fail(new WatchRefused(404, "not found"));
    expect(never.unserved()).toBe(0);
    const { source, clock, unserved } = await live(configMap("a"));
    for (const wait of [0, 1000, 4000]) {
      await clock.pass(wait);
      await source.last().fail(new WatchRefused(404, "not found"));
    }
    expect(unserved()).toBe(1);
  });

  it("is asked for at once when somebody knows that it has come", async () => {
    const { source, reflector, names } = reflectorOf();
    reflector.start();
    await source.last().fail(new WatchRefused(404, "not found"));
    expect(source.connections).toHaveLength(1);
    reflector.kick();
    expect(source.connections).toHaveLength(2);
    expect(reflector.isKindMissing()).toBe(true);
    await source.last().send(added(configMap("a")), pictureEnd("10"));
    expect(reflector.isKindMissing()).toBe(false);
    expect(reflector.isSynced()).toBe(true);
    expect(names()).toEqual(["a"]);
  });

  it("is not disturbed by a kick while it listens", async () => {
    const { source, reflector } = await live();
    reflector.kick();
    expect(source.connections).toHaveLength(1);
  });
});

describe("a watch that is refused", () => {
  const refused = (status: number) => new WatchRefused(status, "configmaps is forbidden");
  const said = ({ log }: ReturnType<typeof reflectorOf>) =>
    log.lines.filter(({ level }) => level !== "debug").map(({ level, message }) => `${level}: ${message}`);

  it("is said once with the right that is missing, and once more when it works", async () => {
    const world = reflectorOf();
    world.reflector.start();
    for (let tries = 0; tries < 4; tries += 1) {
      await world.source.last().fail(refused(403));
      await world.clock.pass(30_000);
    }
    const missing = "the operator needs the right to list and watch configmaps in all namespaces";
    expect(said(world)).toEqual([`warn: the watch is refused, and the operator waits: ${missing}`]);
    expect(world.log.lines.find(({ level }) => level === "warn")?.fields).toMatchObject({ kind: "ConfigMap" });
    expect(world.reflector.trouble()).toEqual({ isForbidden: true, text: missing });
    await world.source.last().send(pictureEnd("10"));
    expect(said(world).slice(1)).toEqual(["info: the watch works again"]);
    expect(world.reflector.trouble()).toBeUndefined();
    await world.source.last().fail(refused(403));
    expect(said(world)).toHaveLength(3);
  });

  it("names the namespace and the group", async () => {
    const kind = { apiVersion: "apps/v1", kind: "Deployment", plural: "deployments", namespaced: true };
    const { source, log, reflector } = reflectorOf({ kind, namespace: "store" });
    reflector.start();
    await source.last().fail(refused(403));
    const [warning] = log.lines.filter(({ level }) => level === "warn");
    expect(warning?.message).toContain("list and watch deployments.apps in namespace store");
    expect(warning?.fields).toMatchObject({ kind: "Deployment", namespace: "store" });
  });

  it.each([
    { name: "because the kind is not installed", error: refused(404) },
    { name: "because its version is too old", error: refused(410) },
  ])("$name is nobody's trouble", async ({ error }) => {
    const world = await live();
    for (let tries = 0; tries < 8; tries += 1) {
      await world.source.last().fail(error);
      await world.clock.pass(30_000);
    }
    expect(said(world)).toEqual([]);
    expect(world.reflector.trouble()).toBeUndefined();
  });

  it("and breaks now and then is silent, until it does not come about at all", async () => {
    const world = await live();
    const breaks = async (times: number) => {
      for (let tries = 0; tries < times; tries += 1) {
        await world.source.last().fail(new Error("reset"));
        await world.clock.pass(30_000);
      }
    };
    await breaks(4);
    await world.source.last().send(added(configMap("a")));
    await breaks(4);
    expect(said(world)).toEqual([]);
    await breaks(4);
    expect(said(world)).toEqual(["warn: the watch does not come about, trying again"]);
  });
});

describe("what the owner is told of the first picture", () => {
  it("is which objects belong to it", async () => {
    const { source, firsts } = await live(configMap("a"));
    await source.last().send(added(configMap("b")));
    await source.last().send({ kind: "error", code: 410, message: "too old" });
    await source.last().send(added(configMap("c")), pictureEnd("90"));
    expect(firsts).toEqual(["a"]);
  });

  it("is that a missing kind is served now, once", async () => {
    const { clock, source, reflector, served } = reflectorOf();
    reflector.start();
    for (let tries = 0; tries < 3; tries += 1) {
      await source.last().fail(new WatchRefused(404, "the server could not find the requested resource"));
      await clock.pass(30_000);
    }
    expect(served()).toBe(0);
    await source.last().send(added(configMap("a")));
    expect(reflector.isKindMissing()).toBe(true);
    await source.last().send(pictureEnd("10"), added(configMap("b")));
    expect(reflector.isKindMissing()).toBe(false);
    expect(served()).toBe(1);
  });
});
