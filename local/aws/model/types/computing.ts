// Lambda functions with their event sources, and Application Auto Scaling of Aurora readers.
import { regionalArn, uuid } from "../identifiers.js";
import { numberOf, recordOf, textOf } from "../read.js";
import { firstRefusal, recoverable, terminal, type Refusal } from "../refusal.js";
import { plainWords, type Attributes, type Birth, type Place, type ResourceType, type WorldView } from "../resource.js";
import { clusterArn } from "./rds-instance.js";

const MAPPING = "lambda/EventSourceMapping";
const TARGET = "applicationautoscaling/ScalableTarget";
const MOST_MEMORY_MIB = 10_240;
const LONGEST_SECONDS = 900;

export function functionArn(name: string, place: Place): string {
  return regionalArn("lambda", place, `function:${name}`);
}

export const lambdaFunction: ResourceType = {
  id: "lambda/Function",
  pace: "quick",
  words: { creating: "Pending", ready: "Active", modifying: "Active", optimizing: "Active", deleting: "Deleting" },
  identity: "named",
  nameOf: (attributes) => textOf(attributes, "name") ?? "",
  arnOf: ({ attributes, place }) => functionArn(textOf(attributes, "name") ?? "", place),
  defaults: () => ({ memorySize: 128, timeout: 3, packageType: "Zip", architectures: ["x86_64"] }),
  refuseCreate: ({ attributes }, world) => refuseFunction(attributes, world),
  refuseModify: ({ result }, world) => refuseFunction(result, world),
};

export const eventSourceMapping: ResourceType = {
  id: MAPPING,
  pace: "quick",
  words: { creating: "Creating", ready: "Enabled", modifying: "Updating", optimizing: "Updating", deleting: "Deleting" },
  identity: "generated",
  nameOf: mappingKey,
  arnOf: ({ place, token }) => regionalArn("lambda", place, `event-source-mapping:${uuid(token)}`),
  defaults: () => ({ batchSize: 10, enabled: true, maximumBatchingWindowInSeconds: 0 }),
  facts: ({ attributes, place, token }) => ({
    uuid: uuid(token),
    functionARN: functionArn(textOf(attributes, "functionName") ?? "", place),
  }),
  refuseCreate: refuseMapping,
};

export const scalableTarget: ResourceType = {
  id: TARGET,
  pace: "instant",
  words: plainWords,
  identity: "named",
  nameOf: targetKey,
  arnOf: ({ attributes, place }) => regionalArn("application-autoscaling", place, `scalable-target/${targetKey(attributes)}`),
  facts: ({ at }) => ({ creationTime: new Date(at).toISOString() }),
  refuseCreate: refuseTarget,
  refuseModify: ({ result }) => refuseRange(result),
};

export const scalingPolicy: ResourceType = {
  id: "applicationautoscaling/ScalingPolicy",
  pace: "instant",
  words: plainWords,
  identity: "named",
  nameOf: (attributes) => textOf(attributes, "policyName") ?? "",
  arnOf: ({ attributes, place }) =>
    regionalArn(
      "autoscaling",
      place,
      `scalingPolicy:${targetKey(attributes)}:policyName/${textOf(attributes, "policyName") ?? ""}`,
    ),
  defaults: () => ({ policyType: "StepScaling" }),
  facts: ({ at }) => ({ creationTime: new Date(at).toISOString() }),
  refuseCreate: ({ attributes, place }, world) =>
    world.named(TARGET, targetKey(attributes), place) === undefined
      ? recoverable("ObjectNotFoundException", `No scalable target registered for ${targetKey(attributes)}`)
      : undefined,
};

function targetKey(attributes: Attributes): string {
  return ["serviceNamespace", "resourceID", "scalableDimension"].map((field) => textOf(attributes, field) ?? "").join("/");
}

function mappingKey(attributes: Attributes): string {
  return `${textOf(attributes, "eventSourceARN") ?? ""} to ${textOf(attributes, "functionName") ?? ""}`;
}

function refuseFunction(attributes: Attributes, world: WorldView): Refusal | undefined {
  return firstRefusal(
    () => refuseSizes(attributes),
    () => refuseCode(attributes),
    () =>
      world.find(textOf(attributes, "role") ?? "") === undefined
        ? recoverable("InvalidParameterValueException", "The role defined for the function cannot be assumed by Lambda.")
        : undefined,
  );
}

function refuseSizes(attributes: Attributes): Refusal | undefined {
  const memory = numberOf(attributes, "memorySize") ?? 128;
  const seconds = numberOf(attributes, "timeout") ?? 3;
  return memory < 128 || memory > MOST_MEMORY_MIB || seconds < 1 || seconds > LONGEST_SECONDS
    ? terminal("ValidationException", `memorySize ${memory} or timeout ${seconds} is out of range`)
    : undefined;
}

function refuseCode(attributes: Attributes): Refusal | undefined {
  const isImage = textOf(attributes, "packageType") === "Image";
  const hasImage = textOf(recordOf(attributes, "code"), "imageURI") !== undefined;
  return isImage === hasImage ? undefined : terminal("InvalidParameterValueException", "The code does not fit the package type");
}

function refuseMapping({ attributes, place, token }: Birth, world: WorldView): Refusal | undefined {
  const key = mappingKey(attributes);
  if ([...world.all(MAPPING)].some((other) => other.token !== token && other.name === key)) {
    return terminal("ResourceConflictException", "An event source mapping with this source and function already exists.");
  }
  if (world.find(functionArn(textOf(attributes, "functionName") ?? "", place)) === undefined) {
    return recoverable("InvalidParameterValueException", "Function does not exist");
  }
  return world.find(textOf(attributes, "eventSourceARN") ?? "") === undefined
    ? recoverable("InvalidParameterValueException", "The event source does not exist")
    : undefined;
}

function refuseTarget({ attributes, place }: Birth, world: WorldView): Refusal | undefined {
  const [kind, cluster = ""] = (textOf(attributes, "resourceID") ?? "").split(":");
  if (kind === "cluster" && world.find(clusterArn(cluster, place)) === undefined) {
    return recoverable("ValidationException", `ECS or RDS resource doesn't exist: cluster:${cluster}`);
  }
  return refuseRange(attributes);
}

function refuseRange(attributes: Attributes): Refusal | undefined {
  const [least = 0, most = 0] = [numberOf(attributes, "minCapacity"), numberOf(attributes, "maxCapacity")];
  return least > most
    ? terminal("ValidationException", `Minimum capacity ${least} is above maximum capacity ${most}`)
    : undefined;
}
