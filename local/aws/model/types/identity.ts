// IAM roles and policies, and EKS Pod Identity associations.
import { globalARN } from "../../../../domain/api/arn.js";
import { podIdentityAssociationID } from "../../../../domain/api/aws-identifiers.js";
import { alphanumeric, regionalArn } from "../identifiers.js";
import { isRecord, listOf, parsed, textOf, textsOf } from "../read.js";
import { firstRefusal, recoverable, terminal, type Refusal } from "../refusal.js";
import { plainWords, type Attributes, type Birth, type ResourceType, type WorldView } from "../resource.js";

const ROLE = "iam/Role";
const ASSOCIATION = "eks/PodIdentityAssociation";
const AWS_MANAGED = "arn:aws:iam::aws:policy/";
const LONGEST_ROLE = 64;
const LONGEST_POLICY = 128;

export const policy: ResourceType = {
  id: "iam/Policy",
  pace: "instant",
  words: plainWords,
  identity: "named",
  nameOf,
  arnOf: ({ attributes, place }) => globalARN(place, "iam", `policy${pathOf(attributes)}${nameOf(attributes)}`),
  defaults: () => ({ path: "/" }),
  facts: ({ token, at }) => ({
    policyID: `ANPA${alphanumeric(token, 17).toUpperCase()}`,
    createDate: new Date(at).toISOString(),
  }),
  refuseCreate: ({ attributes }) =>
    firstRefusal(
      () => refuseName(attributes, LONGEST_POLICY),
      () => refuseDocument(textOf(attributes, "policyDocument")),
    ),
  refuseModify: ({ result }) => refuseDocument(textOf(result, "policyDocument")),
  refuseDelete: ({ arn }, _request, world) =>
    attachmentsOf(arn, world) > 0 ? recoverable("DeleteConflict", "Cannot delete a policy attached to entities.") : undefined,
};

export const role: ResourceType = {
  id: ROLE,
  pace: "instant",
  words: plainWords,
  identity: "named",
  nameOf,
  arnOf: ({ attributes, place }) => globalARN(place, "iam", `role${pathOf(attributes)}${nameOf(attributes)}`),
  defaults: () => ({ path: "/", maxSessionDuration: 3600 }),
  facts: ({ token, at }) => ({
    roleID: `AROA${alphanumeric(token, 17).toUpperCase()}`,
    createDate: new Date(at).toISOString(),
  }),
  refuseCreate: ({ attributes }, world) =>
    firstRefusal(
      () => refuseName(attributes, LONGEST_ROLE),
      () => refuseDocument(textOf(attributes, "assumeRolePolicyDocument")),
      () => refusePolicies(attributes, world),
    ),
  refuseModify: ({ result }, world) =>
    refuseDocument(textOf(result, "assumeRolePolicyDocument")) ?? refusePolicies(result, world),
};

export const podIdentityAssociation: ResourceType = {
  id: ASSOCIATION,
  pace: "instant",
  words: plainWords,
  identity: "generated",
  nameOf: placeOfAssociation,
  arnOf: ({ attributes, place, token }) =>
    regionalArn(
      "eks",
      place,
      `podidentityassociation/${textOf(attributes, "clusterName") ?? ""}/${podIdentityAssociationID(token)}`,
    ),
  facts: ({ token, at }) => ({ associationID: podIdentityAssociationID(token), createdAt: new Date(at).toISOString() }),
  refuseCreate: refuseAssociation,
};

/** How many roles a policy is attached to. */
export function attachmentsOf(arn: string, world: WorldView): number {
  return [...world.all(ROLE)].filter(({ attributes }) => textsOf(attributes, "policies").includes(arn)).length;
}

function nameOf(attributes: Attributes): string {
  return textOf(attributes, "name") ?? "";
}

function pathOf(attributes: Attributes): string {
  return textOf(attributes, "path") ?? "/";
}

function placeOfAssociation(attributes: Attributes): string {
  return ["clusterName", "namespace", "serviceAccount"].map((field) => textOf(attributes, field) ?? "").join("/");
}

function refuseName(attributes: Attributes, longest: number): Refusal | undefined {
  const name = nameOf(attributes);
  return /^[\w+=,.@-]+$/.test(name) && name.length <= longest
    ? undefined
    : terminal("ValidationError", `The name ${name} is invalid or longer than ${longest} characters`);
}

function refuseDocument(text: string | undefined): Refusal | undefined {
  const document = text === undefined ? undefined : parsed(text);
  return isRecord(document) && listOf(document, "Statement").length > 0
    ? undefined
    : terminal("MalformedPolicyDocument", "Syntax errors in policy.");
}

function refusePolicies(attributes: Attributes, world: WorldView): Refusal | undefined {
  const missing = textsOf(attributes, "policies").find((arn) => !arn.startsWith(AWS_MANAGED) && world.find(arn) === undefined);
  return missing === undefined
    ? undefined
    : recoverable("NoSuchEntity", `Policy ${missing} does not exist or is not attachable.`);
}

function refuseAssociation({ attributes, token }: Birth, world: WorldView): Refusal | undefined {
  const where = placeOfAssociation(attributes);
  if ([...world.all(ASSOCIATION)].some((other) => other.token !== token && other.name === where)) {
    return terminal("ResourceInUseException", `Association already exists: ${where}`);
  }
  return world.find(textOf(attributes, "roleARN") ?? "") === undefined
    ? recoverable("InvalidParameterException", "Role provided in the request does not exist.")
    : undefined;
}
