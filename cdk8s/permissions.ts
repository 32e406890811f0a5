// What the application may do in AWS: least privileges for the things that its blueprint names.
import { ACK } from "../domain/api/kinds.js";
import { ROLE } from "../domain/blueprint/roles.js";
import type { Blueprint } from "../domain/blueprint/types.js";
import { bucketARN, regionalARN } from "../domain/api/arn.js";
import { childNameOf } from "./child-names.js";
import { allow, type Statement } from "./policy-document.js";

/** An identity exists from the first permission on. */
export function needsIdentity(blueprint: Blueprint): boolean {
  const { assets, sessions, queue } = blueprint;
  return assets !== undefined || sessions !== undefined || queue !== undefined || maySendEmail(blueprint);
}

export function permissions(blueprint: Blueprint): readonly Statement[] {
  return [
    ...(blueprint.assets === undefined ? [] : bucketPermissions(blueprint)),
    ...(blueprint.sessions === undefined ? [] : [tablePermissions(blueprint)]),
    ...(blueprint.queue === undefined ? [] : [queuePermissions(blueprint)]),
    ...(maySendEmail(blueprint) ? [emailPermissions(blueprint)] : []),
  ];
}

function bucketPermissions({ identity, place }: Blueprint): readonly Statement[] {
  const arn = bucketARN(place, childNameOf(identity, { kind: ACK.bucket.ref, role: ROLE.assets, holdsData: true }));
  return [
    allow("AssetsList", ["s3:ListBucket"], [arn]),
    allow("Assets", ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"], [`${arn}/*`]),
  ];
}

function tablePermissions({ identity, place }: Blueprint): Statement {
  const name = childNameOf(identity, { kind: ACK.table.ref, role: ROLE.sessions, holdsData: true });
  const actions = ["GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "DescribeTable"];
  return allow(
    "Sessions",
    actions.map((action) => `dynamodb:${action}`),
    [regionalARN(place, "dynamodb", `table/${name}`)],
  );
}

function queuePermissions({ identity, place }: Blueprint): Statement {
  const name = childNameOf(identity, { kind: ACK.queue.ref, role: ROLE.queue, holdsData: true });
  const actions = [
    "SendMessage",
    "ReceiveMessage",
    "DeleteMessage",
    "ChangeMessageVisibility",
    "GetQueueAttributes",
    "GetQueueUrl",
  ];
  return allow(
    "Queue",
    actions.map((action) => `sqs:${action}`),
    [regionalARN(place, "sqs", name)],
  );
}

/** The identity that sends is the domain of the class, verified in SES by hand; without a domain it would be any of the account. */
function maySendEmail({ email, place }: Blueprint): boolean {
  return email && place.domain !== undefined;
}

function emailPermissions({ place }: Blueprint): Statement {
  const { domain = "" } = place;
  return {
    ...allow("Email", ["ses:SendEmail", "ses:SendRawEmail"], [regionalARN(place, "ses", `identity/${domain}`)]),
    Condition: { StringLike: { "ses:FromAddress": [`*@${domain}`, `*@*.${domain}`] } },
  };
}
