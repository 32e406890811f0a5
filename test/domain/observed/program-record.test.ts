import { describe, expect, it } from "@jest/globals";
import type { KubeObject } from "../../../domain/api/objects.js";
import { programRecord, recordIn, recordInWords } from "../../../domain/observed/program-record.js";
import { Failure } from "../../../migrator/failure.js";
import { recordOf } from "../../../migrator/report.js";

const JOB = "shop-db-bootstrap";

function pod(message: string | undefined, finishedAt: string, job = JOB): KubeObject {
  const terminated = { exitCode: 1, finishedAt, ...(message === undefined ? {} : { message }) };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: `${job}-${finishedAt}`, labels: { "batch.kubernetes.io/job-name": job } },
    status: { containerStatuses: [{ name: "bootstrap", state: { terminated } }] },
  };
}

const failed = JSON.stringify(recordOf("bootstrap", new Failure("login", "password authentication failed")));

describe("the record of one of our programs", () => {
  it("is that of the pod of its Job that ended last, as the program wrote it", () => {
    const early = pod(JSON.stringify({ command: "bootstrap", outcome: "done" }), "2026-01-01T00:00:00Z");
    const late = pod(failed, "2026-01-02T00:00:00Z");
    const other = pod(JSON.stringify({ command: "copy", outcome: "done" }), "2026-01-03T00:00:00Z", "another");
    expect(programRecord([early, late, other], JOB)).toMatchObject({ command: "bootstrap", outcome: "failed" });
  });

  it("is none where the last pod has left nothing readable and no other has", () => {
    expect(programRecord([pod(undefined, "2026-01-01T00:00:00Z"), pod("{cut", "2026-01-02T00:00:00Z")], JOB)).toBeUndefined();
  });

  it.each(["", "out of memory", '{"a":1}', '{"command":"x","outcome":"maybe"}', "[]", "null"])("is not %p", (text) => {
    expect(recordIn(text)).toBeUndefined();
  });

  it("says what happened and what to do", () => {
    const record = recordIn(
      JSON.stringify({ command: "bootstrap", outcome: "failed", code: "x", message: "refused", remedy: "Look" }),
    );
    expect(record && recordInWords(record)).toBe("refused. Look");
  });
});
