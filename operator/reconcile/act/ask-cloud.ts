// When RDS refuses a change for good, asks AWS what it runs: the class that was refused never came to be, and the storage may have
// grown past our number by itself, which ACK then asks to make smaller. Only going back to the truth heals either.
import { isDeepStrictEqual } from "node:util";
import type { ChildRecord } from "../../../domain/observed/record.js";
import { childId, childKey, nameInAws } from "../../../domain/observed/record.js";
import type { Observed } from "../../../domain/observed/observe.js";
import type { World } from "../world.js";

type Asked = Pick<World, "log"> & { readonly databases: Pick<World["databases"], "describe"> };

/** The same, with what AWS really runs. An answer that does not come changes nothing. */
export async function withCloudFacts(world: Asked, observed: Observed, region: string): Promise<Observed> {
  const asked = [...observed.byId.values()].filter(isRefusedDatabase);
  const known = (await Promise.all(asked.map((record) => knownRecord(world, record, region)))).filter(
    (record) => record !== undefined,
  );
  if (known.length === 0) return observed;
  return {
    ...observed,
    byId: new Map([...observed.byId, ...known.map((record) => [childId(record), record] as const)]),
    byRole: new Map([...observed.byRole, ...known.map((record) => [childKey(record), record] as const)]),
  };
}

function isRefusedDatabase({ kind, facts, health }: ChildRecord): boolean {
  return kind === "DBInstance" && facts.rds !== undefined && health.state === "failed" && health.terminal;
}

async function knownRecord({ databases, log }: Asked, record: ChildRecord, region: string): Promise<ChildRecord | undefined> {
  const { rds } = record.facts;
  try {
    const truth = await databases.describe(region, nameInAws(record));
    if (rds === undefined || truth === undefined) return undefined;
    const { instanceClass, multiAZ, version } = truth;
    // A volume never gets smaller, and ACK is told of no less than it was.
    const storageGiB = Math.max(truth.allocatedStorageGiB, rds.storageGiB);
    const stands = { ...rds, instanceClass, multiAZ, version, storageGiB };
    if (isDeepStrictEqual(stands, rds)) return undefined;
    log.info("RDS has refused the last change; planning from what AWS runs", { child: record.name, ...truth });
    return { ...record, facts: { ...record.facts, rds: stands } };
  } catch (error) {
    log.warn("RDS could not be asked what it runs", {
      child: record.name,
      error: error instanceof Error ? error.message : String(error),
    });
    return undefined;
  }
}
