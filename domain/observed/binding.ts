// The binding of a service: which data it uses, and where. Read before anything is planned, since nothing else says it for certain:
// objects can leave the store, a class can be edited, an annotation can move.
import type { KubeObject } from "../api/objects.js";
import type { DatabaseRef } from "../blueprint/roles.js";
import { generationOf } from "../blueprint/roles.js";
import type { DatabaseKind } from "../blueprint/types.js";
import type { BoundMove } from "./bound-move.js";
import { readBoundMove } from "./bound-move.js";
import { textAt } from "./reading.js";

export type BoundPlace = {
  readonly className: string;
  readonly region: string;
  readonly accountID: string;
  readonly vpcID: string;
};

export type Binding = {
  readonly tier?: string;
  /** The database that the application uses. "none": it has none, or not yet. */
  readonly database: DatabaseKind | "none";
  /** Tells it from others of its kind. */
  readonly generation: number;
  /** Secret with the application's credentials. */
  readonly secret?: string;
  /** Name of the claim, DBInstance or DBCluster that holds the data. */
  readonly object?: string;
  /** Major version of PostgreSQL. */
  readonly version?: string;
  /** UID that names the data objects. */
  readonly dataUid?: string;
  /** The data was found in AWS, and no object of this cluster stood for it: what is not there may be there all the same. */
  readonly origin?: "aws";
  /** Undefined in bindings of version 0.1. */
  readonly place?: BoundPlace;
  /** The last VolumeSnapshot that was restored because the spec names it. */
  readonly restored?: string;
  readonly host?: string;
  readonly port?: number;
  /** How often the database of this service was given up as lost. */
  readonly losses: number;
  /** The move that is under way, or the last one. */
  readonly move?: BoundMove;
};

/** Kind of the object that holds the data of a database. */
export const DATA_KIND: Readonly<Record<DatabaseKind, string>> = {
  "in-cluster": "PersistentVolumeClaim",
  rds: "DBInstance",
  aurora: "DBCluster",
};

const DATA_KINDS = Object.entries(DATA_KIND) as readonly [DatabaseKind, string][];

/** The database whose data the object holds. Undefined for all others, replicas and members among them. */
export function databaseIn({ kind, role }: { readonly kind: string; readonly role: string }): Required<DatabaseRef> | undefined {
  for (const [database, dataKind] of DATA_KINDS) {
    const generation = kind === dataKind ? generationOf(database, role) : undefined;
    if (generation !== undefined) return { kind: database, generation };
  }
  return undefined;
}

/** Undefined for ConfigMaps that are no binding. */
export function readBinding(object: KubeObject): Binding | undefined {
  const text = (key: string) => textAt(object, "data", key);
  const database = kindOf(text("database"));
  if (database === undefined) return undefined;
  const className = text("class");
  return {
    database,
    tier: text("tier"),
    generation: Number(text("generation") ?? 0) || 0,
    secret: text("secret"),
    object: text("object"),
    version: text("version"),
    dataUid: text("dataUID"),
    restored: text("restored"),
    origin: text("origin") === "aws" ? "aws" : undefined,
    host: text("host"),
    port: Number(text("port")) || undefined,
    place:
      className === undefined
        ? undefined
        : { className, region: text("region") ?? "", accountID: text("accountID") ?? "", vpcID: text("vpcID") ?? "" },
    losses: Number(text("losses") ?? 0) || 0,
    move: readBoundMove(text("move")),
  };
}

function kindOf(text: string | undefined): Binding["database"] | undefined {
  return text === "in-cluster" || text === "rds" || text === "aurora" || text === "none" ? text : undefined;
}

/** Accepts that the bound database is gone. Names the loss, so that it covers no later one. */
export function lossToken({ object = "", losses }: Pick<Binding, "object" | "losses">): string {
  return `${object}.${losses}`;
}
