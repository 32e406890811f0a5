// DynamoDB tables and SQS queues.
import { queueURL } from "../../../../domain/api/aws-identifiers.js";
import { regionalArn, uuid } from "../identifiers.js";
import { isRecord, parsed, recordsOf, textOf } from "../read.js";
import { firstRefusal, recoverable, terminal, type Refusal } from "../refusal.js";
import { plainWords, type Attributes, type Place, type ResourceType, type WorldView } from "../resource.js";

export const table: ResourceType = {
  id: "dynamodb/Table",
  pace: "quick",
  words: { creating: "CREATING", ready: "ACTIVE", modifying: "UPDATING", optimizing: "UPDATING", deleting: "DELETING" },
  identity: "named",
  nameOf: (attributes) => textOf(attributes, "tableName") ?? "",
  arnOf: ({ attributes, place }) => regionalArn("dynamodb", place, `table/${textOf(attributes, "tableName") ?? ""}`),
  defaults: () => ({ billingMode: "PROVISIONED", deletionProtectionEnabled: false }),
  facts: ({ token, at }) => ({ tableID: uuid(`${token}/${at}`), creationDateTime: new Date(at).toISOString() }),
  refuseCreate: ({ attributes }) =>
    firstRefusal(
      () => refuseTableName(textOf(attributes, "tableName") ?? ""),
      () => refuseKeys(attributes),
    ),
  refuseDelete: ({ attributes }) =>
    attributes["deletionProtectionEnabled"] === true
      ? recoverable(
          "ValidationException",
          "Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.",
        )
      : undefined,
};

export function queueArn(name: string, place: Place): string {
  return regionalArn("sqs", place, name);
}

export const queue: ResourceType = {
  id: "sqs/Queue",
  pace: "instant",
  words: plainWords,
  identity: "named",
  nameOf: (attributes) => textOf(attributes, "queueName") ?? "",
  arnOf: ({ attributes, place }) => queueArn(textOf(attributes, "queueName") ?? "", place),
  defaults: () => ({
    delaySeconds: "0",
    maximumMessageSize: "1048576",
    messageRetentionPeriod: "345600",
    receiveMessageWaitTimeSeconds: "0",
    visibilityTimeout: "30",
    sqsManagedSSEEnabled: "true",
  }),
  facts: ({ attributes, place }) => ({
    queueURL: queueURL(textOf(attributes, "queueName") ?? "", place),
  }),
  refuseCreate: ({ attributes }, world) =>
    firstRefusal(
      () => refuseQueueName(textOf(attributes, "queueName") ?? ""),
      () => refuseAttributes(attributes, world),
    ),
  refuseModify: ({ result }, world) => refuseAttributes(result, world),
};

function refuseTableName(name: string): Refusal | undefined {
  return /^[a-zA-Z0-9_.-]{3,255}$/.test(name)
    ? undefined
    : terminal("ValidationException", "TableName must be at least 3 characters long and at most 255 characters long");
}

function refuseKeys(attributes: Attributes): Refusal | undefined {
  const defined = new Set(recordsOf(attributes, "attributeDefinitions").map((item) => item["attributeName"]));
  const keys = recordsOf(attributes, "keySchema").map((item) => item["attributeName"]);
  return keys.length > 0 && keys.length === defined.size && keys.every((key) => defined.has(key))
    ? undefined
    : terminal(
        "ValidationException",
        "Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions",
      );
}

function refuseQueueName(name: string): Refusal | undefined {
  return /^[a-zA-Z0-9_-]{1,80}(\.fifo)?$/.test(name) && name.length <= 80
    ? undefined
    : terminal("InvalidParameterValue", "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
}

function refuseAttributes(attributes: Attributes, world: WorldView): Refusal | undefined {
  return firstRefusal(
    () => refuseRange(attributes, "visibilityTimeout", [0, 43_200]),
    () => refuseRange(attributes, "receiveMessageWaitTimeSeconds", [0, 20]),
    () => refuseRange(attributes, "messageRetentionPeriod", [60, 1_209_600]),
    () => refuseRedrive(textOf(attributes, "redrivePolicy"), world),
  );
}

function refuseRange(attributes: Attributes, field: string, [least, most]: readonly [number, number]): Refusal | undefined {
  const text = textOf(attributes, field);
  if (text === undefined) return undefined;
  const value = Number(text);
  return Number.isInteger(value) && value >= least && value <= most
    ? undefined
    : terminal("InvalidAttributeValue", `Invalid value for the parameter ${field}: ${text}`);
}

function refuseRedrive(policy: string | undefined, world: WorldView): Refusal | undefined {
  if (policy === undefined) return undefined;
  const redrive = parsed(policy);
  const target = isRecord(redrive) ? textOf(redrive, "deadLetterTargetArn") : undefined;
  if (target === undefined) return terminal("InvalidParameterValue", `Value ${policy} for parameter RedrivePolicy is invalid`);
  return world.find(target) === undefined
    ? recoverable(
        "InvalidParameterValue",
        `Value ${policy} for parameter RedrivePolicy is invalid. Reason: Dead letter target does not exist.`,
      )
    : undefined;
}
