// Plans and renderings of files that nobody has applied: what is filled in, and what is said of mistakes.
import { describe, expect, it } from "@jest/globals";
import type { OfflineAnswer, OfflineQuestion } from "../../cdk8s/desire-offline.js";
import { desireOffline } from "../../cdk8s/desire-offline.js";
import { settle } from "../../cdk8s/settle.js";
import { LABEL } from "../../domain/api/keys.js";
import { PLACEHOLDER_UID } from "../../domain/api/service.js";
import type { WebServiceSpec } from "../../domain/api/web-service.js";
import type { WebServiceClassSpec } from "../../domain/api/web-service-class.js";
import { fakeWorld } from "../fakes/fake-world.js";
import { UID, webService, webServiceClass } from "../fixtures/services.js";
import { OPTIONS } from "./arbitrary.js";

const NOW = Date.parse("2026-01-07T12:00:00Z");
const SETTINGS = { render: OPTIONS, operatorVersion: "0", now: NOW };

/** As in a file: no UID, no namespace, nothing that an API server gives. */
function fromFiles(spec: Partial<WebServiceSpec>, place: Partial<WebServiceClassSpec> = {}): OfflineQuestion {
  const { apiVersion, kind, spec: whole } = webService(spec);
  const stored = webServiceClass(place);
  const service = { apiVersion, kind, metadata: { name: "shop" }, spec: whole };
  return { ...SETTINGS, service, serviceClass: { ...stored, metadata: { name: "standard" } } };
}

function accepted(question: OfflineQuestion): Extract<OfflineAnswer, { readonly ok: true }> {
  const answer = desireOffline(question);
  if (!answer.ok) throw new Error(answer.problem.message);
  return answer;
}

function problemOf(question: OfflineQuestion): string {
  const answer = desireOffline(question);
  return answer.ok ? "" : answer.problem.message;
}

describe("a service without what only an API server gives", () => {
  const answer = accepted(fromFiles({ userTier: "10k" }));

  it("has the placeholder for its UID and the namespace default", () => {
    expect(answer.service.metadata).toMatchObject({ uid: PLACEHOLDER_UID, namespace: "default" });
    for (const { object } of answer.last.prepared.children) {
      expect(object.metadata.namespace).toBe("default");
      expect(object.metadata.labels?.[LABEL.serviceUid]).toBe(PLACEHOLDER_UID);
    }
  });

  it("comes to the same kinds of children for the same ends as one that a cluster has taken in", () => {
    const stored = { service: webService({ userTier: "10k" }), serviceClass: webServiceClass() };
    const ends = ({ last }: Pick<typeof answer, "last">) =>
      last.prepared.children.map(({ kind, role }) => `${kind.kind} ${role}`);
    expect(ends(answer)).toEqual(ends(settle({ ...SETTINGS, ...stored })));
  });

  it("comes to the same each time", () => {
    expect(desireOffline(fromFiles({ userTier: "10k" }))).toEqual(answer);
  });

  it("keeps what the file says", () => {
    const { service, serviceClass } = fromFiles({ userTier: "1" });
    const metadata = { name: "shop", namespace: "store", uid: UID };
    const given = accepted({ ...SETTINGS, service: { ...service, metadata }, serviceClass });
    expect(given.service.metadata).toMatchObject(metadata);
  });
});

describe("a mistake in a file", () => {
  it("is said of the service, with the field and the remedy", () => {
    expect(problemOf(fromFiles({ userTier: "7" }))).toMatch(/^spec\.userTier: .*use one of/s);
  });

  it("is said of the class, by name", () => {
    expect(problemOf(fromFiles({}, { vpcID: "main" }))).toMatch(/^WebServiceClass standard: spec\.vpcID: /);
  });

  it("is a className that is not the class's", () => {
    expect(problemOf(fromFiles({ className: "gold" }))).toBe(
      "spec.className: there is no WebServiceClass gold. Create it, or name one of: standard.",
    );
    expect(problemOf(fromFiles({ className: "standard" }))).toBe("");
  });

  it("is a tier above that of the class", () => {
    expect(problemOf(fromFiles({ userTier: "1M" }, { limits: { maxTier: "1k" } }))).toContain("spec.limits.maxTier");
  });

  it("is data to adopt that is not among what stands", () => {
    expect(problemOf(fromFiles({ database: { adoptFrom: UID } }))).toContain(UID);
  });
});

describe("the placeholder", () => {
  it("has the form of a UID", () => {
    expect(PLACEHOLDER_UID).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it("is refused by the operator, which makes nothing under it", async () => {
    const service = webService({ userTier: "1" });
    const world = fakeWorld({ ...service, metadata: { ...service.metadata, uid: PLACEHOLDER_UID } });
    await world.run();
    expect(world.children()).toEqual([]);
    const stalled = world.service().status?.conditions?.find(({ type }) => type === "Stalled");
    expect(stalled).toMatchObject({ status: "True", reason: "InvalidSpec" });
    expect(stalled?.message).toContain("metadata.uid");
    const real = fakeWorld(service);
    await real.run();
    expect(real.children().length).toBeGreaterThan(0);
  });
});
