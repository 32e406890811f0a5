// What holds for whatever is rendered: properties over random services, classes and late values.
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { render } from "../../cdk8s/render.js";
import { LABEL } from "../../domain/api/keys.js";
import { BUILT_IN, CHILD_KINDS } from "../../domain/api/kinds.js";
import { PARTS } from "../../domain/api/status.js";
import { blueprint } from "../../domain/blueprint/blueprint.js";
import type { LateValues, Rendered } from "../../domain/blueprint/children.js";
import type { WebService, WebServiceClass } from "../../domain/api/service.js";
import { UID } from "../fixtures/services.js";
import { allLate, anyClass, anyLate, anyService, OPTIONS } from "./arbitrary.js";
import { at, blueprintOf, renderedFrom, roleOf } from "./rendering.js";

/** Each renders several times; a seed that fails is printed. */
const RUNS = 50;

function forAll(check: (rendered: Rendered, again: () => Rendered) => void): void {
  const property = fc.property(anyService, anyClass, anyLate, (service: WebService, serviceClass: WebServiceClass, late) => {
    const target = blueprint(service, serviceClass);
    for (const values of [late, allLate(service.spec)]) {
      const renderOnce = () => render(target, values, OPTIONS);
      check(renderOnce(), renderOnce);
    }
  });
  fc.assert(property, { numRuns: RUNS });
}

const idOf = ({ kind, object }: Rendered["children"][number]) => `${kind.kind}/${object.metadata.name}`;

