// How far a move is, is read from the log of its program: seldom, only while it works, and nothing suffers when it cannot be read.
import { describe, expect, it } from "@jest/globals";
import type { KubeObject } from "../../domain/api/objects.js";
import { extractor } from "../../domain/observed/extract.js";
import { ClusterError } from "../../operator/ports/cluster.js";
import { askProgress } from "../../operator/reconcile/act/ask-progress.js";
import { emptyMemory } from "../../operator/reconcile/memory.js";
import { fakeClock } from "../fakes/fake-clock.js";
import { fakeLog } from "../fakes/fake-log.js";
import { webService } from "../fixtures/services.js";

const ROLE = "move-move-0123456789ab-1";
const JOB = "shop-move-1";
const said = { phase: "dump", seconds: 5, bytes: 1, ofBytes: 9 };
const LOG = `${JSON.stringify({ level: "info", time: "t", msg: "progress", ...said })}\n`;

const job = (status: object = { active: 1 }, uid = "job-1") =>
  extractor(() => "")({
    ...{ apiVersion: "batch/v1", kind: "Job" },
    metadata: { name: JOB, namespace: "store", uid, labels: { "app.kubernetes.io/component": ROLE } },
    status,
  });
const ENDED = { conditions: [{ type: "Complete", status: "True" }] };

function pod(name: string, of: string, phase = "Running"): KubeObject {
  const metadata = { name, namespace: "store", labels: { "batch.kubernetes.io/job-name": of } };
  return { apiVersion: "v1", kind: "Pod", metadata, status: { phase } };
}

class Asked {
  readonly clock = fakeClock({ random: () => 0 });
  readonly log = fakeLog();
  readonly memory = emptyMemory();
  readonly logs: string[] = [];
  pods: readonly KubeObject[] = [pod("other-x", "other"), pod("shop-move-1-x", JOB)];
  allowed = true;
  error: Error | undefined;
  text = LOG;

  look(child = job()) {
    const world = {
      clock: this.clock,
      log: this.log,
      memory: () => this.memory,
      mayAsk: () => this.allowed,
      troubles: {
        pods: () => Promise.resolve(this.pods),
        logEnd: (namespace: string, name: string) => {
          this.logs.push(`${namespace}/${name}`);
          return this.error === undefined ? Promise.resolve(this.text) : Promise.reject(this.error);
        },
      },
    };
    return askProgress(world, webService(), { role: ROLE, children: new Map([[`Job/${ROLE}`, child]]) });
  }
}

describe("how far a move is", () => {
  it("is read from the log of the pod of the Job that is at work, at most every quarter of a minute", async () => {
    const asked = new Asked();
    expect((await asked.look())?.said).toEqual(said);
    expect((await asked.look())?.said).toEqual(said);
    expect(asked.logs).toEqual(["store/shop-move-1-x"]);
    expect(asked.memory.glimpse?.nextAt).toBe(asked.clock.now() + 15_000);
    asked.clock.advance(15_000);
    asked.text = "";
    expect(await asked.look()).toBeUndefined();
    expect(asked.logs).toHaveLength(2);
  });

  it("of the next Job is asked at once, and never that of the last", async () => {
    const asked = new Asked();
    await asked.look();
    asked.text = "";
    expect(await asked.look(job({ active: 1 }, "job-2"))).toBeUndefined();
    expect(asked.logs).toHaveLength(2);
  });

  it.each([
    { name: "has ended", child: job(ENDED) },
    { name: "is being deleted", child: { ...job(), deleting: true } },
  ])("is not asked when the Job $name, and nobody comes back for it", async ({ child }) => {
    const asked = new Asked();
    await asked.look();
    expect(await asked.look(child)).toBeUndefined();
    expect(asked.logs).toHaveLength(1);
    expect(asked.memory.glimpse?.nextAt).toBeUndefined();
  });

  it("is not asked of a pod that does not run yet", async () => {
    const asked = new Asked();
    asked.pods = [pod("shop-move-1-x", JOB, "Pending")];
    expect(await asked.look()).toBeUndefined();
    expect(asked.logs).toEqual([]);
  });

  it("stays what it was while too much is asked", async () => {
    const asked = new Asked();
    await asked.look();
    asked.allowed = false;
    asked.clock.advance(15_000);
    expect((await asked.look())?.said).toEqual(said);
    expect(asked.logs).toHaveLength(1);
  });

  it("is unknown while the node does not answer, which is not tried again at once", async () => {
    const asked = new Asked();
    asked.error = new ClusterError("unavailable", "dial tcp: i/o timeout");
    expect(await asked.look()).toBeUndefined();
    asked.clock.advance(59_000);
    await asked.look();
    expect(asked.logs).toHaveLength(1);
    asked.clock.advance(1000);
    asked.error = undefined;
    expect((await asked.look())?.said).toEqual(said);
    expect(asked.log.lines.filter(({ level }) => level === "warn")).toEqual([]);
  });

  it("is unknown without the right to read logs, which is said once", async () => {
    const asked = new Asked();
    asked.error = new ClusterError("forbidden", "pods is forbidden");
    for (const child of [job(), job(ENDED), job({ active: 1 }, "job-2")]) {
      expect(await asked.look(child)).toBeUndefined();
      asked.clock.advance(600_000);
    }
    expect(asked.logs).toHaveLength(2);
    expect(asked.log.lines.map(({ message }) => message)).toEqual([expect.stringContaining("get pods/log")]);
  });
});
