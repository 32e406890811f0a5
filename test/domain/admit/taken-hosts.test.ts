// One host, one service: over random histories, over a restart, and in words.
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { WebService } from "../../../domain/api/service.js";
import { dnsRole } from "../../../domain/blueprint/roles.js";
import type { ChildRecord } from "../../../domain/observed/record.js";
import { holderOf, takenHosts } from "../../../domain/admit/taken-hosts.js";
import type { HostIndex } from "../../../operator/reconcile/host-index.js";
import { createHostIndex } from "../../../operator/reconcile/host-index.js";
import { webService } from "../../fixtures/services.js";

type Shape = {
  readonly namespace?: string;
  readonly createdAt?: string;
  readonly hosts?: readonly string[];
  readonly served?: readonly string[];
  readonly deleting?: boolean;
};

function service(name: string, { namespace = "store", createdAt = "2026-01-01T00:00:00Z", ...rest }: Shape = {}): WebService {
  const { hosts = ["shop.example.com"], served = [], deleting = false } = rest;
  const base = webService({ hosts: [...hosts] });
  return {
    ...base,
    metadata: {
      ...base.metadata,
      name,
      namespace,
      uid: `uid-${namespace}-${name}`,
      creationTimestamp: createdAt,
      ...(deleting ? { deletionTimestamp: "2026-02-01T00:00:00Z" } : {}),
    },
    status: { endpoints: { hosts: [...served] } },
  };
}

function record(owner: WebService, host: string, health: ChildRecord["health"] = { state: "ready" }): ChildRecord {
  return {
    apiVersion: "route53.services.k8s.aws/v1alpha1",
    kind: "RecordSet",
    namespace: owner.metadata.namespace,
    name: `${owner.metadata.name}-${host}`,
    uid: `${owner.metadata.uid}-${host}`,
    resourceVersion: "1",
    generation: 1,
    service: owner.metadata.name,
    serviceUid: owner.metadata.uid,
    role: dnsRole(host),
    holdsData: false,
    retained: false,
    hash: "h",
    ownedFields: "f",
    appliedAt: 0,
    deleting: false,
    syncedAt: 0,
    health,
    facts: {},
  };
}

function indexOf(...services: readonly WebService[]): HostIndex {
  const index = createHostIndex();
  services.forEach((each) => index.put(each));
  return index;
}

const OLD = { createdAt: "2025-01-01T00:00:00Z" };
const HOST = "shop.example.com";
const holder = (index: HostIndex, host = HOST) => holderOf(index, host)?.key;

describe("a host that two services name", () => {
  it("goes to the older", () => {
    expect(holder(indexOf(service("young"), service("old", OLD)))).toBe("store/old");
  });

  it("goes to the first by namespace and name when they are of the same second", () => {
    expect(holder(indexOf(service("b"), service("a", { namespace: "zoo" }), service("c")))).toBe("store/b");
  });

  it("stays with a younger one that serves it when an older one asks later", () => {
    const young = service("young", { served: [HOST] });
    expect(holder(indexOf(young, service("old", OLD)))).toBe("store/young");
  });

  it("stays with the one that was let through, before any watch has seen what it wrote", () => {
    const index = indexOf(service("young"));
    index.grant("store/young", [HOST]);
    index.put(service("old", OLD));
    expect(holder(index)).toBe("store/young");
  });

  it("stays with a service that is being deleted until it is gone, and is given to the next then", () => {
    const index = indexOf(service("old", { ...OLD, served: [HOST], deleting: true }), service("young"));
    expect(holder(index)).toBe("store/old");
    expect(index.remove("store/old")).toEqual(["store/young"]);
    expect(holder(index)).toBe("store/young");
  });

  it("stays with a service that gave it up until its record is gone", () => {
    const old = service("old", { ...OLD, served: [HOST] });
    const index = indexOf(old, service("young"));
    index.putRecord(record(old, HOST));
    expect(index.put(service("old", { ...OLD, hosts: [] }))).toEqual(["store/young"]);
    expect(holder(index)).toBe("store/old");
    expect(index.removeRecord(record(old, HOST))).toEqual(["store/young"]);
    expect(holder(index)).toBe("store/young");
  });

  it("belongs to the one whose record works, where an older operator let both have it", () => {
    const [old, young] = [service("old", { ...OLD, served: [HOST] }), service("young", { served: [HOST] })];
    const index = indexOf(old, young);
    index.putRecord(record(old, HOST, { state: "failed", terminal: true, message: "Resource already exists" }));
    index.putRecord(record(young, HOST));
    expect(holder(index)).toBe("store/young");
  });

  it("does not go to an older service that was never let through because of another host", () => {
    const other = "api.example.com";
    const first = service("first", { createdAt: "2024-01-01T00:00:00Z", hosts: [other] });
    expect(holder(indexOf(service("old", { ...OLD, hosts: [HOST, other] }), service("young"), first))).toBe("store/young");
  });

  it.each(["Shop.Example.COM", "shop.example.com."])("is the same when it is written as %s", (spelling) => {
    const young = service("young", { hosts: [spelling] });
    expect(takenHosts(indexOf(service("old", OLD), young), young)?.reason).toBe("HostTaken");
  });
});

