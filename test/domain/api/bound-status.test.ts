// Whatever there is to say, the status that is written fits its schema, and says what was left out.
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { z } from "zod";
import { bounded, shortened } from "../../../domain/api/bound-status.js";
import type { WebServiceStatus } from "../../../domain/api/status.js";
import { webServiceStatus } from "../../../domain/api/status.js";
import { DEFAULT_IMAGES } from "../../../domain/api/release.js";
import { summarize } from "../../../operator/reconcile/tell/report.js";
import { webService } from "../../fixtures/services.js";

type Node = {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly items?: Node;
  readonly properties?: Readonly<Record<string, Node>>;
};

const SCHEMA = z.toJSONSchema(webServiceStatus, { io: "input" }) as Node;
const LONG = "🦊";

/** Values of the schema's shape that know nothing of its limits. */
function oversized(node: Node): fc.Arbitrary<unknown> {
  if (node.enum !== undefined) return fc.constantFrom(...node.enum);
  if (node.type === "array") {
    const lengths = fc.constantFrom(0, 1, node.maxItems ?? 0, (node.maxItems ?? 0) + 1, 2 * (node.maxItems ?? 0));
    return fc.tuple(lengths, oversized(node.items ?? {})).map(([length, entry]) => Array.from({ length }, () => entry));
  }
  if (node.type === "object") {
    const fields = Object.entries(node.properties ?? {}).map(([name, field]) => [name, oversized(field)] as const);
    return fc.record(Object.fromEntries(fields));
  }
  if (node.type === "boolean") return fc.boolean();
  if (node.type !== "string") return fc.integer({ min: 0, max: 1_000_000 });
  const length = fc.constantFrom(0, 1, node.maxLength ?? 0, (node.maxLength ?? 0) + 1, 3 * (node.maxLength ?? 0));
  return fc.tuple(length, fc.constantFrom("a", LONG)).map(([times, what]) => what.repeat(times));
}

const problems = (count: number): WebServiceStatus => ({
  problems: Array.from({ length: count }, (_, index) => ({ reason: "WriteRefused", message: `problem ${index}` })),
});
const saysNineMore = /\band 9 more\b/;

describe("a status that is cut to its limits", () => {
  it("fits its schema, whatever the reports are", () => {
    fc.assert(
      fc.property(oversized(SCHEMA), (status) => {
        const checked = webServiceStatus.safeParse(bounded(status as WebServiceStatus));
        expect(checked.error?.issues ?? []).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it("is not made again where it fits", () => {
    fc.assert(
      fc.property(oversized(SCHEMA), (status) => {
        const cut = bounded(status as WebServiceStatus);
        expect(bounded(cut)).toBe(cut);
      }),
      { numRuns: 60 },
    );
  });

  it("is the same as before where it fits", () => {
    const status: WebServiceStatus = { observedGeneration: 3, ...problems(32), history: [{ time: "t", tier: "1" }] };
    expect(bounded(status)).toEqual(status);
  });

  it("says how many problems are left out, and of what kinds", () => {
    const [first, ...others] = bounded(problems(40)).problems ?? [];
    expect(first?.message).toBe("problem 0");
    expect(others).toHaveLength(31);
    expect(others.at(-1)?.reason).toBe("WriteRefused");
    expect(others.at(-1)?.message).toMatch(saysNineMore);
  });

  it("says how many changes are left out, with the worst of them and all of their downtime", () => {
    const change = { subject: "web", summary: "s", reason: "r", downtimeSeconds: 10 } as const;
    const changes = Array.from({ length: 72 }, (_, index) => ({
      ...{ ...change, id: String(index) },
      ...(index === 70
        ? ({ disruption: "Restart", state: "Waiting" } as const)
        : ({ disruption: "None", state: "Held" } as const)),
    }));
    const cut = bounded({ plan: { id: "p", changes } }).plan?.changes ?? [];
    expect(cut).toHaveLength(64);
    expect(cut.at(-1)).toMatchObject({ disruption: "Restart", state: "Waiting", downtimeSeconds: 90 });
    expect(cut.at(-1)?.summary).toMatch(saysNineMore);
  });

  it("leaves out children that are ready before those that are not, and keeps their order", () => {
    const resources = Array.from({ length: 520 }, (_, index) => ({
      ...{ kind: "Service", apiVersion: "v1", part: "Workload", name: `s${index}`, ready: index < 500 },
    }));
    const cut = bounded({ resources }).resources ?? [];
    expect(cut).toHaveLength(512);
    expect(cut.filter(({ ready }) => !ready).map(({ name }) => name)).toEqual(resources.slice(500).map(({ name }) => name));
    expect(cut.at(-1)?.ready).toBe(true);
    expect(cut.at(-1)?.name).toMatch(saysNineMore);
  });

  it("says how much retained data and how many hosts are left out", () => {
    const retained = Array.from({ length: 136 }, (_, index) => ({ kind: "Bucket", name: `b${index}`, reason: "r" }));
    const hosts = Array.from({ length: 72 }, (_, index) => `h${index}.example.com`);
    const cut = bounded({ retained, endpoints: { hosts } });
    expect([cut.retained?.length, cut.retained?.at(-1)?.name]).toEqual([128, "and 9 more"]);
    expect([cut.endpoints?.hosts?.length, cut.endpoints?.hosts?.at(-1)]).toEqual([64, "and 9 more"]);
  });

  it("keeps the newest of its history", () => {
    const history = Array.from({ length: 29 }, (_, index) => ({ time: String(index), tier: "1" }));
    expect(bounded({ history }).history?.map(({ time }) => time)).toEqual(history.slice(9).map(({ time }) => time));
  });

  it("is what the operator reports, however many problems there are and however long they are", () => {
    const many = Array.from({ length: 40 }, (_, index) => ({
      ...{ reason: "WriteRefused" as const, message: `${index} ${"long ".repeat(2000)}`, stalls: true },
    }));
    const status = summarize(
      { service: webService(), problems: many, suspended: false },
      { now: "2026-01-01T00:00:00Z", operator: { version: "0.1.0", ...DEFAULT_IMAGES } },
    );
    expect(webServiceStatus.safeParse(status).error?.issues ?? []).toEqual([]);
    expect(status.problems?.at(-1)?.message).toMatch(saysNineMore);
  });

  it("ends a text that was cut with a sign, and never in the middle of a character", () => {
    expect(shortened("abcdef", 6)).toBe("abcdef");
    expect(shortened("abcdefg", 6)).toBe("abcde…");
    expect(shortened(LONG.repeat(4), 6)).toBe(`${LONG.repeat(2)}…`);
  });
});
