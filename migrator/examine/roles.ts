// Roles: what the application's role is more than an application's, and who else has a hand in its database.
import { identifier } from "../session.js";
import type { Check } from "./ground.js";

/** A role that may log in everywhere although its database is shut, or whose word would be another on the target. */
const EXCESS = {
  rolsuper: "NOSUPERUSER",
  rolcreatedb: "NOCREATEDB",
  rolcreaterole: "NOCREATEROLE",
  rolreplication: "NOREPLICATION",
  rolbypassrls: "NOBYPASSRLS",
} as const;

const ownAttributes: Check = async ({ sourceServer, order }) => {
  const [row] = await sourceServer.query(
    `SELECT ${Object.keys(EXCESS).join(", ")}, rolconnlimit AS connections, coalesce(rolvaliduntil::text, 'infinity') AS until FROM pg_roles WHERE rolname = $1`,
    [order.role],
  );
  const object = identifier(order.role);
  if (row === undefined) {
    const message = `the source has no role ${object}, which the application should use`;
    return [{ code: "role-missing", object, message, remedy: `ALTER ROLE "its name now" RENAME TO ${object};` }];
  }
  const words = Object.entries(EXCESS).flatMap(([column, word]) => (row[column] === true ? [word] : []));
  const message = `the application's role ${object} has rights that it cannot have on the target (${words.map((word) => word.slice(2)).join(", ")})`;
  return [
    ...(words.length === 0
      ? []
      : [{ code: "role-attributes", object, message, remedy: `ALTER ROLE ${object} ${words.join(" ")};` }]),
    ...(row.connections === -1
      ? []
      : [{ note: `role ${object} has CONNECTION LIMIT ${String(row.connections)}, which it will not have on the target` }]),
    ...(row.until === "infinity"
      ? []
      : [{ note: `the password of role ${object} is valid until ${String(row.until)}; on the target it has no end` }]),
  ];
};

/** No CONNECTION LIMIT shuts them out. */
const otherSuperusers: Check = async ({ sourceServer, order }) => {
  const rows = await sourceServer.query(
    `SELECT rolname::text AS name FROM pg_roles
      WHERE rolsuper AND rolcanlogin AND rolname NOT IN (current_user, $1, 'rdsadmin') ORDER BY 1`,
    [order.role],
  );
  return rows.map(({ name }) => {
    const object = identifier(String(name));
    const message = `role ${object} is a superuser that may log in: it could write to the database while the move has shut it`;
    return { code: "other-superuser", object, message, remedy: `ALTER ROLE ${object} NOLOGIN;` };
  });
};

/** The catalog of dependencies on roles has every owner and everybody who was granted something. */
const otherRoles: Check = async ({ source, order }) => {
  const rows = await source.query(
    `SELECT r.rolname::text AS name, count(*) FILTER (WHERE d.deptype = 'o')::int AS owned, count(*) FILTER (WHERE d.deptype <> 'o')::int AS granted,
            min(pg_describe_object(d.classid, d.objid, d.objsubid)) AS example
       FROM pg_shdepend d JOIN pg_roles r ON r.oid = d.refobjid
       JOIN pg_database b ON b.datname = current_database()
      WHERE d.refclassid = 'pg_authid'::regclass AND d.deptype IN ('o', 'a', 'r') AND d.classid <> 'pg_extension'::regclass
        AND (d.dbid = b.oid OR d.dbid = 0 AND d.classid = 'pg_database'::regclass AND d.objid = b.oid)
        AND r.rolname NOT IN (current_user, $1) AND r.rolname !~ '^(pg_|rds)'
        AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = d.classid AND e.objid = d.objid AND e.deptype = 'e')
      GROUP BY 1 ORDER BY 1`,
    [order.role],
  );
  return rows.map(({ name, owned, granted, example }) => {
    const [object, owner] = [identifier(String(name)), identifier(order.role)];
    const message = `role ${object} owns ${String(owned)} objects of database ${identifier(order.database)} and has rights on ${String(granted)} (for example ${String(example)}); it does not come along`;
    const remedy = `In the database, as its superuser: REASSIGN OWNED BY ${object} TO ${owner}; DROP OWNED BY ${object};`;
    return { code: "other-role", object, message, remedy };
  });
};

const memberships: Check = async ({ sourceServer, order }) => {
  const rows = await sourceServer.query(
    `SELECT g.rolname::text AS granted, m.rolname::text AS member FROM pg_auth_members a
       JOIN pg_roles g ON g.oid = a.roleid JOIN pg_roles m ON m.oid = a.member
      WHERE (g.rolname = $1 AND m.rolname <> current_user AND NOT m.rolsuper) OR m.rolname = $1 ORDER BY 1, 2`,
    [order.role],
  );
  return rows.map(({ granted, member }) => {
    const [role, who] = [identifier(String(granted)), identifier(String(member))];
    const remedy = `REVOKE ${role} FROM ${who};`;
    if (granted === order.role) {
      const message = `role ${who} is a member of the application's role ${role}: it could use the database beside the application, and does not come along`;
      return { code: "member", object: who, message, remedy };
    }
    const message = `the application's role ${who} is a member of ${role}, which it will not be on the target`;
    return {
      code: "membership",
      object: role,
      message,
      remedy: `${remedy} (what the application needs of it can be granted on the target afterwards)`,
    };
  });
};

