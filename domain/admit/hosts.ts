// Who asks for which host names, and who has them: what the decision about a host needs to know of other services.
import type { ServiceKey } from "../api/service.js";

/** The host names of all watched namespaces. */
export type Hosts = {
  /** Whoever names the host in its spec, or has a DNS record for it, in no order. */
  of(host: string): readonly Claimant[];
  /** From here on the service holds these hosts, and no others but those that it still has records for. */
  grant(key: ServiceKey, hosts: readonly string[]): void;
};

export type Claimant = {
  readonly key: ServiceKey;
  /** RFC 3339, whole seconds. */
  readonly createdAt: string;
  /** Its spec has the host. */
  readonly names: boolean;
  readonly deleting: boolean;
  /** All hosts of its spec. */
  readonly hosts: readonly string[];
  readonly record: "ready" | "unready" | "none";
  /** It has the host already: by a record, by what its status says, or because it was just granted. */
  readonly holds: boolean;
};
