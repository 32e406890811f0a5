// What the target names and nothing here can give: fields that the class lacks, and AWS services without a controller.
import type { Blueprint } from "../blueprint/types.js";
import { missingFromClass } from "../blueprint/class-needs.js";
import type { Problem } from "./problem.js";

type World = { readonly servesScaledObjects: boolean };

export function gaps(target: Blueprint, { servesScaledObjects }: World): readonly Problem[] {
  return [
    ...classGaps(target),
    ...openFront(target),
    ...(target.email && target.place.domain !== undefined ? [SES] : []),
    ...(target.workers.length > 0 && !servesScaledObjects ? [withoutBacklog(target)] : []),
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

/** Stops nothing: they work, and are added late or too few. */
function withoutBacklog({ workers }: Blueprint): Problem {
  const idle = workers.filter(({ min }) => min === 0).map(({ name }) => name);
  const atLeastOne = idle.length === 0 ? "" : ` One pod of ${idle.join(", ")} always runs, although workers[].min is 0.`;
  return {
    reason: "NotManaged",
    part: "Async",
    stalls: false,
    message:
      `Workers: KEDA is not installed in this cluster, so they are scaled by the CPU that they use and not by the messages that wait.${atLeastOne} ` +
      "A worker that waits more than it computes then stays at its lowest number however long the queue is. " +
      "Install KEDA (docs/how-to/scale-workers.md): it takes over by itself, and no pod is lost by it.",
  };
}
