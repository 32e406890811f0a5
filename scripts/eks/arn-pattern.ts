// ARNs of what Tenfold makes, with stars for what is not known beforehand. Words in capitals are filled in by the reader.
import { nameFor } from "../../domain/api/names.js";
import { SERVICE_TAG } from "../../cdk8s/aws-tags.js";
import type { Conditions } from "./policy.js";

export const FILL_IN = {
  region: "REGION",
  account: "ACCOUNT_ID",
  cluster: "CLUSTER_NAME",
  zone: "HOSTED_ZONE_ID",
  namespace: "NAMESPACE",
  serviceAccount: "SERVICE_ACCOUNT",
} as const;

/** Every name ends in a dash and a hash: as many question marks as that has characters. */
const HASH = "?".repeat((nameFor({ stem: "a", role: "b", namespace: "", uid: "" }).split("-").at(-1) ?? "").length);

/** Names of things with this role: any service, any hash. The role may hold stars itself. */
export function named(role: string): string {
  return `*-${role}-${HASH}`;
}

export function arn(service: string, resource: string, region: string = FILL_IN.region): string {
  return `arn:aws:${service}:${region}:${FILL_IN.account}:${resource}`;
}

export function globalArn(service: string, resource: string): string {
  return arn(service, resource, "");
}

/** Of things that have no name of ours: they carry the tag of a service. */
export const TAGGED: Conditions = { Null: { [`aws:ResourceTag/${SERVICE_TAG}`]: "false" } };
export const TAGGED_AT_BIRTH: Conditions = { Null: { [`aws:RequestTag/${SERVICE_TAG}`]: "false" } };
