// Which replicas take reads: those that answer, replay what the database writes, and are not too far behind. Pure.

/** Where the database's log was at some moment (milliseconds). */
export type Sample = { readonly at: number; readonly written: bigint };
export type Look =
  | { readonly host: string; readonly answers: true; readonly isStandby: boolean; readonly lagSeconds: number }
  | { readonly host: string; readonly answers: false; readonly message: string };
export type Replica = {
  readonly host: string;
  readonly isTaken: boolean;
  readonly lagSeconds?: number;
  /** Good looks in a row while it is left out. */
  readonly good: number;
  readonly why?: string;
};

/** Twice, so that one that comes and goes does not take reads each time. */
const GOOD_LOOKS = 2;
const KEPT_MS = 600_000;

/** One that was never seen before is taken at once: when the pooler starts there is no other. */
export function judge(looks: readonly Look[], last: readonly Replica[], maxLagSeconds: number): readonly Replica[] {
  return looks.map((look) => {
    const before = last.find(({ host }) => host === look.host);
    const why = trouble(look, before?.isTaken === false ? maxLagSeconds / 2 : maxLagSeconds);
    const seen = look.answers ? { host: look.host, lagSeconds: look.lagSeconds } : { host: look.host };
    if (why !== undefined) return { ...seen, isTaken: false, good: 0, why };
    const good = before === undefined || before.isTaken ? GOOD_LOOKS : before.good + 1;
    return { ...seen, isTaken: good >= GOOD_LOOKS, good };
  });
}

function trouble(look: Look, maxLagSeconds: number): string | undefined {
  if (!look.answers) return look.message;
  if (!look.isStandby) return "it takes writes";
  return look.lagSeconds > maxLagSeconds ? `it is ${Math.round(look.lagSeconds)} s behind` : undefined;
}

/** Old samples but one go: that one is what a replica that stands still is measured by. */
export function withSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  return [...samples.filter(({ at }) => at > sample.at - KEPT_MS), sample];
}

/**
 * Since when the replica lacks something that was written. Told by the database's own log and one clock, so that neither a database at rest nor
 * clocks that differ look like a replica that is behind. While the database is away nothing new is lacking.
 */
export function lagSeconds(samples: readonly Sample[], replayed: bigint, now: number): number {
  const lacking = samples.find(({ written }) => written > replayed);
  return lacking === undefined ? 0 : (now - lacking.at) / 1000;
}

/** "16/B374D848", as PostgreSQL writes places of its log. */
export function placeInLog(text: string): bigint {
  const [high = "", low = ""] = text.split("/");
  return (BigInt(`0x${high}`) << 32n) + BigInt(`0x${low}`);
}

/** shop.cluster-abc.eu-west-1.rds.amazonaws.com → shop-3.abc.eu-west-1.rds.amazonaws.com. Undefined: not a name of Aurora's. */
export function memberHost(clusterHost: string, member: string): string | undefined {
  const match = /^[^.]+\.cluster-(.+)$/.exec(clusterHost);
  return match?.[1] === undefined ? undefined : `${member}.${match[1]}`;
}
