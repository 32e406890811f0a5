// The shape of one row of the tier table.
import type { AuroraDatabase, Cache, InClusterDatabase, PodSize, PoolerRange, RdsDatabase } from "./shapes.js";

export type DatabaseDefault = Omit<InClusterDatabase, "version"> | Omit<RdsDatabase, "version"> | Omit<AuroraDatabase, "version">;

export type TierRow = {
  readonly web: {
    readonly size: PodSize;
    readonly min: number;
    readonly max: number;
    readonly zones: number;
    readonly rollout: "Recreate" | "Rolling";
  };
  readonly front: { readonly kind: "nlb" } | { readonly kind: "alb"; readonly reservesCapacity: boolean };
  readonly cdn?: { readonly paths: "static" | "all"; readonly waf: boolean };
  readonly database: DatabaseDefault;
  readonly pooler?: PoolerRange;
  readonly cache?: Cache;
  readonly assets: boolean;
  readonly sessions: boolean;
  readonly queue: boolean;
  readonly email: boolean;
  readonly functions: boolean;
  readonly alarms: readonly AlarmSet[];
  readonly dashboard: boolean;
  readonly logGroup?: { readonly retentionDays: number };
};

export type AlarmSet = "database" | "loadBalancer" | "queue" | "uploads";
