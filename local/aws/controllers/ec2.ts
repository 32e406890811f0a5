// EC2: security groups and Elastic IP addresses.
import { ACK } from "../../../domain/api/kinds.js";
import { textOf } from "../model/read.js";
import { elasticIPAddress, securityGroup, securityGroupArn } from "../model/types/ec2.js";
import type { AckController } from "./ack-controller.js";

export const ec2Controllers: readonly AckController[] = [
  {
    kind: ACK.securityGroup.ref,
    type: securityGroup,
    clearable: ["ingressRules", "egressRules", "tags"],
    immutable: ["name", "description", "vpcID"],
    wastes: (spec) =>
      spec["egressRules"] === undefined
        ? [{ fields: ["egressRules"], reason: "the rule that AWS adds is removed unless it is listed" }]
        : [],
    statusOf: ({ facts }) => ({ id: facts["id"] }),
    adoptedArn: (fields, place) => {
      const id = textOf(fields, "id");
      return id === undefined ? undefined : securityGroupArn(id, place);
    },
  },
  {
    kind: ACK.elasticIPAddress.ref,
    type: elasticIPAddress,
    lateInitialized: ["publicIPv4Pool", "networkBorderGroup"],
    clearable: ["tags"],
    statusOf: ({ facts }) => ({ allocationID: facts["allocationID"], publicIP: facts["publicIP"] }),
  },
];
