// Where the sequences stand: none may give a number again that the source gave already.
import type { Session } from "../session.js";
import { ownSchema } from "./definitions/sql.js";
import type { Side } from "./side.js";

type Position = { readonly next: bigint; readonly descending: boolean };
const AT_ONCE = 200;

export async function sequenceDifferences(from: Side, to: Side): Promise<readonly string[]> {
  const [had, has] = await Promise.all([positions(from.session), positions(to.session)]);
  return [...had].flatMap(([name, before]) => {
    const after = has.get(name);
    // One that is missing is told by the definitions.
    if (after === undefined) return [];
    const behind = before.descending ? after.next > before.next : after.next < before.next;
    return behind ? [`sequence ${name}: gives ${before.next} next on the source, and already ${after.next} on the target`] : [];
  });
}

async function positions(session: Session): Promise<ReadonlyMap<string, Position>> {
  const rows = await session.query(
    `SELECT s.seqrelid::regclass::text AS name, s.seqincrement::text AS increment
       FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relpersistence <> 't' AND ${ownSchema("n")} ORDER BY 1`,
  );
  const found = new Map<string, Position>();
  for (let first = 0; first < rows.length; first += AT_ONCE) {
    const some = rows.slice(first, first + AT_ONCE);
    const selects = some.map(
      ({ name }, index) => `SELECT ${index} AS index, last_value::text AS last, is_called FROM ${String(name)}`,
    );
    for (const { index, last, is_called } of await session.query(selects.join(" UNION ALL "))) {
      const { name, increment } = some[Number(index)] ?? {};
      const step = BigInt(String(increment));
      const next = is_called === true ? BigInt(String(last)) + step : BigInt(String(last));
      found.set(String(name), { next, descending: step < 0n });
    }
  }
  return found;
}
