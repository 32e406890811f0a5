// The log group that a log forwarder of the cluster writes the service's logs to. Kept like data.
import { ACK } from "../domain/api/kinds.js";
import { ROLE } from "../domain/blueprint/roles.js";
import { ackObject } from "./ack-object.js";
import { tagMap } from "./aws-tags.js";
import { childNameOf } from "./child-names.js";
import type { Scene } from "./scene.js";

export function logGroup(scene: Scene): void {
  const { logGroup: wanted, identity, place } = scene.blueprint;
  if (wanted === undefined) return;
  ackObject(
    scene,
    { ack: ACK.logGroup, part: "Alarms", role: ROLE.logs, holdsData: true, region: place.region },
    {
      name: `/tenfold/${childNameOf(identity, { kind: ACK.logGroup.ref, role: ROLE.logs, holdsData: true })}`,
      retentionDays: wanted.retentionDays,
      tags: tagMap(identity, true),
    },
  );
}
