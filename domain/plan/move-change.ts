// The change that moves data from one database to another: what it is called, and how long it takes by what is known.
import type { Database, DatabaseKind } from "../blueprint/types.js";
import type { Rehearsal } from "../observed/bound-move.js";
import type { Standing } from "../observed/standing.js";
import type { Change } from "./change.js";
import { databaseChange, isHigherKind } from "./change.js";
import { movesBy } from "./move-parts.js";

export const WORDS = { "in-cluster": "PostgreSQL in the cluster", rds: "RDS", aurora: "Aurora" } as const;
// Expected downtimes in seconds.
const MIGRATION_SECONDS = 1800;
const PROMOTION_SECONDS = 600;

export function move(from: Database, to: Database, known: Standing["move"]): Change {
  if (from.kind === to.kind) return moveOf(from, to, { known, ...ofVersion(from.version, to.version) });
  const words = {
    summary: `move the data from ${WORDS[from.kind]} to ${WORDS[to.kind]}`,
    reason: `the target uses ${WORDS[to.kind]}`,
  };
  if (isHigherKind(to, from)) return moveOf(from, to, { known, ...words });
  return {
    ...moveOf(from, to, { known: undefined, ...words }),
    downtimeSeconds: 0,
    basis: undefined,
    shrinks: true,
    impossible: `data only moves up: the database stays where it is, ${WORDS[from.kind]}, and is billed as before; nothing has to be done`,
  };
}

function ofVersion(from: string, to: string) {
  return {
    summary: `move the data from PostgreSQL ${from} in the cluster to PostgreSQL ${to}, on a volume of its own`,
    reason: "a volume of one version cannot be opened by another",
  };
}

type MoveWords = Pick<Change, "summary" | "reason"> & { readonly known: Standing["move"] };

/** Until a rehearsal has measured it, its time is a guess. */
function moveOf(from: Database, to: Database, { known, summary, reason }: MoveWords): Change {
  const isOfThis = known?.from.kind === from.kind && known.to.kind === to.kind && known.state !== "kept";
  const measured = isOfThis && known.rehearsal?.passed === true ? known.rehearsal : undefined;
  return databaseChange({
    ...{ from: from.kind, to: to.kind, summary, reason },
    detail: { kind: "database-move", from: from.kind, to: to.kind },
    disruption: "DataMigration",
    ...downtime(GUESS[movesBy(from, to)], measured),
  });
}

const GUESS = {
  copy: {
    seconds: MIGRATION_SECONDS,
    basis: "a first guess: the rehearsal measures it before anything is interrupted",
  },
  replica: {
    seconds: PROMOTION_SECONDS,
    basis:
      "a first guess: promoting the replica reboots it, which takes AWS minutes; the rehearsal measures what can be measured",
  },
} as const;

type Guess = (typeof GUESS)[keyof typeof GUESS];

function downtime(guess: Guess, measured: Rehearsal | undefined): Pick<Change, "downtimeSeconds" | "basis"> {
  if (measured === undefined) return { downtimeSeconds: guess.seconds, basis: guess.basis };
  return { downtimeSeconds: Math.ceil(measured.seconds ?? guess.seconds), basis: measuredInWords(measured) };
}

function measuredInWords({ seconds = 0, bytes = 0, at, lagSeconds, verifySeconds = 0 }: Rehearsal): string {
  if (lagSeconds !== undefined) {
    const promotion = Math.max(0, Math.ceil(seconds - lagSeconds - verifySeconds));
    return `by the rehearsal of ${at} the replica is ${lagSeconds} s behind and comparing ${gibibytes(bytes)} GiB takes ${verifySeconds} s; promoting it reboots it, which is reckoned at ${promotion} s and cannot be measured before`;
  }
  return `measured by the rehearsal of ${at}: ${gibibytes(bytes)} GiB in ${Math.ceil(seconds)} s`;
}

function gibibytes(bytes: number): string {
  return (bytes / 2 ** 30).toFixed(bytes < 2 ** 30 ? 2 : 1);
}

/** While a move is taken back whose end nobody wants any more. */
export function moveTakenBack(from: DatabaseKind, to: DatabaseKind): Change {
  return databaseChange({
    from,
    to,
    detail: { kind: "database-move", from, to },
    summary: `give up the move of the data from ${WORDS[from]} to ${WORDS[to]}`,
    disruption: "DataMigration",
    reason: "it is not wanted or not allowed any more",
    downtimeSeconds: 0,
  });
}
