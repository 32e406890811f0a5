// Who names which host, and who has it: kept up to date by the watches, asked host by host. What is decided from it is not here.
import type { WebService } from "../../domain/api/service.js";
import { dnsRole } from "../../domain/blueprint/roles.js";
import type { ChildRecord } from "../../domain/observed/record.js";
import type { Claimant, Hosts } from "../../domain/admit/hosts.js";
import type { ServiceKey } from "../../domain/api/service.js";
import { serviceKey } from "../../domain/api/service.js";

/** Every change returns the services whose wait for a host may be over. */
export type HostIndex = Pick<Hosts, "of"> & {
  grant(key: ServiceKey, hosts: readonly string[]): readonly ServiceKey[];
  put(service: WebService): readonly ServiceKey[];
  remove(key: ServiceKey): readonly ServiceKey[];
  putRecord(record: ChildRecord): void;
  removeRecord(record: ChildRecord): readonly ServiceKey[];
};

type Claim = {
  readonly uid: string;
  readonly createdAt: string;
  readonly deleting: boolean;
  /** By the role of their DNS records, which is all that a record tells of its host. */
  readonly hosts: ReadonlyMap<string, string>;
  /** Roles of the hosts that its status says it serves: survives a restart of the operator. */
  readonly served: ReadonlySet<string>;
  /**
   * Roles of the hosts that this process let it have the last time: known before any status or record shows them, and until it
   * was let through without them, since a reconcile that is under way may still write them.
   */
  readonly granted: ReadonlySet<string>;
};

export function createHostIndex(): HostIndex {
  return new IndexByRole();
}

class IndexByRole implements HostIndex {
  private readonly claims = new Map<ServiceKey, Claim>();
  private readonly claimants = new Map<string, Set<ServiceKey>>();
  /** Role → service → whether its record is ready. */
  private readonly records = new Map<string, Map<ServiceKey, boolean>>();

  of(host: string): readonly Claimant[] {
    const role = roleOf(host);
    const recorded = this.records.get(role) ?? new Map<ServiceKey, boolean>();
    return [...new Set([...(this.claimants.get(role) ?? []), ...recorded.keys()])].map((key) => {
      const claim = this.claims.get(key);
      const names = claim?.hosts.has(role) === true;
      return {
        key,
        createdAt: claim?.createdAt ?? "",
        names,
        deleting: claim?.deleting === true,
        hosts: [...(claim?.hosts.values() ?? [])],
        record: recorded.has(key) ? (recorded.get(key) === true ? "ready" : "unready") : "none",
        holds: recorded.has(key) || claim?.granted.has(role) === true || (names && claim.served.has(role)),
      };
    });
  }

  grant(key: ServiceKey, hosts: readonly string[]): readonly ServiceKey[] {
    const claim = this.claims.get(key);
    return claim === undefined ? [] : this.change(key, { ...claim, granted: new Set(hosts.map(roleOf)) });
  }

  put(service: WebService): readonly ServiceKey[] {
    const key = serviceKey(service.metadata);
    const before = this.claims.get(key);
    const granted = before?.uid === service.metadata.uid ? before.granted : new Set<string>();
    return this.change(key, { ...claimOf(service), granted });
  }

  remove(key: ServiceKey): readonly ServiceKey[] {
    return this.change(key, undefined);
  }

  putRecord({ namespace, service, role, health, deleting }: ChildRecord): void {
    const owner = serviceKey({ namespace, name: service });
    const owners = this.records.get(role) ?? new Map<ServiceKey, boolean>();
    this.records.set(role, owners.set(owner, health.state === "ready" && !deleting));
  }

  removeRecord({ namespace, service, role }: ChildRecord): readonly ServiceKey[] {
    const owner = serviceKey({ namespace, name: service });
    const owners = this.records.get(role);
    owners?.delete(owner);
    if (owners?.size === 0) this.records.delete(role);
    return this.othersAt([role], owner);
  }

  /** A service that starts to be deleted asks for nothing any more: what it did not have yet is free. */
  private change(key: ServiceKey, now: Claim | undefined): readonly ServiceKey[] {
    const before = this.claims.get(key);
    const [old, roles] = [rolesOf(before), rolesOf(now)];
    for (const role of old) if (!roles.has(role)) this.drop(role, key);
    for (const role of roles) this.claimants.set(role, (this.claimants.get(role) ?? new Set()).add(key));
    if (now === undefined) this.claims.delete(key);
    else this.claims.set(key, now);
    const isLeaving = now?.deleting === true && before?.deleting === false;
    const given = [...old].filter((role) => isLeaving || !roles.has(role) || (now !== undefined && !now.hosts.has(role)));
    return this.othersAt(given, key);
  }

  private drop(role: string, key: ServiceKey): void {
    const named = this.claimants.get(role);
    named?.delete(key);
    if (named?.size === 0) this.claimants.delete(role);
  }

  private othersAt(roles: readonly string[], key: ServiceKey): readonly ServiceKey[] {
    const others = new Set(roles.flatMap((role) => [...(this.claimants.get(role) ?? [])]));
    others.delete(key);
    return [...others];
  }
}

function rolesOf(claim: Claim | undefined): ReadonlySet<string> {
  return new Set([...(claim?.hosts.keys() ?? []), ...(claim?.granted ?? [])]);
}

/** DNS does not tell upper from lower case, nor a name from the same name with the dot of the root. */
function roleOf(host: string): string {
  return dnsRole(host.toLowerCase().replace(/\.$/, ""));
}

function claimOf({ metadata, spec, status }: WebService): Omit<Claim, "granted"> {
  return {
    uid: metadata.uid,
    createdAt: metadata.creationTimestamp ?? "",
    deleting: metadata.deletionTimestamp !== undefined,
    hosts: new Map((spec.hosts ?? []).map((host) => [roleOf(host), host])),
    served: new Set((status?.endpoints?.hosts ?? []).map(roleOf)),
  };
}
