// Route 53: records.
import { ACK } from "../../../domain/api/kinds.js";
import { recordOf, textOf } from "../model/read.js";
import { recordSet } from "../model/types/edge.js";
import type { AckController } from "./ack-controller.js";

export const route53Controllers: readonly AckController[] = [
  {
    kind: ACK.recordSet.ref,
    type: recordSet,
    clearable: ["ttl", "resourceRecords", "aliasTarget"],
    hasArn: false,
    isSynced: ({ phase }) => phase === "ready",
    wastes: (spec) =>
      textOf(recordOf(spec, "aliasTarget"), "dnsName")?.endsWith(".") === true
        ? [{ fields: ["aliasTarget"], reason: "a trailing dot in dnsName is written at every resync" }]
        : [],
    statusOf: ({ facts, state }) => ({ id: facts["id"], status: state, submittedAt: facts["submittedAt"] }),
  },
];
