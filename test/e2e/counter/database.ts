// The application's table and what it asks of its database.
import { Pool } from "pg";
import type { Environment } from "./environment.js";

export type Role = {
  readonly name: string;
  /** Attributes of the role that would let it do more than an application should. */
  readonly privileges: readonly string[];
};

const PRIVILEGES = ["rolsuper", "rolcreaterole", "rolcreatedb", "rolreplication", "rolbypassrls"] as const;

export class Database {
  readonly #pool: Pool;

  constructor({ databaseUrl }: Environment) {
    this.#pool = new Pool({ connectionString: databaseUrl, max: 5, connectionTimeoutMillis: 5000 });
    this.#pool.on("error", () => undefined); // an idle connection that breaks is replaced at the next query
  }

  async prepare(): Promise<void> {
    await this.#pool.query("create table if not exists visits (id bigserial primary key, at timestamptz not null default now())");
    // No unique index: a row that is written twice is to be seen.
    await this.#pool.query("create table if not exists rows (id text not null, at timestamptz not null default now())");
    await this.#pool.query("create table if not exists ballast (id bigserial primary key, filling text not null)");
  }

  async add(): Promise<number> {
    await this.#pool.query("insert into visits default values");
    return this.count();
  }

  async count(): Promise<number> {
    const { rows } = await this.#pool.query<{ readonly count: string }>("select count(*) from visits");
    return Number(rows[0]?.count);
  }

  async write(id: string): Promise<void> {
    await this.#pool.query("insert into rows (id) values ($1)", [id]);
  }

  /** How often each row is there whose name begins so. */
  async timesOf(name: string): Promise<Readonly<Record<string, number>>> {
    const text = "select id, count(*)::int as times from rows where starts_with(id, $1) group by id";
    const { rows } = await this.#pool.query<{ readonly id: string; readonly times: number }>(text, [`${name}-`]);
    return Object.fromEntries(rows.map(({ id, times }) => [id, times]));
  }

  /** Data that takes a while to be copied. */
  async fill(rows: number): Promise<void> {
    const filling = "(select string_agg(md5(n::text || part), '') from generate_series(1, 8) part)";
    await this.#pool.query(`insert into ballast (filling) select ${filling} from generate_series(1, $1::int) n`, [rows]);
  }

  async role(): Promise<Role> {
    const { rows } = await this.#pool.query<Record<string, unknown>>("select * from pg_roles where rolname = current_user");
    const [role = {}] = rows;
    return { name: String(role["rolname"]), privileges: PRIVILEGES.filter((privilege) => role[privilege] === true) };
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }
}
