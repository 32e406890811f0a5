// Everything that a deletion of data needs, asked before its first step and again before each: the right to delete every object, what AWS says of
// the databases, their snapshots. Nothing is changed here.
import { CHILD_KINDS, VOLUME_SNAPSHOT } from "../../../domain/api/kinds.js";
import type { KindRef } from "../../../domain/api/objects.js";
import { DATA_KIND } from "../../../domain/observed/binding.js";
import type { ChildRecord } from "../../../domain/observed/record.js";
import { childId } from "../../../domain/observed/record.js";
import type { CloudDatabaseKind, CloudDatabaseState } from "../../ports/cloud-databases.js";
import { ClusterError } from "../../ports/cluster.js";
import { isDatabase, isInstance, isVolume, orKeep } from "../decide/data-deletion.js";
import type { World } from "../world.js";
import type { Wanted } from "./finalize-snapshots.js";
import { missingSnapshot, missingVolumeSnapshot } from "./finalize-snapshots.js";
import { recordRef } from "./prune-orphans.js";

/** By kind and name. Without an entry: AWS has no such database, or it is none. */
export type States = ReadonlyMap<string, CloudDatabaseState>;

export type Examined =
  | { readonly kind: "fit"; readonly states: States }
  /** Somebody has to act. */
  | { readonly kind: "held"; readonly message: string }
  /** AWS did not answer. */
  | { readonly kind: "unknown"; readonly message: string };

/** `records`: what is still to be deleted. */
export async function examine(world: World, records: readonly ChildRecord[], wanted: Wanted): Promise<Examined> {
  const { service } = wanted;
  const rights = await missingRights(world, records, wanted);
  if (rights !== undefined) return { kind: "held", message: `${rights} ${orKeep(service)}` };
  const inAws = records.filter(isInstance);
  if (inAws.length > 0 && !world.databases.asks)
    return {
      kind: "held",
      message: `the operator may not ask AWS (--no-aws-queries), and no database is deleted on a snapshot that nobody has seen: let it ask. ${orKeep(service)}`,
    };
  try {
    const states = await statesOf(world, inAws);
    const missing = await missingSnapshots(world, records, { states, wanted });
    if (missing.length === 0) return { kind: "fit", states };
    return { kind: "held", message: `nothing more is deleted. ${missing.join(". ")}. ${orKeep(service)}` };
  } catch (error) {
    if (error instanceof ClusterError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    return {
      kind: "unknown",
      message: `AWS could not be asked about the databases and their snapshots; this is tried again: ${why}`,
    };
  }
}

async function statesOf(world: World, records: readonly ChildRecord[]): Promise<States> {
  const found = new Map<string, CloudDatabaseState>();
  for (const record of records) {
    const state = await world.databases.state(record.facts.region ?? "", record.kind as CloudDatabaseKind, record.name);
    if (state !== undefined) found.set(childId(record), state);
  }
  return found;
}

type Known = { readonly states: States; readonly wanted: Wanted };

async function missingSnapshots(
  world: World,
  records: readonly ChildRecord[],
  { states, wanted }: Known,
): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const record of records) {
    const state = states.get(childId(record));
    const why = isVolume(record)
      ? await missingVolumeSnapshot(world, record, wanted)
      : isDatabase(record) && state !== undefined
        ? await missingSnapshot(world, record, { state, wanted })
        : undefined;
    if (why !== undefined) missing.push(why);
  }
  return missing;
}

/** Each right once, with what the API server said of the first. */
async function missingRights(world: World, records: readonly ChildRecord[], wanted: Wanted): Promise<string | undefined> {
  const refused = new Map<string, string>();
  for (const record of records) {
    const ref = recordRef(record);
    if (ref === undefined) continue;
    const why = await refusal(() => world.data.tryRemove(ref, record.uid));
    if (why !== undefined) refused.set(rightTo("delete", ref.kind), why);
  }
  if (records.some(isVolume)) {
    const [name = ""] = wanted.snapshots;
    const { namespace } = wanted.service.metadata;
    const why = await refusal(() => world.cluster.read({ kind: VOLUME_SNAPSHOT, namespace, name }));
    if (why !== undefined) refused.set(rightTo("get", VOLUME_SNAPSHOT), why);
  }
  const [first] = refused.values();
  if (first === undefined) return undefined;
  const { namespace } = wanted.service.metadata;
  return (
    `the operator may not ${[...refused.keys()].sort().join(", ")} in namespace ${namespace}, and nothing is deleted. An administrator grants it for the time being: ` +
    `kubectl create rolebinding tenfold-data-deletion -n ${namespace} --clusterrole=tenfold-data-deletion ` +
    `--serviceaccount=tenfold-system:tenfold-operator (both as they were installed). The API server said: ${first}.`
  );
}

function rightTo(verb: "delete" | "get", { plural, apiVersion }: KindRef): string {
  const group = apiVersion.includes("/") ? `.${apiVersion.split("/")[0] ?? ""}` : "";
  return `${verb} ${plural}${group}`;
}

/** Only a refusal counts: what has gone or changed meanwhile is looked at again. */
async function refusal(ask: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await ask();
    return undefined;
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error;
    if (error.kind === "forbidden") return error.message;
    if (error.kind === "conflict" || error.kind === "not-found" || error.kind === "kind-missing") return undefined;
    throw error;
  }
}

/** The object that the binding names, although no watch shows it: somebody took its labels off. Undefined: all is in sight. */
export async function outOfSight(
  world: World,
  records: readonly ChildRecord[],
  { service }: Wanted,
): Promise<string | undefined> {
  const binding = records.find(({ facts }) => facts.binding !== undefined)?.facts.binding;
  const { object, database } = binding ?? {};
  if (object === undefined || database === undefined || database === "none") return undefined;
  const kind = CHILD_KINDS.find((candidate) => candidate.kind === DATA_KIND[database]);
  if (kind === undefined || records.some((record) => record.kind === kind.kind && record.name === object)) return undefined;
  const { namespace } = service.metadata;
  if ((await world.cluster.read({ kind, namespace, name: object })) === undefined) return undefined;
  return `${kind.kind} ${object} is the database of this service and has lost the labels by which it is known, so nothing is deleted: put them back (see the labels of its neighbours). ${orKeep(service)}`;
}
