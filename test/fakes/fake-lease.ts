// One Lease in memory, with the conditional writes of a real one, and faults on order.
import type { LeaseRecord, Leases } from "../../operator/ports/leases.js";

export type FakeLease = {
  readonly port: Leases;
  record(): LeaseRecord | undefined;
  /** Somebody who is no elector writes it, as `kubectl annotate` would. */
  touch(): void;
  /** From now on every call fails, or hangs for ever. */
  break(how: "fails" | "hangs" | "works"): void;
};

export function fakeLease(): FakeLease {
  let stored: LeaseRecord | undefined;
  let version = 0;
  let state: "fails" | "hangs" | "works" = "works";

  function store(record: LeaseRecord): string {
    version += 1;
    stored = { ...record, resourceVersion: String(version) };
    return String(version);
  }
  function answer<T>(act: () => T): Promise<T> {
    if (state === "hangs") return new Promise(() => undefined);
    if (state === "fails") return Promise.reject(new Error("no route to host"));
    return Promise.resolve(act());
  }

  return {
    port: {
      read: () => answer(() => stored),
      create: (record) => answer(() => (stored === undefined ? store(record) : undefined)),
      update: (record) =>
        answer(() => (stored !== undefined && stored.resourceVersion === record.resourceVersion ? store(record) : undefined)),
    },
    record: () => stored,
    touch: () => {
      if (stored !== undefined) store(stored);
    },
    break: (how) => void (state = how),
  };
}
