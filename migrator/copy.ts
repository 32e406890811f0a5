// pg_dump and pg_restore as child processes: what they are told, in arguments without secrets, and in variables.
import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Server } from "./environment.js";
import type { Extension } from "./extensions.js";
import { isBuiltIn } from "./extensions.js";
import { Failure, failureOf } from "./failure.js";

export type CopyContext = {
  readonly signal: AbortSignal;
  readonly programFolder?: string;
  /** Told what a program says. */
  readonly hear: (line: string) => void;
  /** Where the programs look for what they need. */
  readonly path: string;
};
export type DumpOrder = {
  readonly server: Server;
  readonly database: string;
  readonly folder: string;
  readonly jobs: number;
  /** Of a session that keeps it open. */
  readonly snapshot?: string;
};
export type RestoreOrder = DumpOrder & {
  /** Owns everything afterwards. */
  readonly role: string;
  /** Made already, by somebody who may. */
  readonly extensions: readonly Extension[];
};

/** Of the sessions of both programs. */
export const COPY_NAME = "tenfold-migrator copy";
/** How much of what a program said last is told when it fails. */
const TAIL_LENGTH = 900;

export async function dump(order: DumpOrder, context: CopyContext): Promise<void> {
  await rm(order.folder, { recursive: true, force: true });
  await mkdir(join(order.folder, ".."), { recursive: true });
  const snapshot = order.snapshot === undefined ? [] : [`--snapshot=${order.snapshot}`];
  const args = ["--format=directory", `--jobs=${order.jobs}`, `--file=${order.folder}`, "--no-password", ...snapshot];
  await run("pg_dump", { args, server: order.server, database: order.database }, context);
}

/**
 * In two passes: row level security comes last. As long as it is off, FORCE has no effect either, and the role that copies, which owns the
 * tables, sees all rows where foreign keys are checked and materialized views are filled.
 */
export async function restore(order: RestoreOrder, context: CopyContext): Promise<void> {
  const entries = await wantedEntries(order, context);
  await restoreEntries(
    order,
    context,
    entries.filter((line) => !switchesSecurityOn(line)),
  );
  const last = entries.filter(switchesSecurityOn);
  if (last.length > 0) await restoreEntries(order, context, last);
}

async function restoreEntries(order: RestoreOrder, context: CopyContext, entries: readonly string[]): Promise<void> {
  const list = `${order.folder}.list`;
  await writeFile(list, entries.join("\n"));
  const args = [
    ...["--format=directory", `--jobs=${order.jobs}`, "--exit-on-error", "--no-password", "--no-owner", "--no-tablespaces"],
    ...[`--role=${order.role}`, `--use-list=${list}`, `--dbname=${order.database}`, order.folder],
  ];
  await run("pg_restore", { args, server: order.server, database: order.database }, context);
  await rm(list, { force: true });
}

const switchesSecurityOn = (line: string): boolean => /^\d+; \d+ \d+ ROW SECURITY /.test(line);

/** Without the extensions and what belongs to them: the application's role may neither make them nor comment on them. */
async function wantedEntries({ folder, extensions }: RestoreOrder, context: CopyContext): Promise<readonly string[]> {
  const list = `${folder}.contents`;
  await run("pg_restore", { args: ["--list", `--file=${list}`, folder] }, context);
  const text = await readFile(list, "utf8");
  await rm(list, { force: true });
  const made = extensions.flatMap(({ name, schema }) => [
    `EXTENSION - ${name}`,
    `COMMENT - EXTENSION ${name}`,
    ...(isBuiltIn(schema) ? [] : [`SCHEMA - ${schema}`]),
  ]);
  return text.split("\n").filter((line) => !made.some((entry) => isEntry(line, entry)));
}

/** A line of the list: numbers, what it is, and its owner, which for what belongs to an extension is nobody. */
function isEntry(line: string, entry: string): boolean {
  const [, what = ""] = /^\d+; \d+ \d+ (.*)$/.exec(line) ?? [];
  return what.startsWith(`${entry} `) && !what.slice(entry.length + 1).includes(" ");
}

export async function bytesIn(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const sizes = await Promise.all(
    names.map((name) =>
      stat(join(folder, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

type Program = { readonly args: readonly string[]; readonly server?: Server; readonly database?: string };

async function run(name: string, { args, server, database }: Program, context: CopyContext): Promise<void> {
  const program = context.programFolder === undefined ? name : join(context.programFolder, name);
  const env = { PATH: context.path, LC_ALL: "C", ...(server === undefined ? {} : variables(server, database ?? "")) };
  const child = spawn(program, args, { env, stdio: ["ignore", "ignore", "pipe"], signal: context.signal });
  const said = { text: "" };
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    said.text = `${said.text}${chunk}`.slice(-TAIL_LENGTH);
    for (const line of chunk.split("\n").filter((part) => part !== "")) context.hear(`${name}: ${line}`);
  });
  const code = await ended(child, name, context.signal);
  if (code === 0) return;
  const how = code === null ? "a signal" : `exit code ${code}`;
  throw new Failure("copy", `${name} ended with ${how}: ${said.text.trim()}`);
}

async function ended(child: ChildProcess, name: string, signal: AbortSignal): Promise<number | null> {
  try {
    await once(child, "close");
    return child.exitCode;
  } catch (error) {
    if (signal.aborted) throw failureOf(signal.reason);
    throw new Failure("copy", `${name} cannot be started: ${failureOf(error).message}`);
  }
}

/** No password in arguments, which every process of the machine can read, and none from files of whoever runs this. */
function variables({ host, port, user, password, tls }: Server, database: string): Record<string, string> {
  const roots: Record<string, string> = tls.mode === "verify-full" ? { PGSSLROOTCERT: tls.caFile ?? "system" } : {};
  return {
    PGHOST: host,
    PGPORT: String(port),
    PGUSER: user,
    PGPASSWORD: password,
    PGDATABASE: database,
    PGSSLMODE: tls.mode,
    ...roots,
    PGAPPNAME: COPY_NAME,
    PGCONNECT_TIMEOUT: "10",
    PGPASSFILE: "/dev/null",
  };
}
