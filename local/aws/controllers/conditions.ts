// The conditions of an ACK object, with the types, reasons and absences seen on the real controllers.
import type { KubeObject } from "../../../domain/api/objects.js";
import { recordOf, recordsOf, textOf } from "../model/read.js";

export type Standing =
  | { readonly kind: "synced" }
  | { readonly kind: "not-synced" }
  | { readonly kind: "adopting" }
  | { readonly kind: "waiting"; readonly reason: string }
  | { readonly kind: "terminal"; readonly message: string }
  | { readonly kind: "recoverable"; readonly message: string };

export type Condition = {
  readonly type: string;
  readonly status: "True" | "False" | "Unknown";
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime: string;
};

type Plain = Omit<Condition, "lastTransitionTime">;

export type Traits = {
  /** Its spec has references, all resolved. */
  readonly refers: boolean;
  readonly lateInitialized: boolean;
};

/** There is no observedGeneration, and lastTransitionTime is always now. */
export function conditionsFor(standing: Standing, traits: Traits, now: string): readonly Condition[] {
  if (standing.kind === "waiting") {
    const { reason } = standing;
    const waiting: Plain = { type: "ACK.ReferencesResolved", status: "Unknown", reason, message: "Reference resolution failed" };
    return [{ ...waiting, lastTransitionTime: now }];
  }
  const resolved: readonly Plain[] = traits.refers ? [{ type: "ACK.ReferencesResolved", status: "True" }] : [];
  const late: readonly Plain[] = traits.lateInitialized ? [LATE_INITIALIZED] : [];
  return [...resolved, ...late, ...ownConditions(standing)].map((plain) => ({ ...plain, lastTransitionTime: now }));
}

/** While an object is deleted its conditions are kept, and the trouble is put beside them. */
export function withTrouble(object: KubeObject, standing: Standing, now: string): readonly unknown[] {
  const [trouble] = ownConditions(standing);
  const kept = conditionsOf(object).filter(({ type }) => type !== trouble?.type);
  return trouble === undefined ? kept : [...kept, { ...trouble, lastTransitionTime: now }];
}

export function conditionsOf(object: KubeObject): readonly Readonly<Record<string, unknown>>[] {
  return recordsOf(recordOf(object, "status"), "conditions");
}

export function hasCondition(object: KubeObject, type: string, status = "True"): boolean {
  return conditionsOf(object).some((condition) => condition["type"] === type && textOf(condition, "status") === status);
}

const LATE_INITIALIZED: Plain = {
  type: "ACK.LateInitialized",
  status: "True",
  reason: "Late initialization successful",
  message: "Late initialization successful",
};
const SYNCED_MESSAGE = "Resource synced successfully";

function ownConditions(standing: Exclude<Standing, { kind: "waiting" }> | Standing): readonly Plain[] {
  switch (standing.kind) {
    case "synced":
      return [
        { type: "ACK.ResourceSynced", status: "True", message: SYNCED_MESSAGE },
        { type: "Ready", status: "True", message: SYNCED_MESSAGE },
      ];
    case "not-synced":
      return [
        { type: "ACK.ResourceSynced", status: "False" },
        { type: "Ready", status: "False" },
      ];
    case "adopting":
      return [
        { type: "ACK.ResourceSynced", status: "Unknown" },
        { type: "Ready", status: "Unknown" },
      ];
    case "terminal":
      return troubled("ACK.Terminal", "True", standing.message);
    case "recoverable":
      return troubled("ACK.Recoverable", "Unknown", standing.message);
    case "waiting":
      return [];
  }
}

/** What is terminal does not change any more and counts as synced: synced is not health. */
function troubled(type: string, synced: "True" | "Unknown", message: string): readonly Plain[] {
  return [
    { type, status: "True", message },
    { type: "ACK.ResourceSynced", status: synced, message },
    { type: "Ready", status: "False", reason: type, message },
  ];
}
