// The right of the distribution to read the bucket: it signs its requests.
import { ACK } from "../domain/api/kinds.js";
import { ROLE } from "../domain/blueprint/roles.js";
import type { Blueprint } from "../domain/blueprint/types.js";
import { ackObject } from "./ack-object.js";
import { cdnServes } from "./cdn-facts.js";
import { childNameOf } from "./child-names.js";
import type { Scene } from "./scene.js";

export function servesBucket(blueprint: Blueprint): boolean {
  return cdnServes(blueprint) && blueprint.assets !== undefined;
}

export function originAccessControl(scene: Scene): void {
  const { identity } = scene.blueprint;
  if (!servesBucket(scene.blueprint)) return;
  ackObject(
    scene,
    { ack: ACK.originAccessControl, part: "Edge", role: ROLE.cdn },
    {
      originAccessControlConfig: {
        name: childNameOf(identity, { kind: ACK.originAccessControl.ref, role: ROLE.cdn }),
        description: `Assets of ${identity.namespace}/${identity.name}`,
        originAccessControlOriginType: "s3",
        signingBehavior: "always",
        signingProtocol: "sigv4",
      },
    },
  );
}
