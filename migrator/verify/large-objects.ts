// Large objects: which there are, whose, with which rights, and every byte of them.
import { grants, who } from "./definitions/sql.js";
import type { Side } from "./side.js";

/** Read in pieces: an object may be larger than what one value can hold. */
const PIECE_BYTES = 4 * 1024 * 1024;

export async function largeObjectDifferences(from: Side, to: Side): Promise<readonly string[]> {
  const [had, has] = await Promise.all([summaryOf(from), summaryOf(to)]);
  if (had === has) return [];
  const [before, after] = await Promise.all([eachOf(from), eachOf(to)]);
  const lost = [...before.keys()].filter((oid) => !after.has(oid)).map((oid) => `large object ${oid} is missing on the target`);
  const more = [...after.keys()].filter((oid) => !before.has(oid)).map((oid) => `large object ${oid} is only on the target`);
  const changed = [...before].filter(([oid, one]) => after.has(oid) && after.get(oid) !== one);
  return [
    ...lost,
    ...more,
    ...changed.map(([oid]) => `large object ${oid}: its bytes, owner, rights or comment are not the source's`),
  ];
}

const sqlOf = (side: Side): string => `
  WITH RECURSIVE piece AS (
    SELECT m.oid, 0::bigint AS number, length(p.bytes) AS length, md5(p.bytes) AS hash
      FROM pg_largeobject_metadata m CROSS JOIN LATERAL lo_get(m.oid, 0, ${PIECE_BYTES}) AS p(bytes)
    UNION ALL
    SELECT o.oid, o.number + 1, length(p.bytes), md5(p.bytes)
      FROM piece o CROSS JOIN LATERAL lo_get(o.oid, (o.number + 1) * ${PIECE_BYTES}, ${PIECE_BYTES}) AS p(bytes)
     WHERE o.length = ${PIECE_BYTES}
  )
  SELECT m.oid::text AS oid, concat_ws(' ', b.pieces, ${who(side, "m.lomowner")}, ${grants(side, "m.lomacl", { type: "L", owner: "m.lomowner" })},
           obj_description(m.oid, 'pg_largeobject')) AS one
    FROM pg_largeobject_metadata m
    JOIN (SELECT oid, string_agg(concat(length, ':', hash), ' ' ORDER BY number) AS pieces FROM piece GROUP BY oid) AS b ON b.oid = m.oid`;

async function summaryOf(side: Side): Promise<string> {
  const [row] = await side.session.query(
    `SELECT count(*)::text AS count, coalesce(sum(('x' || substr(md5(oid || one), 1, 16))::bit(64)::bigint), 0)::text AS sum
       FROM (${sqlOf(side)}) AS objects`,
  );
  return `${String(row?.count)} ${String(row?.sum)}`;
}

async function eachOf(side: Side): Promise<ReadonlyMap<string, string>> {
  const rows = await side.session.query(`SELECT * FROM (${sqlOf(side)}) AS objects ORDER BY oid::bigint`);
  return new Map(rows.map(({ oid, one }) => [String(oid), String(one)]));
}
