// IAM: roles and policies.
import { ACK } from "../../../domain/api/kinds.js";
import { attachmentsOf, policy, role } from "../model/types/identity.js";
import type { AckController } from "./ack-controller.js";
import { shownArn } from "./shown-arn.js";

export const iamControllers: readonly AckController[] = [
  {
    kind: ACK.policy.ref,
    type: policy,
    lateInitialized: ["path"],
    immutable: ["description"],
    clearable: ["tags"],
    statusOf: ({ arn, facts }, world) => ({
      policyID: facts["policyID"],
      createDate: facts["createDate"],
      attachmentCount: attachmentsOf(arn, world),
    }),
  },
  {
    kind: ACK.role.ref,
    type: role,
    references: [{ field: "policyRefs", to: "policies", kind: ACK.policy.ref, valueOf: shownArn }],
    lateInitialized: ["maxSessionDuration", "path"],
    clearable: ["policies", "description", "tags"],
    statusOf: ({ facts }) => ({ roleID: facts["roleID"], createDate: facts["createDate"] }),
  },
];
