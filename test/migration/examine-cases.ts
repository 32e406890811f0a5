// Sources that a move cannot take as they are: how each comes about, what is said of it, and the SQL of the remedy that cures it.

export type Case = {
  readonly name: string;
  /** Run by the application; APP and DB stand for its role and database. */
  readonly owner?: readonly string[];
  /** Run by a superuser in the application's database, after that. */
  readonly superuser?: readonly string[];
  readonly code: string;
  readonly object: string;
  readonly message: string;
  /** A part of the remedy; it is run by a superuser. */
  readonly remedy: string;
  /** Run by a superuser in the database `at`, where the remedy is run as well. */
  readonly elsewhere?: readonly string[];
  readonly at?: string;
  /** Run in place of a remedy that needs what a test has not. */
  readonly instead?: string;
};

const extension = (name: string, version: string) =>
  `INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion) VALUES (99999, '${name}', 10, 2200, false, '${version}')`;

export const CASES: readonly Case[] = [
  {
    name: "the application's role is a superuser",
    superuser: ["ALTER ROLE APP SUPERUSER BYPASSRLS"],
    ...{ code: "role-attributes", object: '"APP"', message: "rights that it cannot have on the target (SUPERUSER, BYPASSRLS)" },
    remedy: 'ALTER ROLE "APP" NOSUPERUSER NOBYPASSRLS;',
  },
  {
    name: "another superuser may log in",
    superuser: ["CREATE ROLE admin_APP SUPERUSER LOGIN"],
    ...{ code: "other-superuser", object: '"admin_APP"', message: "could write to the database while the move has shut it" },
    remedy: 'ALTER ROLE "admin_APP" NOLOGIN;',
  },
  {
    name: "objects belong to another role",
    superuser: [
      "CREATE ROLE writer_APP LOGIN",
      "GRANT ALL ON DATABASE DB TO writer_APP",
      "CREATE TABLE theirs ()",
      "ALTER TABLE theirs OWNER TO writer_APP",
    ],
    ...{ code: "other-role", object: '"writer_APP"', message: "owns 1 objects of database" },
    remedy: 'REASSIGN OWNED BY "writer_APP" TO "APP"; DROP OWNED BY "writer_APP";',
  },
  {
    name: "another role may read",
    owner: ["CREATE TABLE t (a int)"],
    superuser: ["CREATE ROLE reader_APP LOGIN", "GRANT SELECT (a) ON t TO reader_APP"],
    ...{ code: "other-role", object: '"reader_APP"', message: "has rights on 1 (for example column a of table public.t)" },
    remedy: 'DROP OWNED BY "reader_APP";',
  },
  {
    name: "another role is a member of the application's",
    superuser: ["CREATE ROLE friend_APP LOGIN", "GRANT APP TO friend_APP"],
    ...{ code: "member", object: '"friend_APP"', message: 'is a member of the application\'s role "APP"' },
    remedy: 'REVOKE "APP" FROM "friend_APP";',
  },
  {
    name: "the application's role is a member of another",
    superuser: ["GRANT pg_monitor TO APP"],
    ...{ code: "membership", object: '"pg_monitor"', message: "which it will not be on the target" },
    remedy: 'REVOKE "pg_monitor" FROM "APP";',
  },
  {
    name: "the application granted something to the superuser",
    owner: ["CREATE TABLE t ()", "GRANT SELECT ON t TO postgres"],
    ...{ code: "granted-to-master", object: "TABLE public.t", message: 'granted rights on TABLE public.t to "postgres"' },
    remedy: 'REVOKE ALL ON TABLE public.t FROM "postgres";',
  },
  {
    name: "there are default privileges of the superuser",
    superuser: ["ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO APP"],
    ...{ code: "default-privileges", object: '"postgres"', message: "default privileges on TABLES" },
    remedy: 'ALTER DEFAULT PRIVILEGES FOR ROLE "postgres" IN SCHEMA public REVOKE ALL ON TABLES FROM "APP";',
  },
  {
    name: "the application owns another database",
    superuser: ["CREATE DATABASE second_APP OWNER APP"],
    ...{ code: "other-database", object: '"second_APP"', message: 'owns database "second_APP" as well' },
    remedy: 'ALTER DATABASE "second_APP" OWNER TO "postgres";',
  },
  {
    name: "a function runs code of the machine",
    superuser: ["CREATE FUNCTION f(int) RETURNS int LANGUAGE internal AS 'int4abs'"],
    ...{ code: "c-function", object: "public.f(integer)", message: "code of the server's machine" },
    remedy: "DROP ROUTINE public.f(integer);",
  },
  {
    name: "a function is LEAKPROOF",
    superuser: ["CREATE FUNCTION f() RETURNS int LANGUAGE sql LEAKPROOF AS 'SELECT 1'"],
    ...{ code: "leakproof", object: "public.f()", message: "only a superuser may make it" },
    remedy: "ALTER FUNCTION public.f() NOT LEAKPROOF;",
  },
  {
    name: "a function of the superuser runs with his rights",
    superuser: ["CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'"],
    ...{ code: "security-definer", object: "public.f()", message: "on the target it would run with the application's" },
    remedy: 'ALTER ROUTINE public.f() OWNER TO "APP";',
  },
  {
    name: "there is a language that is not trusted",
    superuser: ["CREATE LANGUAGE own HANDLER plpgsql_call_handler"],
    ...{ code: "needs-superuser", object: "language own", message: "only a superuser may make it" },
    remedy: "DROP LANGUAGE own CASCADE;",
  },
  {
    name: "a function is in a language that is not trusted",
    superuser: ["CREATE LANGUAGE own HANDLER plpgsql_call_handler", "CREATE FUNCTION f() RETURNS int LANGUAGE own AS ''"],
    ...{ code: "untrusted-language", object: "public.f()", message: "in a language that is not trusted" },
    remedy: "DROP ROUTINE public.f();",
    instead: "DROP LANGUAGE own CASCADE",
  },
  {
    name: "there is an event trigger",
    superuser: [
      "CREATE FUNCTION f() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
      "CREATE EVENT TRIGGER told ON ddl_command_end EXECUTE FUNCTION f()",
    ],
    ...{ code: "needs-superuser", object: "event trigger told", message: "only a superuser may make it" },
    remedy: "DROP EVENT TRIGGER told CASCADE;",
  },
  {
    name: "there is a cast without a function",
    superuser: ["CREATE CAST (text AS bytea) WITHOUT FUNCTION"],
    ...{ code: "needs-superuser", object: "cast (pg_catalog.text AS pg_catalog.bytea)", message: "only a superuser may make it" },
    remedy: "DROP CAST (pg_catalog.text AS pg_catalog.bytea) CASCADE;",
  },
  {
    name: "there is an operator class",
    superuser: ["CREATE OPERATOR CLASS ints FOR TYPE int USING hash AS OPERATOR 1 =, FUNCTION 1 hashint4(int)"],
    ...{ code: "needs-superuser", object: "operator class public.ints USING hash", message: "only a superuser may make it" },
    remedy: "DROP OPERATOR CLASS public.ints USING hash CASCADE;",
    instead: "DROP OPERATOR FAMILY ints USING hash CASCADE",
  },
  {
    name: "there is a base type",
    superuser: ["CREATE TYPE shell"],
    ...{ code: "needs-superuser", object: "type public.shell", message: "only a superuser may make it" },
    remedy: "DROP TYPE public.shell CASCADE;",
  },
  {
    name: "there is a foreign server",
    superuser: ["CREATE EXTENSION postgres_fdw", "CREATE SERVER far FOREIGN DATA WRAPPER postgres_fdw"],
    ...{ code: "foreign-data", object: "server far", message: "reaches data outside of this database" },
    remedy: "DROP SERVER far CASCADE;",
  },
  {
    name: "there is a foreign data wrapper",
    superuser: ["CREATE FOREIGN DATA WRAPPER own"],
    ...{ code: "foreign-data", object: "foreign-data wrapper own", message: "reaches data outside" },
    remedy: "DROP FOREIGN DATA WRAPPER own CASCADE;",
  },
  {
    name: "something has a security label",
    owner: ["CREATE TABLE t ()"],
    superuser: ["INSERT INTO pg_seclabel VALUES ('t'::regclass, 'pg_class'::regclass, 0, 'selinux', 'secret')"],
    ...{ code: "security-label", object: "table public.t", message: "has a security label of selinux" },
    remedy: "SECURITY LABEL FOR selinux ON table public.t IS NULL;",
    instead: "DELETE FROM pg_seclabel",
  },
  {
    name: "an index is not valid",
    owner: ["CREATE TABLE t (a int)", 'CREATE INDEX "I" ON t (a)'],
    superuser: [`UPDATE pg_index SET indisvalid = false WHERE indexrelid = '"I"'::regclass`],
    ...{ code: "invalid-index", object: 'public."I"', message: "on public.t is not valid" },
    remedy: 'REINDEX INDEX public."I";',
  },
  {
    name: "foreign keys are switched off",
    owner: ["CREATE TABLE a (id int PRIMARY KEY)", "CREATE TABLE b (id int REFERENCES a)"],
    superuser: ["ALTER TABLE b DISABLE TRIGGER ALL"],
    ...{ code: "disabled-foreign-key", object: "public.b", message: "on the target they would be in force" },
    remedy: 'ALTER TABLE public.b ENABLE TRIGGER "RI_ConstraintTrigger',
    instead: "ALTER TABLE b ENABLE TRIGGER ALL",
  },
  {
    name: "a table is in the system's schema",
    superuser: ["SET allow_system_table_mods = on; CREATE TABLE pg_catalog.hidden ()"],
    ...{ code: "in-system-schema", object: "table pg_catalog.hidden", message: "which no copy contains" },
    remedy: "ALTER TABLE pg_catalog.hidden SET SCHEMA public;",
  },
  {
    name: "a transaction is prepared",
    owner: ["CREATE TABLE t ()", "BEGIN", "INSERT INTO t DEFAULT VALUES", "PREPARE TRANSACTION 'half''APP'"],
    ...{ code: "prepared-transaction", object: "half'APP", message: "what it wrote would be lost" },
    remedy: "ROLLBACK PREPARED 'half''APP';",
  },
  {
    name: "a replication slot feeds somebody",
    superuser: ["SELECT pg_create_logical_replication_slot('slot_app', 'pgoutput')"],
    ...{ code: "replication-slot", object: "slot_app", message: "whoever reads it would miss changes" },
    remedy: "SELECT pg_drop_replication_slot('slot_app');",
  },
  {
    name: "a subscription brings rows in",
    superuser: ["CREATE SUBSCRIPTION fed CONNECTION 'dbname=none' PUBLICATION p WITH (connect = false, slot_name = NONE)"],
    ...{ code: "subscription", object: "fed", message: "brings rows in from another database" },
    remedy: 'DROP SUBSCRIPTION "fed";',
  },
  {
    name: "a publication is for all tables",
    superuser: ["CREATE PUBLICATION wide FOR ALL TABLES"],
    ...{ code: "publication", object: '"wide"', message: "only a superuser may make it" },
    remedy: 'DROP PUBLICATION "wide";',
  },
  {
    name: "a publication is for a schema",
    superuser: ["CREATE PUBLICATION wide FOR TABLES IN SCHEMA public"],
    ...{ code: "publication", object: '"wide"', message: "only a superuser may make it" },
    remedy: 'DROP PUBLICATION "wide";',
  },
  {
    name: "an extension has jobs of its own",
    superuser: [extension("pg_cron", "1.6")],
    ...{ code: "background-jobs", object: "pg_cron", message: "works in this database by itself" },
    remedy: 'DROP EXTENSION "pg_cron";',
  },
  {
    name: "an extension is missing on the target",
    superuser: [extension("lost", "1.0")],
    ...{ code: "extension-missing", object: '"lost"', message: 'extension "lost" is not available on the target' },
    remedy: 'DROP EXTENSION "lost";',
  },
  {
    name: "an extension is older on the target",
    superuser: [extension("hstore", "1.99")],
    ...{ code: "extension-older", object: '"hstore"', message: "has version 1.99, and the target has only 1.8" },
    remedy: 'DROP EXTENSION "hstore";',
  },
  {
    name: "a job of pg_cron in another database works in this one",
    elsewhere: [
      "CREATE SCHEMA cron",
      "CREATE TABLE cron.job AS SELECT 7 AS jobid, '0 3 * * *' AS schedule, 'SELECT tidy()' AS command, 'DB' AS database, 'x' AS username",
      "CREATE FUNCTION cron.unschedule(int) RETURNS void LANGUAGE sql AS 'DELETE FROM cron.job WHERE jobid = $1'",
    ],
    at: "postgres",
    ...{
      code: "background-jobs",
      object: "job 7",
      message: "job 7 of pg_cron works in this database (0 3 * * *: SELECT tidy())",
    },
    remedy: "SELECT cron.unschedule(7);",
  },
  {
    name: "a setting is a superuser's",
    superuser: ["ALTER DATABASE DB SET log_statement = 'all'"],
    ...{ code: "setting", object: "log_statement", message: "may only be made by a superuser" },
    remedy: 'ALTER DATABASE "DB" RESET "log_statement";',
  },
  {
    name: "a setting has a name of the application's own",
    superuser: ["ALTER ROLE APP SET app.tenant = 'one'"],
    ...{ code: "setting", object: "app.tenant", message: "may only be made by a superuser" },
    remedy: 'ALTER ROLE "APP" RESET "app"."tenant";',
  },
  {
    name: "a setting makes everybody another role",
    superuser: ["ALTER ROLE APP IN DATABASE DB SET role = 'APP'"],
    ...{ code: "setting", object: "role", message: "names something of the source's server" },
    remedy: 'ALTER ROLE "APP" IN DATABASE "DB" RESET "role";',
  },
  {
    name: "a setting of a function is a superuser's",
    superuser: ["CREATE FUNCTION f() RETURNS int LANGUAGE sql SET log_statement = 'all' AS 'SELECT 1'"],
    ...{ code: "setting", object: "log_statement", message: "ALTER ROUTINE public.f()" },
    remedy: 'ALTER ROUTINE public.f() RESET "log_statement";',
  },
];
