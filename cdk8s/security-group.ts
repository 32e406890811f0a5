// The EC2 security groups of databases and the cache: pods may connect to the one port, nobody else.
import { ACK } from "../domain/api/kinds.js";
import { databaseRoles, ROLE } from "../domain/blueprint/roles.js";
import type { AuroraDatabase, RdsDatabase } from "../domain/blueprint/types.js";
import type { AckAnnouncement } from "./ack-object.js";
import { ackAnnouncement, ackObject } from "./ack-object.js";
import { tagList } from "./aws-tags.js";
import { childNameOf } from "./child-names.js";
import { DATABASE_PORT } from "./database-facts.js";
import { placeGaps } from "./place-gaps.js";
import type { Scene } from "./scene.js";

export const CACHE_PORT = 6379;

/** A database without its group would take no connection, so the group is kept like data. */
export function databaseSecurityGroup(scene: Scene, database: RdsDatabase | AuroraDatabase): void {
  const role = databaseRoles(database).main;
  group(scene, { part: "Database", role, holdsData: true }, { port: DATABASE_PORT, what: "Database" });
}

export function cacheSecurityGroup(scene: Scene): void {
  if (scene.blueprint.cache === undefined) return;
  group(scene, { part: "Cache", role: ROLE.cache, holdsData: false }, { port: CACHE_PORT, what: "Cache" });
}

type Subject = Pick<AckAnnouncement<typeof ACK.securityGroup.spec>, "part" | "role"> & { readonly holdsData: boolean };

function group(scene: Scene, subject: Subject, { port, what }: { readonly port: number; readonly what: string }): void {
  const { identity, place } = scene.blueprint;
  const announcement = { ...subject, ack: ACK.securityGroup, region: place.region };
  const gaps = placeGaps(place, "vpcID");
  if (gaps.length > 0) {
    scene.wait(ackAnnouncement(announcement), gaps);
    return;
  }
  ackObject(scene, announcement, {
    name: childNameOf(identity, { ...subject, kind: ACK.securityGroup.ref }),
    description: `${what} of ${identity.namespace}/${identity.name}`,
    vpcID: place.vpcID,
    ingressRules: [
      {
        ipProtocol: "tcp",
        fromPort: port,
        toPort: port,
        ipRanges: place.podCIDRs.map((cidrIP) => ({ cidrIP, description: "pods" })),
      },
    ],
    // AWS adds this rule by itself; left out here, ACK would take it away.
    egressRules: [{ ipProtocol: "-1", ipRanges: [{ cidrIP: "0.0.0.0/0", description: "all" }] }],
    tags: tagList(identity, subject.holdsData),
  });
}
