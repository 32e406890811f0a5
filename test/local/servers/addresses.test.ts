// The names of databases with the servers behind them, as whoever dials one of them here finds them.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "@jest/globals";
import { Addresses } from "../../../local/servers/addresses.js";
import { findAddress } from "../../../local/servers/find-address.js";
import { Poolers } from "../../../local/servers/poolers.js";

const folder = mkdtempSync(join(tmpdir(), "tenfold-addresses-"));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it("are found in the file as they stand now; a pooler leads to the database that its settings name", () => {
  const file = join(folder, "addresses.json");
  const ports = new Map([["old.rds", 40001]]);
  const poolers = new Poolers({ serves: (namespace) => namespace === "demo", changed: () => addresses.write() });
  const addresses = new Addresses(file, [() => ports], poolers.hosts);
  expect(findAddress(file, "old.rds")).toBeUndefined();
  addresses.write();
  expect(findAddress(file, "old.rds")).toEqual({ host: "127.0.0.1", port: 40001 });
  poolers.seen(settingsOf("demo", "old.rds"));
  poolers.seen(settingsOf("elsewhere", "old.rds"));
  expect(findAddress(file, "shop-pooler.demo.svc")?.port).toBe(40001);
  expect(findAddress(file, "shop-pooler.elsewhere.svc")).toBeUndefined();
  ports.set("new.aurora", 40002);
  poolers.seen(settingsOf("demo", "new.aurora"));
  expect(findAddress(file, "shop-pooler.demo.svc")?.port).toBe(40002);
  expect(addresses.find("nobody")).toBeUndefined();
});

function settingsOf(namespace: string, host: string) {
  const settings = {
    ...{ host, port: 5432, replication: "rds", tls: "verify-full", replicas: [], maxLagSeconds: 10, clients: 1 },
    pools: { writes: 1, readsOfReplica: 1, readsOfWriter: 1 },
  };
  const data = { "pooler.json": JSON.stringify(settings) };
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "shop-pooler", namespace }, data };
}
