// Where rows are: cache, pooler, the database with its instances by zone, and what is kept beside it. Pure.
import type { AuroraDatabase, Blueprint, Database, RdsDatabase } from "../../domain/blueprint/types.js";
import { counted, number, shareOf, sharedRange, sizeOf } from "./amounts.js";
import type { Edge, Node, Part } from "./model.js";
import { node, part } from "./model.js";

export function data(blueprint: Blueprint, zones: readonly string[]): readonly Node[] {
  return [...cache(blueprint), ...pooler(blueprint), ...databases(blueprint, zones)];
}

function cache({ cache: theCache }: Blueprint): readonly Node[] {
  if (theCache === undefined) return [];
  const { nodeType, shards, replicasPerShard } = theCache;
  const nodes = shards * (1 + replicasPerShard);
  const replicas = replicasPerShard === 0 ? "no replica" : counted({ min: replicasPerShard, max: replicasPerShard }, "replica");
  const split = counted({ min: shards, max: shards }, "shard");
  return [
    node({
      id: "cache",
      kind: "cache",
      row: "cache",
      title: `Valkey, ${counted({ min: nodes, max: nodes }, "node")}`,
      lines: [`${split} × (1 primary, ${replicas}) · ${nodeType}`],
      numbers: [nodes, sizeRank(nodeType)],
      grid: { columns: shards, rows: 1 + replicasPerShard },
    }),
  ];
}

function pooler({ pooler: thePooler, database }: Blueprint): readonly Node[] {
  if (thePooler === undefined || database === undefined) return [];
  const { replicas, size } = thePooler;
  return [
    node({
      id: "pooler",
      kind: "pooler",
      row: "pooler",
      title: `PgBouncer, ${counted(replicas, "pod")}`,
      lines: [`${sizeOf(size)} each · keeps connections few, spreads reads`],
      numbers: [replicas.max, replicas.min, size.cpuMillicores],
    }),
  ];
}

function databases({ database, otherDatabases, web }: Blueprint, zones: readonly string[]): readonly Node[] {
  const own = database === undefined ? [] : [databaseNode(database, zones, web.nearDatabase)];
  const others = otherDatabases.map((other, index) => ({
    ...databaseNode(other, [], undefined),
    id: `database-beside-${index + 1}`,
    title: `Beside: ${databaseName(other)}`,
    row: "beside" as const,
    parts: [],
  }));
  return [...own, ...others];
}

function databaseName({ kind }: Database): string {
  return { "in-cluster": "PostgreSQL in the cluster", rds: "RDS for PostgreSQL", aurora: "Aurora PostgreSQL" }[kind];
}

type Near = Blueprint["web"]["nearDatabase"];

function databaseNode(database: Database, zones: readonly string[], near: Near): Node {
  const common = { id: "database", kind: "database", row: "database", title: databaseName(database) } as const;
  switch (database.kind) {
    case "in-cluster": {
      const { storageGiB, size } = database;
      const where = near === "same-node" ? ["on the node of the web pod"] : near === "other-node" ? ["on a node of its own"] : [];
      const lines = [[`${number(storageGiB)} GiB volume`, ...where].join(" · ")];
      const only = part({ id: "database-writer", kind: "database", title: "1 pod", lines: [sizeOf(size)], zone: 0 });
      return node({ ...common, lines, parts: zones.length === 0 ? [] : [only], numbers: [0, size.cpuMillicores, storageGiB] });
    }
    case "rds": {
      const { storageGiB, maxStorageGiB, backupRetentionDays, instanceClass, readReplicas, multiAZ } = database;
      const lines = [`${number(storageGiB)}–${number(maxStorageGiB)} GiB · backups for ${backupRetentionDays} days`];
      const numbers = [1, sizeRank(instanceClass), readReplicas, multiAZ ? 1 : 0, storageGiB];
      return node({ ...common, lines, parts: rdsParts(database, zones), numbers });
    }
    case "aurora": {
      const { readersMax, readersMin, backupRetentionDays, instanceClass } = database;
      const lines = [`storage copied over 3 zones · backups for ${backupRetentionDays} days`];
      const numbers = [2, sizeRank(instanceClass), readersMax, readersMin];
      return node({ ...common, lines, parts: auroraParts(database, zones), numbers });
    }
  }
}

