// Pods of the migration program, run by the local stand-in of the kubelet: what they leave is what the operator reads and believes.
import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "@jest/globals";
import type { KubeObject } from "../../../domain/api/objects.js";
import { WEB_SERVICE } from "../../../domain/api/service.js";
import { isSignedBy } from "../../../domain/credentials/signed-record.js";
import { programRecord } from "../../../domain/observed/program-record.js";
import { SECRET } from "../../../local/aws/databases/objects.js";
import { POD } from "../../../local/aws/load-balancers/kinds.js";
import { playedRuns } from "../../../local/programs/played.js";
import { ProgramPods } from "../../../local/programs/pods.js";
import { FakeApiServer } from "../aws/fake-api-server.js";
import { FakeClock } from "../aws/fake-clock.js";
import { silent } from "../aws/stage.js";

const JOB = "shop-move-move-0123456789ab-1";
const KEYS = generateKeyPairSync("ed25519", {
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});
const RUN_MS = 100;
const LONG_MS = 5000;

function pod(command: string): KubeObject {
  const env = { JOB_NAME: JOB, MOVE_ID: "0123456789ab", MOVE_ATTEMPT: "1", SIGNING_KEY_FILE: "/etc/tenfold/signing/key.pem" };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      ...{ name: "shop-move", namespace: "demo" },
      labels: { "tenfold.dev/service": "shop", "batch.kubernetes.io/job-name": JOB },
    },
    spec: {
      containers: [
        {
          ...{ name: "migrator", image: "migrator:1", args: [command] },
          env: Object.entries(env).map(([name, value]) => ({ name, value })),
        },
      ],
      volumes: [{ name: "signing", secret: { secretName: "shop-key" } }],
    },
    status: { phase: "Running", startTime: "2026-03-01T00:00:00Z" },
  };
}

class Cluster {
  readonly api = new FakeApiServer([POD, SECRET, WEB_SERVICE]);
  readonly clock = new FakeClock();

  constructor(first = true) {
    if (first) this.kubelet();
    this.order({});
  }

  /** Another one knows nothing but what it is shown. */
  kubelet(): ProgramPods {
    const hands = { cluster: this.api, clock: this.clock, log: silent };
    const pods = new ProgramPods({ ...hands, runs: playedRuns({ ...hands, runMs: RUN_MS }) });
    for (const object of this.api.objects.values()) if (object.kind === "Pod") pods.seen(object);
    this.api.listeners.push((kind, object, isGone) => {
      if (kind.kind !== "Pod") return;
      if (isGone) pods.gone(object);
      else pods.seen(object);
    });
    return pods;
  }

  order(annotations: Readonly<Record<string, string>>): void {
    const metadata = { name: "shop", namespace: "demo", annotations };
    this.api.apply({ apiVersion: WEB_SERVICE.apiVersion, kind: "WebService", metadata });
  }

  key(): void {
    const data = { "key.pem": Buffer.from(KEYS.privateKey).toString("base64") };
    this.api.apply({ apiVersion: "v1", kind: "Secret", metadata: { name: "shop-key", namespace: "demo" }, data });
  }

  async run(command: string, order?: string): Promise<KubeObject | undefined> {
    this.order(order === undefined ? {} : { [`local.tenfold.dev/${command}`]: order });
    this.key();
    this.api.apply(pod(command));
    await this.clock.advance(LONG_MS);
    return this.pod();
  }

  pod(): KubeObject | undefined {
    return this.api.get(pod("move"));
  }
}

const phase = (object: KubeObject | undefined) => (object?.["status"] as { phase?: string } | undefined)?.phase;
const recordIn = (object: KubeObject | undefined) => (object === undefined ? undefined : programRecord([object], JOB));

describe("a pod of the migration program", () => {
  it.each(["rehearse", "move", "undo"])(
    "that runs %s succeeds, with a record that the key of its Job has signed",
    async (command) => {
      const ended = await new Cluster().run(command);
      const record = recordIn(ended);
      expect(phase(ended)).toBe("Succeeded");
      expect(record).toMatchObject({ command, outcome: "done", job: JOB, move: "0123456789ab", attempt: 1 });
      expect(isSignedBy(record ?? {}, KEYS.publicKey)).toBe(true);
    },
  );

  it("that makes the application's role succeeds at once: no move waits for it, and nothing of it is signed", async () => {
    const cluster = new Cluster();
    cluster.api.apply(pod("bootstrap"));
    await cluster.clock.advance(1);
    expect(phase(cluster.pod())).toBe("Succeeded");
  });

  it.each([
    ["rehearse", "obstacle", { code: "obstacle", message: expect.stringContaining("postgis") }],
    ["move", "fails", { fenced: true }],
    ["move", "lets-in", { fenced: false }],
  ])("that is ordered to end %s with %s fails, and says so under its signature", async (command, order, said) => {
    const ended = await new Cluster().run(command, order);
    expect(phase(ended)).toBe("Failed");
    expect(recordIn(ended)).toMatchObject({ command, outcome: "failed", ...said });
    expect(isSignedBy(recordIn(ended) ?? {}, KEYS.publicKey)).toBe(true);
  });

  it("that is ordered to forge its record signs it with another key", async () => {
    const record = recordIn(await new Cluster().run("rehearse", "forged"));
    expect(record).toMatchObject({ outcome: "done" });
    expect(isSignedBy(record ?? {}, KEYS.publicKey)).toBe(false);
  });

  it("that is ordered to be killed is gone and has left nothing", async () => {
    expect(await new Cluster().run("move", "killed")).toBeUndefined();
  });

  it("that hangs goes on when the order is taken back, and as soon as it has its key", async () => {
    const cluster = new Cluster();
    expect(phase(await cluster.run("move", "hangs"))).toBe("Running");
    cluster.order({ "local.tenfold.dev/move": "done" });
    await cluster.clock.advance(LONG_MS);
    expect(phase(cluster.pod())).toBe("Succeeded");
    const keyless = new Cluster();
    keyless.api.apply(pod("move"));
    await keyless.clock.advance(LONG_MS);
    expect(phase(keyless.pod())).toBe("Running");
    keyless.key();
    await keyless.clock.advance(LONG_MS);
    expect(phase(keyless.pod())).toBe("Succeeded");
  });

  it("is run by whoever comes after one that stopped in the middle, and told of once", async () => {
    const cluster = new Cluster(false);
    cluster.key();
    const stopped = cluster.kubelet();
    cluster.api.apply(pod("move"));
    await cluster.clock.advance(RUN_MS / 2);
    await stopped.stop();
    await cluster.clock.advance(LONG_MS);
    expect(phase(cluster.pod())).toBe("Running");
    cluster.kubelet();
    await cluster.clock.advance(LONG_MS);
    expect(phase(cluster.pod())).toBe("Succeeded");
    const told = cluster.api.writesTo(pod("move")).length;
    cluster.kubelet();
    await cluster.clock.advance(LONG_MS);
    expect(cluster.api.writesTo(pod("move"))).toHaveLength(told);
  });
});