/** Catalog, its columns of rights and owner, the kind as GRANT calls it, and the name. */
const GRANTED = [
  ["pg_class", "relacl", "relowner", "CASE o.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END", "o.oid::regclass::text"],
  ["pg_proc", "proacl", "proowner", "'ROUTINE'", "o.oid::regprocedure::text"],
  ["pg_type", "typacl", "typowner", "'TYPE'", "o.oid::regtype::text"],
  ["pg_namespace", "nspacl", "nspowner", "'SCHEMA'", "quote_ident(o.nspname)"],
].map(
  ([catalog, acl, owner, kind, name]) =>
    `SELECT ${kind} AS kind, ${name} AS name FROM ${catalog} o, aclexplode(o.${acl}) AS a
      WHERE a.grantee = (SELECT oid FROM pg_roles WHERE rolname = current_user) AND a.grantee <> o.${owner} AND o.oid >= 16384`,
);

/** The bootstrap superuser stands in no catalog of dependencies. */
const rightsOfMaster: Check = async ({ source }) => {
  const rows = await source.query(
    `SELECT DISTINCT kind, name, current_user::text AS master FROM (${GRANTED.join(" UNION ALL ")}) AS granted ORDER BY 1, 2`,
  );
  return rows.map(({ kind, name, master }) => {
    const [object, who] = [`${String(kind)} ${String(name)}`, identifier(String(master))];
    const message = `the application granted rights on ${object} to ${who}, the superuser of the source, who is none on the target`;
    return { code: "granted-to-master", object, message, remedy: `REVOKE ALL ON ${object} FROM ${who};` };
  });
};

const defaultRights: Check = async ({ source, order }) => {
  const rows = await source.query(
    `SELECT r.rolname::text AS role, quote_ident(n.nspname) AS schema,
            CASE a.defaclobjtype WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS' WHEN 'T' THEN 'TYPES' WHEN 'n' THEN 'SCHEMAS'
              ELSE 'LARGE OBJECTS' END AS kind,
            ARRAY(SELECT DISTINCT CASE WHEN grantee = 0 THEN 'PUBLIC' ELSE format('"%s"', replace(pg_get_userbyid(grantee), '"', '""')) END
                    FROM aclexplode(a.defaclacl) WHERE grantee <> a.defaclrole OR a.defaclnamespace <> 0) AS grantees
       FROM pg_default_acl a JOIN pg_roles r ON r.oid = a.defaclrole LEFT JOIN pg_namespace n ON n.oid = a.defaclnamespace
      WHERE r.rolname <> $1 ORDER BY 1, 2, 3`,
    [order.role],
  );
  return rows.map(({ role, schema, kind, grantees }) => {
    const object = identifier(String(role));
    const of = `ALTER DEFAULT PRIVILEGES FOR ROLE ${object}${typeof schema === "string" ? ` IN SCHEMA ${schema}` : ""}`;
    const from = Array.isArray(grantees) ? grantees.map(String).join(", ") : "";
    const message = `default privileges on ${String(kind)} belong to role ${object}, which does not come along`;
    return { code: "default-privileges", object, message, remedy: `${of} REVOKE ALL ON ${String(kind)} FROM ${from};` };
  });
};

/** What it made outside of its database stays behind. */
const elsewhere: Check = async ({ sourceServer, order }) => {
  const rows = await sourceServer.query(
    `SELECT coalesce(b.datname, o.datname)::text AS name, bool_or(o.oid IS NOT NULL) AS whole, current_user::text AS master FROM pg_shdepend d JOIN pg_roles r ON r.oid = d.refobjid
       LEFT JOIN pg_database b ON b.oid = d.dbid
       LEFT JOIN pg_database o ON d.dbid = 0 AND d.classid = 'pg_database'::regclass AND o.oid = d.objid
      WHERE d.refclassid = 'pg_authid'::regclass AND d.deptype = 'o' AND r.rolname = $1 AND coalesce(b.datname, o.datname) <> $2
      GROUP BY 1 ORDER BY 1`,
    [order.role, order.database],
  );
  return rows.map(({ name, whole, master }) => {
    const object = identifier(String(name));
    const message = `the application's role owns ${whole === true ? "" : "something in "}database ${object} as well; only ${identifier(order.database)} is moved`;
    const act =
      whole === true
        ? `ALTER DATABASE ${object} OWNER TO ${identifier(String(master))};`
        : `connected to database ${object}: DROP OWNED BY ${identifier(order.role)};`;
    return {
      code: "other-database",
      object,
      message,
      remedy: `Move what is needed into ${identifier(order.database)}, then ${act}`,
    };
  });
};

export const ROLE_CHECKS: readonly Check[] = [
  ...[ownAttributes, otherSuperusers, otherRoles, memberships, rightsOfMaster, defaultRights, elsewhere],
];
