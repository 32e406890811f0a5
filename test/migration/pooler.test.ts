// A real PgBouncer before a real database: its clients wait while it is paused, and go on where its address leads afterwards.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import pg from "pg";
import { poolerAt } from "../../migrator/pooler.js";
import { newerPostgres } from "../../local/postgres/newer.js";
import type { PostgresServer } from "../postgres/server.js";
import { unprivilegedAccount } from "../../local/postgres/account.js";
import { freePort, startPostgres } from "../postgres/server.js";
import { asSuperuser } from "./world.js";

jest.setTimeout(60_000);

const newer = await newerPostgres();
const suite = newer === undefined ? describe.skip : describe;

suite("the pooler", () => {
  const ADMIN = { user: "admin", password: "admin-password" };
  let server: PostgresServer;
  let port: number;
  /** Nobody listens there: a pooler of an older release. */
  let leadPort: number;
  let folder: string;
  let stopPooler: () => Promise<void>;

  beforeAll(async () => {
    server = await startPostgres();
    await asSuperuser(server, "CREATE TABLE seen (n int)");
    [port, leadPort] = [await freePort(), await freePort()];
    folder = mkdtempSync(join(tmpdir(), "tenfold-pooler-"));
    chmodSync(folder, 0o777);
    const users = [ADMIN, { user: server.superuser, password: server.superPassword }];
    writeFileSync(join(folder, "users"), users.map(({ user, password }) => `"${user}" "${password}"\n`).join(""));
    const settings = [
      "listen_addr=127.0.0.1",
      `listen_port=${port}`,
      "unix_socket_dir=",
      "auth_type=scram-sha-256",
      "pool_mode=transaction",
    ];
    const more = [`auth_file=${join(folder, "users")}`, "admin_users=admin", "ignore_startup_parameters=extra_float_digits"];
    const databases = `[databases]\napp = host=127.0.0.1 port=${server.port} dbname=postgres\n[pgbouncer]\n`;
    writeFileSync(join(folder, "ini"), `${databases}${[...settings, ...more].join("\n")}\n`);
    const pooler = spawn(newer?.pgbouncer ?? "", [join(folder, "ini")], { stdio: "ignore", ...unprivilegedAccount() });
    const ended = once(pooler, "exit");
    stopPooler = async () => {
      pooler.kill("SIGKILL");
      await ended;
    };
    await untilAnswers();
  });
  afterAll(async () => {
    await stopPooler();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const pooler = () => poolerAt({ hosts: "127.0.0.1", port, leadPort, ...ADMIN });
  const write = async (n: number): Promise<void> => {
    const client = new pg.Client({
      host: "127.0.0.1",
      port,
      user: server.superuser,
      password: server.superPassword,
      database: "app",
    });
    client.on("error", () => undefined);
    await client.connect();
    await client.query(`INSERT INTO seen VALUES (${n})`);
    await client.end();
  };
  const seen = async () => (await asSuperuser(server, "SELECT n FROM seen ORDER BY n")).map(({ n }) => n);

  async function untilAnswers(): Promise<void> {
    for (let tries = 0; ; tries += 1) {
      try {
        await write(0);
        return;
      } catch (error) {
        if (tries > 200) throw error;
        await sleep(50);
      }
    }
  }

  it("lets clients wait without an error while it is paused, and go on afterwards", async () => {
    const paused = await pooler().pause();
    await paused.settled;
    const waiting = write(1);
    await sleep(300);
    expect(await seen()).not.toContain(1);
    await paused.close();
    const there = { database: "app", host: "127.0.0.1", port: server.port, tls: "disable" } as const;
    const elsewhere = pooler().resumeAt({ ...there, host: "elsewhere.example.com" });
    await expect(elsewhere).rejects.toThrow("a pooler still leads to 127.0.0.1, not to elsewhere.example.com");
    expect(await seen()).not.toContain(1);
    await pooler().resumeAt(there);
    await waiting;
    expect(await seen()).toContain(1);
  });

  it("is paused again after a run that was killed had paused it, and resumed by whoever comes", async () => {
    const killed = await pooler().pause();
    await killed.settled;
    await killed.close();
    const again = await pooler().pause();
    await again.settled;
    await again.close();
    const waiting = write(2);
    await pooler().resume();
    await waiting;
    await pooler().resume();
  });

  it("whose password is wrong is a failure that names the pooler", async () => {
    const wrong = poolerAt({ hosts: "127.0.0.1", port, leadPort, ...ADMIN, password: "wrong" });
    await expect(wrong.resume()).rejects.toMatchObject({ kind: "pooler" });
  });
});
