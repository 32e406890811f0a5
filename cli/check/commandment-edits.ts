// Changes of a spec that may make a service keep a commandment. Whether they do is tried. Pure.
import type { WebServiceSpec } from "../../domain/api/web-service.js";

/** A change of the spec that may help, and how it is written. */
export type Edit = { readonly write: string; readonly edited: (spec: WebServiceSpec) => WebServiceSpec };

const edit = (write: string, edited: Edit["edited"]): Edit => ({ write, edited });

export const TWO_PODS = edit("spec.scaling.minReplicas: 2", (spec) => ({
  ...spec,
  scaling: { ...spec.scaling, minReplicas: 2 },
}));
export const MORE_PODS = edit("spec.scaling.maxReplicas: 4", (spec) => ({
  ...spec,
  scaling: { ...spec.scaling, maxReplicas: 4 },
}));
export const IN_RDS = edit("spec.database.placement: RDS", (spec) => ({
  ...spec,
  database: { ...spec.database, placement: "RDS" },
}));
export const A_REPLICA = edit("spec.cache.replicasPerShard: 1", (spec) => ({
  ...spec,
  cache: { ...spec.cache, replicasPerShard: 1 },
}));
export const switched = (field: "cache" | "cdn" | "assets" | "sessions" | "queue" | "alarms"): Edit =>
  edit(`spec.${field}.enabled: true`, (spec) => ({ ...spec, [field]: { ...spec[field], enabled: true } }));
export const SIZED = edit("spec.resources: what your pods were measured to need", (spec) => ({
  ...spec,
  resources: { ...spec.resources, cpu: "500m", memory: "512Mi" },
}));
export const SPLIT = edit("spec.services: a part of the application, as a service of its own", (spec) => ({
  ...spec,
  services: [...(spec.services ?? []), { name: "part", image: "example.com/part:1" }],
}));
export const AUTOMATIC = edit("spec.changes.automatic: Rolling", (spec) => ({
  ...spec,
  changes: { ...spec.changes, automatic: "Rolling" },
}));
