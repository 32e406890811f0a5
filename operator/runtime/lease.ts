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

export function createElection(options: LeaseOptions): Election {
  return new LeaseElection(options);
}

class LeaseElection implements Election {
  private leading = false;
  private stopped = false;
  private renewedAt = 0;
  private observed: { readonly text: string; readonly at: number } | undefined;
  private cancel: () => void = () => undefined;

  constructor(private readonly options: LeaseOptions) {}

  start(): void {
    void this.turn();
  }

  isLeader(): boolean {
    return this.leading;
  }

  async release(): Promise<void> {
    this.stopped = true;
    this.cancel();
    if (!this.leading) return;
    this.leading = false;
    const { leases, identity } = this.options;
    const record = await leases.read();
    if (record?.holder === identity) await leases.update({ ...this.next(record), holder: "", durationSeconds: 1 });
  }

  private async turn(): Promise<void> {
    const { clock, log } = this.options;
    // An answer that hangs must not keep a leader in office past its deadline.
    const cancelDeadline = clock.after(RENEW_DEADLINE_MS, () => this.checkDeadline());
    try {
      const held = await this.attempt();
      if (held) this.renewed();
      else if (this.leading) this.lose("another replica holds the lease");
    } catch (error) {
      log.debug("lease not reached", { error: error instanceof Error ? error.message : String(error) });
      this.checkDeadline();
    } finally {
      cancelDeadline();
    }
    if (!this.stopped) this.cancel = clock.after(RETRY_MS, () => void this.turn());
  }

  private checkDeadline(): void {
    if (this.leading && this.options.clock.now() - this.renewedAt >= RENEW_DEADLINE_MS)
      this.lose("the lease was not renewed in time");
  }

  /** True: the lease is ours for now. */
  private async attempt(): Promise<boolean> {
    const { leases, identity } = this.options;
    const record = await leases.read();
    if (record === undefined) return leases.create(this.next(undefined));
    if (record.holder !== identity && !this.isFree(record)) return false;
    return leases.update(this.next(record));
  }

  private next(record: LeaseRecord | undefined): LeaseRecord {
    const { clock, identity } = this.options;
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

  private isFree(record: LeaseRecord): boolean {
    const { clock } = this.options;
    const text = JSON.stringify([record.holder, record.renewTime, record.resourceVersion]);
    if (this.observed?.text !== text) this.observed = { text, at: clock.now() };
    return record.holder === "" || clock.now() - this.observed.at >= record.durationSeconds * 1000;
  }

  private renewed(): void {
    const { clock, log, identity, onLead } = this.options;
    this.renewedAt = clock.now();
    if (this.leading || this.stopped) return;
    this.leading = true;
    log.info("became leader", { identity });
    onLead();
  }

  private lose(reason: string): void {
    const { log, identity, onLost } = this.options;
    this.leading = false;
    this.stopped = true;
    log.error("lost the leadership", { reason, identity });
    onLost();
  }
}
