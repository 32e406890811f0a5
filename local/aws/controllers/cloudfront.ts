// CloudFront: distributions, which are Ready while AWS still deploys them, and origin access controls.
import { ACK } from "../../../domain/api/kinds.js";
import { recordOf, recordsOf } from "../model/read.js";
import type { Attributes } from "../model/resource.js";
import { configOf, distribution, originAccessControl, originsOf } from "../model/types/cloudfront.js";
import type { AckController, Waste } from "./ack-controller.js";

const OF_ORIGIN = ["connectionAttempts", "connectionTimeout", "originShield", "originPath"];
const OF_BEHAVIOUR = ["allowedMethods", "compress", "smoothStreaming", "fieldLevelEncryptionID"];

export const cloudfrontControllers: readonly AckController[] = [
  {
    kind: ACK.distribution.ref,
    type: distribution,
    clearable: ["tags"],
    wastes,
    isSynced: ({ phase }) => phase !== "deleting",
    waitsForDeletion: true,
    statusOf: ({ facts, state }) => ({
      id: facts["id"],
      domainName: facts["domainName"],
      lastModifiedTime: facts["lastModifiedTime"],
      status: state,
    }),
  },
  {
    kind: ACK.originAccessControl.ref,
    type: originAccessControl,
    hasArn: false,
    statusOf: ({ facts }) => ({ id: facts["id"] }),
  },
];

function wastes(spec: Attributes): readonly Waste[] {
  const config = configOf(spec);
  const behaviours = [recordOf(config, "defaultCacheBehavior"), ...recordsOf(recordOf(config, "cacheBehaviors"), "items")];
  const missing = [
    ...originsOf(spec).flatMap((origin) => OF_ORIGIN.filter((field) => origin[field] === undefined)),
    ...behaviours.flatMap((behaviour) => OF_BEHAVIOUR.filter((field) => behaviour[field] === undefined)),
    ...behaviours.flatMap((behaviour) =>
      recordOf(behaviour, "allowedMethods")["cachedMethods"] === undefined ? ["cachedMethods"] : [],
    ),
  ];
  return missing.length > 0
    ? [{ fields: [...new Set(missing)], reason: "defaults that are left out differ at every resync" }]
    : [];
}
