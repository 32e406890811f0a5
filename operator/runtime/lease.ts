// Leader election on a Lease: one leads, the others wait. Time is measured on our own clock since the record last
// changed, so clocks that differ do no harm. Election does not fence: every write still carries its own precondition.
import type { Clock } from "../ports/clock.js";
import type { LeaseRecord, Leases } from "../ports/leases.js";
import type { Log } from "../ports/log.js";

export type LeaseOptions = {
  readonly leases: Leases;
  readonly clock: Clock;
  readonly log: Log;
  readonly identity: string;
  readonly onLead: () => void;
  /** The lease could not be renewed in time: the process must stop acting at once. */
  readonly onLost: () => void;
};
export type Election = {
  start(): void;
  /** Gives the lease back, so that the next leader need not wait. */
  release(): Promise<void>;
  isLeader(): boolean;
};

const DURATION_SECONDS = 15;
const RENEW_DEADLINE_MS = 10_000;
const RETRY_MS = 2000;

export function createElection({ leases, clock, log, identity, onLead, onLost }: LeaseOptions): Election {
  let leading = false;
  let stopped = false;
  let renewedAt = 0;
  let observed: { readonly text: string; readonly at: number } | undefined;
  let cancel: () => void = () => undefined;

  async function turn(): Promise<void> {
    try {
      const held = await attempt();
      if (held) {
        renewedAt = clock.now();
        if (!leading) lead();
      } else if (leading) lose("another replica holds the lease");
    } catch (error) {
      log.debug("lease not reached", { error: error instanceof Error ? error.message : String(error) });
      if (leading && clock.now() - renewedAt >= RENEW_DEADLINE_MS) lose("the lease was not renewed in time");
    }
    if (!stopped) cancel = clock.after(RETRY_MS, () => void turn());
  }

  /** True: the lease is ours for now. */
  async function attempt(): Promise<boolean> {
    const record = await leases.read();
    if (record === undefined) return leases.create(next(undefined));
    const isOurs = record.holder === identity;
    if (!isOurs && !isFree(record)) return false;
    return leases.update(next(record));
  }

  function next(record: LeaseRecord | undefined): LeaseRecord {
    const same = record?.holder === identity;
    return {
      holder: identity,
      durationSeconds: DURATION_SECONDS,
      renewTime: clock.now(),
      acquireTime: same ? record.acquireTime : clock.now(),
      transitions: (record?.transitions ?? 0) + (record === undefined || same ? 0 : 1),
      resourceVersion: record?.resourceVersion,
    };
  }

  function isFree(record: LeaseRecord): boolean {
    const text = JSON.stringify([record.holder, record.renewTime, record.resourceVersion]);
    if (observed?.text !== text) observed = { text, at: clock.now() };
    return record.holder === "" || clock.now() - observed.at >= record.durationSeconds * 1000;
  }

  function lead(): void {
    leading = true;
    log.info("became leader", { identity });
    onLead();
  }

  function lose(reason: string): void {
    leading = false;
    stopped = true;
    log.error("lost the leadership", { reason, identity });
    onLost();
  }

  return {
    start: () => void turn(),
    release: async () => {
      stopped = true;
      cancel();
      if (!leading) return;
      leading = false;
      const record = await leases.read();
      if (record?.holder === identity) await leases.update({ ...next(record), holder: "", durationSeconds: 1 });
    },
    isLeader: () => leading,
  };
}
