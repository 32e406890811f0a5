import { describe, expect, it } from "@jest/globals";
import type { PoolerSettings } from "../../domain/api/pooler-settings.js";
import { readConfig } from "../../pooler/config.js";
import { hbaText, iniText, usersText } from "../../pooler/ini.js";

const ENVIRONMENT = {
  APP_ROLE: "app",
  APP_PASSWORD: 'with"quote',
  APP_DATABASE: "app",
  POOLER_ADMIN_USER: "console",
  POOLER_ADMIN_PASSWORD: "secret",
  SETTINGS_FILE: "/s.json",
  RUN_FOLDER: "/run/tenfold",
  AUTHORITIES_FILE: "/ca.pem",
};
const config = readConfig(ENVIRONMENT);
const settings: PoolerSettings = {
  host: "db.example.com",
  port: 5432,
  replication: "rds",
  tls: "verify-full",
  replicas: ["r1.example.com", "r2.example.com"],
  maxLagSeconds: 15,
  pools: { writes: 30, readsOfReplica: 40, readsOfWriter: 10 },
  clients: 5000,
};
const ini = (readers: readonly string[], isPaused = false) => iniText(config, settings, { readers, isPaused });

describe("the settings of PgBouncer", () => {
  it("share connections by transaction, keep prepared statements, and verify the database by its name", () => {
    const text = ini([]);
    for (const line of [
      "pool_mode = transaction",
      "max_prepared_statements = 200",
      "server_tls_sslmode = verify-full",
      "server_tls_ca_file = /ca.pem",
      "max_client_conn = 5000",
    ])
      expect(text.split("\n")).toContain(line);
  });

  it("give each replica its own connections, and the database the few that are kept for reads of it", () => {
    const [reads] = /^app_reader = .*$/m.exec(ini(settings.replicas)) ?? [];
    expect(reads).toBe("app_reader = host=r1.example.com,r2.example.com port=5432 dbname=app pool_size=80 max_db_connections=80");
    expect(ini([])).toContain("app_reader = host=db.example.com port=5432 dbname=app pool_size=10 max_db_connections=10");
    expect(ini([])).toContain("app = host=db.example.com port=5432 dbname=app pool_size=30 max_db_connections=30");
  });

  it("give up nobody who waits in a pause", () => {
    expect(ini([])).toContain("query_wait_timeout = 120");
    expect(ini([], true)).toContain("query_wait_timeout = 0");
  });

  it("shut the console to whoever comes in by the port of the clients", () => {
    const rules = hbaText(config).split("\n");
    expect(rules.indexOf("host pgbouncer all all reject")).toBeGreaterThanOrEqual(0);
    expect(rules.filter((rule) => rule.includes('"console"')).every((rule) => rule.startsWith("local pgbouncer"))).toBe(true);
  });

  it("have passwords only in the file of the users, quoted", () => {
    expect(usersText(config)).toBe('"app" "with""quote"\n"console" "secret"\n');
    expect(ini([])).not.toContain("quote");
  });
});

describe("the environment of the pooler", () => {
  it.each(["APP_PASSWORD", "POOLER_ADMIN_USER", "SETTINGS_FILE"])("names %s when it is not there", (name) => {
    expect(() => readConfig({ ...ENVIRONMENT, [name]: undefined })).toThrow(`${name} is not set`);
  });

  it("may bring no line into a file", () => {
    expect(() => readConfig({ ...ENVIRONMENT, APP_PASSWORD: 'x"\n"root" "y' })).toThrow("APP_PASSWORD has a line break");
  });
});
