// What a class says of the nodes that the pods of its services run on. Without it they run wherever there is room, on-demand.
import { z } from "zod";
import { defaulted, described, matches, ruled, setOf, type Rule } from "../rules.js";

export const ARCHITECTURES = ["amd64", "arm64"] as const;

export const architectures = ruled(setOf(z.enum(ARCHITECTURES), ARCHITECTURES.length), {
  cel: "self.size() > 0",
  holds: (value) => value.length > 0,
  message: "is empty",
  remedy: `name ${ARCHITECTURES.join(", ")} or both, or leave it out`,
});

/** Pods that tolerate what is put on a node that fails, or is about to go, would stay there. */
const OF_FAILING_NODES = ["node.kubernetes.io/", "karpenter.sh/"];

const taintKey = ruled(
  z.string().min(1).max(317),
  matches(
    /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/,
    "is not the key of a taint",
    "write it as kubectl describe node prints it before the =, for example example.com/team",
  ),
  {
    cel: OF_FAILING_NODES.map((prefix) => `!self.startsWith('${prefix}')`).join(" && "),
    holds: (value) => !OF_FAILING_NODES.some((prefix) => value.startsWith(prefix)),
    message: "is a taint of nodes that fail or are about to go",
    remedy: "remove it: pods that tolerate it would stay there; name taints of your own",
  },
);

const withoutValue: Rule<{ readonly operator?: string; readonly value?: string }> = {
  cel: "!has(self.operator) || self.operator != 'Exists' || !has(self.value)",
  holds: ({ operator, value }) => operator !== "Exists" || value === undefined,
  message: "value is set with operator Exists, which asks for none",
  remedy: "remove value, or write operator: Equal",
  field: "value",
};

const toleration = ruled(
  z.object({
    key: described(taintKey, "Key of the taint."),
    operator: defaulted(
      z.enum(["Equal", "Exists"]),
      "Equal",
      "Equal: only the taint with this value. Exists: the taint with any value.",
    ),
    value: described(
      ruled(
        z.string().max(63),
        matches(
          /^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/,
          "is not the value of a taint",
          "use letters, digits, dashes, dots and underscores, with a letter or digit first and last",
        ),
      ).optional(),
      "Value of the taint. Default: the empty one.",
    ),
    effect: described(
      z.enum(["NoSchedule", "PreferNoSchedule", "NoExecute"]).optional(),
      "Effect of the taint. Default: all of them.",
    ),
  }),
  withoutValue,
);

export const nodes = z.object({
  spot: defaulted(
    z.enum(["None", "Workers"]),
    "None",
    "Which pods may run on spot capacity, which AWS takes back with two minutes' notice. Workers: workers and internal services go there first, and to on-demand nodes when there is none. Web pods, poolers, databases and Jobs never do. Spot nodes are told by the label karpenter.sh/capacity-type.",
  ),
  architectures: described(
    architectures.optional(),
    "Processor architectures of nodes that pods of services may run on. Name more than one only when all images have both: those of services, Tenfold's own and PostgreSQL's. Default: any node. Changing it replaces pods, and databases in the cluster wait for an approval.",
  ),
  tolerations: described(
    z.array(toleration).max(16).optional(),
    "Taints of nodes that all pods of services tolerate, Jobs and databases included. Default: none. Changing it replaces pods, and databases in the cluster wait for an approval.",
  ),
});
export type NodesOfClass = z.infer<typeof nodes>;
export type Architecture = (typeof ARCHITECTURES)[number];
export type Toleration = z.infer<typeof toleration>;