function rdsParts({ multiAZ, readReplicas, instanceClass }: RdsDatabase, zones: readonly string[]): readonly Part[] {
  if (zones.length === 0) return [];
  const standby = part({ id: "database-standby", kind: "database", title: "Standby", lines: [instanceClass], zone: 1 });
  // Replicas fill the zones from the one behind the standby on: an example, since AWS chooses.
  const first = Math.min(multiAZ ? 2 : 1, zones.length - 1);
  return [
    part({
      id: "database-writer",
      kind: "database",
      title: "Writer",
      lines: [instanceClass],
      zone: 0,
      numbers: [sizeRank(instanceClass)],
    }),
    ...(multiAZ && zones.length > 1 ? [{ ...standby, measure: { ...standby.measure, numbers: [sizeRank(instanceClass)] } }] : []),
    ...readers({ min: readReplicas, max: readReplicas }, { zones, first, noun: "replica", instanceClass }),
  ];
}

function auroraParts({ readersMin, readersMax, instanceClass }: AuroraDatabase, zones: readonly string[]): readonly Part[] {
  if (zones.length === 0) return [];
  const numbers = [sizeRank(instanceClass)];
  return [
    part({ id: "database-writer", kind: "database", title: "Writer", lines: [instanceClass], zone: 0, numbers }),
    ...readers({ min: readersMin, max: readersMax }, { zones, first: 1, noun: "reader", instanceClass }),
  ];
}

type Spread = {
  readonly zones: readonly string[];
  readonly first: number;
  readonly noun: string;
  readonly instanceClass: string;
};

function readers(all: { readonly min: number; readonly max: number }, { zones, first, noun, instanceClass }: Spread) {
  return zones.flatMap((zone, index): readonly Part[] => {
    const turn = (index - first + 2 * zones.length) % zones.length;
    if (shareOf(all.max, zones.length, turn) === 0) return [];
    const range = sharedRange(all, zones.length, turn);
    const numbers = [range.max, range.min, sizeRank(instanceClass)];
    const lines = [instanceClass];
    const id = `database-readers-${zone}`;
    return [part({ id, kind: "database", title: counted(range, noun), lines, zone: index, numbers })];
  });
}

const SIZES = ["nano", "micro", "small", "medium", "large", "xlarge"];

/** Of `db.r7g.2xlarge` and the like; larger is larger. An unknown one counts as the smallest. */
export function sizeRank(type: string): number {
  const size = type.split(".").at(-1) ?? "";
  const times = /^(\d+)xlarge$/.exec(size)?.[1];
  return times === undefined ? SIZES.indexOf(size) : SIZES.length - 2 + Number(times);
}

/** Who speaks to the database, and to which of it; everybody goes through the pooler where there is one. */
export function edgesOfData(
  { database, pooler: thePooler, services, workers, queue }: Blueprint,
  parts: readonly Part[],
): readonly Edge[] {
  if (database === undefined) return [];
  const [reader] = parts.filter(({ id }) => id.startsWith("database-readers")).sort((a, b) => (b.zone ?? 0) - (a.zone ?? 0));
  const door = thePooler === undefined ? "database" : "pooler";
  const clients = [
    "web",
    ...(services.length > 0 ? ["services"] : []),
    ...(queue !== undefined && workers.length > 0 ? ["workers"] : []),
  ];
  const toReader = (from: string): readonly Edge[] =>
    reader === undefined ? [] : [{ from, to: "database", part: reader.id, word: "reads", flow: "data" }];
  const words = reader === undefined ? "SQL" : "writes";
  const direct = (from: string): Edge => ({ from, to: "database", part: "database-writer", word: words, flow: "data" });
  if (door === "database")
    return clients.flatMap((from) => (from === "web" ? [direct(from), ...toReader(from)] : [{ ...direct(from), word: "SQL" }]));
  return [
    ...clients.map((from): Edge => ({ from, to: "pooler", word: "SQL", flow: "data" })),
    direct("pooler"),
    ...toReader("pooler"),
  ];
}
