// /readyz says which watches are not there, and why.
import { describe, expect, it } from "@jest/globals";
import { watchesCheck } from "../../operator/reconcile/tell/readiness.js";
import { examine } from "../../operator/runtime/health.js";
import type { Trouble } from "../../operator/runtime/watch-trouble.js";

type Wish = { readonly namespace?: string; readonly synced?: boolean; readonly missing?: boolean; readonly trouble?: Trouble };

function watch(kind: string, { namespace, synced = true, missing = false, trouble }: Wish = {}) {
  const target = { kind: { apiVersion: "v1", kind, plural: kind.toLowerCase(), namespaced: true }, namespace };
  return { target, isSynced: () => synced, isKindMissing: () => missing, trouble: () => trouble };
}

const report = (...watches: readonly ReturnType<typeof watch>[]) => examine([watchesCheck(watches)]);
const FORBIDDEN: Trouble = { isForbidden: true, text: "the operator needs the right to list and watch jobs.batch" };

describe("the operator is ready", () => {
  it("when every watch has a picture", () => {
    expect(report(watch("Job"), watch("Service"))).toEqual({ ok: true, text: "[+] caches ok\nok\n" });
  });

  it("without the kinds that are not installed, which it names once", () => {
    const one = watch("Queue", { synced: false, missing: true });
    const text = "[+] caches ok: not installed in this cluster: Queue\nok\n";
    expect(report(watch("Job"), one, one)).toEqual({ ok: true, text });
  });

  it("while a watch that had a picture is taken up again", () => {
    expect(report(watch("Job", { trouble: { isForbidden: false, text: "reset" } })).ok).toBe(true);
  });
});

describe("the operator is not ready", () => {
  it.each([
    { name: "while a watch has no picture", wish: { synced: false }, says: "Job (no answer yet)" },
    {
      name: "while a watch does not come about",
      wish: { synced: false, trouble: { isForbidden: false, text: "connect ECONNREFUSED" } },
      says: "Job (connect ECONNREFUSED)",
    },
    {
      name: "while a right is missing",
      wish: { synced: false, namespace: "store", trouble: FORBIDDEN },
      says: `Job in store (${FORBIDDEN.text})`,
    },
    { name: "when a right was taken away later", wish: { trouble: FORBIDDEN }, says: `Job (${FORBIDDEN.text})` },
  ])("$name, and says which", ({ wish, says }) => {
    const { ok, text } = report(watch("Service"), watch("Job", wish));
    expect(ok).toBe(false);
    expect(text).toContain(`[-] caches failed: not in step with the API server: ${says}\n`);
  });

  it("and does not say the same of forty kinds", () => {
    const many = Array.from({ length: 40 }, (_, index) => watch(`Kind${index}`, { synced: false }));
    expect(report(...many).text).toContain("; and 35 more\n");
  });
});
