// A source as RDS is, whose master is no superuser, with an application on it, and its replica as an Aurora replica is: each test has its own
// pair, since promoting is for good.
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bootstrap } from "../../migrator/bootstrap.js";
import type { MoveOrder } from "../../migrator/order.js";
import { sessionsOf } from "../../migrator/session.js";
import type { PostgresReplica } from "../postgres/replica.js";
import { startReplica } from "../postgres/replica.js";
import { startPostgres } from "../postgres/server.js";
import type { Sides } from "./sides.js";
import { FILL } from "./sides.js";
import { APP_PASSWORD, asSuperuser, freshOrder, mastersOf, serverFor } from "./world.js";

export type ReplicaSides = Sides & { readonly target: PostgresReplica; readonly order: MoveOrder };

export async function startReplicaSides(rows = 500, sql: readonly string[] = []): Promise<ReplicaSides> {
  const folder = mkdtempSync(join(tmpdir(), "tenfold-move-"));
  const parameters = ["max_connections=100", "max_prepared_transactions=5"];
  const source = await startPostgres({ version: "newer", parameters });
  const { rdsLike } = await mastersOf(source);
  await asSuperuser(source, "GRANT pg_signal_backend, pg_monitor TO rds_master");
  await asSuperuser(source, "GRANT CREATE ON DATABASE postgres TO rds_master");
  const order = freshOrder("shop");
  await bootstrap(sessionsOf(serverFor(source, rdsLike)), order);
  const login = { user: order.role, password: APP_PASSWORD, database: order.database };
  await source.as(login, async (client) => {
    for (const statement of [FILL.replaceAll("ROWS", String(rows)), ...sql]) await client.query(statement);
  });
  const target = await startReplica(source, parameters);
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  writeFileSync(join(folder, "key.pem"), privateKey.export({ type: "pkcs8", format: "pem" }));
  const whole: MoveOrder = {
    ...order,
    move: "0123456789ab",
    attempt: 1,
    source: serverFor(source, rdsLike),
    target: serverFor(target, rdsLike),
    password: APP_PASSWORD,
    freezeSeconds: 0,
    workFolder: join(folder, "work"),
    copyJobs: 2,
    by: "replica",
  };
  return {
    ...{ source, target, folder, order: whole },
    programFolder: "",
    publicKey: publicKey.export({ type: "spki", format: "pem" }).toString(),
    stop: async () => {
      await Promise.all([source.stop(), target.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
