// What stands, as a Blueprint: the target as it would be if no change were allowed, so that cost and pictures have a "from".
import type { Blueprint } from "../blueprint/types.js";
import type { GateInput } from "./decision.js";
import { gate } from "./gate.js";

const NOTHING = { automatic: "None", inWindow: undefined, windowTurnsAt: undefined, approvedPlan: undefined } as const;

/**
 * Differs from the target in what the gate keeps: database, cache, way in. Pods are shown as the target has them: their present number and
 * size are the Deployments' own, which no Blueprint needs.
 */
export function present(input: Omit<GateInput, "permission">): Blueprint {
  // Changes that disturb nothing start under any permission; here they count as changes all the same.
  const changes = input.plan.changes.map((change) => ({ ...change, shrinks: true }));
  return gate({ ...input, plan: { ...input.plan, changes }, permission: NOTHING }).next;
}
