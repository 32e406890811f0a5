// S3 buckets. Names are unique over all regions; a bucket that is not empty is not deleted.
import { bucketARN } from "../../../../domain/api/arn.js";
import { isRecord, listOf, numberOf, parsed, recordOf, recordsOf, textOf } from "../read.js";
import { firstRefusal, recoverable, terminal, type Refusal } from "../refusal.js";
import { plainWords, type Attributes, type ResourceType, type WorldView } from "../resource.js";

const NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

export const bucket: ResourceType = {
  id: "s3/Bucket",
  pace: "instant",
  words: plainWords,
  identity: "named",
  nameOf: (attributes) => textOf(attributes, "name") ?? "",
  arnOf: ({ attributes, place }) => bucketARN(place, textOf(attributes, "name") ?? ""),
  facts: ({ attributes }) => ({ location: `/${textOf(attributes, "name") ?? ""}`, objectCount: 0 }),
  refuseCreate: ({ attributes, place }, world) =>
    firstRefusal(
      () => refuseName(textOf(attributes, "name") ?? ""),
      () => refuseLocation(attributes, place.region),
      () => refuseContent(attributes, world),
    ),
  refuseModify: ({ result }, world) => refuseContent(result, world),
  refuseDelete: ({ facts }) =>
    (numberOf(facts, "objectCount") ?? 0) > 0
      ? recoverable("BucketNotEmpty", "The bucket you tried to delete is not empty")
      : undefined,
};

function refuseName(name: string): Refusal | undefined {
  return NAME.test(name) && !name.includes("..")
    ? undefined
    : terminal("InvalidBucketName", `The specified bucket is not valid: ${name}`);
}

function refuseLocation(attributes: Attributes, region: string): Refusal | undefined {
  const location = textOf(recordOf(attributes, "createBucketConfiguration"), "locationConstraint") ?? "us-east-1";
  return location === region
    ? undefined
    : terminal(
        "IllegalLocationConstraintException",
        `The ${location} location constraint is incompatible for the region ${region}`,
      );
}

function refuseContent(attributes: Attributes, world: WorldView): Refusal | undefined {
  return firstRefusal(
    () => refusePolicy(textOf(attributes, "policy")),
    () => refuseNotification(attributes, world),
  );
}

function refusePolicy(policy: string | undefined): Refusal | undefined {
  if (policy === undefined) return undefined;
  const document = parsed(policy);
  return isRecord(document) && listOf(document, "Statement").length > 0
    ? undefined
    : terminal("MalformedPolicy", "Policies must be valid JSON and the first byte must be '{'");
}

function refuseNotification(attributes: Attributes, world: WorldView): Refusal | undefined {
  const targets = recordsOf(recordOf(attributes, "notification"), "queueConfigurations").map(
    (to) => textOf(to, "queueARN") ?? "",
  );
  return targets.every((arn) => world.find(arn) !== undefined)
    ? undefined
    : recoverable("InvalidArgument", "Unable to validate the following destination configurations");
}
