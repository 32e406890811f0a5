// What a change is: one difference between what stands and the target, with its price in disruption.
import type { Disruption } from "../api/web-service.js";
import type { Database, DatabaseKind, Entry } from "../blueprint/types.js";

export type ChangeDetail =
  | { readonly kind: "database-move"; readonly from: DatabaseKind; readonly to: DatabaseKind }
  | { readonly kind: "database-removal" }
  | { readonly kind: "database-pod" }
  | { readonly kind: "database-template" }
  | { readonly kind: "database-version" }
  | { readonly kind: "database-class" }
  | { readonly kind: "database-multi-az" }
  | { readonly kind: "database-storage" }
  | { readonly kind: "database-backup" }
  | { readonly kind: "database-readers" }
  | { readonly kind: "database-restore" }
  | { readonly kind: "cache" }
  | { readonly kind: "front"; readonly from: Entry; readonly to: Entry }
  | { readonly kind: "web" };

export type Change = {
  /** Stable while the change is the same: subject, and what from and to. */
  readonly id: string;
  readonly subject: "web" | "database" | "cache" | "front";
  readonly summary: string;
  readonly disruption: Disruption;
  readonly reason: string;
  readonly downtimeSeconds: number;
  /** Where the downtime is known from, when it is more than a figure of the table. */
  readonly basis?: string;
  /** Makes data objects smaller: never by itself, only with a named approval. */
  readonly shrinks: boolean;
  /** Why it cannot be done by this version, and what to do instead. */
  readonly impossible?: string;
  /** Nothing that the tier serves now lacks it: while it waits, the service is ready all the same. */
  readonly isExtra?: boolean;
  readonly detail: ChangeDetail;
};

export type Plan = {
  /** Names the target: it stays the same while its changes are carried out, and differs as soon as the target does. */
  readonly id: string;
  readonly changes: readonly Change[];
};

/** The move of data that a plan names, unless it cannot be made. */
export function plannedMove({ changes }: Plan): MoveChange | undefined {
  return changes.filter(({ impossible }) => impossible === undefined).find(isMove);
}

type MoveDetail = Extract<ChangeDetail, { readonly kind: "database-move" }>;
type MoveChange = Change & { readonly detail: MoveDetail };
const isMove = (change: Change): change is MoveChange => change.detail.kind === "database-move";

type DatabaseChange = Omit<Change, "id" | "subject" | "shrinks"> & {
  readonly shrinks?: boolean;
  readonly from: string;
  readonly to: string;
};

/** Constructor for changes of the database; the id comes from kind, from and to. */
export function databaseChange(change: DatabaseChange): Change {
  const { from, to, ...rest } = change;
  return { shrinks: false, ...rest, subject: "database", id: changeId(rest.detail.kind, from, to) };
}

export function changeId(kind: string, from: string, to: string): string {
  return `${kind}:${from}>${to}`;
}

/** The kinds of database in the order in which data moves: only upwards. */
const ORDER: readonly DatabaseKind[] = ["in-cluster", "rds", "aurora"];

export function isHigherKind(a: Database, b: Database): boolean {
  return ORDER.indexOf(a.kind) > ORDER.indexOf(b.kind);
}
