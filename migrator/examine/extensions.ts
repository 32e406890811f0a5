// Whether the target can make the extensions of the source, in a version that is not older.
import { identifier } from "../session.js";
import type { Check, Found, Row } from "./ground.js";

export const extensionChecks: Check = async ({ source, target }) => {
  const had = await source.query(
    "SELECT extname::text AS name, extversion AS version FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY 1",
  );
  if (had.length === 0) return [];
  const offered = await target.query(
    `SELECT a.name::text AS name, a.default_version AS version,
            coalesce(current_setting('rds.allowed_extensions', true), '*') IN ('*', '')
              OR a.name::text = ANY (regexp_split_to_array(current_setting('rds.allowed_extensions', true), '\\s*,\\s*')) AS allowed
       FROM pg_available_extensions a WHERE a.name = ANY ($1)`,
    [had.map(({ name }) => name)],
  );
  const byName = new Map(offered.map((row) => [row.name, row]));
  return had.flatMap((extension) => judged(extension, byName.get(extension.name)));
};

function judged({ name, version }: Row, offered: Row | undefined): readonly Found[] {
  const object = identifier(String(name));
  const drop = `If nobody needs it: DROP EXTENSION ${object};`;
  if (offered === undefined) {
    const message = `extension ${object} is not available on the target`;
    return [
      {
        code: "extension-missing",
        object,
        message,
        remedy: `${drop} Otherwise the move has to wait until the target offers it.`,
      },
    ];
  }
  if (offered.allowed !== true) {
    const message = `extension ${object} is not among those that the target's parameter rds.allowed_extensions lets anybody make`;
    return [
      {
        code: "extension-missing",
        object,
        message,
        remedy: `Add ${String(name)} to rds.allowed_extensions of the target's parameter group. ${drop}`,
      },
    ];
  }
  const [from, to] = [String(version), String(offered.version)];
  if (from === to) return [];
  if (isOlder(to, from)) {
    const message = `extension ${object} has version ${from}, and the target has only ${to}`;
    return [{ code: "extension-older", object, message, remedy: `Take a newer version of PostgreSQL for the target. ${drop}` }];
  }
  return [{ note: `extension ${object} has version ${from}, and ${to} on the target` }];
}

/** Number by number. What is no number is not judged. */
function isOlder(one: string, other: string): boolean {
  const [these, those] = [one.split(".").map(Number), other.split(".").map(Number)];
  const at = those.findIndex((number, index) => number !== (these[index] ?? 0));
  return at >= 0 && (these[at] ?? 0) < (those[at] ?? 0);
}
