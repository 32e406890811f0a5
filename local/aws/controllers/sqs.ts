// SQS: queues.
import { ACK } from "../../../domain/api/kinds.js";
import { queue } from "../model/types/storage.js";
import type { AckController } from "./ack-controller.js";

export const sqsControllers: readonly AckController[] = [
  {
    kind: ACK.queue.ref,
    type: queue,
    lateInitialized: [
      "delaySeconds",
      "maximumMessageSize",
      "messageRetentionPeriod",
      "receiveMessageWaitTimeSeconds",
      "visibilityTimeout",
      "sqsManagedSSEEnabled",
    ],
    clearable: ["redrivePolicy", "policy", "tags"],
    statusOf: ({ facts }) => ({ queueURL: facts["queueURL"] }),
  },
];
