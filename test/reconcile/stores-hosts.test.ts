// Whom the stores wake: the services that wait for a host, when it comes free.
import { beforeEach, describe, expect, it } from "@jest/globals";
import type { KubeObject } from "../../domain/api/objects.js";
import { LABEL } from "../../domain/api/keys.js";
import { dnsRole } from "../../domain/blueprint/roles.js";
import { OperatorStores } from "../../operator/reconcile/stores.js";
import type { Queue } from "../../operator/runtime/queue.js";
import { createQueue } from "../../operator/runtime/queue.js";
import { fakeClock, settled } from "../fakes/fake-clock.js";
import { fakeLog } from "../fakes/fake-log.js";
import type { Connection, ScriptedWatches } from "../fakes/scripted-watches.js";
import { added, deleted, scriptedWatches } from "../fakes/scripted-watches.js";

/** Nobody writes statuses here, and classes are announced elsewhere. */
const HOOKS = { isForeignStatus: () => false, onClassChanged: () => undefined };

const HOST = "shop.example.com";
let version = 1;
let stores: OperatorStores;
let queue: Queue;
let watches: ScriptedWatches;

function service(name: string, hosts: readonly string[], generation = 1): KubeObject {
  version += 1;
  const metadata = { name, namespace: "store", uid: `uid-${name}`, resourceVersion: String(version), generation };
  return { apiVersion: "tenfold.dev/v1alpha1", kind: "WebService", metadata, spec: { hosts } };
}

function record(owner: string): KubeObject {
  version += 1;
  const labels = { [LABEL.service]: owner, [LABEL.component]: dnsRole(HOST) };
  const metadata = {
    name: `${owner}-dns`,
    namespace: "store",
    uid: `uid-${owner}-dns`,
    resourceVersion: String(version),
    labels,
  };
  return { apiVersion: "route53.services.k8s.aws/v1alpha1", kind: "RecordSet", metadata };
}

/** The server's end of the watch of one kind. */
function to(kind: string): Connection {
  const found = watches.connections[stores.reflectors.findIndex(({ target }) => target.kind.kind === kind)];
  if (found === undefined) throw new Error(`nobody watches ${kind}`);
  return found;
}

function awake(): readonly string[] {
  const keys: string[] = [];
  for (let taken = queue.take(); taken !== undefined; taken = queue.take()) {
    keys.push(taken.key);
    queue.done(taken.key);
  }
  return keys.sort();
}

beforeEach(async () => {
  const clock = fakeClock();
  queue = createQueue(clock);
  watches = scriptedWatches();
  stores = new OperatorStores({ source: watches, clock, log: fakeLog(), queue, namespaces: ["store"], ...HOOKS });
  for (const reflector of stores.reflectors) reflector.start();
  stores.wakeAll();
  await settled();
  await to("WebService").send(added(service("old", [HOST])), added(service("young", [HOST])), added(service("other", [])));
  awake();
});

describe("a service that waits for a host is woken", () => {
  it("when the other one takes the host out of its spec", async () => {
    await to("WebService").send({ kind: "modified", object: service("old", [], 2) });
    expect(awake()).toEqual(["store/old", "store/young"]);
  });

  it("when the other one is gone", async () => {
    await to("WebService").send(deleted(service("old", [HOST])));
    expect(awake()).toEqual(["store/old", "store/young"]);
  });

  it("when the record of the other one is gone", async () => {
    const dns = record("old");
    await to("RecordSet").send(added(dns));
    expect(awake()).toEqual(["store/old"]);
    await to("RecordSet").send(deleted(dns));
    expect(awake()).toEqual(["store/old", "store/young"]);
  });

  it("when the other one is let through without it", async () => {
    stores.hosts.grant("store/old", [HOST]);
    await to("WebService").send({ kind: "modified", object: service("old", [], 2) });
    awake();
    stores.hosts.grant("store/old", []);
    expect(awake()).toEqual(["store/young"]);
  });
});
