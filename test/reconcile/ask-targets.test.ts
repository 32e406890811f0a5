import { describe, expect, it } from "@jest/globals";
import type { KubeObject } from "../../domain/api/objects.js";
import type { FrontKind } from "../../domain/observed/front-targets.js";
import { ClusterError } from "../../operator/ports/cluster.js";
import { askTargets } from "../../operator/reconcile/act/ask-targets.js";
import { emptyMemory } from "../../operator/reconcile/memory.js";
import { fakeClock } from "../fakes/fake-clock.js";
import { fakeLog } from "../fakes/fake-log.js";
import { webService } from "../fixtures/services.js";

/** A cluster without bindings or pods, which counts the questions. */
class Asked {
  readonly clock = fakeClock({ random: () => 0 });
  readonly memory = emptyMemory();
  questions = 0;
  allowed = true;
  error: Error | undefined;

  look(asks: readonly FrontKind[] = ["alb"]) {
    const world = {
      clock: this.clock,
      log: fakeLog(),
      memory: () => this.memory,
      mayAsk: () => this.allowed,
      troubles: { targetGroupBindings: () => this.answer(), pods: () => Promise.resolve([]) },
    };
    return askTargets(world, webService(), { asks, children: new Map() });
  }

  private answer(): Promise<readonly KubeObject[]> {
    this.questions += 1;
    return this.error === undefined ? Promise.resolve([]) : Promise.reject(this.error);
  }
}

describe("asking whether a load balancer reaches the pods", () => {
  it("asks nothing when no traffic is to move, and forgets what it knew", async () => {
    const asked = new Asked();
    await asked.look();
    expect(await asked.look([])).toBeUndefined();
    expect(asked.questions).toBe(1);
    expect(asked.memory.sight).toBeUndefined();
  });

  it("answers from memory for a quarter of a minute, and says when to come back", async () => {
    const asked = new Asked();
    const first = await asked.look();
    expect(first?.alb?.state).toBe("unseen");
    expect(await asked.look()).toEqual(first);
    expect(asked.questions).toBe(1);
    expect(asked.memory.sight?.nextAt).toBe(asked.clock.now() + 15_000);
    asked.clock.advance(15_000);
    await asked.look();
    expect(asked.questions).toBe(2);
  });

  it.each(["kind-missing", "forbidden", "not-found"] as const)("takes %s for: nobody tells", async (kind) => {
    const asked = new Asked();
    asked.error = new ClusterError(kind, "no");
    expect((await asked.look())?.alb).toMatchObject({ state: "unseen", since: undefined });
  });

  it("knows nothing, and so moves nothing, while the API server does not answer or too much is asked", async () => {
    const asked = new Asked();
    asked.error = new ClusterError("unavailable", "away");
    expect(await asked.look()).toBeUndefined();
    asked.clock.advance(15_000);
    asked.allowed = false;
    expect(await asked.look()).toBeUndefined();
  });
});
