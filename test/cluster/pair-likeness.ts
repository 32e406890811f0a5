// Whether a service that came from another tier is like a fresh one, and whether what it keeps beside that is as it was.
import { ANNOTATION, LABEL } from "../../domain/api/keys.js";
import { isMoveRole } from "../../domain/blueprint/roles.js";
import { at, isRecord, numberAt } from "../../domain/observed/reading.js";
import { databaseOf, staysBelow, type TierPair } from "../fixtures/tier-pairs.js";
import type { Live } from "./harness/api.js";
import { differences, idOf, type Picture, pictures, type Whole } from "./likeness.js";

/** Of a database in AWS that stays as it stands, with how many readers it may have. Wholly: Multi-AZ, for which the specification has no field, as well. */
const OF_DATABASE: readonly string[] = ["DBInstance", "DBCluster", "ScalableTarget", "ScalingPolicy"];

/** Its role holds an id that may look like a hash. */
const KEY_OF_MOVE = /^Secret move-/;

/** Of one service at the first tier and at the second, and of one that was made at the second. */
export type Meeting = Readonly<Record<"before" | "moved" | "fresh", Whole>>;

/** One line for each difference. */
export function unlike(pair: TierPair, { before, moved, fresh }: Meeting): readonly string[] {
  const [mine, theirs] = pictures(moved, fresh);
  const known = new Map(before.children.map((child) => [child.metadata.uid, child]));
  const isBeside = (child: Live): boolean => {
    const was = known.get(child.metadata.uid);
    if (was !== undefined && staysAsItStands(pair, was)) return true;
    return !theirs.has(idOf(child)) && (isKeyOfMove(child) || (was !== undefined && holdsData(was)));
  };
  const beside = moved.children.filter(isBeside);
  const aside = new Set(beside.map(idOf));
  const without = (picture: Picture): Picture => new Map([...picture].filter(([id]) => !aside.has(id) && !KEY_OF_MOVE.test(id)));
  const raised = databaseOf(pair.from) === "rds" ? withCeilingOf(before, without(theirs)) : without(theirs);
  const [one, other] = isReplicaOfRds(pair) ? [withoutMaster(without(mine)), withoutMaster(raised)] : [without(mine), raised];
  const touched = beside.flatMap((child) => changed(known.get(child.metadata.uid), child));
  return [...differences(one, other), ...touched, ...lost(before, moved)];
}

const holdsData = ({ metadata }: Live): boolean => metadata.labels?.[LABEL.data] === "true";
const roleOf = ({ metadata }: Live): string => metadata.labels?.[LABEL.component] ?? "";

/** The database of a service that has come below its kind: data never moves back. */
function staysAsItStands(pair: TierPair, child: Live): boolean {
  return staysBelow(pair) && OF_DATABASE.includes(child.kind) && roleOf(child).startsWith(databaseOf(pair.from));
}

/** The operator may delete no Secret: the keys of the programs that moved the data stay. */
function isKeyOfMove(child: Live): boolean {
  return child.kind === "Secret" && isMoveRole(roleOf(child));
}

/** What is only kept is as it was. */
function changed(before: Live | undefined, now: Live): readonly string[] {
  const shown = (child: Live): Picture => new Map([[`${idOf(child)}, which is kept`, child["spec"]]]);
  return before === undefined ? [] : differences(shown(now), shown(before));
}

function lost(before: Whole, { children }: Whole): readonly string[] {
  const isThere = ({ metadata }: Live): boolean => metadata.deletionTimestamp === undefined;
  const there = new Set(children.filter(isThere).map(({ metadata }) => metadata.uid));
  const gone = before.children.filter((child) => holdsData(child) && !there.has(child.metadata.uid));
  return gone.map((child) => `${idOf(child)}: held data and is gone`);
}

/** Up to which size AWS may let a volume grow is never lowered. The specification has no field for it. */
function withCeilingOf({ children }: Whole, picture: Picture): Picture {
  const ceiling = Math.max(0, ...children.map((child) => numberAt(child, "spec", "maxAllocatedStorage") ?? 0));
  return new Map([...picture].map(([id, value]) => [id, withCeiling(value, ceiling)]));
}

function withCeiling(value: unknown, ceiling: number): unknown {
  const spec = at(value, "spec");
  const fresh = numberAt(spec, "maxAllocatedStorage");
  if (!isRecord(value) || !isRecord(spec) || fresh === undefined) return value;
  return { ...value, spec: { ...spec, maxAllocatedStorage: Math.max(fresh, ceiling) } };
}

function isReplicaOfRds({ from, to }: TierPair): boolean {
  return databaseOf(from) === "rds" && databaseOf(to) === "aurora";
}

/** Aurora that began as a replica of RDS has the master of RDS for good, and says whose replica it was. */
function withoutMaster(picture: Picture): Picture {
  const entries = [...picture].filter(([id]) => id !== "Secret aurora-master");
  return new Map(entries.map(([id, value]) => [id, id === "DBCluster aurora" ? withoutOrigin(value) : withOneMaster(value)]));
}

const ORIGIN: readonly string[] = [ANNOTATION.bornOf, "masterUsername", "masterUserPassword"];

function withoutOrigin(cluster: unknown): unknown {
  return JSON.parse(JSON.stringify(cluster, (key, value: unknown) => (ORIGIN.includes(key) ? undefined : value)));
}

function withOneMaster(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replaceAll(/-(?:rds|aurora)-master/g, "-the-master"));
}
