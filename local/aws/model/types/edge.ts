// Route 53 records and WAF access control lists.
import { alphanumeric, uuid, webACLARN } from "../../../../domain/api/aws-identifiers.js";
import { recordOf, recordsOf, textOf } from "../read.js";
import { firstRefusal, recoverable, terminal, type Refusal } from "../refusal.js";
import { plainWords, type Attributes, type Birth, type ResourceType, type WorldView } from "../resource.js";
import { configOf, DISTRIBUTION } from "./cloudfront.js";
import { LOAD_BALANCER } from "./load-balancer.js";

/** The zone that stands for all of CloudFront in alias records. */
const CLOUDFRONT_ZONE = "Z2FDTNDATAQYW2";
const WEB_ACL = "wafv2/WebACL";

export const recordSet: ResourceType = {
  id: "route53/RecordSet",
  pace: "quick",
  words: { creating: "PENDING", ready: "INSYNC", modifying: "PENDING", optimizing: "PENDING", deleting: "PENDING" },
  identity: "named",
  nameOf: recordKey,
  arnOf: ({ attributes, place }) => `route53:${place.accountID}:${recordKey(attributes)}`,
  facts: ({ token, at }) => ({
    id: `/change/C${alphanumeric(token, 20).toUpperCase()}`,
    submittedAt: new Date(at).toISOString(),
  }),
  refuseCreate: ({ attributes }) => refuseRecord(attributes),
  refuseModify: ({ result }) => refuseRecord(result),
};

export const webACL: ResourceType = {
  id: WEB_ACL,
  pace: "instant",
  words: plainWords,
  identity: "generated",
  nameOf: (attributes) => textOf(attributes, "name") ?? "",
  arnOf: ({ attributes, place, token }) =>
    webACLARN({ name: textOf(attributes, "name") ?? "", scope: textOf(attributes, "scope") }, token, place),
  facts: ({ attributes, token }) => ({ id: uuid(token), capacity: recordsOf(attributes, "rules").length * 100 }),
  refuseCreate: refuseACL,
  refuseDelete: ({ arn }, _request, world) =>
    isAssociated(arn, world)
      ? recoverable(
          "WAFAssociatedItemException",
          "AWS WAF couldn't perform the operation because your resource is being used by another resource.",
        )
      : undefined,
};

function recordKey(attributes: Attributes): string {
  const parts = ["hostedZoneID", "name", "recordType", "setIdentifier"].map((field) => textOf(attributes, field) ?? "");
  return parts.join("/");
}

function refuseRecord(attributes: Attributes): Refusal | undefined {
  return firstRefusal(
    () => refuseZone(textOf(attributes, "hostedZoneID") ?? ""),
    () => refuseTarget(attributes),
  );
}

/** Any well-formed id is a zone of the account. */
function refuseZone(zone: string): Refusal | undefined {
  return /^Z[A-Z0-9]{3,31}$/.test(zone) ? undefined : terminal("NoSuchHostedZone", `No hosted zone found with ID: ${zone}`);
}

function refuseTarget(attributes: Attributes): Refusal | undefined {
  const alias = recordOf(attributes, "aliasTarget");
  const name = textOf(alias, "dnsName")?.replace(/\.$/, "");
  if (name === undefined) {
    return recordsOf(attributes, "resourceRecords").length > 0
      ? undefined
      : terminal(
          "InvalidChangeBatch",
          "Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords]], but found none",
        );
  }
  const isInCloudFront = textOf(alias, "hostedZoneID") === CLOUDFRONT_ZONE;
  return isInCloudFront === name.endsWith(".cloudfront.net")
    ? undefined
    : terminal(
        "InvalidChangeBatch",
        `Tried to create an alias that targets ${name}, but the alias target name does not lie within the target zone`,
      );
}

function refuseACL({ attributes, place, token }: Birth, world: WorldView): Refusal | undefined {
  const [name, scope] = [textOf(attributes, "name"), textOf(attributes, "scope")];
  if (scope === "CLOUDFRONT" && place.region !== "us-east-1") {
    return terminal("WAFInvalidParameterException", "The scope is not valid: CLOUDFRONT is served from us-east-1 only");
  }
  const isTaken = [...world.all(WEB_ACL)].some(
    (other) =>
      other.token !== token && other.name === name && other.attributes["scope"] === scope && other.place.region === place.region,
  );
  return isTaken
    ? terminal(
        "WAFDuplicateItemException",
        "AWS WAF couldn't perform the operation because some resource in your request is a duplicate of an existing one.",
      )
    : undefined;
}

function isAssociated(arn: string, world: WorldView): boolean {
  return (
    [...world.all(DISTRIBUTION)].some(({ attributes }) => configOf(attributes)["webACLID"] === arn) ||
    [...world.all(LOAD_BALANCER)].some(({ attributes }) => attributes["webACLArn"] === arn)
  );
}
