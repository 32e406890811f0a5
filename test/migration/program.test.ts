// The migration program as a process: exit codes, patience, being killed, TLS, and that it never tells a secret.
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import type { BootstrapOrder, Server, Tls } from "../../migrator/config.js";
import type { PostgresServer } from "../postgres/server.js";
import { startPostgres } from "../postgres/server.js";
import type { Master } from "./world.js";
import { appLogin, asSuperuser, environmentOf, freshOrder, mastersOf, serverFor, startProgram, VERIFIER } from "./world.js";

jest.setTimeout(60_000);

let server: PostgresServer;
let master: Master;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tenfold-tls-"));
  server = await startPostgres({ tls: certificateFor("localhost") });
  master = (await mastersOf(server)).rdsLike;
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

function certificateFor(host: string): { readonly certificate: string; readonly key: string } {
  const [certificate, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  const subject = ["-subj", `/CN=${host}`, "-addext", `subjectAltName=DNS:${host}`];
  const ask = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  execFileSync("openssl", [...ask, ...subject, "-out", certificate, "-keyout", key], { stdio: "ignore" });
  return { certificate: readFileSync(certificate, "utf8"), key: readFileSync(key, "utf8") };
}

const run = (at: Server, order: BootstrapOrder, ...args: string[]) =>
  startProgram(["bootstrap", ...args], environmentOf(at, order));
const reachable = (tls?: Tls) => serverFor(server, master, tls);

describe("the program", () => {
  it("makes role and database, says so in one record, and ends with 0", async () => {
    const order = freshOrder();
    const { code, lines } = await run(reachable(), order).end;
    expect(lines.at(-1)).toMatchObject({ command: "bootstrap", outcome: "done", role: "created", database: "created" });
    expect(code).toBe(0);
    await server.as(appLogin(order), (client) => client.query("CREATE TABLE t ()"));
  });

  it("killed while it creates the database, the next run finishes", async () => {
    const order = freshOrder();
    const held = await server.as(
      { user: server.superuser, password: server.superPassword, database: "postgres" },
      async (client) => {
        // Nobody can add a database while this transaction lasts.
        await client.query("BEGIN; LOCK TABLE pg_database IN EXCLUSIVE MODE");
        const program = run(reachable(), order);
        await untilWaiting("CREATE DATABASE%");
        program.kill();
        return program.end;
      },
    );
    expect(held.code).toBeNull();
    const { code, lines } = await run(reachable(), order).end;
    expect(lines.at(-1)).toMatchObject({ outcome: "done", role: "confirmed" });
    expect(code).toBe(0);
    await server.as(appLogin(order), (client) => client.query("CREATE TABLE t ()"));
  });

  it("waits for a server that is not there yet", async () => {
    const order = freshOrder();
    const late = createServer((from) => {
      const to = connect(server.port, server.host);
      for (const socket of [from, to]) socket.on("error", () => socket.destroy());
      from.pipe(to).pipe(from);
    });
    late.listen(0, "127.0.0.1");
    await once(late, "listening");
    const address = late.address();
    const port = address !== null && typeof address === "object" ? address.port : 0;
    late.close();
    await once(late, "close");
    const program = run({ ...reachable(), port }, order);
    await program.said("waiting for the server");
    late.listen(port, "127.0.0.1");
    const { code } = await program.end;
    late.close();
    expect(code).toBe(0);
  });

  it("gives up with 3 when the time to wait is over", async () => {
    const { code, lines } = await run({ ...reachable(), port: 1 }, freshOrder(), "--wait-seconds", "1").end;
    expect(lines.at(-1)).toMatchObject({ outcome: "failed", code: "unreachable", retriable: true });
    expect(code).toBe(3);
  });

  it("ends with 4 at once when the master's password is wrong", async () => {
    const { code, lines } = await run({ ...reachable(), password: "wrong" }, freshOrder()).end;
    expect(lines.at(-1)).toMatchObject({ outcome: "failed", code: "login", retriable: false });
    expect(code).toBe(4);
  });

  it("ends with 6 when the role is somebody else's, and names the remedy", async () => {
    const order = freshOrder();
    await asSuperuser(server, `CREATE ROLE ${order.role}`);
    const { code, lines } = await run(reachable(), order).end;
    expect(lines.at(-1)).toMatchObject({ code: "foreign", retriable: false, remedy: expect.stringContaining("another name") });
    expect(code).toBe(6);
  });

  it("ends with 7 when the master may not create roles", async () => {
    await asSuperuser(server, "CREATE ROLE weak LOGIN PASSWORD 'weak-password'");
    const { code, lines } = await run(serverFor(server, { user: "weak", password: "weak-password" }), freshOrder()).end;
    expect(lines.at(-1)).toMatchObject({ code: "permission" });
    expect(code).toBe(7);
  });

  it.each([
    { name: "no command", args: [] },
    { name: "an unknown command", args: ["destroy"] },
    { name: "an unknown option", args: ["bootstrap", "--force"] },
    { name: "a wait that is no number", args: ["bootstrap", "--wait-seconds", "soon"] },
  ])("ends with 2 for $name", async ({ args }) => {
    const { code, lines } = await startProgram(args, environmentOf(reachable(), freshOrder())).end;
    expect(lines.at(-1)).toMatchObject({ code: "usage" });
    expect(code).toBe(2);
  });

  it.each<{ name: string; change: Record<string, string>; says: string }>([
    { name: "a missing host", change: { MASTER_HOST: "" }, says: "MASTER_HOST" },
    { name: "a port that is no port", change: { MASTER_PORT: "65536" }, says: "MASTER_PORT" },
    { name: "an unknown way of TLS", change: { MASTER_TLS: "prefer" }, says: "MASTER_TLS" },
    { name: "a plain password as verifier", change: { APP_VERIFIER: "hunter2" }, says: "APP_VERIFIER" },
    { name: "a name that PostgreSQL would cut", change: { APP_ROLE: "r".repeat(64) }, says: "APP_ROLE" },
  ])("ends with 2 for $name, naming the variable and not its value", async ({ change, says }) => {
    const { code, output } = await startProgram(["bootstrap"], { ...environmentOf(reachable(), freshOrder()), ...change }).end;
    expect(output).toContain(says);
    expect(output).not.toContain("hunter2");
    expect(code).toBe(2);
  });

  it("never writes a password or a verifier, whether it succeeds or fails", async () => {
    const order = freshOrder();
    const outputs = await Promise.all([
      run(reachable(), order).end,
      run({ ...reachable(), user: "nobody_here" }, order).end,
      run({ ...reachable(), port: 1 }, order, "--wait-seconds", "1").end,
      // The server's message quotes the name: here that of a database called like the password.
      run(reachable(), { ...order, masterDatabase: master.password }).end,
    ]);
    for (const { output } of outputs) {
      expect(output).toContain("bootstrap");
      expect(output).not.toContain(master.password);
      expect(output).not.toContain(VERIFIER);
    }
  });
});

describe("TLS", () => {
  const localhost = (tls: Tls) => ({ ...reachable(tls), host: "localhost" });

  it("verify-full accepts a server whose certificate is signed by the given file and names the host", async () => {
    const caFile = join(folder, "cert.pem");
    const { code } = await run(localhost({ mode: "verify-full", caFile }), freshOrder()).end;
    expect(code).toBe(0);
  });

  it("verify-full refuses a certificate that nobody known signed", async () => {
    const { code, lines } = await run(localhost({ mode: "verify-full" }), freshOrder()).end;
    expect(lines.at(-1)).toMatchObject({ code: "tls" });
    expect(code).toBe(5);
  });

  it("verify-full refuses a certificate of another host", async () => {
    const caFile = join(folder, "cert.pem");
    const { code } = await run(reachable({ mode: "verify-full", caFile }), freshOrder()).end;
    expect(code).toBe(5);
  });

  it("require encrypts without asking who the server is", async () => {
    const { code } = await run(reachable({ mode: "require" }), freshOrder()).end;
    expect(code).toBe(0);
  });

  it("a file of certificates that cannot be read is named", async () => {
    const { code, output } = await run(localhost({ mode: "verify-full", caFile: join(folder, "none") }), freshOrder()).end;
    expect(output).toContain("MASTER_CA_FILE cannot be read");
    expect(code).toBe(5);
  });
});

async function untilWaiting(statement: string): Promise<void> {
  for (;;) {
    const waiting = await asSuperuser(server, "SELECT 1 FROM pg_stat_activity WHERE query LIKE $1 AND wait_event_type = 'Lock'", {
      values: [statement],
    });
    if (waiting.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
