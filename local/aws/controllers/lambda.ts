// Lambda: functions, Ready before they are Active, and their event sources.
import { ACK } from "../../../domain/api/kinds.js";
import { textOf } from "../model/read.js";
import { eventSourceMapping, lambdaFunction } from "../model/types/computing.js";
import type { AckController } from "./ack-controller.js";
import { specOf } from "./session.js";
import { shownArn } from "./shown-arn.js";

export const lambdaControllers: readonly AckController[] = [
  {
    kind: ACK.function.ref,
    type: lambdaFunction,
    references: [{ field: "roleRef", to: "role", kind: ACK.role.ref, valueOf: shownArn }],
    lateInitialized: ["memorySize", "timeout", "packageType", "architectures"],
    immutable: ["packageType"],
    clearable: ["description", "environment", "tags"],
    isSynced: ({ phase }) => phase === "ready",
    statusOf: ({ phase, state }) => ({
      state,
      stateReason: phase === "creating" ? "The function is being created." : null,
      lastUpdateStatus: phase === "ready" ? "Successful" : "InProgress",
    }),
  },
  {
    kind: ACK.eventSourceMapping.ref,
    type: eventSourceMapping,
    references: [
      { field: "functionRef", to: "functionName", kind: ACK.function.ref, valueOf: (target) => textOf(specOf(target), "name") },
    ],
    lateInitialized: ["batchSize", "enabled", "maximumBatchingWindowInSeconds"],
    immutable: ["eventSourceARN"],
    clearable: ["functionResponseTypes", "tags"],
    statusOf: ({ facts, state }) => ({ uuid: facts["uuid"], functionARN: facts["functionARN"], state }),
  },
];
