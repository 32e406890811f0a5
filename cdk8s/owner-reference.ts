// The reference by which the garbage collector removes what computes when its WebService goes.
import { API_VERSION } from "../domain/api/keys.js";
import { WEB_SERVICE } from "../domain/api/service.js";
import type { Identity } from "../domain/blueprint/types.js";

export function ownerReference({ name, uid }: Identity) {
  return { apiVersion: API_VERSION, kind: WEB_SERVICE.kind, name, uid, controller: true, blockOwnerDeletion: true };
}
