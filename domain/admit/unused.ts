// What the spec says and nothing comes of, as things are: each with the tier or the switch that would make it count.
import type { WebServiceSpec } from "../api/web-service.js";
import type { Blueprint } from "../blueprint/types.js";
import type { Problem } from "./problem.js";

export function unusedFields(spec: WebServiceSpec, target: Blueprint): readonly Problem[] {
  return [functions(spec, target), cache(spec, target), database(spec, target), restore(spec, target)].flatMap((message) =>
    message === undefined ? [] : [{ reason: "NotAtThisTier", stalls: false, message } as const],
  );
}

function functions(spec: WebServiceSpec, target: Blueprint): string | undefined {
  if ((spec.functions ?? []).length === 0 || target.functions.length > 0) return undefined;
  return `spec.functions has no effect at tier ${target.tier}: Lambda functions begin at 10M. Raise spec.userTier, or remove it. Uploads start nothing.`;
}

function cache({ cache: wanted }: WebServiceSpec, target: Blueprint): string | undefined {
  const named = namesOf("cache", wanted, ["nodeType", "shards", "replicasPerShard"]);
  if (named === undefined || target.cache !== undefined) return undefined;
  return `${named} has no effect: there is no cache. It begins at tier 10k, or with spec.cache.enabled: true at any tier.`;
}

function database({ database: wanted }: WebServiceSpec, target: Blueprint): string | undefined {
  const named = namesOf("database", wanted, ["instanceClass", "readReplicas"]);
  if (named === undefined || target.database?.kind !== "in-cluster") return undefined;
  return `${named} has no effect on a database in the cluster. Databases in RDS begin at tier 100.`;
}

function restore({ database: wanted }: WebServiceSpec, { database: target }: Blueprint): string | undefined {
  if (wanted?.restoreFrom === undefined || target?.kind === "in-cluster") return undefined;
  return "spec.database.restoreFrom has no effect: it restores a database in the cluster. Remove it; RDS and Aurora are restored in AWS, see docs/how-to/restore.md.";
}

function namesOf<T extends object>(part: string, wanted: T | undefined, fields: readonly (keyof T & string)[]) {
  const given = fields.filter((field) => wanted?.[field] !== undefined).map((field) => `spec.${part}.${field}`);
  return given.length === 0 ? undefined : given.join(", ");
}
