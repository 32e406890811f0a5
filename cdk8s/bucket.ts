// The bucket for assets and uploads. It waits for the distribution whose ARN its policy names; the distribution needs only
// the bucket's domain, which follows from its name. So: access control → distribution → bucket, each written once.
import { ACK } from "../domain/api/kinds.js";
import { ROLE, uploadRole } from "../domain/blueprint/roles.js";
import type { Assets, Blueprint, Identity } from "../domain/blueprint/types.js";
import { ackAnnouncement, ackObject } from "./ack-object.js";
import { bucketARN } from "../domain/api/arn.js";
import { tagList } from "./aws-tags.js";
import { cdnServes } from "./cdn-facts.js";
import { childNameOf } from "./child-names.js";
import { placeGaps } from "./place-gaps.js";
import type { Statement } from "./policy-document.js";
import { policyDocument } from "./policy-document.js";
import type { Scene } from "./scene.js";

/** The only region whose name S3 does not take as a location constraint. */
const DEFAULT_REGION = "us-east-1";

export function bucketName(identity: Identity): string {
  return childNameOf(identity, { kind: ACK.bucket.ref, role: ROLE.assets, holdsData: true });
}

export function bucket(scene: Scene): void {
  const { assets, identity, place } = scene.blueprint;
  if (assets === undefined) return;
  const announcement = { ack: ACK.bucket, part: "Storage", role: ROLE.assets, holdsData: true, region: place.region } as const;
  const missing = [...placeGaps(place, "region"), ...missingARNs(scene)];
  if (missing.length > 0) {
    scene.wait(ackAnnouncement(announcement), missing);
    return;
  }
  ackObject(scene, announcement, {
    name: bucketName(identity),
    ...(place.region === DEFAULT_REGION ? {} : { createBucketConfiguration: { locationConstraint: place.region } }),
    ...protections(assets),
    policy: policy(scene),
    ...notifications(scene),
    tagging: { tagSet: tagList(identity, true) },
  });
}

function protections(assets: Assets) {
  return {
    // bucketKeyEnabled spelled out: without it ACK deletes the encryption at every resync.
    encryption: { rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" }, bucketKeyEnabled: false }] },
    versioning: { status: assets.versioned ? "Enabled" : "Suspended" },
    ownershipControls: { rules: [{ objectOwnership: "BucketOwnerEnforced" }] },
    publicAccessBlock: { blockPublicACLs: true, blockPublicPolicy: true, ignorePublicACLs: true, restrictPublicBuckets: true },
  };
}

function missingARNs({ blueprint, late }: Scene): readonly string[] {
  const { identity, functions } = blueprint;
  const distribution = childNameOf(identity, { kind: ACK.distribution.ref, role: ROLE.cdn });
  const queues = functions.filter(({ name }) => late.uploadQueueARNs[name] === undefined);
  return [
    ...(cdnServes(blueprint) && late.distributionARN === undefined ? [`the ARN of Distribution ${distribution}`] : []),
    ...queues.map(({ name }) => `the ARN of Queue ${uploadQueueName(identity, name)}`),
  ];
}

export function uploadQueueName(identity: Identity, functionName: string): string {
  return childNameOf(identity, { kind: ACK.queue.ref, role: uploadRole(functionName), holdsData: true });
}

function policy({ blueprint, late }: Scene): string {
  const arn = bucketARN(blueprint.place, bucketName(blueprint.identity));
  return policyDocument(
    {
      Sid: "TlsOnly",
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: [arn, `${arn}/*`],
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
    ...(cdnServes(blueprint) && late.distributionARN !== undefined ? [readBy(late.distributionARN, arn)] : []),
  );
}

function readBy(distributionARN: string, arn: string): Statement {
  return {
    Sid: "Cdn",
    Effect: "Allow",
    Principal: { Service: "cloudfront.amazonaws.com" },
    Action: "s3:GetObject",
    Resource: [`${arn}/*`],
    Condition: { StringEquals: { "AWS:SourceArn": distributionARN } },
  };
}

function notifications({ blueprint, late }: Scene) {
  if (blueprint.functions.length === 0) return {};
  return { notification: { queueConfigurations: blueprint.functions.map((one) => notification(one, late.uploadQueueARNs)) } };
}

function notification({ name, uploadPrefix }: Blueprint["functions"][number], queueARNs: Readonly<Record<string, string>>) {
  const filter = { key: { filterRules: [{ name: "prefix", value: uploadPrefix }] } };
  return {
    id: name,
    queueARN: queueARNs[name] ?? "",
    events: ["s3:ObjectCreated:*"],
    ...(uploadPrefix === "" ? {} : { filter }),
  };
}
