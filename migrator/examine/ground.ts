// What the checks of a move look at, and what they find.
import type { BootstrapOrder } from "../config.js";
import type { Session } from "../session.js";

export type Obstacle = {
  readonly code: string;
  /** What it is about, by name. */
  readonly object: string;
  readonly message: string;
  /** What somebody does about it: SQL where SQL does it. */
  readonly remedy: string;
};
/** Unusual and harmless. */
export type Note = { readonly note: string };
export type Found = Obstacle | Note;

export type Ground = {
  readonly order: BootstrapOrder;
  /** In the application's database. */
  readonly source: Session;
  /** In the master's database. */
  readonly sourceServer: Session;
  readonly target: Session;
};
export type Check = (ground: Ground) => Promise<readonly Found[]>;

export type Row = Readonly<Record<string, unknown>>;

/** A check that is one query in the application's database on the source: each row is something that was found. */
export function inSource(sql: string, found: (row: Row, order: BootstrapOrder) => Found): Check {
  return async ({ source, order }) => (await source.query(sql)).map((row) => found(row, order));
}