describe("rendering", () => {
  it("gives the same objects for the same input, key by key", () => {
    forAll((rendered, again) => expect(JSON.stringify(again())).toBe(JSON.stringify(rendered)));
  });

  it("leaves its input as it was", () => {
    const freeze = (value: unknown): void => {
      if (typeof value !== "object" || value === null) return;
      Object.freeze(value);
      Object.values(value).forEach(freeze);
    };
    const target = blueprintOf({ userTier: "10M", workers: [{ name: "mail" }] });
    const late = allLate({});
    [target, late].forEach(freeze);
    expect(renderedFrom(target, late).children.length).toBeGreaterThan(40);
  });

  it("never gives two children of one kind the same name, nor the same role", () => {
    forAll(({ children, waiting }) => {
      const names = [...children.map(idOf), ...waiting.map(({ kind, name }) => `${kind.kind}/${name}`)];
      expect(new Set(names).size).toBe(names.length);
      const roles = [...children.map(({ kind, object }) => `${kind.kind}/${object.metadata.labels?.[LABEL.component] ?? ""}`)];
      expect(new Set([...roles, ...waiting.map(({ kind, role }) => `${kind.kind}/${role}`)]).size).toBe(names.length);
    });
  });

  it("labels every child, and marks what holds data", () => {
    forAll(({ children }) => {
      for (const { object, holdsData } of children) {
        const { labels = {}, namespace } = object.metadata;
        expect(namespace).toBe("store");
        expect(labels).toMatchObject({
          [LABEL.instance]: "shop",
          [LABEL.service]: "shop",
          [LABEL.serviceUid]: UID,
          [LABEL.managedBy]: "tenfold",
        });
        for (const value of Object.values(labels)) expect(value).toMatch(/^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/);
        expect(labels[LABEL.data]).toBe(holdsData ? "true" : undefined);
      }
    });
  });

  it("ties to the WebService what computes, and never what holds data", () => {
    forAll(({ children }) => {
      for (const { object, holdsData } of children) {
        const owner = { apiVersion: "tenfold.dev/v1alpha1", kind: "WebService", name: "shop", uid: UID };
        const expected = [{ ...owner, controller: true, blockOwnerDeletion: true }];
        expect(object.metadata.ownerReferences).toEqual(holdsData ? undefined : expected);
      }
    });
  });

  it("keeps every ACK object that holds data when it is deleted, and no other", () => {
    forAll(({ children }) => {
      for (const { object, holdsData } of children) {
        if (!object.apiVersion.includes(".services.k8s.aws/")) continue;
        const policy = object.metadata.annotations?.["services.k8s.aws/deletion-policy"];
        expect(policy).toBe(holdsData ? "retain" : "delete");
      }
    });
  });

  it("gives every child a kind of the list, a part, and a name within the limits", () => {
    forAll(({ children }) => {
      for (const { kind, part, object } of children) {
        expect(CHILD_KINDS).toContain(kind);
        expect({ apiVersion: object.apiVersion, kind: object.kind }).toEqual({ apiVersion: kind.apiVersion, kind: kind.kind });
        expect(PARTS).toContain(part);
        const limits: Readonly<Record<string, number>> = { StatefulSet: 52, DBCluster: 52, ReplicationGroup: 40 };
        expect(object.metadata.name.length).toBeLessThanOrEqual(limits[kind.kind] ?? 63);
        expect(object.metadata.name).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
      }
    });
  });

  it("never writes an unknown value: nothing is undefined, empty where a value must be, or a stringified object", () => {
    forAll(({ children }) => {
      const text = JSON.stringify(children.map(({ object }) => object));
      expect(text).not.toMatch(/undefined|\[object|NaN|null/);
      for (const { object } of children) expect(at(object, "metadata.name")).not.toBe("");
    });
  });

  it("says for every waiting child what it waits for", () => {
    forAll(({ waiting }) => {
      for (const { waitsFor } of waiting) expect(waitsFor).toMatch(/^\S.*\S$/);
    });
  });

  it("gives pods of two services with the same name different selectors", () => {
    const target = blueprintOf({ userTier: "1k" });
    const other = { ...target, identity: { ...target.identity, uid: "99999999-2222-3333-4444-555555555555" } };
    const selectors = [target, other].map((one) =>
      renderedFrom(one)
        .children.filter(({ object }) => object.kind === "Deployment")
        .map(({ object }) => JSON.stringify(at(object, "spec.selector"))),
    );
    expect(selectors[0]).not.toEqual(selectors[1]);
  });

  it("names data after its first owner when it was adopted, and computing after the service itself", () => {
    const before = "77777777-2222-3333-4444-555555555555";
    const target = blueprintOf({ userTier: "100", database: { adoptFrom: before } });
    const original = blueprintOf({ userTier: "100" });
    const first = { ...original, identity: { ...original.identity, uid: before, dataUid: before } };
    const split = ({ children }: Rendered) => ({
      data: children.filter(({ holdsData }) => holdsData).map(idOf),
      computing: children.filter(({ holdsData }) => !holdsData).map(idOf),
    });
    const [adopted, made] = [split(renderedFrom(target)), split(renderedFrom(first))];
    expect(adopted.data).toEqual(made.data);
    expect(adopted.computing.filter((id) => made.computing.includes(id))).toEqual([]);
  });

  it("throws when two children would be one", () => {
    const target = blueprintOf({ userTier: "10M" });
    const twice = { ...target, functions: [], alarms: [...target.alarms, ...target.alarms] };
    expect(() => renderedFrom(twice)).toThrow(/two children are MetricAlarm/);
  });
});

describe("late values", () => {
  it("turn waiting children into rendered ones and change nothing else but the binding and what the pooler is told", () => {
    const known = fc.property(anyService, anyClass, anyLate, (service, serviceClass, late: LateValues) => {
      const target = blueprint(service, serviceClass);
      const [some, all] = [
        render(target, late, OPTIONS),
        render(target, { ...allLate(service.spec), ...defined(late) }, OPTIONS),
      ];
      for (const { kind, object, mode } of some.children) {
        if (mode === "commit" || (kind === BUILT_IN.configMap && roleOf(object) === "pooler")) continue;
        const later = all.children.find((child) => child.kind === kind && child.object.metadata.name === object.metadata.name);
        expect(later?.object).toEqual(object);
      }
    });
    fc.assert(known, { numRuns: RUNS });
  });
});

/** The known ones; upload queues are unknown throughout. */
function defined({ uploadQueueARNs, ...rest }: LateValues): Partial<LateValues> {
  expect(uploadQueueARNs).toEqual({});
  return JSON.parse(JSON.stringify(rest)) as Partial<LateValues>;
}
