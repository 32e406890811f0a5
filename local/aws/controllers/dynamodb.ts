// DynamoDB: tables.
import { ACK } from "../../../domain/api/kinds.js";
import { table } from "../model/types/storage.js";
import type { AckController } from "./ack-controller.js";

export const dynamodbControllers: readonly AckController[] = [
  {
    kind: ACK.table.ref,
    type: table,
    clearable: ["continuousBackups", "timeToLive", "tags"],
    immutable: ["keySchema"],
    waitsForDeletion: true,
    statusOf: ({ facts, state }) => ({
      tableStatus: state,
      tableID: facts["tableID"],
      creationDateTime: facts["creationDateTime"],
    }),
  },
];