describe("the message", () => {
  const young = service("young");
  const said = (other: WebService) => takenHosts(indexOf(other, young), young)?.message;

  it("names host, field, neighbour and both ways out", () => {
    expect(said(service("old", OLD))).toBe(
      "spec.hosts: shop.example.com belongs to WebService old, which had it first: name another host, or take it out of spec.hosts of old. This service goes on by itself as soon as the host is free.",
    );
  });

  it("does not tell a namespace what another one has", () => {
    const text = said(service("secret-project", { ...OLD, namespace: "others" }));
    expect(text).toContain("belongs to a WebService of another namespace");
    expect(text).not.toMatch(/secret-project|others/);
  });

  it("says that an owner is on its way out", () => {
    expect(said(service("old", { ...OLD, served: [HOST], deleting: true }))).toContain("which is being deleted");
  });

  it("says that only a record is left", () => {
    const index = indexOf(young);
    index.putRecord(record(service("old"), HOST));
    expect(takenHosts(index, young)?.message).toContain("was given up by WebService old, but its DNS record is still there");
  });
});

/** What outlives the operator: services with their status, and records. */
type Cluster = { readonly services: Map<string, WebService>; readonly records: Map<string, ChildRecord> };

const HOSTS = ["a.example.com", "b.example.com", "c.example.com"];
const names = fc.constantFrom("s1", "s2", "s3", "s4");
const edit = fc.record({
  act: fc.constant("edit" as const),
  name: names,
  namespace: fc.constantFrom("store", "zoo"),
  hosts: fc.uniqueArray(fc.constantFrom(...HOSTS), { maxLength: 3 }),
  second: fc.integer({ min: 0, max: 2 }),
});
const other = fc.record({ act: fc.constantFrom("begin" as const, "land" as const, "gone" as const), name: names });
const rare = fc.record({ act: fc.constantFrom("delete" as const, "restart" as const), name: names });
const step = fc.oneof({ weight: 6, arbitrary: edit }, { weight: 12, arbitrary: other }, { weight: 1, arbitrary: rare });
const steps = fc.array(step, { minLength: 10, maxLength: 60, size: "max" });
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** One operator whose every step is decided by the code under test, against a cluster that answers late. */
class History {
  readonly cluster: Cluster = { services: new Map(), records: new Map() };
  private index = createHostIndex();
  /** Services that were let through, as they were then: their writes are under way. */
  private readonly pending = new Map<string, WebService>();

  run(steps: readonly Step[]): void {
    steps.forEach((each) => this.take(each));
  }

  private take(each: Step): void {
    const found = this.cluster.services.get(each.name);
    if (each.act === "edit") this.edit(each, found);
    else if (each.act === "restart") this.restart();
    else if (each.act === "gone") this.dropRecords(each.name);
    else if (each.act === "land") this.land(each.name);
    else if (found !== undefined && each.act === "delete") this.put(leaving(found));
    else if (found !== undefined) this.begin(found);
  }

  private edit({ name, namespace, hosts, second }: Extract<Step, { act: "edit" }>, found: WebService | undefined): void {
    const fresh = service(name, { namespace, createdAt: `2026-01-01T00:00:0${second}Z`, hosts });
    this.put(found === undefined ? fresh : { ...found, spec: { ...found.spec, hosts } });
  }

  private put(one: WebService): void {
    this.cluster.services.set(one.metadata.name, one);
    this.index.put(one);
  }

