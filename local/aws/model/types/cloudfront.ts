// CloudFront distributions, which take a while to deploy, and origin access controls.
import { globalARN } from "../../../../domain/api/arn.js";
import {
  distributionARN,
  distributionHost,
  distributionID,
  originAccessControlID,
} from "../../../../domain/api/aws-identifiers.js";
import { recordOf, recordsOf, textOf, textsOf } from "../read.js";
import { firstRefusal, recoverable, terminal, type Refusal } from "../refusal.js";
import { plainWords, type Attributes, type Birth, type Resource, type ResourceType, type WorldView } from "../resource.js";

export const DISTRIBUTION = "cloudfront/Distribution";
export const ORIGIN_ACCESS_CONTROL = "cloudfront/OriginAccessControl";
const CERTIFICATE_REGION = "us-east-1";

export const distribution: ResourceType = {
  id: DISTRIBUTION,
  pace: "slow",
  words: {
    creating: "InProgress",
    ready: "Deployed",
    modifying: "InProgress",
    optimizing: "InProgress",
    deleting: "InProgress",
  },
  identity: "generated",
  nameOf: (attributes) => textOf(recordOf(attributes, "distributionConfig"), "comment") ?? "",
  arnOf: ({ place, token }) => distributionARN(token, place),
  facts: ({ token, at }) => ({
    id: distributionID(token),
    domainName: distributionHost(token),
    lastModifiedTime: new Date(at).toISOString(),
  }),
  refuseCreate: (birth, world) => refuseConfig(birth.attributes, birth, world),
  refuseModify: ({ resource, result }, world) => refuseConfig(result, resource, world),
};

export const originAccessControl: ResourceType = {
  id: ORIGIN_ACCESS_CONTROL,
  pace: "instant",
  words: plainWords,
  identity: "generated",
  nameOf: controlName,
  arnOf: ({ place, token }) => globalARN(place, "cloudfront", `origin-access-control/${originAccessControlID(token)}`),
  facts: ({ token }) => ({ id: originAccessControlID(token) }),
  refuseCreate: ({ attributes, token }, world) =>
    [...world.all(ORIGIN_ACCESS_CONTROL)].some((other) => other.token !== token && other.name === controlName(attributes))
      ? terminal("OriginAccessControlAlreadyExists", "An origin access control with this name already exists")
      : undefined,
  refuseDelete: ({ facts }, _request, world) =>
    [...world.all(DISTRIBUTION)].some((user) => controlsOf(user.attributes).includes(textOf(facts, "id") ?? ""))
      ? recoverable("OriginAccessControlInUse", "The origin access control is in use by a distribution")
      : undefined,
};

export function configOf(attributes: Attributes): Attributes {
  return recordOf(attributes, "distributionConfig");
}

export function originsOf(attributes: Attributes): readonly Attributes[] {
  return recordsOf(recordOf(configOf(attributes), "origins"), "items");
}

function controlsOf(attributes: Attributes): readonly string[] {
  return originsOf(attributes).map((origin) => textOf(origin, "originAccessControlID") ?? "");
}

function aliasesOf(attributes: Attributes): readonly string[] {
  return textsOf(recordOf(configOf(attributes), "aliases"), "items");
}

function controlName(attributes: Attributes): string {
  return textOf(recordOf(attributes, "originAccessControlConfig"), "name") ?? "";
}

function refuseConfig(attributes: Attributes, self: Birth | Resource, world: WorldView): Refusal | undefined {
  return firstRefusal(
    () => refuseOrigins(attributes),
    () => refuseControls(attributes, world),
    () => refuseCertificate(attributes),
    () => refuseAliases(attributes, self, world),
    () => refuseWebACL(attributes, world),
  );
}

function refuseOrigins(attributes: Attributes): Refusal | undefined {
  const ids = new Set(originsOf(attributes).map((origin) => textOf(origin, "id")));
  const target = textOf(recordOf(configOf(attributes), "defaultCacheBehavior"), "targetOriginID");
  return ids.has(target) ? undefined : terminal("NoSuchOrigin", "One or more of your origins or origin groups do not exist.");
}

function refuseControls(attributes: Attributes, world: WorldView): Refusal | undefined {
  const known = new Set([...world.all(ORIGIN_ACCESS_CONTROL)].map(({ facts }) => facts["id"]));
  return controlsOf(attributes).every((id) => id === "" || known.has(id))
    ? undefined
    : recoverable("NoSuchOriginAccessControl", "The origin access control does not exist.");
}

function refuseCertificate(attributes: Attributes): Refusal | undefined {
  const certificate = textOf(recordOf(configOf(attributes), "viewerCertificate"), "acmCertificateARN");
  if (certificate === undefined) {
    return aliasesOf(attributes).length === 0
      ? undefined
      : terminal(
          "InvalidViewerCertificate",
          "To add an alternate domain name you must attach a trusted certificate that covers it.",
        );
  }
  return certificate.split(":")[3] === CERTIFICATE_REGION
    ? undefined
    : terminal("InvalidViewerCertificate", "The specified SSL certificate doesn't exist or isn't in us-east-1 region");
}

function refuseAliases(attributes: Attributes, self: Birth | Resource, world: WorldView): Refusal | undefined {
  const wanted = aliasesOf(attributes);
  if (wanted.length === 0) return undefined;
  const others = [...world.all(DISTRIBUTION)].filter(({ token }) => token !== self.token);
  return others.some((other) => aliasesOf(other.attributes).some((alias) => wanted.includes(alias)))
    ? terminal("CNAMEAlreadyExists", "One or more of the CNAMEs you provided are already associated with a different resource.")
    : undefined;
}

function refuseWebACL(attributes: Attributes, world: WorldView): Refusal | undefined {
  const acl = textOf(configOf(attributes), "webACLID");
  return acl === undefined || world.find(acl) !== undefined
    ? undefined
    : recoverable("InvalidWebACLId", "Web ACL is not accessible by the requester.");
}
