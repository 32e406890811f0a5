// What all services add up to, kept up to date as they come, change and go, so that a scrape reads no status. Of each service is held what it
// adds: numbers, and places in sums that it shares with others. Nothing of its status is.
import type { Condition } from "../../../domain/api/status.js";
import type { ServiceKey, WebService } from "../../../domain/api/service.js";
import { serviceKey } from "../../../domain/api/service.js";
import { lastBackupAt } from "./last-backup.js";
import type { LabelSum } from "./label-sums.js";
import { LabelSums } from "./label-sums.js";
import type { Ranked } from "./ranking.js";
import { Ranking } from "./ranking.js";
import type { Trouble, Troubled } from "./troubled-services.js";
import { NAMED, secondsOf, TROUBLES, troublesOf } from "./troubled-services.js";

type Named = Ranked & { readonly namespace: string; readonly name: string };
export type NamedTrouble = Named & Troubled;
export type NamedBackup = Named & { /** Seconds since the epoch. */ readonly at: number };
/** Undefined: not known. */
export type NamedMove = Named & {
  readonly step: string;
  readonly done: number | undefined;
  readonly bytesPerSecond: number | undefined;
  readonly secondsLeft: number | undefined;
  readonly by: string;
};

/** What one service adds. */
type Digest = {
  /** Each by one. */
  readonly ones: readonly LabelSum[];
  readonly cost: LabelSum;
  readonly microUSD: number;
  readonly retained: LabelSum;
  readonly kept: number;
};

const MICRO = 1e6;

export class ServiceSums {
  readonly #digests = new Map<ServiceKey, Digest>();
  readonly #sums = new LabelSums();
  readonly #troubles = new Map<Trouble, Ranking<NamedTrouble>>(TROUBLES.map((trouble) => [trouble, new Ranking(NAMED)]));
  readonly #moves = new Ranking<NamedMove>(NAMED);
  readonly #backups = new Ranking<NamedBackup>(NAMED);

  /** In place of what this service added before. */
  put(service: WebService): void {
    const key = serviceKey(service.metadata);
    this.#subtract(key);
    this.#digests.set(key, this.#added(service));
    this.#rank(key, service);
  }

  remove(key: ServiceKey): void {
    this.#subtract(key);
    for (const ranking of [...this.#troubles.values(), this.#moves, this.#backups]) ranking.remove(key);
  }

  isEmpty(): boolean {
    return this.#digests.size === 0;
  }

  /** Money in US dollars. */
  *sums(): Iterable<Pick<LabelSum, "of" | "labels" | "sum">> {
    for (const { of, labels, sum } of this.#sums.all()) yield { of, labels, sum: of === "cost" ? sum / MICRO : sum };
  }

  /** Those that are in it longest, or furthest above their budget, and how many more there are. */
  *troubles(): Iterable<{ readonly trouble: Trouble; readonly named: readonly NamedTrouble[]; readonly others: number }> {
    for (const [trouble, ranking] of this.#troubles) {
      const named = ranking.first();
      yield { trouble, named, others: ranking.size - named.length };
    }
  }

  longestMoves(): readonly NamedMove[] {
    return this.#moves.first();
  }

  oldestBackups(): readonly NamedBackup[] {
    return this.#backups.first();
  }

  #added({ status = {} }: WebService): Digest {
    const { conditions = [], plan, move, cost, retained = [] } = status;
    const tier = status.tier?.target ?? "";
    const [microUSD, kept] = [Math.round((cost?.monthlyUSD ?? 0) * MICRO), retained.length];
    return {
      ones: [
        this.#sums.add("services", { tier, ready: readiness(conditions) }),
        ...conditions.map(({ type, status: is, reason }) => this.#sums.add("conditions", { type, status: is, reason })),
        ...(plan?.changes ?? []).map(({ disruption, state }) => this.#sums.add("changes", { disruption, state })),
        ...(move === undefined ? [] : [this.#sums.add("moves", { state: move.state })]),
      ],
      ...{ cost: this.#sums.add("cost", { tier }, microUSD), microUSD },
      ...{ retained: this.#sums.add("retained", {}, kept), kept },
    };
  }

  #subtract(key: ServiceKey): void {
    const digest = this.#digests.get(key);
    if (digest === undefined) return;
    this.#digests.delete(key);
    for (const one of digest.ones) this.#sums.subtract(one);
    this.#sums.subtract(digest.cost, digest.microUSD);
    this.#sums.subtract(digest.retained, digest.kept);
  }

  #rank(key: ServiceKey, service: WebService): void {
    const { namespace, name } = service.metadata;
    const own = { key, namespace, name };
    const troubles = troublesOf(service);
    for (const [trouble, ranking] of this.#troubles) {
      const found = troubles.find((one) => one.trouble === trouble);
      if (found === undefined) ranking.remove(key);
      else ranking.put({ ...own, rank: trouble === "OverBudget" ? -found.overBudgetUSD : found.since, ...found });
    }
    const move = moveUnderWay(service);
    if (move === undefined) this.#moves.remove(key);
    else this.#moves.put({ ...own, ...move });
    const at = lastBackupAt(service);
    if (at === undefined) this.#backups.remove(key);
    else this.#backups.put({ ...own, rank: at, at });
  }
}

function readiness(conditions: readonly Condition[]): string {
  return conditions.find(({ type }) => type === "Ready")?.status ?? "Unknown";
}

/** Of which the program says how far it is. */
function moveUnderWay({ status }: WebService): (Omit<NamedMove, keyof Named> & { readonly rank: number }) | undefined {
  const { progress, since } = status?.move ?? {};
  if (progress === undefined) return undefined;
  const { phase, bytesPerSecond, secondsLeft, leftBy = "" } = progress;
  const done = ratio(progress.bytes, progress.ofBytes) ?? ratio(progress.rows, progress.ofRows);
  return { rank: secondsOf(since), step: phase, done, bytesPerSecond, secondsLeft, by: leftBy };
}

function ratio(done: number | undefined, whole: number | undefined): number | undefined {
  return done === undefined || whole === undefined || whole === 0 ? undefined : Math.min(1, done / whole);
}
