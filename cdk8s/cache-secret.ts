// The password of the cache: made once, before the cache, and given to ElastiCache and to the pods. The controller puts a password on a new
// cache alone: what it is told later of one that stands, it does not do (ACK elasticache-controller 1.8.0, delta.go compares the reference
// with itself). So a cache that was made without one stays without, and its pods are given none. With a change of a cache whose spec names
// a password it sends that again (sdk.go, newUpdateRequestPayload), which AWS takes for a rotation: so the first change takes it off the spec.
import { k8s } from "cdk8s-plus-27";
import { BUILT_IN } from "../domain/api/kinds.js";
import { ROLE } from "../domain/blueprint/roles.js";
import { childNameOf } from "./child-names.js";
import { placeholder } from "./fill-secret.js";
import type { Announcement, Scene } from "./scene.js";
import { typedObject } from "./plain-object.js";

const KEY = "password";

/** The cache has one, or will. */
export function hasCachePassword({ blueprint, late }: Scene): boolean {
  return blueprint.cache !== undefined && late.standingCache?.password !== "none";
}

export function cacheSecret(scene: Scene): void {
  if (!hasCachePassword(scene)) return;
  // It guards copies alone, and goes with the service.
  const announcement: Announcement = { kind: BUILT_IN.secret, part: "Cache", role: ROLE.cache, mode: "create-once" };
  const child = scene.child(announcement);
  typedObject(child, k8s.KubeSecret, {
    type: "Opaque",
    stringData: { [KEY]: placeholder("cachePassword") },
  });
}

/** As ACK takes it, of a cache that is to be made. */
export function cachePasswordReference({ blueprint: { identity } }: Scene) {
  return { namespace: identity.namespace, name: secretName(identity), key: KEY };
}

/** As a container's environment takes it. */
export function cachePasswordVariable({ blueprint: { identity } }: Scene): k8s.EnvVar {
  return { name: "CACHE_PASSWORD", valueFrom: { secretKeyRef: { name: secretName(identity), key: KEY } } };
}

function secretName(identity: Scene["blueprint"]["identity"]): string {
  return childNameOf(identity, { kind: BUILT_IN.secret, role: ROLE.cache });
}
