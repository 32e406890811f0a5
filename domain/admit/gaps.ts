// What the target names and nothing here can give: fields that the class lacks, and AWS services without a controller.
import type { Blueprint } from "../blueprint/types.js";
import { missingFromClass } from "../blueprint/class-needs.js";
import type { Problem } from "./problem.js";

export function gaps(target: Blueprint): readonly Problem[] {
  return [
    ...classGaps(target),
    ...(target.email && target.place.domain !== undefined ? [SES] : []),
    ...(target.workers.length > 0 ? [BACKLOG] : []),
  ];
}

function classGaps(target: Blueprint): readonly Problem[] {
  return missingFromClass(target).map(({ part, field, message, remedy }) => ({
    reason: "ClassIncomplete",
    part,
    stalls: false,
    message: `${field} ${message}: ${remedy}.`,
  }));
}

const SES: Problem = {
  reason: "NotManaged",
  part: "Async",
  stalls: false,
  message:
    "E-mail: the application may send through Amazon SES, but no ACK controller manages SES. Verify the sending domain in SES yourself; the permission is already in place.",
};

const BACKLOG: Problem = {
  reason: "NotManaged",
  part: "Async",
  stalls: false,
  message:
    "Workers: they are scaled by the backlog of the queue only where an adapter serves the external metric sqs_messages_visible. Without one they stay at their lowest number (workers[].min).",
};
