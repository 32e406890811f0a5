// When a cluster is asked why something is not ready: late, seldom, and never for what is well.
import { beforeEach, describe, expect, it } from "@jest/globals";
import type { KubeObject } from "../../domain/api/objects.js";
import type { WebService } from "../../domain/api/service.js";
import type { ChildRecord, Health } from "../../domain/observed/record.js";
import { withTroubles } from "../../operator/reconcile/act/ask-troubles.js";
import { observe } from "../../domain/observed/observe.js";
import { emptyMemory } from "../../operator/reconcile/memory.js";
import { fakeClock } from "../fakes/fake-clock.js";
import { fakeLog } from "../fakes/fake-log.js";
import { UID, webService } from "../fixtures/services.js";

const WAITING: Health = { state: "progressing", usable: false, message: "waits for the load balancer's host name" };
const MINUTE_MS = 60_000;

function child(kind: string, rest: Partial<ChildRecord> = {}): ChildRecord {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind,
    namespace: "store",
    name: "shop-x",
    uid: "x-uid",
    resourceVersion: "1",
    generation: 1,
    service: "shop",
    serviceUid: UID,
    role: "web",
    holdsData: false,
    retained: false,
    hash: "h",
    ownedFields: "f",
    appliedAt: 0,
    deleting: false,
    syncedAt: undefined,
    health: WAITING,
    facts: {},
    ...rest,
  };
}

/** A cluster with one warning, which counts the questions. */
class Asked {
  readonly clock = fakeClock({ random: () => 0 });
  readonly log = fakeLog();
  readonly memory = emptyMemory();
  readonly questions: string[] = [];
  allowed = true;
  note = "no certificate 1111";
  fails = false;
  pods: readonly KubeObject[] = [];
  bindings: readonly KubeObject[] | undefined;

  async look(record: ChildRecord, service: WebService = webService()) {
    const world = {
      clock: this.clock,
      log: this.log,
      memory: () => this.memory,
      mayAsk: () => this.allowed,
      options: { askAfterMs: MINUTE_MS },
      troubles: {
        warnings: () => this.answer("events", this.warning(record)),
        pods: () => this.answer("pods", ...this.pods),
        targetGroupBindings: () => this.listed(),
      },
    };
    const observed = await withTroubles(world, service, observe([record], service, emptyMemory()));
    return observed.byRole.get(`${record.kind}/${record.role}`);
  }

  private answer(what: string, ...items: readonly KubeObject[]): Promise<readonly KubeObject[]> {
    this.questions.push(what);
    return this.fails ? Promise.reject(new Error("forbidden")) : Promise.resolve(items);
  }

  /** Undefined: they may not be listed. */
  private listed(): Promise<readonly KubeObject[]> {
    this.questions.push("bindings");
    return this.bindings === undefined ? Promise.reject(new Error("forbidden")) : Promise.resolve(this.bindings);
  }

  private warning({ kind, name, uid }: ChildRecord): KubeObject {
    const metadata = { name: "e", namespace: "store" };
    return {
      apiVersion: "events.k8s.io/v1",
      kind: "Event",
      metadata,
      regarding: { kind, name, uid },
      reason: "Failed",
      note: this.note,
    };
  }
}

let asked: Asked;
beforeEach(() => {
  asked = new Asked();
});
const message = (record: ChildRecord | undefined) => (record?.health.state === "ready" ? undefined : record?.health.message);

const GATE = "target-health.elbv2.k8s.aws/k8s-store-shop";
const gated: KubeObject = {
  ...{ apiVersion: "v1", kind: "Pod" },
  metadata: { name: "shop-x-1", namespace: "store", labels: { "app.kubernetes.io/component": "web" } },
  spec: { readinessGates: [{ conditionType: GATE }] },
  status: { conditions: [{ type: "ContainersReady", status: "True" }] },
};
const binding = (index: number): KubeObject => ({
  ...{ apiVersion: "elbv2.k8s.aws/v1beta1", kind: "TargetGroupBinding" },
  metadata: { name: `k8s-store-${index}`, namespace: "store" },
});

describe("a pod with the gate of a load balancer", () => {
  async function said(bindings: readonly KubeObject[] | undefined) {
    asked.pods = [gated];
    asked.bindings = bindings;
    await asked.look(child("Deployment"));
    asked.clock.advance(MINUTE_MS);
    return message(await asked.look(child("Deployment")));
  }

  it("that was removed is to be deleted", async () => {
    expect(await said([binding(1)])).toContain("pod shop-x-1: delete it");
  });

  it("that may only be missing from a list that was cut off is waited for", async () => {
    expect(await said(Array.from({ length: 1001 }, (_, index) => binding(index)))).toContain("waits for the load balancer");
  });

  it("is waited for where bindings cannot be listed", async () => {
    expect(await said(undefined)).toContain("waits for the load balancer");
  });

  it("is not asked about as long as no pod has one that is shut", async () => {
    asked.pods = [{ ...gated, spec: {} }];
    await asked.look(child("Deployment"));
    asked.clock.advance(MINUTE_MS);
    await asked.look(child("Deployment"));
    expect(asked.questions).toEqual(["events", "pods"]);
  });
});

