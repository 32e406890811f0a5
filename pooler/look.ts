// Asks the database where its log is, and each replica how far it has come. Over connections of its own, kept open.
import type { PoolerSettings } from "../domain/api/pooler-settings.js";
import type { Look, Replica, Sample } from "./replicas.js";
import { judge, lagSeconds, memberHost, placeInLog, withSample } from "./replicas.js";
import type { Session } from "./session.js";

export type Looker = {
  /** The replicas as they are now. */
  look(settings: PoolerSettings): Promise<readonly Replica[]>;
  close(): Promise<void>;
};

type Seen = { samples: readonly Sample[]; replicas: readonly Replica[]; of: string };

export function lookerOf(openTo: (host: string, settings: PoolerSettings) => Session, now: () => number): Looker {
  const sessions = new Map<string, Session>();
  const seen: Seen = { samples: [], replicas: [], of: "" };
  const session = (host: string, settings: PoolerSettings): Session => {
    const found = sessions.get(host) ?? openTo(host, settings);
    sessions.set(host, found);
    return found;
  };
  const close = async () => {
    const open = [...sessions.values()];
    sessions.clear();
    await Promise.all(open.map((one) => one.close()));
  };
  return {
    close,
    look: async (settings) => {
      const { host, port, tls, replication } = settings;
      // Another database has another log, and its replicas are other ones.
      const of = JSON.stringify({ host, port, tls, replication });
      if (seen.of !== of) {
        await close();
        Object.assign(seen, { samples: [], replicas: [], of });
      }
      const looks = await (replication === "aurora" ? lookAtCluster : lookAtReplicas)(settings, { session, seen, now });
      for (const [open, one] of sessions) {
        if (open === host || looks.some((look) => look.host === open)) continue;
        sessions.delete(open);
        await one.close();
      }
      seen.replicas = judge(looks, seen.replicas, settings.maxLagSeconds);
      return seen.replicas;
    },
  };
}

type Tools = {
  readonly session: (host: string, settings: PoolerSettings) => Session;
  readonly seen: Seen;
  readonly now: () => number;
};

async function lookAtReplicas(settings: PoolerSettings, { session, seen, now }: Tools): Promise<readonly Look[]> {
  if (settings.replicas.length === 0) return [];
  // Asked before the replicas: what is written later may not be held against them.
  const at = now();
  const written = await session(settings.host, settings)
    .ask("SELECT pg_current_wal_lsn()::text AS place")
    .then(
      ([row]) => placeInLog(String(row?.["place"])),
      () => undefined,
    );
  if (written !== undefined) seen.samples = withSample(seen.samples, { at, written });
  return Promise.all(
    settings.replicas.map((host) =>
      session(host, settings)
        .ask("SELECT pg_is_in_recovery() AS standby, coalesce(pg_last_wal_replay_lsn()::text, '0/0') AS place")
        .then(
          ([row]): Look => ({
            host,
            answers: true,
            isStandby: row?.["standby"] === true,
            lagSeconds: lagSeconds(seen.samples, placeInLog(String(row?.["place"])), now()),
          }),
          (error: unknown): Look => ({ host, answers: false, message: messageOf(error) }),
        ),
    ),
  );
}

/** AWS adds and removes members by load: the cluster itself says which there are, and how far behind each of them is. */
async function lookAtCluster(settings: PoolerSettings, { session }: Tools): Promise<readonly Look[]> {
  const lags = await session(settings.host, settings)
    .ask("SELECT server_id, coalesce(replica_lag_in_msec, 0) AS lag FROM aurora_replica_status()")
    .then(
      (rows) => new Map(rows.map((row) => [memberHost(settings.host, String(row["server_id"])), Number(row["lag"]) / 1000])),
      () => new Map<string | undefined, number>(),
    );
  const found = [...lags.keys()].filter((host) => host !== undefined);
  const hosts = [...new Set([...settings.replicas, ...found])].sort();
  const looks = await Promise.all(
    hosts.map((host) =>
      session(host, settings)
        .ask("SELECT pg_is_in_recovery() AS standby")
        .then(
          ([row]): Look => ({ host, answers: true, isStandby: row?.["standby"] === true, lagSeconds: lags.get(host) ?? 0 }),
          (error: unknown): Look => ({ host, answers: false, message: messageOf(error) }),
        ),
    ),
  );
  // Whichever member writes is no replica at the moment, and none that is missed.
  return looks.filter((look) => !look.answers || look.isStandby);
}

export function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join("; ");
  return error instanceof Error && error.message !== "" ? error.message : String(error);
}
