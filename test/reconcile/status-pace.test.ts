// How many status writes a progress costs: by what they say, not by how long it takes.
import { describe, expect, it } from "@jest/globals";
import type { Condition, WebServiceStatus } from "../../domain/api/status.js";
import type { Told } from "../../operator/reconcile/tell/status-pace.js";
import { paced } from "../../operator/reconcile/tell/status-pace.js";

const PACE = { statusIntervalMs: 1000, progressIntervalMs: 5000 };
const TEN_MINUTES = 600_000;
const SECOND = 1000;

type Moment = { readonly status: WebServiceStatus; readonly troubled?: number; readonly isLeaving?: boolean };

const condition = (type: Condition["type"], status: Condition["status"], message = ""): Condition => ({
  ...{ type, status, message, reason: status === "True" ? "Ready" : "WaitingForChildren" },
  ...{ observedGeneration: 1, lastTransitionTime: "2026-11-30T00:00:00Z" },
});

/** Seconds at which something is written after the first status, looked at once a second. */
function writes(at: (second: number) => Moment, forMs = TEN_MINUTES): readonly number[] {
  let told: Told & { readonly at: number } = { status: at(0).status, steps: 0, troubled: at(0).troubled ?? 0, at: 0 };
  const times: number[] = [];
  for (let now = SECOND; now <= forMs; now += SECOND) {
    const { status, troubled = 0, isLeaving = false } = at(now / SECOND);
    if (JSON.stringify([status, troubled]) === JSON.stringify([told.status, told.troubled])) continue;
    const { pauseMs, steps } = paced(told, { status, troubled, since: now - told.at, isLeaving }, PACE);
    if (now - told.at < pauseMs) continue;
    told = { status, troubled, steps, at: now };
    times.push(now / SECOND);
  }
  return times;
}

const counting = (second: number, others: readonly Condition[] = []): WebServiceStatus => ({
  observedGeneration: 1,
  conditions: [condition("Ready", "False", `${second} of 600 children are ready`), ...others],
});

describe("the status of a creation", () => {
  it("is written three times in ten minutes in which nothing turns", () => {
    expect(writes((second) => ({ status: counting(second) }))).toEqual([20, 100, 400]);
  });

  it("says soon that a condition has turned, and less soon the more of them do", () => {
    const types = ["WorkloadReady", "DatabaseReady", "StorageReady", "EdgeReady"] as const;
    const turned = (second: number) => types.map((type, index) => condition(type, second > 2 * (index + 1) ? "True" : "False"));
    const times = writes((second) => ({ status: { conditions: [condition("Ready", "False"), ...turned(second)] } }));
    expect(times).toEqual([5, 15]);
  });

  it("says at once that it is Ready", () => {
    const ready = (second: number) => ({ status: { conditions: [condition("Ready", second < 30 ? "False" : "True")] } });
    expect(writes(ready)).toEqual([30]);
  });

  it("says soon that a child is in trouble", () => {
    expect(writes((second) => ({ status: counting(second), troubled: second < 63 ? 0 : 1 })).includes(63)).toBe(true);
  });
});

describe("the status of", () => {
  it("a move is written every five seconds, since somebody watches it", () => {
    const progress = (bytes: number) => ({ phase: "copy", bytes }) as NonNullable<WebServiceStatus["move"]>["progress"];
    const move = (second: number) => ({ status: { ...counting(0), move: { progress: progress(second) } } }) as unknown as Moment;
    expect(writes(move, 60_000)).toHaveLength(12);
  });

  it("a service that is being deleted as well", () => {
    expect(writes((second) => ({ status: counting(second), isLeaving: true }), 60_000)).toHaveLength(12);
  });

  it("a Ready service whose pods come and go is written at once after a calm, and then ever more rarely", () => {
    const busy = (second: number) => ({
      status: { conditions: [condition("Ready", "True")], replicas: Math.max(0, second - 1000) },
    });
    expect(writes(busy, 2_000_000)).toEqual([1001, 1081, 1381, 1681, 1981]);
  });
});
