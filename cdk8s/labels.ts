// Labels of children and selectors of pods. Selectors name the UID of the service, so two services never share pods.
import { LABEL, MANAGED_BY } from "../domain/api/keys.js";
import type { Identity } from "../domain/blueprint/types.js";

export function labels(identity: Identity, role: string, holdsData: boolean): Record<string, string> {
  return {
    [LABEL.name]: identity.name,
    [LABEL.instance]: identity.name,
    [LABEL.component]: role,
    [LABEL.managedBy]: MANAGED_BY,
    [LABEL.service]: identity.name,
    [LABEL.serviceUid]: holdsData ? identity.dataUid : identity.uid,
    ...(holdsData ? { [LABEL.data]: "true" } : {}),
  };
}

/** All pods of the service. */
export function serviceSelector(identity: Identity): Record<string, string> {
  return { [LABEL.instance]: identity.name, [LABEL.serviceUid]: identity.uid };
}

/** The pods of one role. */
export function podSelector(identity: Identity, role: string): Record<string, string> {
  return { ...serviceSelector(identity), [LABEL.component]: role };
}
