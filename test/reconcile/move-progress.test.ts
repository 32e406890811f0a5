// A whole reconcile while a program of a move is at work: what its log says is in the status, and decides nothing.
import { describe, expect, it } from "@jest/globals";
import type { KubeObject } from "../../domain/api/objects.js";
import type { ChildRecord } from "../../domain/observed/record.js";
import { ClusterError } from "../../operator/ports/cluster.js";
import { reconcile } from "../../operator/reconcile/reconcile.js";
import { serviceKey } from "../../domain/api/service.js";
import type { FakeWorld } from "../fakes/fake-world.js";
import { fakeWorld } from "../fakes/fake-world.js";
import { webService } from "../fixtures/services.js";

const LINE = { msg: "progress", phase: "dump", seconds: 5, bytes: 2 ** 20, ofBytes: 2 ** 21 };

function stillRunning(record: ChildRecord): ChildRecord {
  if (record.kind !== "Job" || !record.role.startsWith("move-")) return record;
  return { ...record, health: { state: "progressing", usable: false, message: "runs" } };
}

async function rehearsing(): Promise<{ readonly there: FakeWorld; readonly job: ChildRecord }> {
  const there = fakeWorld(webService({ userTier: "10" }));
  await there.run();
  there.see(stillRunning);
  there.edit({ userTier: "100" });
  for (let look = 0; look < 20; look += 1) {
    await there.run(1);
    there.clock.advance(60_000);
    const job = there.children().find(({ kind, role }) => kind === "Job" && role.startsWith("move-rehearse"));
    if (job !== undefined) return { there, job };
  }
  throw new Error("nothing is rehearsed");
}

async function look({ there, job }: Awaited<ReturnType<typeof rehearsing>>, logEnd: () => Promise<string>) {
  const metadata = { name: "pod", namespace: "store", labels: { "batch.kubernetes.io/job-name": job.name } };
  const pod: KubeObject = { apiVersion: "v1", kind: "Pod", metadata, status: { phase: "Running" } };
  const troubles = { ...there.world.troubles, pods: () => Promise.resolve([pod]), logEnd };
  there.clock.advance(60_000);
  const action = await reconcile({ ...there.world, troubles }, serviceKey(there.service().metadata));
  return { status: there.statuses.at(-1), action };
}

describe("a rehearsal that is at work", () => {
  it("shows how far it is, and is looked at again soon", async () => {
    const { status, action } = await look(await rehearsing(), () => Promise.resolve(JSON.stringify(LINE)));
    expect(status?.move).toMatchObject({
      state: "preparing",
      progress: { phase: "dump", bytes: 2 ** 20, ofBytes: 2 ** 21, text: "read 1.0 of 2.0 MiB", readAt: expect.any(String) },
    });
    expect(action.kind === "requeue-after" && action.milliseconds).toBeLessThanOrEqual(20_000);
  });

  it.each([
    { name: "is forbidden", logEnd: () => Promise.reject(new ClusterError("forbidden", "no")) },
    { name: "fails", logEnd: () => Promise.reject(new Error("socket hang up")) },
    {
      name: "holds what anybody may have written",
      logEnd: () => Promise.resolve('{"msg":"progress","phase":"dump","seconds":-1}'),
    },
  ])("whose log $name only lacks the figures", async ({ logEnd }) => {
    const subject = await rehearsing();
    const { status } = await look(subject, logEnd);
    expect(status?.move).toMatchObject({ state: "preparing" });
    expect(status?.move).not.toHaveProperty("progress");
    expect(subject.there.children().find(({ uid }) => uid === subject.job.uid)).toBeDefined();
  });
});
