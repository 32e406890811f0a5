// The table for sessions: one item a session by `id`, which DynamoDB removes after `expiresAt` (seconds since the epoch).
import { ACK } from "../domain/api/kinds.js";
import { ROLE } from "../domain/blueprint/roles.js";
import { ackObject } from "./ack-object.js";
import { tagList } from "./aws-tags.js";
import { childNameOf } from "./child-names.js";
import type { Scene } from "./scene.js";

const KEY = "id";
const EXPIRY = "expiresAt";

export function sessionsTable(scene: Scene): void {
  const { sessions, identity, place } = scene.blueprint;
  if (sessions === undefined) return;
  ackObject(
    scene,
    { ack: ACK.table, part: "Storage", role: ROLE.sessions, holdsData: true, region: place.region },
    {
      tableName: childNameOf(identity, { kind: ACK.table.ref, role: ROLE.sessions, holdsData: true }),
      billingMode: "PAY_PER_REQUEST",
      attributeDefinitions: [{ attributeName: KEY, attributeType: "S" }],
      keySchema: [{ attributeName: KEY, keyType: "HASH" }],
      deletionProtectionEnabled: true,
      continuousBackups: { pointInTimeRecoveryEnabled: sessions.pointInTimeRecovery },
      timeToLive: { attributeName: EXPIRY, enabled: true },
      tags: tagList(identity, true),
    },
  );
}
