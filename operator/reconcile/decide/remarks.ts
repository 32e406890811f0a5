// What is worth saying of a plan and stops nothing: what nothing here can give, and an approval that approves nothing.
import { shortened } from "../../../domain/api/bound-status.js";
import { ANNOTATION } from "../../../domain/api/keys.js";
import type { WebService } from "../../../domain/api/service.js";
import { waitsForApproval } from "../../../domain/plan/decision.js";
import type { Desire } from "../../../cdk8s/desire.js";
import type { Problem } from "../tell/problems.js";
import { gaps } from "./gaps.js";

export function remarks(service: WebService, wanted: Desire): readonly Problem[] {
  const message = ignoredApproval(service, wanted);
  const ignored: Problem | undefined = message === undefined ? undefined : { reason: "ApprovalIgnored", stalls: false, message };
  return [...gaps(wanted.target), ...(ignored === undefined ? [] : [ignored])];
}

const QUOTED_LENGTH = 64;

function ignoredApproval({ metadata }: WebService, { plan, gated }: Desire): string | undefined {
  const named = metadata.annotations?.[ANNOTATION.approve];
  if (named === undefined || named === plan.id) return undefined;
  const annotate = `kubectl annotate webservice ${metadata.name} -n ${metadata.namespace}`;
  const start = `the annotation ${ANNOTATION.approve} names "${shortened(named, QUOTED_LENGTH)}", which is not the present plan, and is ignored`;
  if (gated.decisions.some(waitsForApproval))
    return `${start}: the plan is now ${plan.id}. To approve it: ${annotate} --overwrite ${ANNOTATION.approve}=${plan.id}`;
  return `${start}: the change that it approved is done or was taken back, and nothing waits for an approval now. To take it off: ${annotate} ${ANNOTATION.approve}-`;
}
