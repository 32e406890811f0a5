// The subnets that a database may be in. Deleting the group breaks the database, so it is kept like data.
import { ACK } from "../domain/api/kinds.js";
import { databaseRoles } from "../domain/blueprint/roles.js";
import type { AuroraDatabase, RdsDatabase } from "../domain/blueprint/types.js";
import type { AckAnnouncement } from "./ack-object.js";
import { ackAnnouncement, ackObject } from "./ack-object.js";
import { tagList } from "./aws-tags.js";
import { childNameOf } from "./child-names.js";
import { placeGaps } from "./place-gaps.js";
import type { Scene } from "./scene.js";

export function dbSubnetGroup(scene: Scene, database: RdsDatabase | AuroraDatabase): void {
  const { identity, place } = scene.blueprint;
  const role = databaseRoles(database).main;
  const announcement: AckAnnouncement<typeof ACK.dbSubnetGroup.spec> = {
    ack: ACK.dbSubnetGroup,
    part: "Database",
    role,
    holdsData: true,
    region: place.region,
  };
  const gaps = placeGaps(place, "privateSubnetIDs");
  if (gaps.length > 0) {
    scene.wait(ackAnnouncement(announcement), gaps);
    return;
  }
  ackObject(scene, announcement, {
    name: childNameOf(identity, { kind: ACK.dbSubnetGroup.ref, role, holdsData: true }),
    description: `Database of ${identity.namespace}/${identity.name}`,
    subnetIDs: [...place.privateSubnetIDs],
    tags: tagList(identity, true),
  });
}
