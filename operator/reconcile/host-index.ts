// Who names which host, and who has it: kept up to date by the watches, asked host by host. What is decided from it is not here.
import type { WebService } from "../../domain/api/service.js";
import { dnsRole } from "../../domain/blueprint/roles.js";
import type { ChildRecord } from "../../domain/observed/record.js";
import { sharedText } from "../../domain/observed/shared-text.js";
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
  readonly hosts: readonly NamedHost[];
  /** Roles of the hosts that its status says it serves: survives a restart of the operator. */
  readonly served: readonly string[];
  /**
   * Roles of the hosts that this process let it have the last time: known before any status or record shows them, and until it
   * was let through without them, since a reconcile that is under way may still write them.
   */
  readonly granted: readonly string[];
};
type NamedHost = { readonly role: string; readonly host: string };
type Recorded = { readonly key: ServiceKey; readonly isReady: boolean };
const NONE: readonly never[] = [];

export function createHostIndex(): HostIndex {
  return new IndexByRole();
}

class IndexByRole implements HostIndex {
  private readonly claims = new Map<ServiceKey, Claim>();
  /** Role → services. Mostly one: a list is much smaller than a set. */
  private readonly claimants = new Map<string, readonly ServiceKey[]>();
  /** Role → services, and whether their record is ready. */
  private readonly records = new Map<string, readonly Recorded[]>();

  of(host: string): readonly Claimant[] {
    const role = roleOf(host);
    const recorded = this.records.get(role) ?? NONE;
    return [...new Set([...(this.claimants.get(role) ?? NONE), ...recorded.map(({ key }) => key)])].map((key) => {
      const claim = this.claims.get(key);
      const names = claim?.hosts.some((one) => one.role === role) === true;
      const record = recorded.find((one) => one.key === key);
      return {
        key,
        createdAt: claim?.createdAt ?? "",
        names,
        deleting: claim?.deleting === true,
        hosts: (claim?.hosts ?? NONE).map((one) => one.host),
        record: record === undefined ? "none" : record.isReady ? "ready" : "unready",
        holds: record !== undefined || claim?.granted.includes(role) === true || (names && claim.served.includes(role)),
      };
    });
  }

  grant(key: ServiceKey, hosts: readonly string[]): readonly ServiceKey[] {
    const claim = this.claims.get(key);
    return claim === undefined ? [] : this.change(key, { ...claim, granted: rolesOf(hosts) });
  }

  put(service: WebService): readonly ServiceKey[] {
    const key = sharedText(serviceKey(service.metadata));
    const before = this.claims.get(key);
    const granted = before?.uid === service.metadata.uid ? before.granted : NONE;
    return this.change(key, { ...claimOf(service), granted });
  }

  remove(key: ServiceKey): readonly ServiceKey[] {
    return this.change(key, undefined);
  }

  putRecord({ namespace, service, role, health, deleting }: ChildRecord): void {
    const key = sharedText(serviceKey({ namespace, name: service }));
    const others = (this.records.get(role) ?? NONE).filter((one) => one.key !== key);
    this.records.set(role, [...others, { key, isReady: health.state === "ready" && !deleting }]);
  }

  removeRecord({ namespace, service, role }: ChildRecord): readonly ServiceKey[] {
    const owner = serviceKey({ namespace, name: service });
    const others = (this.records.get(role) ?? NONE).filter(({ key }) => key !== owner);
    if (others.length === 0) this.records.delete(role);
    else this.records.set(role, others);
    return this.othersAt([role], owner);
  }

  /** A service that starts to be deleted asks for nothing any more: what it did not have yet is free. */
  private change(key: ServiceKey, now: Claim | undefined): readonly ServiceKey[] {
    const before = this.claims.get(key);
    const [old, roles] = [allRoles(before), allRoles(now)];
    for (const role of old) if (!roles.has(role)) this.drop(role, key);
    for (const role of roles) this.claim(role, key);
    if (now === undefined) this.claims.delete(key);
    else this.claims.set(key, now);
    const isLeaving = now?.deleting === true && before?.deleting === false;
    const names = (role: string) => now?.hosts.some((one) => one.role === role) === true;
    const given = [...old].filter((role) => isLeaving || !roles.has(role) || (now !== undefined && !names(role)));
    return this.othersAt(given, key);
  }

  private claim(role: string, key: ServiceKey): void {
    const named = this.claimants.get(role) ?? NONE;
    if (!named.includes(key)) this.claimants.set(role, [...named, key]);
  }

  private drop(role: string, key: ServiceKey): void {
    const others = (this.claimants.get(role) ?? NONE).filter((one) => one !== key);
    if (others.length === 0) this.claimants.delete(role);
    else this.claimants.set(role, others);
  }

  private othersAt(roles: readonly string[], key: ServiceKey): readonly ServiceKey[] {
    const others = new Set(roles.flatMap((role) => this.claimants.get(role) ?? NONE));
    others.delete(key);
    return [...others];
  }
}

function allRoles(claim: Claim | undefined): ReadonlySet<string> {
  return new Set([...(claim?.hosts ?? NONE).map(({ role }) => role), ...(claim?.granted ?? NONE)]);
}

function rolesOf(hosts: readonly string[]): readonly string[] {
  return hosts.length === 0 ? NONE : hosts.map(roleOf);
}

/** DNS does not tell upper from lower case, nor a name from the same name with the dot of the root. */
function roleOf(host: string): string {
  return sharedText(dnsRole(host.toLowerCase().replace(/\.$/, "")));
}

function claimOf({ metadata, spec, status }: WebService): Omit<Claim, "granted"> {
  return {
    uid: metadata.uid,
    createdAt: metadata.creationTimestamp ?? "",
    deleting: metadata.deletionTimestamp !== undefined,
    hosts: (spec.hosts ?? NONE).map((host) => ({ role: roleOf(host), host })),
    served: rolesOf(status?.endpoints?.hosts ?? NONE),
  };
}
