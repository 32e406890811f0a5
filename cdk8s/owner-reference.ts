// The reference by which the garbage collector removes what computes when its WebService goes.
import { API_VERSION } from "../operator/api/keys.js";
import { WEB_SERVICE } from "../operator/api/service.js";
import type { Identity } from "../operator/blueprint/types.js";

export function ownerReference({ name, uid }: Identity) {
  return { apiVersion: API_VERSION, kind: WEB_SERVICE.kind, name, uid, controller: true, blockOwnerDeletion: true };
}