describe("a child that is not ready", () => {
  it("is asked about after a minute, and its message says why", async () => {
    expect(message(await asked.look(child("Ingress")))).toBe(WAITING.message);
    expect(asked.memory.inquiry?.lookAt).toBe(asked.clock.now() + MINUTE_MS);
    asked.clock.advance(MINUTE_MS - 1);
    await asked.look(child("Ingress"));
    expect(asked.questions).toEqual([]);
    asked.clock.advance(1);
    expect(message(await asked.look(child("Ingress")))).toBe(
      "waits for the load balancer's host name; Failed: no certificate 1111",
    );
    expect(asked.questions).toEqual(["events"]);
  });

  it("is not asked about again within a minute, however often it is looked at, and goes on saying why", async () => {
    await asked.look(child("Ingress"));
    asked.clock.advance(MINUTE_MS);
    for (let times = 0; times < 5; times += 1) expect(message(await asked.look(child("Ingress")))).toContain("1111");
    expect(asked.questions).toHaveLength(1);
    asked.note = "no certificate 2222";
    asked.clock.advance(MINUTE_MS);
    expect(message(await asked.look(child("Ingress")))).toContain("2222");
    expect(asked.questions).toHaveLength(2);
  });

  it("with pods has these listed too", async () => {
    await asked.look(child("Deployment"));
    asked.clock.advance(MINUTE_MS);
    await asked.look(child("Deployment"));
    expect(asked.questions).toEqual(["events", "pods"]);
  });

  it("repeats what others say in one short line, without secrets", async () => {
    asked.note = `first\nsecond postgres://app:hunter2@db/app API_KEY=hunter2 ${"x".repeat(500)}`;
    await asked.look(child("Ingress"));
    asked.clock.advance(MINUTE_MS);
    const text = message(await asked.look(child("Ingress"))) ?? "";
    expect(text).toMatch(/; Failed: first second postgres:\/\/\[redacted\]@db\/app API_KEY=\[redacted\] x+…$/);
    expect(text.length).toBeLessThan(300);
  });

  it("waits its turn where all services together have asked enough", async () => {
    await asked.look(child("Ingress"));
    asked.clock.advance(MINUTE_MS);
    asked.allowed = false;
    expect(message(await asked.look(child("Ingress")))).toBe(WAITING.message);
    expect(asked.questions).toEqual([]);
    expect(asked.memory.inquiry?.lookAt).toBe(asked.clock.now() + MINUTE_MS);
  });

  it("stays as it is when the question fails, which is logged", async () => {
    await asked.look(child("Ingress"));
    asked.clock.advance(MINUTE_MS);
    asked.fails = true;
    expect(message(await asked.look(child("Ingress")))).toBe(WAITING.message);
    expect(asked.log.lines.map(({ level }) => level)).toEqual(["warn"]);
  });
});

describe("nothing is asked", () => {
  it.each([
    ["about what is ready", child("Ingress", { health: { state: "ready" } })],
    ["about what is being deleted", child("Ingress", { deleting: true })],
    ["about ACK's kinds, which say it themselves", child("DBInstance")],
  ])("%s", async (_name, record) => {
    await asked.look(record);
    asked.clock.advance(MINUTE_MS);
    await asked.look(record);
    expect(asked.questions).toEqual([]);
    expect(asked.memory.inquiry).toBeUndefined();
  });
});

describe("a Deployment with fewer pods than are asked for", () => {
  const short = child("Deployment", { health: { state: "ready" }, facts: { availableReplicas: 2, replicas: 3 } });
  const condition = {
    type: "Ready",
    status: "True",
    reason: "Ready",
    message: "",
    lastTransitionTime: "",
    observedGeneration: 1,
  } as const;

  it("is asked about while its service is not Ready", async () => {
    await asked.look(short);
    asked.clock.advance(MINUTE_MS);
    expect((await asked.look(short))?.trouble).toBe("Failed: no certificate 1111");
  });

  it("is not asked about while its service is Ready, but looked at again", async () => {
    const serving = { ...webService(), status: { conditions: [condition] } };
    await asked.look(short, serving);
    asked.clock.advance(MINUTE_MS);
    await asked.look(short, serving);
    expect(asked.questions).toEqual([]);
    expect(asked.memory.inquiry?.lookAt).toBe(asked.clock.now() + MINUTE_MS);
  });
});
