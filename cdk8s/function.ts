// The Lambda functions that uploads start: code from an image, a role of its own, the queue as its source.
import { ACK } from "../domain/api/kinds.js";
import { functionRole, uploadRole } from "../domain/blueprint/roles.js";
import type { Blueprint, UploadFunction } from "../domain/blueprint/types.js";
import { ackAnnouncement, ackObject, refTo } from "./ack-object.js";
import { bucketARN, regionalARN } from "../domain/api/arn.js";
import { tagMap } from "./aws-tags.js";
import { bucketName, uploadQueueName } from "./bucket.js";
import { childNameOf } from "./child-names.js";
import { placeGaps } from "./place-gaps.js";
import type { Statement } from "./policy-document.js";
import { allow } from "./policy-document.js";
import { iamRole } from "./role.js";
import type { Scene } from "./scene.js";

const BATCH_SIZE = 10;

/** Without a bucket nothing is uploaded. */
export function hasFunctions({ functions, assets }: Blueprint): boolean {
  return functions.length > 0 && assets !== undefined;
}

export function uploadFunctions(scene: Scene): void {
  if (!hasFunctions(scene.blueprint)) return;
  for (const upload of scene.blueprint.functions) {
    const role = functionRole(upload.name);
    const gaps = placeGaps(scene.blueprint.place, "region", "accountID");
    iamRole(scene, {
      part: "Async",
      role,
      trusts: { service: "lambda.amazonaws.com", actions: ["sts:AssumeRole"] },
      statements: permissions(scene.blueprint, upload),
      gaps,
    });
    lambda(scene, upload);
    eventSource(scene, upload);
  }
}

function lambda(scene: Scene, { name, image, memoryMiB, timeoutSeconds }: UploadFunction): void {
  const { identity, place } = scene.blueprint;
  const role = functionRole(name);
  ackObject(
    scene,
    { ack: ACK.function, part: "Async", role, region: place.region },
    {
      name: childNameOf(identity, { kind: ACK.function.ref, role }),
      description: `Uploads of ${identity.namespace}/${identity.name}`,
      packageType: "Image",
      code: { imageURI: image },
      roleRef: refTo(childNameOf(identity, { kind: ACK.role.ref, role })),
      memorySize: memoryMiB,
      timeout: timeoutSeconds,
      environment: { variables: { ASSETS_BUCKET: bucketName(identity) } },
      tags: tagMap(identity),
    },
  );
}

function eventSource(scene: Scene, { name }: UploadFunction): void {
  const { identity, place } = scene.blueprint;
  const role = uploadRole(name);
  const announcement = { ack: ACK.eventSourceMapping, part: "Async", role, region: place.region } as const;
  const eventSourceARN = scene.late.uploadQueueARNs[name];
  if (eventSourceARN === undefined) {
    scene.wait(ackAnnouncement(announcement), [`the ARN of Queue ${uploadQueueName(identity, name)}`]);
    return;
  }
  ackObject(scene, announcement, {
    eventSourceARN,
    functionRef: refTo(childNameOf(identity, { kind: ACK.function.ref, role: functionRole(name) })),
    batchSize: BATCH_SIZE,
    enabled: true,
    tags: tagMap(identity),
  });
}

/** Its own log group, its queue, the bucket. */
function permissions({ identity, place }: Blueprint, { name }: UploadFunction): readonly Statement[] {
  const logs = `log-group:/aws/lambda/${childNameOf(identity, { kind: ACK.function.ref, role: functionRole(name) })}`;
  const receive = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"];
  return [
    allow("Logs", ["logs:CreateLogGroup"], [regionalARN(place, "logs", logs)]),
    allow("LogStreams", ["logs:CreateLogStream", "logs:PutLogEvents"], [regionalARN(place, "logs", `${logs}:*`)]),
    allow("Uploads", receive, [regionalARN(place, "sqs", uploadQueueName(identity, name))]),
    allow("Assets", ["s3:GetObject", "s3:PutObject"], [`${bucketARN(place, bucketName(identity))}/*`]),
  ];
}
