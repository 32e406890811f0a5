// What the target names and nothing here can give: fields that the class lacks, and AWS services without a controller.
import type { Blueprint } from "../blueprint/types.js";
import { missingFromClass } from "../blueprint/class-needs.js";
import type { Problem } from "./problem.js";

export function gaps(target: Blueprint): readonly Problem[] {
  return [
    ...classGaps(target),
    ...openFront(target),
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

/** The firewall is CloudFront's: whoever knows the load balancer's own name would walk around it. */
function openFront({ entry, hosts, place }: Blueprint): readonly Problem[] {
  if (entry !== "cdn") return [];
  const open = { reason: "ClassIncomplete", part: "Edge", stalls: false } as const;
  if (place.cdnPrefixListID === undefined)
    return [
      {
        ...open,
        message:
          "class.spec.cdnPrefixListID is not set, so the load balancer admits everybody and the firewall of CloudFront can be walked around: ask whoever owns the WebServiceClass to add it (kubectl explain wsc.spec.cdnPrefixListID).",
      },
    ];
  if (hosts.length === 0 || place.hostedZoneID !== undefined) return [];
  return [
    {
      ...open,
      message:
        "class.spec.hostedZoneID is not set, so it is not known whether the hosts lead to CloudFront, and the load balancer goes on admitting everybody: ask whoever owns the WebServiceClass to add it.",
    },
  ];
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
