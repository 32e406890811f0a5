// The fence by itself, with both kinds of master: who is shut out, what is put back, and who may do either.
import { afterAll, beforeAll, describe, expect, it, jest } from "@jest/globals";
import { bootstrap } from "../../migrator/bootstrap.js";
import { drain } from "../../migrator/drain.js";
import type { FenceOrder } from "../../migrator/fence.js";
import { bar, fence, unfence } from "../../migrator/fence.js";
import type { Session } from "../../migrator/session.js";
import { sessionsOf } from "../../migrator/session.js";
import { within } from "../../migrator/within.js";
import type { PostgresServer } from "../postgres/server.js";
import { startPostgres } from "../postgres/server.js";
import type { Master } from "./world.js";
import { appLogin, asSuperuser, freshOrder, mastersOf, serverFor } from "./world.js";

jest.setTimeout(60_000);

const MOVE = "0123456789ab";
let server: PostgresServer;
let masters: { readonly superuser: Master; readonly rdsLike: Master };

beforeAll(async () => {
  server = await startPostgres();
  masters = await mastersOf(server);
  // What rds_superuser brings.
  await asSuperuser(server, "GRANT pg_signal_backend, pg_monitor TO rds_master");
  await asSuperuser(server, "GRANT CREATE ON DATABASE postgres TO rds_master");
});
afterAll(() => server.stop());

describe.each([{ kind: "superuser" as const }, { kind: "rdsLike" as const }])("the fence of a $kind", ({ kind }) => {
  /** A database of an application, and a session of the master; no fence of another is known. */
  async function withFence(
    act: (session: Session, order: FenceOrder & ReturnType<typeof freshOrder>) => Promise<void>,
  ): Promise<void> {
    const open = sessionsOf(serverFor(server, masters[kind]));
    await asSuperuser(server, "DROP SCHEMA IF EXISTS tenfold CASCADE");
    const order = { ...freshOrder("fenced"), move: MOVE, attempt: 1 };
    await bootstrap(open, order);
    await within(open, "postgres", (session) => act(session, order));
  }
  const state = (order: FenceOrder) =>
    asSuperuser(
      server,
      `SELECT rolname, rolcanlogin, datconnlimit FROM pg_roles, pg_database
        WHERE starts_with(rolname, $1) AND datname = $2 ORDER BY 1`,
      { values: [order.role, order.database] },
    );
  const knock = (order: ReturnType<typeof freshOrder>) => server.as(appLogin(order), (client) => client.query("SELECT 1"));

  it("shuts every login of the application out, ends its sessions, and puts back exactly what was", () =>
    withFence(async (session, order) => {
      const { role, database } = order;
      await asSuperuser(
        server,
        `ALTER DATABASE ${database} CONNECTION LIMIT 17; CREATE ROLE ${role}_old NOLOGIN IN ROLE ${role}`,
      );
      await asSuperuser(server, `CREATE ROLE ${role}_cron LOGIN PASSWORD 'cron' IN ROLE ${role}`);
      const before = await state(order);
      const isIn = Promise.withResolvers<undefined>();
      const connected = server.as({ user: `${role}_cron`, password: "cron", database }, (client) => {
        isIn.resolve(undefined);
        return client.query("SELECT pg_sleep(60)");
      });
      const cut = expect(connected).rejects.toMatchObject({ code: "57P01" });
      await isIn.promise;
      await fence(session, order);
      await drain(session, order);
      await cut;
      expect(await state(order)).toEqual(before.map((row) => ({ ...row, rolcanlogin: false, datconnlimit: 0 })));
      await expect(knock(order)).rejects.toMatchObject({ code: "28000" });
      expect(await unfence(session, order, "open")).toBe("unfenced");
      expect(await state(order)).toEqual(before);
      await knock(order);
    }));

  it("set up twice, still knows what was before the first time", () =>
    withFence(async (session, order) => {
      const before = await state(order);
      await fence(session, order);
      await fence(session, { ...order, attempt: 2 });
      await fence(session, { ...order, attempt: 2 });
      expect(await unfence(session, { ...order, attempt: 2 }, "undone")).toBe("unfenced");
      expect(await state(order)).toEqual(before);
    }));

  it("holds against an owner that raised the limit while it was still connected", () =>
    withFence(async (session, order) => {
      await fence(session, order);
      await asSuperuser(server, `ALTER DATABASE ${order.database} CONNECTION LIMIT 100`);
      await drain(session, order);
      expect(await state(order)).toMatchObject([{ datconnlimit: 0, rolcanlogin: false }]);
    }));

  it("is refused to an attempt that was undone, and to one that a newer has followed", () =>
    withFence(async (session, order) => {
      await bar(session, { move: MOVE, attempt: 2 });
      await expect(fence(session, order)).rejects.toMatchObject({ kind: "undone" });
      await expect(fence(session, { ...order, attempt: 2 })).rejects.toMatchObject({ kind: "undone" });
      await knock(order);
      await fence(session, { ...order, attempt: 3 });
    }));

  it("is not taken away by an earlier attempt, nor by another move", () =>
    withFence(async (session, order) => {
      await fence(session, { ...order, attempt: 2 });
      expect(await unfence(session, order, "undone")).toBe("fenced by another");
      expect(await unfence(session, { ...order, move: "ffffffffffff" }, "undone")).toBe("fenced by another");
      await expect(knock(order)).rejects.toMatchObject({ code: "28000" });
      await expect(fence(session, { ...order, move: "ffffffffffff" })).rejects.toMatchObject({ kind: "fenced" });
    }));

  it("changes nothing when it was never set up", () =>
    withFence(async (session, order) => {
      const before = await state(order);
      expect(await unfence(session, order, "undone")).toBe("was not fenced");
      expect(await state(order)).toEqual(before);
    }));
});
