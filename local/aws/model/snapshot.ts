// Snapshots of databases: they stay when their source goes.
import { regionalArn } from "./identifiers.js";
import { numberOf, textOf } from "./read.js";
import type { Place, Resource } from "./resource.js";

export type Snapshot = {
  readonly arn: string;
  readonly name: string;
  readonly kind: "db" | "cluster";
  readonly sourceArn: string;
  readonly sourceName: string;
  /** Of the database that it was taken of, which may have a namesake by now. */
  readonly sourceID: string;
  readonly status: "creating" | "available";
  /** final: taken by a deletion. */
  readonly origin: "final" | "manual";
  readonly createdAt: number;
  readonly engine: string;
  readonly engineVersion: string;
  readonly allocatedStorage: number;
};

export function snapshotArn(kind: Snapshot["kind"], name: string, place: Place): string {
  return regionalArn("rds", place, `${kind === "db" ? "snapshot" : "cluster-snapshot"}:${name}`);
}

export function snapshotOf(source: Resource, label: Pick<Snapshot, "name" | "kind" | "origin">, at: number): Snapshot {
  return {
    ...label,
    arn: snapshotArn(label.kind, label.name, source.place),
    sourceArn: source.arn,
    sourceName: source.name,
    sourceID: textOf(source.facts, label.kind === "db" ? "dbiResourceID" : "dbClusterResourceID") ?? "",
    status: "creating",
    createdAt: at,
    engine: textOf(source.attributes, "engine") ?? "",
    engineVersion: textOf(source.attributes, "engineVersion") ?? "",
    allocatedStorage: numberOf(source.attributes, "allocatedStorage") ?? 0,
  };
}
