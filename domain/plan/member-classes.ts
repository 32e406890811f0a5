// Another class for the instances of a database in AWS: how the plan announces it, and which instance is next. One at a time, so that
// readers go on answering; the one that takes writes last, so that what it fails over to has the new class.
import { instanceMemoryGiB } from "../blueprint/alarms.js";
import type { StandingMember } from "../observed/members.js";
import type { Change } from "./change.js";
import { databaseChange } from "./change.js";

// Expected times in seconds, from AWS documentation (failover 35–60 s, restart of a single instance minutes).
const FAILOVER_SECONDS = 60;
const RESTART_SECONDS = 300;

export type ClassTerms = {
  readonly to: string;
  /** How the one that takes writes goes over to another class. */
  readonly disruption: "Failover" | "Restart";
  /** RDS: DATABASE_READER_URL names the first replica. Aurora: an address before all readers. */
  readonly readersShareAddress: boolean;
};

export function classChanges(members: readonly StandingMember[], terms: ClassTerms): readonly Change[] {
  const { to, disruption } = terms;
  const differing = members.filter((member) => member.instanceClass !== to);
  const writer = differing.find(({ isWriter }) => isWriter);
  const from = (writer ?? differing[0])?.instanceClass ?? "";
  if (from === "") return [];
  const seconds = disruption === "Failover" ? FAILOVER_SECONDS : RESTART_SECONDS;
  return [
    databaseChange({
      from,
      to,
      detail: { kind: "database-class" },
      summary: `change the instance class from ${from} to ${to}${progress(members, to)}`,
      disruption,
      reason: `the target uses another instance class${readersPart(members, terms)}`,
      downtimeSeconds: writer === undefined ? 0 : seconds,
      shrinks: instanceMemoryGiB(to) < instanceMemoryGiB(from),
    }),
  ];
}

function progress(members: readonly StandingMember[], to: string): string {
  const readers = members.filter(({ isWriter }) => !isWriter);
  if (readers.length === 0) return "";
  const done = readers.filter(({ instanceClass, state }) => instanceClass === to && state === "settled").length;
  return `, one instance at a time: ${done} of ${readers.length} readers done`;
}

/** What whoever approves has to know beside the time without writes. */
function readersPart(members: readonly StandingMember[], { to, readersShareAddress }: ClassTerms): string {
  const readers = members.filter(({ isWriter }) => !isWriter);
  const restarting = readers.filter(({ instanceClass }) => instanceClass !== to);
  if (restarting.length === 0) return "";
  const names = restarting.map(({ name }) => name);
  const first = `First its readers restart one by one, each away for about ${RESTART_SECONDS} s: ${listed(names)}`;
  const writer = members.find(({ isWriter, instanceClass }) => isWriter && instanceClass !== to);
  const last = writer === undefined ? [] : [lastPart(writer, readersShareAddress)];
  return ["", first, readerUrl(names, readers, readersShareAddress), ...last].join(". ");
}

/** The controller of an Aurora cluster looks seldom: what it says of the writer may be hours old. */
function lastPart({ name }: StandingMember, mayHaveMoved: boolean): string {
  const last = `The last is ${name}, which takes writes`;
  return mayHaveMoved ? `${last} as the DBCluster last said; if AWS has moved them since, they fail over once more` : last;
}

/** A status has room for so many names. */
const LISTED = 5;

function listed(names: readonly string[]): string {
  const more = names.length - LISTED;
  return `${names.slice(0, LISTED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function readerUrl(restarting: readonly string[], readers: readonly StandingMember[], readersShareAddress: boolean): string {
  if (readersShareAddress && readers.length > 1) return "DATABASE_READER_URL loses one reader at a time and its connections";
  const named = readersShareAddress ? restarting[0] : readers[0]?.name;
  return named !== undefined && restarting.includes(named)
    ? `DATABASE_READER_URL does not answer while ${named} restarts`
    : "DATABASE_READER_URL goes on answering";
}

export type ClassStep = {
  /** The instance that may be written now. */
  readonly moves?: StandingMember;
  /** What is waited for, where some instance has been written before. */
  readonly waitingFor?: string;
};

/** `isBusy`: something about the database is under way, whatever it is. */
export function classStep(members: readonly StandingMember[], to: string, isBusy: boolean): ClassStep {
  const order = [...members.filter(({ isWriter }) => !isWriter), ...members.filter(({ isWriter }) => isWriter)];
  const differing = order.filter(({ instanceClass }) => instanceClass !== to);
  // What was refused, or does not serve: nothing but another class can help it, and that makes no second one change.
  const underWay = classUnderWay(members);
  const stuck = differing.find((member) => !member.usable && (underWay === undefined || underWay === member));
  const awaited = members.find(({ state }) => state !== "settled");
  const next = stuck ?? (awaited === undefined && !isBusy ? differing[0] : undefined);
  if (next !== undefined) return { moves: next };
  return members.length > differing.length ? { waitingFor: awaitedInWords(awaited) } : {};
}

/** Since they change one at a time, it can only be the one that was written last. */
function classUnderWay(members: readonly StandingMember[]): StandingMember | undefined {
  const times = members.map(({ classChangedAt = "" }) => classChangedAt);
  const last = members[times.indexOf([...times].sort().at(-1) ?? "")];
  const isOver = last?.classChangedAt === undefined || last.state === "settled" || last.state === "refused";
  return isOver ? undefined : last;
}

function awaitedInWords(member: StandingMember | undefined): string {
  if (member === undefined) return "the database to be at rest: its instances change one at a time";
  const { name, instanceClass, state, message = "" } = member;
  const available = `DBInstance ${name} to be available with ${instanceClass}: ${message}`;
  return state === "failed" || state === "refused"
    ? `${available}. No other instance is touched meanwhile. If AWS does not give that class, set spec.database.instanceClass to one that it gives`
    : available;
}
