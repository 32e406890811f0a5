// Whether two databases hold the same: definitions, sequences, large objects and every row. Changes nothing on either side.
import type { CompareGauge } from "./gauges.js";
import type { Session } from "./session.js";
import { definitionDifferences } from "./verify/definitions.js";
import { largeObjectDifferences } from "./verify/large-objects.js";
import type { Content } from "./verify/rows.js";
import { contents } from "./verify/rows.js";
import { sequenceDifferences } from "./verify/sequences.js";
import type { Side } from "./verify/side.js";
import { asSide } from "./verify/side.js";

export type Verified = {
  readonly tables: number;
  readonly rows: number;
  /** Empty when the target may take over. */
  readonly differences: readonly string[];
  /** Harmless, and worth a line. */
  readonly notes: readonly string[];
};

export type How = {
  /** How the target got the data. Default: as a copy. */
  readonly made?: "copy" | "replica";
  readonly gauge?: CompareGauge;
};

/** Both sessions are the masters', in the application's database. In a replica what was the master's is so still. */
export async function verify(source: Session, target: Session, { made = "copy", gauge }: How = {}): Promise<Verified> {
  return asSide(source, "source", (from) =>
    asSide(target, made === "copy" ? "target" : "source", async (to) => {
      const definitions = await definitionDifferences(from, to);
      const [sequences, objects] = [await sequenceDifferences(from, to), await largeObjectDifferences(from, to)];
      const [had, has] = await Promise.all([contents(from, "tables", gauge?.source), contents(to, "tables", gauge?.target)]);
      const rows = [...had.values()].reduce((sum, content) => sum + content.rows, 0n);
      const differences = [...definitions, ...sequences, ...objects, ...rowDifferences("table", had, has)];
      return { tables: had.size, rows: Number(rows), differences, notes: await refreshed(from, to) };
    }),
  );
}

/** A copy computes a materialized view anew; the source may have computed it long ago. It is no data of record. */
async function refreshed(from: Side, to: Side): Promise<readonly string[]> {
  const [had, has] = await Promise.all([contents(from, "materialized views"), contents(to, "materialized views")]);
  return rowDifferences("materialized view", had, has).map((difference) => `${difference}; the copy refreshed it`);
}

function rowDifferences(kind: string, had: ReadonlyMap<string, Content>, has: ReadonlyMap<string, Content>): readonly string[] {
  return [...had].flatMap(([name, before]) => {
    const after = has.get(name);
    // One that is missing is told by the definitions.
    if (after === undefined || (after.rows === before.rows && after.sum === before.sum)) return [];
    if (after.rows !== before.rows) return [`${kind} ${name}: ${before.rows} rows on the source, ${after.rows} on the target`];
    return [`${kind} ${name}: as many rows on both sides (${after.rows}), but not the same ones`];
  });
}
