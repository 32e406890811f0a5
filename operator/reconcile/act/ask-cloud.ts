// When RDS refuses a database for good, asks AWS how large it has become: its own storage autoscaling grows it past our
// number, ACK then asks for less, and only the larger number heals it. Nothing else is ever asked.
import type { ChildRecord } from "../../../domain/observed/record.js";
import { childId, childKey } from "../../../domain/observed/record.js";
import type { Observed } from "../decide/observe.js";
import type { World } from "../world.js";

/** The same, with the storage that AWS really has. An answer that does not come changes nothing. */
export async function withCloudFacts(
  world: Pick<World, "databases" | "log">,
  observed: Observed,
  region: string,
): Promise<Observed> {
  const asked = [...observed.byId.values()].filter(isRefusedDatabase);
  const grown = (await Promise.all(asked.map((record) => grownRecord(world, record, region)))).filter(
    (record) => record !== undefined,
  );
  if (grown.length === 0) return observed;
  return {
    ...observed,
    byId: new Map([...observed.byId, ...grown.map((record) => [childId(record), record] as const)]),
    byRole: new Map([...observed.byRole, ...grown.map((record) => [childKey(record), record] as const)]),
  };
}

function isRefusedDatabase({ kind, facts, health }: ChildRecord): boolean {
  return kind === "DBInstance" && facts.rds !== undefined && health.state === "failed" && health.terminal;
}

async function grownRecord(
  { databases, log }: Pick<World, "databases" | "log">,
  record: ChildRecord,
  region: string,
): Promise<ChildRecord | undefined> {
  const { rds } = record.facts;
  try {
    const truth = await databases.describe(region, record.name);
    if (rds === undefined || truth === undefined || truth.allocatedStorageGiB <= rds.storageGiB) return undefined;
    log.info("AWS has grown the volume; taking over its size", {
      child: record.name,
      from: rds.storageGiB,
      to: truth.allocatedStorageGiB,
    });
    return { ...record, facts: { ...record.facts, rds: { ...rds, storageGiB: truth.allocatedStorageGiB } } };
  } catch (error) {
    log.warn("RDS could not be asked for the size of a database", {
      child: record.name,
      error: error instanceof Error ? error.message : String(error),
    });
    return undefined;
  }
}
