// What of an event is news: exactly what makes another record of it, versions left out.
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { ChildRecord } from "../../domain/observed/record.js";
import type { WebService, WebServiceClass } from "../../domain/api/service.js";
import { ANNOTATION, FINALIZER } from "../../domain/api/keys.js";
import { concerned, isEdited, isNews } from "../../operator/reconcile/news.js";
import { webService, webServiceClass } from "../fixtures/services.js";

const few = fc.constantFrom("a", "b");
const anyRecord: fc.Arbitrary<ChildRecord> = fc.record({
  ...{ apiVersion: few, kind: few, namespace: few, name: few, uid: few, resourceVersion: few },
  generation: fc.constantFrom(undefined, 1, 2),
  ...{ service: few, serviceUid: few, role: few, holdsData: fc.boolean(), retained: fc.boolean() },
  hash: fc.constantFrom(undefined, "h"),
  ...{ ownedFields: few, appliedAt: fc.constantFrom(0, 1), deleting: fc.boolean(), syncedAt: fc.constantFrom(undefined, 1) },
  health: fc.constantFrom<ChildRecord["health"][]>(
    { state: "ready" },
    { state: "progressing", message: "a", usable: true },
    { state: "failed", message: "a", terminal: true },
  ),
  facts: fc.constantFrom<ChildRecord["facts"][]>({}, { host: undefined }, { host: "a" }, { cache: { nodeType: "a" } as never }),
});

const asJson = (record: ChildRecord) => JSON.stringify({ ...record, resourceVersion: "" });

describe("news of a child", () => {
  it("is whatever its record says otherwise as JSON, its version left out", () => {
    const changed = anyRecord.chain((record) => {
      return fc.tuple(
        fc.constant(record),
        anyRecord,
        fc.subarray(Object.keys(record) as (keyof ChildRecord)[], { maxLength: 2 }),
      );
    });
    fc.assert(
      fc.property(changed, ([before, other, keys]) => {
        const after = { ...before, ...Object.fromEntries(keys.map((key) => [key, other[key]])) };
        expect(isNews(before, after)).toBe(asJson(before) !== asJson(after));
      }),
    );
  });
});

describe("news of a service", () => {
  const held = (finalizers: readonly string[] | undefined, more: Partial<WebService["metadata"]> = {}): WebService => {
    const given = webService();
    return { ...given, metadata: { ...given.metadata, finalizers, ...more } };
  };

  it.each<[string, [WebService, WebService]]>([
    ["that our finalizer is gone", [held([FINALIZER, "other"]), held(["other"])]],
    ["that somebody else's comes", [held([FINALIZER]), held([FINALIZER, "other"])]],
    ["that somebody else's goes", [held([FINALIZER, "other"]), held([FINALIZER])]],
    ["what came together with ours", [held([], { generation: 1 }), held([FINALIZER], { generation: 2 })]],
  ])("is %s", (_, [before, after]) => {
    expect(isEdited(before, after)).toBe(true);
  });

  it.each<[string, [WebService, WebService]]>([
    ["that our finalizer is there", [held(undefined), held([FINALIZER])]],
    ["its version", [held([FINALIZER], { resourceVersion: "1" }), held([FINALIZER], { resourceVersion: "2" })]],
  ])("is not %s", (_, [before, after]) => {
    expect(isEdited(before, after)).toBe(false);
  });
});

describe("a change of a class", () => {
  const named = (name: string, isDefault: boolean, domain = "example.com"): WebServiceClass => {
    const given = webServiceClass({ domain });
    const annotations = { [ANNOTATION.isDefaultClass]: String(isDefault) };
    return { ...given, metadata: { ...given.metadata, name, annotations } };
  };
  const unnamed = webService();
  const [mine, other] = [webService({ className: "mine" }), webService({ className: "other" })];

  it.each<[string, [WebServiceClass | undefined, WebServiceClass | undefined], readonly WebService[]]>([
    ["that says the same", [named("mine", true), named("mine", true)], []],
    ["that is edited", [named("mine", false), named("mine", false, "example.org")], [mine]],
    ["that is the default and edited", [named("mine", true), named("mine", true, "example.org")], [unnamed, mine]],
    ["that becomes the default", [named("mine", false), named("mine", true)], [unnamed, mine]],
    ["that is the default no longer", [named("mine", true), named("mine", false)], [unnamed, mine]],
    ["that comes", [undefined, named("other", true)], [unnamed, other]],
    ["that goes", [named("other", false), undefined], [other]],
  ])("%s concerns those that it makes a difference to", (_, [before, after], expected) => {
    expect([unnamed, mine, other].filter(concerned(before, after))).toEqual(expected);
  });
});
