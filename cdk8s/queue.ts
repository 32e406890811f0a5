// The queues: the application's with its dead letters, and one for the uploads of each function. Attributes are strings.
import { ACK } from "../domain/api/kinds.js";
import { ROLE, uploadRole } from "../domain/blueprint/roles.js";
import { MAX_RECEIVE_COUNT } from "../domain/tiers/defaults.js";
import type { Blueprint, UploadFunction } from "../domain/blueprint/types.js";
import type { AckAnnouncement } from "./ack-object.js";
import { ackAnnouncement, ackObject } from "./ack-object.js";
import { bucketARN, regionalARN } from "../domain/api/arn.js";
import { tagMap } from "./aws-tags.js";
import { bucketName, uploadQueueName } from "./bucket.js";
import { childNameOf } from "./child-names.js";
import { hasFunctions } from "./function.js";
import { placeGaps } from "./place-gaps.js";
import { policyDocument } from "./policy-document.js";
import type { Scene } from "./scene.js";

const DAY_SECONDS = 24 * 3600;
const RETENTION_SECONDS = 4 * DAY_SECONDS;
/** The longest that SQS offers: somebody must have the time to look. */
const DEAD_LETTER_RETENTION_SECONDS = 14 * DAY_SECONDS;
const LONG_POLL_SECONDS = 20;
/** As AWS advises for queues that start functions. */
const FUNCTION_TIMEOUT_FACTOR = 6;

export function deadLetterQueues(scene: Scene): void {
  if (scene.blueprint.queue !== undefined) deadLetterQueue(scene, ROLE.deadLetters);
  // One for the uploads of all functions: a message says which bucket and file it is about.
  if (hasFunctions(scene.blueprint)) deadLetterQueue(scene, ROLE.uploadDeadLetters);
}

function deadLetterQueue(scene: Scene, role: string): void {
  ackObject(scene, announce(scene, role), {
    queueName: nameOf(scene, role),
    messageRetentionPeriod: String(DEAD_LETTER_RETENTION_SECONDS),
    sqsManagedSSEEnabled: "true",
    tags: tagMap(scene.blueprint.identity, true),
  });
}

export function applicationQueue(scene: Scene): void {
  const { queue, identity } = scene.blueprint;
  if (queue === undefined) return;
  const deadLetters = scene.late.deadLetterQueueARN;
  if (deadLetters === undefined) {
    scene.wait(ackAnnouncement(announce(scene, ROLE.queue)), [`the ARN of Queue ${nameOf(scene, ROLE.deadLetters)}`]);
    return;
  }
  ackObject(scene, announce(scene, ROLE.queue), {
    queueName: nameOf(scene, ROLE.queue),
    visibilityTimeout: String(queue.visibilityTimeoutSeconds),
    receiveMessageWaitTimeSeconds: String(LONG_POLL_SECONDS),
    messageRetentionPeriod: String(RETENTION_SECONDS),
    sqsManagedSSEEnabled: "true",
    redrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetters, maxReceiveCount: queue.maxReceiveCount }),
    tags: tagMap(identity, true),
  });
}

export function uploadQueues(scene: Scene): void {
  if (!hasFunctions(scene.blueprint)) return;
  for (const upload of scene.blueprint.functions) uploadQueue(scene, upload);
}

function uploadQueue(scene: Scene, { name, timeoutSeconds }: UploadFunction): void {
  const { blueprint } = scene;
  const announcement = announce(scene, uploadRole(name));
  const deadLetters = scene.late.uploadDeadLetterQueueARN;
  const missing = deadLetters === undefined ? [`the ARN of Queue ${nameOf(scene, ROLE.uploadDeadLetters)}`] : [];
  const gaps = [...placeGaps(blueprint.place, "region", "accountID"), ...missing];
  if (gaps.length > 0) {
    scene.wait(ackAnnouncement(announcement), gaps);
    return;
  }
  const queueName = uploadQueueName(blueprint.identity, name);
  ackObject(scene, announcement, {
    queueName,
    visibilityTimeout: String(timeoutSeconds * FUNCTION_TIMEOUT_FACTOR),
    messageRetentionPeriod: String(RETENTION_SECONDS),
    sqsManagedSSEEnabled: "true",
    // Without it a file that no function can read is tried again for four days, and then lost.
    redrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetters, maxReceiveCount: MAX_RECEIVE_COUNT }),
    policy: uploadPolicy(blueprint, queueName),
    tags: tagMap(blueprint.identity, true),
  });
}

/** Without it S3 refuses the notification, and with it the bucket. */
function uploadPolicy({ identity, place }: Blueprint, queueName: string): string {
  return policyDocument({
    Sid: "Uploads",
    Effect: "Allow",
    Principal: { Service: "s3.amazonaws.com" },
    Action: "sqs:SendMessage",
    Resource: [regionalARN(place, "sqs", queueName)],
    Condition: {
      ArnEquals: { "aws:SourceArn": bucketARN(place, bucketName(identity)) },
      StringEquals: { "aws:SourceAccount": place.accountID },
    },
  });
}

function announce({ blueprint }: Scene, role: string): AckAnnouncement<typeof ACK.queue.spec> {
  return { ack: ACK.queue, part: "Async", role, holdsData: true, region: blueprint.place.region };
}

function nameOf({ blueprint }: Scene, role: string): string {
  return childNameOf(blueprint.identity, { kind: ACK.queue.ref, role, holdsData: true });
}
