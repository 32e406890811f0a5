// Whether two databases hold the same: definitions, sequences, large objects and every row. Changes nothing on either side.
import type { Session } from "./session.js";
import type { Content } from "./verify/rows.js";
import { contents } from "./verify/rows.js";
import { asSide } from "./verify/side.js";

export type Verified = {
  readonly tables: number;
  readonly rows: number;
  /** Empty when the target may take over. */
  readonly differences: readonly string[];
  /** Harmless, and worth a line. */
  readonly notes: readonly string[];
};

/** Both sessions are the masters', in the application's database. */
export async function verify(source: Session, target: Session): Promise<Verified> {
  return asSide(source, "source", (from) =>
    asSide(target, "target", async (to) => {
      const [had, has] = await Promise.all([contents(from, "tables"), contents(to, "tables")]);
      const rows = [...had.values()].reduce((sum, content) => sum + content.rows, 0n);
      return { tables: had.size, rows: Number(rows), differences: rowDifferences(had, has), notes: [] };
    }),
  );
}

function rowDifferences(had: ReadonlyMap<string, Content>, has: ReadonlyMap<string, Content>): readonly string[] {
  return [...had].flatMap(([name, before]) => {
    const after = has.get(name);
    // A table that is missing is told by the definitions.
    if (after === undefined || (after.rows === before.rows && after.sum === before.sum)) return [];
    if (after.rows !== before.rows) return [`table ${name}: ${before.rows} rows on the source, ${after.rows} on the target`];
    return [`table ${name}: as many rows on both sides (${after.rows}), but not the same ones`];
  });
}
