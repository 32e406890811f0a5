import { describe, expect, it } from "@jest/globals";
import { metricsText, POOLER_METRICS } from "../../pooler/metrics.js";

const text = metricsText({
  serviceName: "shop",
  isReady: true,
  pausedSeconds: 0,
  replicas: [
    { host: "r1", isTaken: true, good: 2, lagSeconds: 0.5 },
    { host: "r2", isTaken: false, good: 0, why: "gone" },
  ],
  pools: [
    {
      database: "app",
      cl_active: "3",
      cl_waiting: "2",
      sv_active: "1",
      sv_idle: "4",
      sv_used: "1",
      maxwait: "1",
      maxwait_us: "500000",
    },
    { database: "pgbouncer", cl_active: "1", cl_waiting: "0" },
  ],
  stats: [{ database: "app", total_query_count: "70", total_xact_count: "60", total_wait_time: "2000000" }],
  databases: [{ name: "app", pool_size: 30 }],
});

describe("the metrics of a pooler", () => {
  it("tell what PgBouncer tells, of the service by its name, and nothing of its console", () => {
    const lines = text.split("\n");
    for (const line of [
      'tenfold_pooler_ready{name="shop"} 1',
      'tenfold_pooler_clients{name="shop",database="app",state="waiting"} 2',
      'tenfold_pooler_server_connections{name="shop",database="app",state="idle"} 5',
      'tenfold_pooler_server_connections_allowed{name="shop",database="app"} 30',
      'tenfold_pooler_wait_seconds{name="shop",database="app"} 1.5',
      'tenfold_pooler_waited_seconds_total{name="shop",database="app"} 2',
      'tenfold_pooler_replica_taken{name="shop",replica="r2"} 0',
      'tenfold_pooler_replica_lag_seconds{name="shop",replica="r1"} 0.5',
    ])
      expect(lines).toContain(line);
    expect(text).not.toContain("pgbouncer");
  });

  it("have the labels that are declared, in order", () => {
    for (const { name, labels } of Object.values(POOLER_METRICS)) {
      const found = [...text.matchAll(new RegExp(`^${name}\\{(.*)\\} `, "gm"))].map(([, pairs = ""]) =>
        [...pairs.matchAll(/([a-z]+)="/g)].map(([, label]) => label),
      );
      expect(found.length).toBeGreaterThan(0);
      for (const one of found) expect(one).toEqual(labels);
    }
  });
});
