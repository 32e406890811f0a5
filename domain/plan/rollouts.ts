// Which pods a write would replace: told by the pod templates as they are rendered, whatever they differ by: spec, late values, or
// another version of the operator. What may not be replaced yet is left as it is.
import { inClusterRole, ROLE } from "../blueprint/roles.js";
import { childKey } from "../observed/record.js";
import type { Standing } from "../observed/standing.js";
import type { Change } from "./change.js";
import { changeId, databaseChange } from "./change.js";
import type { Decision, GateInput } from "./decision.js";
import { permitted } from "./decision.js";

/** A pod template as it would be written now. Undefined: it is not rendered, or waits. */
export type Templates = {
  readonly web?: { readonly image: string; readonly fingerprint: string; readonly isRecreated: boolean };
  /** `role`: of its StatefulSet. */
  readonly database?: { readonly fingerprint: string; readonly role: string };
};

export type Rollouts = {
  readonly decisions: readonly Decision[];
  /** Kind and role of the children that stay as they are. */
  readonly frozen: ReadonlySet<string>;
  /** Milliseconds since the epoch at which that is otherwise by itself. */
  readonly wakeAt?: number;
};

const RECREATE_SECONDS = 10;
const DATABASE_RESTART_SECONDS = 60;
/** By then a scheduler has placed a pod, or says that it cannot. */
const PLACING_MS = 30_000;

export function rollouts(
  input: Pick<GateInput, "plan" | "permission" | "standing" | "now">,
  templates: Templates,
  others: readonly Decision[],
): Rollouts {
  const role = inClusterRole(input.standing.database);
  // The pod of a restored copy is not the present one with another template.
  const wanted = templates.database?.role === role ? templates.database : undefined;
  const database = decided(databaseChangeOf(input.standing, wanted, others), input);
  const restarts = !isHeld(database) && isOther(input.standing.databaseTemplate, wanted);
  const placedAt = restarts ? webPlacedAt(input, templates) : undefined;
  const web = decided(webChange(input.standing, templates), input)
    .map((decision) => (input.standing.move?.state === "switched" ? toItsDatabase(decision) : decision))
    .map((decision) => (restarts ? afterDatabase(decision) : decision));
  return {
    decisions: [...web, ...(placedAt === undefined ? database : database.map(afterWeb))],
    wakeAt: placedAt,
    frozen: new Set([
      // Not both at once: a web pod that is placed while the database has none could take the only node that the database can run on.
      ...(isHeld(web) || restarts ? [childKey({ kind: "Deployment", role: ROLE.web })] : []),
      ...(isHeld(database) || placedAt !== undefined ? [childKey({ kind: "StatefulSet", role })] : []),
    ]),
  };
}

function isOther(stands: string | undefined, wanted: Templates["database"]): boolean {
  return stands !== undefined && wanted !== undefined && stands !== wanted.fingerprint;
}

/** Pods that still dial the database that was moved away from are shut out of it: whoever allowed the move has allowed their end. */
function toItsDatabase(decision: Decision): Decision {
  return { ...decision, state: "Running", waitingFor: undefined };
}

/**
 * The only web pod was just replaced, and may be placed this moment: on the node of the database, if that has no pod just then. Undefined:
 * it has its node, or there are several, of which none keeps the database from a node.
 */
function webPlacedAt(
  { standing: { web }, now }: Pick<GateInput, "standing" | "now">,
  { web: wanted }: Templates,
): number | undefined {
  if (web === undefined || web.ready || wanted?.isRecreated !== true) return undefined;
  const placedAt = web.since + PLACING_MS;
  return now < placedAt ? placedAt : undefined;
}

function afterWeb(decision: Decision): Decision {
  if (decision.state !== "Running") return decision;
  return { ...decision, waitingFor: "the web pod, which gets its node first" };
}

function afterDatabase(decision: Decision): Decision {
  if (decision.state !== "Running") return decision;
  return { ...decision, waitingFor: "the database pod, which is restarted first" };
}

function decided(change: Change | undefined, input: Parameters<typeof permitted>[1]): readonly Decision[] {
  return change === undefined ? [] : [{ change, ...permitted(change, input) }];
}

function isHeld(decisions: readonly Decision[]): boolean {
  return decisions.some(({ state }) => state !== "Running");
}

function webChange({ web: stands }: Standing, { web: wanted }: Templates): Change | undefined {
  if (stands === undefined || wanted === undefined || stands.fingerprint === wanted.fingerprint) return undefined;
  const isNewImage = stands.image !== wanted.image;
  return {
    id: changeId("web", stands.fingerprint, wanted.fingerprint),
    subject: "web",
    summary: isNewImage
      ? `replace the web pods: ${stands.image} → ${wanted.image}`
      : `replace the web pods${wanted.isRecreated ? "" : ", one by one"}`,
    disruption: "Rolling",
    reason: isNewImage ? "the target names another image" : "environment, size or placement of the pods differ",
    downtimeSeconds: wanted.isRecreated ? RECREATE_SECONDS : 0,
    shrinks: false,
    detail: { kind: "web" },
  };
}

/** A restart that no other change of the plan has announced: a setting of the operator, or another version of it. */
function databaseChangeOf(
  { databaseTemplate: stands }: Standing,
  wanted: Templates["database"],
  others: readonly Decision[],
): Change | undefined {
  if (stands === undefined || wanted === undefined || !isOther(stands, wanted)) return undefined;
  const restarts = others.some(({ change, state }) => change.detail.kind === "database-pod" && state === "Running");
  if (restarts) return undefined;
  return databaseChange({
    from: stands,
    to: wanted.fingerprint,
    detail: { kind: "database-template" },
    summary: "restart the database pod with what this version and setting of the operator make of it",
    disruption: "Restart",
    reason:
      "the pod template differs although the database in the spec does not: the operator was upgraded, or its settings, the nodes of the class or the architectures were changed",
    downtimeSeconds: DATABASE_RESTART_SECONDS,
    isExtra: true,
  });
}
