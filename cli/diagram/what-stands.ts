// What stands of a service, as a Blueprint beside the one that is to be. Pure.
import type { Blueprint, Database, Front } from "../../domain/blueprint/types.js";
import type { Standing } from "../../domain/observed/standing.js";

export type Ends = {
  /** As its tier would have it that was built last: of pods and alarms nothing else says how many there are. */
  readonly built: Blueprint;
  readonly target: Blueprint;
};

/** A database that is kept beside the one in use is beside it before and after. */
export function standingBlueprints(
  stands: Standing,
  { built, target }: Ends,
): { readonly before: Blueprint; readonly after: Blueprint } {
  const kept = stands.others.filter((other) => !isSame(other, target.database));
  const { cdn, cache, database } = stands;
  return {
    before: {
      ...built,
      database,
      otherDatabases: kept,
      cache,
      cdn: cdn === undefined ? undefined : { paths: cdn.paths, waf: built.cdn?.waf ?? false },
      fronts: stands.fronts.map(({ kind }) => frontOf(kind, { built, target })),
    },
    after: { ...target, otherDatabases: kept },
  };
}

function isSame(a: Database, b: Database | undefined): boolean {
  return a.kind === b?.kind && (a.generation ?? 0) === (b.generation ?? 0);
}

/** What is reserved of it is not looked at: as it was built, or is to be. */
function frontOf(kind: Front["kind"], { built, target }: Ends): Front {
  const found = [...built.fronts, ...target.fronts].find((front) => front.kind === kind);
  return found ?? (kind === "nlb" ? { kind } : { kind, reservedCapacityUnits: 0 });
}
