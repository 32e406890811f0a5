// The state at rest: what the operator makes in a world that answers at once, found without one; and from there on nothing moves.
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { SettleQuestion } from "../../cdk8s/settle.js";
import { settle } from "../../cdk8s/settle.js";
import { ANNOTATION, LABEL } from "../../domain/api/keys.js";
import type { KubeObject } from "../../domain/api/objects.js";
import { TIERS } from "../../domain/api/tier.js";
import type { WebServiceSpec } from "../../domain/api/web-service.js";
import { NOTE_ROLE } from "../../domain/observed/data-owner.js";
import { childId, isReady } from "../../domain/observed/record.js";
import { textAt } from "../../domain/observed/reading.js";
import { fakeWorld } from "../fakes/fake-world.js";
import { UID, webService, webServiceClass } from "../fixtures/services.js";
import { anyClass, anyService, OPTIONS } from "./arbitrary.js";
import { withoutSeal } from "./rendering.js";

const RUNS = 30;
/** Each is three ways to rest. */
const RUNS_OF_CHANGES = 10;
const CERTIFICATE = "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-4000-8000-000000000001";
const serviceClass = webServiceClass({ certificateARN: CERTIFICATE, cdnCertificateARN: CERTIFICATE });

const SPECS: readonly { readonly name: string; readonly spec: Partial<WebServiceSpec> }[] = [
  ...TIERS.map((userTier) => ({ name: `tier ${userTier}`, spec: { userTier, hosts: ["shop.example.com"] } })),
  { name: "one without hosts", spec: { userTier: "100k" } },
  { name: "one without a database", spec: { userTier: "10k", database: { enabled: false } } },
  { name: "many read replicas", spec: { userTier: "10k", database: { readReplicas: 9 } } },
  { name: "Aurora with a fixed number of readers", spec: { userTier: "1k", database: { placement: "Aurora", readReplicas: 3 } } },
  {
    name: "functions, workers and services",
    spec: {
      userTier: "1M",
      hosts: ["shop.example.com"],
      functions: [{ name: "thumbnails", image: "example.com/fn:1", trigger: { uploadPrefix: "uploads/" } }],
      workers: [{ name: "mail" }],
      services: [{ name: "search", image: "example.com/search:1" }],
    },
  },
];

function asked(spec: Partial<WebServiceSpec>, standing: readonly KubeObject[] = []): SettleQuestion {
  const now = Date.parse("2026-01-07T12:00:00Z");
  return { service: webService(spec), serviceClass, render: OPTIONS, operatorVersion: "0", now, standing };
}

function objectsAtRest(spec: Partial<WebServiceSpec>, standing: readonly KubeObject[] = []): readonly KubeObject[] {
  return [...settle(asked(spec, standing)).objects.values()];
}

describe.each(SPECS)("the state at rest of $name", ({ spec }) => {
  const atRest = settle(asked(spec));

  it("is what the operator makes in a world that answers at once", async () => {
    const world = fakeWorld(webService(spec), serviceClass);
    await world.run();
    const secrets = world.writes.filter((line) => line.startsWith("write Secret "));
    expect(world.children().filter((record) => !isReady(record))).toEqual([]);
    const rendered = atRest.last.prepared.children.map(({ id, object }) => [id, object] as const);
    expect(Object.fromEntries(rendered.filter(([, { kind }]) => kind !== "Secret"))).toEqual(Object.fromEntries(world.sent()));
    expect(
      rendered
        .filter(([, { kind }]) => kind === "Secret")
        .map(([id]) => `write ${id.replace("/", " ")}`)
        .sort(),
    ).toEqual([...new Set(secrets)].sort());
  });

  it("is where nothing is written, waits or is left to do", () => {
    const { last, objects } = atRest;
    expect(last.prepared.waiting).toEqual([]);
    expect(last.plan.changes).toEqual([]);
    expect([...objects.keys()].sort()).toEqual(last.prepared.children.map(({ id }) => id).sort());
  });

  it("stays as it is in a second round, and is found at once from itself", () => {
    const again = settle(asked(spec, [...atRest.objects.values()]));
    expect(again.objects).toEqual(atRest.objects);
    expect(again.first).toBe(again.last);
  });

  it("is the same each time", () => {
    expect(settle(asked(spec))).toEqual(atRest);
  });
});

it("is found, and stays, for whatever may be written in a spec and a class", () => {
  fc.assert(
    fc.property(anyService, anyClass, (service, anyOne) => {
      const question = { ...asked({}), service, serviceClass: anyOne };
      const { objects } = settle(question);
      const again = settle({ ...question, standing: [...objects.values()] });
      expect(again.objects).toEqual(objects);
      expect(again.first).toBe(again.last);
    }),
    { numRuns: RUNS },
  );
});

