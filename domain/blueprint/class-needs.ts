// Which fields of the WebServiceClass each part of a blueprint needs, and which of them are not there.
// A part with a gap waits; the others work: a service of one user needs no private subnet.
import type { Part } from "../api/status.js";
import type { FieldProblem } from "../api/validate.js";
import type { Blueprint, Place } from "./types.js";

type ClassField = "region" | "accountID" | "clusterName" | "vpcID" | "publicSubnetIDs" | "privateSubnetIDs" | "domain";

export type ClassNeed = {
  readonly part: Part;
  /** In words: "the application load balancer". */
  readonly what: string;
  /** Field → how many entries at least; 1 for a single value. */
  readonly fields: Readonly<Partial<Record<ClassField, number>>>;
};

export type ClassGap = FieldProblem & { readonly part: Part };

/** AWS wants two zones for an ALB, for subnet groups of RDS, and of ElastiCache with a standby. */
const TWO_ZONES = 2;

const ACCOUNT = { region: 1, accountID: 1 } as const;
const PRIVATE_NETWORK = { region: 1, vpcID: 1, privateSubnetIDs: TWO_ZONES } as const;

export function classNeeds(blueprint: Blueprint): readonly ClassNeed[] {
  const { fronts, database, otherDatabases, cache, cdn, assets, sessions, queue, email, functions } = blueprint;
  const databases = [...(database === undefined ? [] : [database]), ...otherDatabases];
  const watches = blueprint.alarms.length > 0 || blueprint.dashboard || blueprint.logGroup !== undefined;
  const usesAws = assets !== undefined || sessions !== undefined || queue !== undefined || email;
  return [
    ...fronts.map(frontNeed),
    ...when(cdn !== undefined, { part: "Edge", what: "CloudFront", fields: { region: 1 } }),
    ...when(databases.some(isInRds), { part: "Database", what: "RDS", fields: { ...PRIVATE_NETWORK, accountID: 1 } }),
    ...when(cache !== undefined, { part: "Cache", what: "ElastiCache", fields: PRIVATE_NETWORK }),
    ...when(assets !== undefined, { part: "Storage", what: "the bucket", fields: ACCOUNT }),
    ...when(sessions !== undefined, { part: "Storage", what: "the table for sessions", fields: ACCOUNT }),
    ...when(queue !== undefined, { part: "Async", what: "the queue", fields: ACCOUNT }),
    ...when(functions.length > 0, { part: "Async", what: "functions", fields: ACCOUNT }),
    ...when(watches, { part: "Alarms", what: "monitoring", fields: { region: 1 } }),
    ...when(email, { part: "Identity", what: "the permission to send e-mail", fields: { domain: 1 } }),
    ...when(usesAws, { part: "Identity", what: "the application's permissions", fields: { ...ACCOUNT, clusterName: 1 } }),
  ];
}

/** Each part and field once. */
export function missingFromClass(blueprint: Blueprint): readonly ClassGap[] {
  const gaps = new Map<string, ClassGap>();
  for (const need of classNeeds(blueprint)) {
    for (const [field, atLeast] of Object.entries(need.fields) as [ClassField, number][]) {
      const found = entries(blueprint.place, field);
      const key = `${need.part}/${field}`;
      if (found < atLeast && !gaps.has(key)) gaps.set(key, gap(need, { field, found, atLeast }));
    }
  }
  return [...gaps.values()];
}

type Lack = { readonly field: ClassField; readonly found: number; readonly atLeast: number };

function gap({ part, what }: ClassNeed, { field, found, atLeast }: Lack): ClassGap {
  const message = atLeast === 1 ? `is not set and ${what} needs it` : `has ${found} of the ${atLeast} entries that ${what} needs`;
  const remedy = `ask whoever owns the WebServiceClass to add it (kubectl explain wsc.spec.${field}); the other parts work without`;
  return { part, field: `class.spec.${field}`, message, remedy };
}

function entries(place: Place, field: ClassField): number {
  const value = place[field];
  if (value === undefined) return 0;
  if (typeof value === "string") return value === "" ? 0 : 1;
  return value.length;
}

function frontNeed(front: Blueprint["fronts"][number]): ClassNeed {
  switch (front.kind) {
    case "nlb":
      // One address, one subnet: with subnets of its own choice the controller would want as many addresses.
      return { part: "Edge", what: "the network load balancer", fields: { publicSubnetIDs: 1 } };
    case "alb":
      return { part: "Edge", what: "the application load balancer", fields: { publicSubnetIDs: TWO_ZONES } };
    case "internal":
      return { part: "Edge", what: "the internal load balancer", fields: { privateSubnetIDs: TWO_ZONES } };
  }
}

function isInRds({ kind }: { readonly kind: string }): boolean {
  return kind !== "in-cluster";
}

function when(holds: boolean, need: ClassNeed): readonly ClassNeed[] {
  return holds ? [need] : [];
}
