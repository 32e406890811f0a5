// Asks AWS every few minutes whether sealed databases are still there: one listing a region. A controller keeps the last conditions of
// what vanished, so nothing in the cluster tells.
import type { ChildRecord } from "../../domain/observed/record.js";
import { childId, nameInAws } from "../../domain/observed/record.js";
import type { CloudInventory } from "../ports/cloud-databases.js";
import type { ServiceKey } from "../../domain/api/service.js";
import type { World } from "./world.js";

export type SurveyParts = Pick<World, "clock" | "log" | "children" | "memory"> & {
  readonly databases: Pick<World["databases"], "asks" | "list">;
  readonly keys: () => readonly ServiceKey[];
  readonly wake: (key: ServiceKey) => void;
};

const INTERVAL_MS = 300_000;

/** Starts at once. Returns how to stop it. */
export function startSurvey(parts: SurveyParts): () => void {
  if (!parts.databases.asks) return () => undefined;
  const silent = new Map<string, string>();
  let isStopped = false;
  let cancel: () => void = () => undefined;
  const turn = async () => {
    await survey(parts, silent);
    if (!isStopped) cancel = parts.clock.after(INTERVAL_MS, () => void turn());
  };
  void turn();
  return () => {
    isStopped = true;
    cancel();
  };
}

/** One look at every region. A region that does not answer says nothing about its databases; `silent` is why, so that it is told once. */
export async function survey(parts: SurveyParts, silent = new Map<string, string>()): Promise<void> {
  const sealed = parts.keys().map((key) => ({ key, records: parts.children.of(key).filter(isSealedDatabase) }));
  const regions = new Set(sealed.flatMap(({ records }) => records.map(({ facts }) => facts.region ?? "")));
  const inventories = new Map<string, CloudInventory>();
  for (const region of regions) {
    const inventory = await list(parts, region, silent);
    if (inventory !== undefined) inventories.set(region, inventory);
  }
  for (const { key, records } of sealed) {
    const known = records.filter(({ facts }) => inventories.has(facts.region ?? ""));
    if (known.length > 0) tell(parts, key, lostAmong(known, inventories));
  }
}

function isSealedDatabase({ kind, facts, deleting }: ChildRecord): boolean {
  return (kind === "DBInstance" || kind === "DBCluster") && facts.sealedID !== undefined && !deleting;
}

async function list(
  { databases, log }: SurveyParts,
  region: string,
  silent: Map<string, string>,
): Promise<CloudInventory | undefined> {
  try {
    const inventory = await databases.list(region);
    if (silent.delete(region)) log.info("RDS answers again", { region });
    return inventory;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    if (silent.get(region) === why) return undefined;
    silent.set(region, why);
    log.warn("RDS could not be asked which databases it has", { region, error: why });
    return undefined;
  }
}

/** Another id under the name is not lost but replaced, which the controller tells by itself. */
function lostAmong(
  records: readonly ChildRecord[],
  inventories: ReadonlyMap<string, CloudInventory>,
): ReadonlyMap<string, string> {
  const lost = records.filter((record) => {
    const inventory = inventories.get(record.facts.region ?? "");
    const there = record.kind === "DBInstance" ? inventory?.instances : inventory?.clusters;
    return there?.has(nameInAws(record)) === false;
  });
  return new Map(lost.map((record) => [childId(record), record.facts.sealedID ?? ""]));
}

function tell({ memory, wake, log }: SurveyParts, key: ServiceKey, lost: ReadonlyMap<string, string>): void {
  const mine = memory(key);
  const text = (of: ReadonlyMap<string, string>) => JSON.stringify([...of].sort());
  if (text(mine.lostInAws) === text(lost)) return;
  for (const [id, resourceID] of lost)
    log.error("AWS does not have a sealed database any more", { service: key, child: id, resourceID });
  mine.lostInAws = lost;
  wake(key);
}
