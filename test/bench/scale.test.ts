import { describe, expect, it } from "@jest/globals";
import { CHILD_KINDS } from "../../domain/api/kinds.js";
import type { WebServiceSpec } from "../../domain/api/web-service.js";
import type { Request } from "../cluster/harness/audit.js";
import { webService, webServiceClass } from "../fixtures/services.js";
import { ticksIn } from "./process-cpu.js";
import { asLines } from "./row.js";
import { answersTo, waits } from "./scale/edits.js";
import { inStep } from "./scale/load/in-step.js";
import { namespaces, serviceAt } from "./scale/services.js";

describe("the services of the scale run", () => {
  it("have twenty children, are Ready, and are told of as such", async () => {
    const { metadata, spec } = serviceAt(7);
    const stored = webService(spec as WebServiceSpec);
    const service = { ...stored, metadata: { ...stored.metadata, ...metadata } };
    const { children, status } = await inStep(service, webServiceClass());
    expect(status.conditions?.[0]?.message).toBe("tier 100 is served: all 20 children are ready");
    expect(children).toHaveLength(18); // and two Secrets
    expect(children.every(({ kind }) => CHILD_KINDS.some((one) => one.kind === kind))).toBe(true);
    expect(children.every(({ metadata }) => metadata.annotations?.["tenfold.dev/hash"] !== undefined)).toBe(true);
  });

  it("differ in their hosts and names, and share namespaces", () => {
    const all = Array.from({ length: 2 * namespaces.length }, (_, index) => serviceAt(index));
    expect(new Set(all.map(({ metadata }) => metadata.name)).size).toBe(all.length);
    expect(new Set(all.map(({ spec }) => JSON.stringify(spec))).size).toBe(all.length);
    expect(new Set(all.map(({ metadata }) => metadata.namespace)).size).toBe(namespaces.length);
  });
});

describe("the answer to an edit", () => {
  const write = (name: string, at: number, change: Partial<Request> = {}): Request => ({
    ...{ verb: "patch", resource: "networkpolicies", subresource: "", namespace: "a", name, code: 200, at },
    ...{ isDryRun: false, isAuthorized: true, userAgent: "tenfold/1", user: "operator", ...change },
  });
  const edit = { namespace: "a", name: "shop-1", at: 100 };

  it("is the first write of one of its objects after it", () => {
    const writes = [write("shop-1-web-x", 90), write("shop-1-web-x", 150), write("shop-1", 120)];
    expect(answersTo([edit], writes)).toEqual([{ ...edit, answeredAt: 120 }]);
  });

  it("is none of another service, none that failed, no event and no reading", () => {
    const writes = [
      write("shop-12-web-x", 110),
      write("shop-1-web-x", 110, { namespace: "b" }),
      write("shop-1-web-x", 110, { code: 409 }),
      write("shop-1.17", 110, { resource: "events", verb: "create" }),
      write("shop-1-web-x", 110, { verb: "get" }),
    ];
    expect(answersTo([edit], writes)).toEqual([]);
  });

  it("is waited for from the edit on, or from when somebody could answer", () => {
    const answered = [{ ...edit, answeredAt: 160 }];
    expect([waits(answered).p50, waits(answered, 140).p50]).toEqual([60, 20]);
  });
});

describe("the lines of the benchmark", () => {
  it("have beside each figure what is aimed at, where something is", () => {
    const rows = [
      { what: "a", value: 1, unit: "ms", target: 0 },
      { what: "long", value: 22.345, unit: "" },
    ];
    expect(asLines(rows)).toEqual(["a            1.00 ms  aimed at: 0", "long        22.34"]);
  });
});

describe("the CPU time of a process", () => {
  it("is read past a name that looks like fields", () => {
    expect(ticksIn("17 (a) b (c) S 1 17 17 0 -1 4194560 100 0 0 0 12 30 0 0 20 0 1 0 5 6 7")).toBe(42);
  });
});
