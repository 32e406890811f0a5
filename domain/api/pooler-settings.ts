// What the operator tells the pooler beside its secrets: a file that is mounted, so that another database, another replica or another size replaces no pod.
import { z } from "zod";

/** Kept small and flat: both sides of an upgrade read it. */
export const poolerSettings = z.object({
  /** Where the database that the service is bound to listens. */
  host: z.string().min(1),
  port: z.int().min(1).max(65_535),
  /** rds: the replicas below. aurora: asked of the database as well, since AWS adds readers by load. */
  replication: z.enum(["none", "rds", "aurora"]),
  /** verify-full: with the authorities that are mounted beside. */
  tls: z.enum(["disable", "require", "verify-full"]),
  replicas: z.array(z.string().min(1)),
  maxLagSeconds: z.number().positive(),
  pools: z.object({
    writes: z.int().min(1),
    readsOfReplica: z.int().min(1),
    readsOfWriter: z.int().min(1),
  }),
  clients: z.int().min(1),
});
export type PoolerSettings = z.infer<typeof poolerSettings>;

/** What a program that moves data tells a pooler: where its database is now. Holds until the settings change. */
export const poolerLead = poolerSettings.pick({ host: true, port: true, tls: true });
export type PoolerLead = z.infer<typeof poolerLead>;
export const POOLER_LEAD_PATH = "/lead";

/** Ports and names that the pooler's pods and those that speak to them agree on. */
export const POOLER_PORT = 6432;
/** The console, for the pods that move a database. It is not to be reached over the port of the clients. */
export const POOLER_ADMIN_PORT = 6433;
/** Of {@link POOLER_LEAD_PATH}, for the same pods. */
export const POOLER_LEAD_PORT = 6434;
export const POOLER_METRICS_PORT = 9127;
export const POOLER_ADMIN_USER = "tenfold_pooler";
/** Added to the name of the application's database: reads of it. */
export const READER_SUFFIX = "_reader";
