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

/** `raced`: somebody wrote it between our read and our write; the next read says who leads. */
type Attempt = "held" | "taken" | "raced";

class LeaseElection implements Election {
  private leading = false;
  private stopped = false;
  private isReached = true;
  private renewedAt = 0;
  private observed: { readonly text: string; readonly at: number } | undefined;
  /** As we wrote it last. */
  private held: LeaseRecord | undefined;
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
    const { clock } = this.options;
    // The others count from the write, which is no earlier than this; the answer may come much later.
    const askedAt = clock.now();
    // An answer that hangs must not keep a leader in office past its deadline.
    const leftMs = this.leading ? this.renewedAt + RENEW_DEADLINE_MS - askedAt : RENEW_DEADLINE_MS;
    const cancelDeadline = clock.after(leftMs, () => this.checkDeadline());
    try {
      this.take(await this.attempt(), askedAt);
      this.isReached = true;
    } catch (error) {
      this.unreached(error);
      this.checkDeadline();
    } finally {
      cancelDeadline();
    }
    if (!this.stopped) this.cancel = clock.after(RETRY_MS, () => void this.turn());
  }

  private take(result: Attempt, askedAt: number): void {
    // A success that is told after the deadline may be over already.
    const isFresh = this.options.clock.now() - askedAt < RENEW_DEADLINE_MS;
    if (result === "held" && isFresh) this.renewed(askedAt);
    else if (result === "taken" && this.leading) this.lose("another replica holds the lease");
    else this.checkDeadline();
  }

  /** Said once for each time that it goes wrong: without the lease nothing else will happen. */
  private unreached(error: unknown): void {
    const { log } = this.options;
    const fields = { error: error instanceof Error ? error.message : String(error) };
    if (this.isReached) log.warn("the lease cannot be reached, trying again", fields);
    else log.debug("the lease cannot be reached, trying again", fields);
    this.isReached = false;
  }

  private checkDeadline(): void {
    if (this.leading && this.options.clock.now() - this.renewedAt >= RENEW_DEADLINE_MS)
      this.lose("the lease was not renewed in time");
  }

  /** A leader renews with one request, on the version that it wrote itself: on a slow server every answer counts. */
  private async attempt(): Promise<Attempt> {
    if (this.held !== undefined && (await this.write(this.held)) === "held") return "held";
    const { leases, identity } = this.options;
    const record = await leases.read();
    if (this.stopped) return "raced";
    if (record !== undefined && record.holder !== identity && !this.isFree(record)) return "taken";
    return this.write(record);
  }

  private async write(record: LeaseRecord | undefined): Promise<Attempt> {
    const { leases } = this.options;
    const next = this.next(record);
    const resourceVersion = await (record === undefined ? leases.create(next) : leases.update(next));
    this.held = resourceVersion === undefined ? undefined : { ...next, resourceVersion };
    return resourceVersion === undefined ? "raced" : "held";
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

  private renewed(askedAt: number): void {
    const { log, identity, onLead } = this.options;
    this.renewedAt = askedAt;
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
