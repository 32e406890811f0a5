// How the data of a server comes to be: empty with a master of its own, or as a copy of another server that it follows. Made whole or not at all.
import { randomBytes } from "node:crypto";
import { chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Account } from "../postgres/account.js";
import { installationFor, type Installation } from "../postgres/installations.js";
import { copiedData, emptyData, type NewData } from "../postgres/new-data.js";
import { asAdmin, promoteServer, type Login, type Where } from "./promote-server.js";
import { HOST } from "./server-process.js";

export type Birth =
  /** In the cluster the master is the superuser. */
  | { readonly kind: "empty"; readonly major: number; readonly superuser: Login }
  /** As RDS gives it: a master that is none, beside a superuser that nobody knows. */
  | { readonly kind: "managed"; readonly major: number; readonly master: Login }
  | { readonly kind: "replica"; readonly of: Place & { readonly port: number } };

export type Place = { readonly folder: string; readonly account: Account | undefined };

/** Of the superuser, readable by whoever runs this and by nobody else. */
const ADMIN_FILE = "admin.json";
const PASS_FILE = "pgpass";
const ADMIN = "rdsadmin";
const RDS_MASTER_RIGHTS = "LOGIN CREATEROLE CREATEDB";

export function isBorn({ folder }: Place): boolean {
  return existsSync(join(folder, "data", "PG_VERSION"));
}

export async function bear(place: Place, birth: Birth, installations: readonly Installation[]): Promise<void> {
  const { folder, account } = place;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (account) chownSync(folder, account.uid, account.gid);
  const data = join(folder, "data.new");
  rmSync(data, { recursive: true, force: true });
  const { major, superuser } = originOf(birth);
  const { bin } = installationFor(major, installations);
  const wish: NewData = { bin, folder, data, superuser: superuser.user, password: superuser.password, account };
  if (birth.kind === "replica") await copiedData(wish, { host: HOST, port: birth.of.port });
  else await emptyData(wish);
  writeFileSync(join(folder, ADMIN_FILE), JSON.stringify(superuser), { mode: 0o600 });
  if (birth.kind === "replica") keepPassword(place, superuser);
  renameSync(data, join(folder, "data"));
}

function originOf(birth: Birth): { readonly major: number; readonly superuser: Login } {
  switch (birth.kind) {
    case "empty":
      return birth;
    case "managed":
      return { major: birth.major, superuser: { user: ADMIN, password: randomBytes(18).toString("base64url") } };
    case "replica":
      return { major: majorIn(birth.of.folder), superuser: adminOf(birth.of.folder) };
  }
}

/** What has written the data must open it. */
export function majorIn(folder: string): number {
  return Number(readFileSync(join(folder, "data", "PG_VERSION"), "utf8"));
}

export function adminOf(folder: string): Login {
  return JSON.parse(readFileSync(join(folder, ADMIN_FILE), "utf8")) as Login;
}

/** Where a replica finds its source, whose port may be another one after a restart. Empty: it follows nobody. */
export function following({ folder }: Place, port: number | undefined): readonly string[] {
  if (port === undefined || !existsSync(join(folder, "data", "standby.signal"))) return [];
  const { user } = adminOf(folder);
  return [`primary_conninfo=host=${HOST} port=${port} user=${user} passfile=${join(folder, PASS_FILE)}`];
}

function keepPassword({ folder, account }: Place, { user, password }: Login): void {
  const file = join(folder, PASS_FILE);
  writeFileSync(file, `*:*:*:${user}:${password}\n`, { mode: 0o600 });
  if (account) chownSync(file, account.uid, account.gid);
}

/** The master of a managed server. Safe to repeat. */
export async function giveMaster(folder: string, port: number, master: Login): Promise<void> {
  await asAdmin(adminAt(folder, port), async (client) => {
    const { rowCount } = await client.query("SELECT FROM pg_roles WHERE rolname = $1", [master.user]);
    const name = client.escapeIdentifier(master.user);
    const verb = rowCount === 0 ? "CREATE" : "ALTER";
    await client.query(`${verb} ROLE ${name} ${RDS_MASTER_RIGHTS} PASSWORD ${client.escapeLiteral(master.password)}`);
    await client.query(`GRANT pg_signal_backend, pg_monitor TO ${name}`);
    await client.query(`GRANT CREATE ON DATABASE postgres TO ${name}`);
  });
}

/** As AWS does: follows nobody any more, and takes writes. Waits until it does. */
export async function promote(folder: string, port: number): Promise<void> {
  await promoteServer(adminAt(folder, port));
}

function adminAt(folder: string, port: number): Where {
  return { host: HOST, port, ...adminOf(folder) };
}
