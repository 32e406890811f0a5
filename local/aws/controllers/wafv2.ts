// WAF: web access control lists.
import { ACK } from "../../../domain/api/kinds.js";
import { webACL } from "../model/types/edge.js";
import type { AckController } from "./ack-controller.js";

export const wafv2Controllers: readonly AckController[] = [
  {
    kind: ACK.webACL.ref,
    type: webACL,
    immutable: ["scope"],
    clearable: ["description", "rules", "tags"],
    statusOf: ({ facts }) => ({ id: facts["id"], capacity: facts["capacity"] }),
  },
];
