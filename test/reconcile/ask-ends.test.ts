// How a program of a move ended is taken from its pod, and believed only when it is signed with the key of that very Job.
import { generateKeyPairSync, sign } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import type { KubeObject } from "../../domain/api/objects.js";
import { extractor } from "../../domain/observed/extract.js";
import { ClusterError } from "../../operator/ports/cluster.js";
import { askEnds } from "../../operator/reconcile/act/ask-ends.js";
import { emptyMemory, forgetGone } from "../../operator/reconcile/memory.js";
import { fakeLog } from "../fakes/fake-log.js";
import { webService } from "../fixtures/services.js";

const ROLE = "move-rehearse-0123456789ab-1";
const JOB = "shop-move-1";

function pair() {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  return { privateKey, pem: publicKey.export({ type: "spki", format: "pem" }).toString() };
}
const key = pair();

const said = { command: "rehearse", job: JOB, move: "0123456789ab", outcome: "done", seconds: 42 };

function signed(fields: Readonly<Record<string, unknown>> = {}, by = key): string {
  const whole = { ...said, ...fields };
  return JSON.stringify({
    ...whole,
    signature: sign(null, Buffer.from(JSON.stringify(whole)), by.privateKey).toString("base64"),
  });
}

function pod(message: string, job = JOB): KubeObject {
  const metadata = { name: `${job}-x`, namespace: "store", labels: { "batch.kubernetes.io/job-name": job } };
  const terminated = { finishedAt: "2026-01-07T12:00:00Z", message };
  return { apiVersion: "v1", kind: "Pod", metadata, status: { containerStatuses: [{ state: { terminated } }] } };
}

const ended = extractor(() => "")({
  apiVersion: "batch/v1",
  kind: "Job",
  metadata: { name: JOB, namespace: "store", uid: "job-1", labels: { "app.kubernetes.io/component": ROLE } },
  status: { conditions: [{ type: "Complete", status: "True" }] },
});
const children = new Map([[`Job/${ROLE}`, ended]]);

class Asked {
  readonly memory = emptyMemory();
  questions = 0;
  pods: readonly KubeObject[] = [];
  annotations: Readonly<Record<string, string>> | undefined = { "tenfold.dev/public-key": key.pem };
  error: Error | undefined;

  async look(roles: readonly string[] = [ROLE]) {
    const world = {
      log: fakeLog(),
      memory: () => this.memory,
      troubles: { pods: () => this.#answer() },
      cluster: { secretAnnotations: () => Promise.resolve(this.annotations) },
    };
    return (await askEnds(world, webService(), { roles, children }))?.get(ROLE);
  }

  #answer(): Promise<readonly KubeObject[]> {
    this.questions += 1;
    return this.error === undefined ? Promise.resolve(this.pods) : Promise.reject(this.error);
  }
}

describe("the end of a program", () => {
  it("is not asked for while nobody wants to know", async () => {
    const asked = new Asked();
    expect(await asked.look([])).toBeUndefined();
    expect(asked.questions).toBe(0);
  });

  it("is what it has left, signed, and is remembered when its pod is gone", async () => {
    const asked = new Asked();
    asked.pods = [pod(signed())];
    expect(await asked.look()).toMatchObject({ kind: "record", record: { outcome: "done", seconds: 42 } });
    asked.pods = [];
    expect(await asked.look()).toMatchObject({ kind: "record" });
    expect(asked.questions).toBe(1);
    forgetGone(asked.memory, []);
    expect(await asked.look()).toMatchObject({ kind: "silent" });
  });

  it.each([
    { name: "changed after it was signed", message: signed().replace('"seconds":42', '"seconds":1') },
    { name: "signed with another key", message: signed({}, pair()) },
    { name: "not signed", message: JSON.stringify(said) },
    { name: "that of another Job", message: signed({ job: "shop-move-2" }) },
  ])("is not believed when it is $name", async ({ message }) => {
    const asked = new Asked();
    asked.pods = [pod(message)];
    expect(await asked.look()).toMatchObject({ kind: "silent", why: expect.stringContaining("not signed with its key") });
  });

  it("is not believed when the Secret with its key is gone or is not ours", async () => {
    const asked = new Asked();
    asked.pods = [pod(signed())];
    asked.annotations = undefined;
    expect(await asked.look()).toMatchObject({ kind: "silent" });
  });

  it("stays unknown while the API server does not say, and is asked for again", async () => {
    const asked = new Asked();
    asked.error = new ClusterError("unavailable", "no");
    expect(await asked.look()).toBeUndefined();
    asked.error = undefined;
    asked.pods = [pod(signed())];
    expect(await asked.look()).toMatchObject({ kind: "record" });
  });
});
