// EKS: Pod Identity associations.
import { ACK } from "../../../domain/api/kinds.js";
import { podIdentityAssociation } from "../model/types/identity.js";
import type { AckController } from "./ack-controller.js";
import { shownArn } from "./shown-arn.js";

export const eksControllers: readonly AckController[] = [
  {
    kind: ACK.podIdentityAssociation.ref,
    type: podIdentityAssociation,
    references: [{ field: "roleRef", to: "roleARN", kind: ACK.role.ref, valueOf: shownArn }],
    immutable: ["clusterName", "namespace", "serviceAccount"],
    clearable: ["tags"],
    statusOf: ({ facts }) => ({ associationID: facts["associationID"], createdAt: facts["createdAt"] }),
  },
];