  /** One reconcile at a time for each service, and none before its last writes were seen. */
  private begin(one: WebService): void {
    const { name, deletionTimestamp } = one.metadata;
    if (this.pending.has(name)) return;
    if (deletionTimestamp !== undefined) this.finalize(one);
    else if (takenHosts(this.index, one) === undefined) {
      this.index.grant(keyOf(one), one.spec.hosts ?? []);
      this.pending.set(name, one);
    }
  }

  private finalize(one: WebService): void {
    this.dropRecords(one.metadata.name);
    this.cluster.services.delete(one.metadata.name);
    this.index.remove(keyOf(one));
  }

  /** Records are written, those that are no longer named are asked to go, and the status says what is served. */
  private land(name: string): void {
    const one = this.pending.get(name);
    const now = this.cluster.services.get(name);
    this.pending.delete(name);
    if (one === undefined || now === undefined) return;
    const hosts = one.spec.hosts ?? [];
    for (const host of hosts) this.putRecord(record(one, host));
    for (const [id, each] of this.recordsOf(name))
      if (!hosts.some((host) => dnsRole(host) === each.role)) this.putRecord(dying(each), id);
    this.put({ ...now, status: { endpoints: { hosts } } });
  }

  private putRecord(one: ChildRecord, id = one.uid): void {
    this.cluster.records.set(id, one);
    this.index.putRecord(one);
  }

  private recordsOf(name: string) {
    return [...this.cluster.records].filter(([, each]) => each.service === name);
  }

  dropRecords(name: string): void {
    const isLeaving = this.cluster.services.get(name)?.metadata.deletionTimestamp !== undefined;
    for (const [id, each] of this.recordsOf(name)) {
      if (!each.deleting && !isLeaving) continue;
      this.cluster.records.delete(id);
      this.index.removeRecord(each);
    }
  }

  /** What was under way may have been written or not; here it was not. */
  restart(): void {
    this.pending.clear();
    this.index = createHostIndex();
    [...this.cluster.services.values()].reverse().forEach((one) => this.index.put(one));
    this.cluster.records.forEach((one) => this.index.putRecord(one));
  }

  /** Roles of hosts for which two services have records. */
  shared(): readonly string[] {
    const all = [...this.cluster.records.values()];
    return all
      .filter((one) => all.some((other) => other.role === one.role && other.service !== one.service))
      .map(({ role }) => role);
  }

  refused(one: WebService): boolean {
    return takenHosts(this.index, one) !== undefined;
  }

  settle(): void {
    for (let round = 0; round < 12; round += 1)
      for (const one of [...this.cluster.services.values()]) {
        this.land(one.metadata.name);
        this.begin(this.cluster.services.get(one.metadata.name) ?? one);
        this.land(one.metadata.name);
        this.dropRecords(one.metadata.name);
      }
  }
}

const keyOf = ({ metadata }: WebService) => `${metadata.namespace}/${metadata.name}`;
const leaving = (one: WebService): WebService => ({
  ...one,
  metadata: { ...one.metadata, deletionTimestamp: "2026-02-01T00:00:00Z" },
});
const dying = (one: ChildRecord): ChildRecord => ({ ...one, deleting: true });

function after(steps: readonly Step[]): History {
  const history = new History();
  history.run(steps);
  return history;
}

describe("over any history of edits, deletions, restarts and late records", () => {
  it("no host ever has the records of two services", () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const history = new History();
        for (const each of taken) {
          history.run([each]);
          expect(history.shared()).toEqual([]);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("what nobody has is given: a service waits only where another serves one of its hosts", () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const history = after(taken);
        history.settle();
        const all = [...history.cluster.records.values()];
        const isTaken = (host: string, from: string) => all.some((one) => one.role === dnsRole(host) && one.service !== from);
        for (const one of [...history.cluster.services.values()].filter((each) => history.refused(each)))
          expect((one.spec.hosts ?? []).some((host) => isTaken(host, one.metadata.name))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("a restart decides the same", () => {
    fc.assert(
      fc.property(steps, (taken) => {
        const history = after(taken);
        history.settle();
        const refused = () => [...history.cluster.services.values()].filter((one) => history.refused(one)).map(keyOf);
        const before = refused();
        history.restart();
        expect(refused()).toEqual(before);
      }),
      { numRuns: 500 },
    );
  });
});