it("is found from whatever stands, with what may be done and without what is held; approved or not", () => {
  fc.assert(
    fc.property(anyService, anyService, anyClass, (before, service, anyOne) => {
      const question = { ...asked({}), service, serviceClass: anyOne };
      const standing = [...settle({ ...question, service: before }).objects.values()];
      const unapproved = settle({ ...question, standing });
      const annotations = { [ANNOTATION.approve]: unapproved.first.plan.id };
      const approved = { ...service, metadata: { ...service.metadata, annotations } };
      for (const rest of [unapproved, settle({ ...question, service: approved, standing })]) {
        expect(rest.last.gated.decisions.filter(({ state }) => state === "Running")).toEqual([]);
        const data = standing.filter(({ metadata }) => metadata.labels?.[LABEL.data] === "true").map(idOf);
        expect([...rest.objects.keys()]).toEqual(expect.arrayContaining(data));
      }
    }),
    { numRuns: RUNS_OF_CHANGES },
  );
});

describe("what stands already", () => {
  const host = "shop.cabcdefghijk.us-east-1.rds.amazonaws.com";
  const resourceID = "db-REAL";

  function withRealEndpoint(object: KubeObject): KubeObject {
    if (object.kind !== "DBInstance") return object;
    const status = object.status as Readonly<Record<string, unknown>>;
    return { ...object, status: { ...status, dbiResourceID: resourceID, endpoint: { address: host, port: 5432 } } };
  }

  it("keeps what AWS has given it, through a change of it too", () => {
    const real = objectsAtRest({ userTier: "1k" })
      .map(withRealEndpoint)
      // As after the first time that it was ready.
      .map(withoutSeal);
    const after = objectsAtRest({ userTier: "1k", image: "example.com/shop:2", database: { backupRetentionDays: 9 } }, real);
    const instance = after.find(({ kind }) => kind === "DBInstance");
    expect(textAt(instance, "status", "endpoint", "address")).toBe(host);
    expect(instance?.metadata.annotations?.[ANNOTATION.resourceID]).toBe(resourceID);
    expect(JSON.stringify(after.find(({ kind }) => kind === "Deployment"))).toContain(host);
  });

  it("is waited for while it is not ready, and settles", () => {
    const unanswered = objectsAtRest({ userTier: "1k" }).map((object) => ({ ...object, status: undefined }));
    const rest = settle(asked({ userTier: "1k" }, unanswered));
    expect(rest.first.prepared.waiting.length).toBeGreaterThan(0);
    expect(rest.objects).toEqual(settle(asked({ userTier: "1k" })).objects);
  });

  it("goes when the service no longer names it, but for data", () => {
    const before = objectsAtRest({ userTier: "100k", hosts: ["shop.example.com"] });
    const data = before.filter(({ metadata }) => metadata.labels?.[LABEL.data] === "true").map(({ metadata }) => metadata.name);
    const after = objectsAtRest({ userTier: "100k", cache: { enabled: false }, assets: { enabled: false } }, before);
    expect(before.map(({ kind }) => kind)).toContain("ReplicationGroup");
    expect(after.map(({ kind }) => kind)).not.toContain("ReplicationGroup");
    expect(after.map(({ metadata }) => metadata.name)).toEqual(expect.arrayContaining(data));
  });

  it("is no longer said to be kept once a service adopts it, and what says how is gone", () => {
    const spec = { userTier: "1k", database: {} } as const;
    const before = objectsAtRest(spec).filter(({ metadata }) => metadata.labels?.[LABEL.data] === "true");
    const kept = before.map((object) => relabelled(object, { [LABEL.retained]: "true" }));
    const note = relabelled(
      { apiVersion: "v1", kind: "ConfigMap", metadata: { ...kept[0]?.metadata, name: "shop-retained" } },
      { [LABEL.component]: NOTE_ROLE },
    );
    const service = { ...webService({ ...spec, database: { adoptFrom: UID } }) };
    const adopting = { ...service, metadata: { ...service.metadata, uid: "99999999-2222-4333-8444-555555555555" } };
    const rest = [...settle({ ...asked(spec, [...kept, note]), service: adopting }).objects.values()];
    const names = rest.map(({ metadata }) => metadata.name);
    expect(names).toEqual(expect.arrayContaining(before.map(({ metadata }) => metadata.name)));
    expect(rest.filter(({ metadata }) => metadata.labels?.[LABEL.retained] !== undefined)).toEqual([]);
    expect(names).not.toContain("shop-retained");
  });

  it("is not there when it is being deleted", () => {
    const before = objectsAtRest({ userTier: "1k" }).map((object) =>
      object.kind === "Deployment"
        ? { ...object, metadata: { ...object.metadata, deletionTimestamp: "2026-01-07T11:00:00Z" } }
        : object,
    );
    expect(settle(asked({ userTier: "1k" }, before)).objects).toEqual(settle(asked({ userTier: "1k" })).objects);
  });
});

function idOf({ kind, metadata }: KubeObject): string {
  return childId({ kind, name: metadata.name });
}

function relabelled(object: KubeObject, labels: Readonly<Record<string, string>>): KubeObject {
  return { ...object, metadata: { ...object.metadata, labels: { ...object.metadata.labels, ...labels } } };
}
