// Which address the pods of the application dial: the pooler's, once it serves, else that of the database itself.
import { BUILT_IN } from "../domain/api/kinds.js";
import { ROLE } from "../domain/blueprint/roles.js";
import type { Identity } from "../domain/blueprint/types.js";
import { childNameOf } from "./child-names.js";
import type { Scene } from "./scene.js";

/** The Service's name, which never changes. */
export function poolerHost(identity: Identity): string {
  return serviceHost(identity, ROLE.pooler);
}

export function serviceHost(identity: Identity, role: string): string {
  return `${childNameOf(identity, { kind: BUILT_IN.service, role })}.${identity.namespace}.svc`;
}

export type Way = "direct" | "pooler" | "waits";

/**
 * A pooler that comes to a service that runs is dialed when it serves; until then pods keep the address that they have. Those that have its own keep it,
 * whatever becomes of it: another address would replace all of them, and help none. Pods that are not there yet begin with it.
 */
export function wayToDatabase({ blueprint: { pooler, identity }, late }: Scene): Way {
  if (pooler === undefined) return "direct";
  if (late.poolerServes === true || late.dialedHosts?.includes(poolerHost(identity)) === true) return "pooler";
  return (late.dialedHosts ?? []).length > 0 ? "direct" : "waits";
}
