// The conditions of an ACK object, with the types, reasons and absences seen on the real controllers.
import type { KubeObject } from "../../../domain/api/objects.js";
import { recordOf, recordsOf, textOf } from "../model/read.js";

export type Standing =
  | { readonly kind: "synced" }
  | { readonly kind: "not-synced" }
  | { readonly kind: "adopting" }
  | { readonly kind: "waiting"; readonly reason: string }
  /** Before AWS was asked: its annotations say nothing that could be done. */
  | { readonly kind: "refused"; readonly message: string }
  | { readonly kind: "terminal"; readonly message: string; readonly cause: TerminalCause }
  | { readonly kind: "recoverable"; readonly message: string };

export type TerminalCause = "refused by AWS" | "failed in AWS" | "not managed";

export type Condition = {
  readonly type: string;
  readonly status: "True" | "False" | "Unknown";
  readonly reason?: string;
  readonly message?: string;
  /** Absent where a controller, and not the code that all controllers share, wrote the condition. */
  readonly lastTransitionTime?: string;
};

type Plain = Omit<Condition, "lastTransitionTime"> & { readonly isTimeless?: boolean };

export type Traits = {
  /** Its spec has references, all resolved. */
  readonly refers: boolean;
  readonly lateInitialized: boolean;
  /** Its controller says itself whether it is synced: a status and nothing else. */
  readonly syncsItself: boolean;
};

/** There is no observedGeneration, and lastTransitionTime is now or absent, never older. */
export function conditionsFor(standing: Standing, traits: Traits, now: string): readonly Condition[] {
  const resolved: readonly Plain[] = traits.refers ? [{ type: "ACK.ReferencesResolved", status: "True" }] : [];
  const late: readonly Plain[] = traits.lateInitialized ? [LATE_INITIALIZED] : [];
  const isAlone = standing.kind === "waiting" || standing.kind === "refused";
  const before = isAlone ? [] : [...resolved, ...late];
  return [...before, ...ownConditions(standing, traits)].map((plain) => timed(plain, now));
}

function timed({ isTimeless, ...condition }: Plain, now: string): Condition {
  return isTimeless === true ? condition : { ...condition, lastTransitionTime: now };
}

/** While an object is deleted its conditions are kept, and the trouble is put beside them. */
export function withTrouble(object: KubeObject, standing: Standing, now: string): readonly unknown[] {
  const [trouble] = ownConditions(standing, { syncsItself: false });
  const kept = conditionsOf(object).filter(({ type }) => type !== trouble?.type);
  return trouble === undefined ? kept : [...kept, timed(trouble, now)];
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
const NOT_SYNCED = "Resource not synced";
const UNKNOWN_SYNCED = "Unable to determine if desired resource state matches latest observed state";
const ADOPTING = "adopted resource, requeuing to check for updates";
const IN_TERMINAL = "resource is in terminal condition";

function ownConditions(standing: Standing, { syncsItself }: Pick<Traits, "syncsItself">): readonly Plain[] {
  switch (standing.kind) {
    case "synced":
      return syncsItself ? bySelf("True") : both("True", SYNCED_MESSAGE, "");
    case "not-synced":
      return syncsItself ? bySelf("False") : both("False");
    case "adopting":
      return syncsItself ? bySelf("True") : both("Unknown", UNKNOWN_SYNCED, ADOPTING);
    case "waiting":
      return [
        { type: "ACK.ReferencesResolved", status: "Unknown", reason: standing.reason, message: "Reference resolution failed" },
      ];
    case "refused":
      return [{ type: "ACK.Terminal", status: "True", message: standing.message }];
    case "terminal":
      return terminalConditions(standing);
    case "recoverable":
      return [
        { type: "ACK.Recoverable", status: "True", message: standing.message, isTimeless: true },
        { type: "ACK.ResourceSynced", status: "Unknown", reason: standing.message, message: UNKNOWN_SYNCED },
        { type: "Ready", status: "False", reason: "ACK.Recoverable", message: standing.message },
      ];
  }
}

function both(status: Condition["status"], message?: string, reason?: string): readonly Plain[] {
  return ["ACK.ResourceSynced", "Ready"].map((type) => ({ type, status, message, reason }));
}

/** As the controller of replication groups does. */
function bySelf(status: Condition["status"]): readonly Plain[] {
  return [
    { type: "ACK.ResourceSynced", status, isTimeless: true },
    { type: "Ready", status },
  ];
}

/** What AWS refused for good is not synced. What AWS itself calls failed counts as synced: synced is not health. */
function terminalConditions({ message, cause }: Standing & { readonly kind: "terminal" }): readonly Plain[] {
  const ready: Plain = { type: "Ready", status: "False", reason: "ACK.Terminal", message };
  const notSynced: Plain = { type: "ACK.ResourceSynced", status: "False", reason: IN_TERMINAL, message: NOT_SYNCED };
  const terminal: Plain = { type: "ACK.Terminal", status: "True", message };
  switch (cause) {
    case "refused by AWS":
      return [{ ...terminal, isTimeless: true }, notSynced, ready];
    case "not managed":
      return [{ ...terminal, reason: NOT_MANAGED }, notSynced, ready];
    case "failed in AWS":
      return [terminal, { type: "ACK.ResourceSynced", status: "True" }, ready];
  }
}

const NOT_MANAGED =
  "This resource already exists but is not managed by ACK. It has to be adopted: see services.k8s.aws/adoption-policy.";
