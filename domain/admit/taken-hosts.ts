// One host, one service: who has it keeps it; what nobody has yet goes to the oldest service that can be built.
//
// Nothing is remembered for it: services, their status and their DNS records give the same answer after a restart. What is granted
// and not yet to be seen in any of them is marked in the index, so that two services reconciled at once cannot both have a host.
import type { ServiceKey, WebService } from "../api/service.js";
import type { Problem } from "./problem.js";
import type { Claimant, Hosts } from "./hosts.js";
import { serviceKey } from "../api/service.js";

const LISTED = 3;
type Asked = Pick<Hosts, "of">;

/** Why the service cannot be built: hosts that another has. */
export function takenHosts(hosts: Asked, { metadata, spec }: WebService): Problem | undefined {
  const key = serviceKey(metadata);
  const taken = (spec.hosts ?? []).flatMap((host) => {
    const holder = holderOf(hosts, host);
    return holder === undefined || holder.key === key ? [] : [{ host, holder }];
  });
  if (taken.length === 0) return undefined;
  const lines = taken.slice(0, LISTED).map(({ host, holder }) => inWords(host, holder, metadata.namespace));
  const more = taken.length > LISTED ? [`The same is true of ${taken.length - LISTED} more hosts.`] : [];
  const message = [...lines, ...more, "This service goes on by itself as soon as the host is free."].join(" ");
  return { reason: "HostTaken", stalls: true, message };
}

/** The service that has the host, or may have it next. Undefined: nobody asks for it, or nobody who could be built. */
export function holderOf(hosts: Asked, host: string): Claimant | undefined {
  return [...hosts.of(host)].sort(byRight).find((claimant) => claimant.holds || mayBeBuilt(hosts, claimant));
}

/** Its other hosts are not taken either. Ends, since only older services that hold nothing are asked in turn. */
function mayBeBuilt(hosts: Asked, claimant: Claimant): boolean {
  if (claimant.deleting || !claimant.names) return false;
  return claimant.hosts.every((host) => {
    const before = [...hosts.of(host)].sort(byRight);
    const own = before.findIndex(({ key }) => key === claimant.key);
    return !before.slice(0, own).some((other) => other.holds || mayBeBuilt(hosts, other));
  });
}

/** A record that works tells who has the host even where an older operator let two services name it. */
function byRight(a: Claimant, b: Claimant): number {
  return rank(a) - rank(b) || compare(a.createdAt, b.createdAt) || compare(a.key, b.key);
}

function rank({ holds, record }: Claimant): number {
  if (record === "ready") return 0;
  return holds ? 1 : 2;
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Whoever reads one namespace need not learn what another has. */
function inWords(host: string, holder: Claimant, namespace: string): string {
  const neighbour = nameIn(namespace, holder.key);
  const who = neighbour === undefined ? "a WebService of another namespace" : `WebService ${neighbour}`;
  const ask = neighbour === undefined ? " or ask whoever runs the cluster which service that is" : "";
  if (!holder.names)
    return `spec.hosts: ${host} was given up by ${who}, but its DNS record is still there: wait until that RecordSet is gone, or name another host${ask}.`;
  if (holder.deleting)
    return `spec.hosts: ${host} belongs to ${who}, which is being deleted: wait until it is gone, or name another host${ask}.`;
  const there = neighbour === undefined ? "" : `, or take it out of spec.hosts of ${neighbour}`;
  return `spec.hosts: ${host} belongs to ${who}, which had it first: name another host${there}${ask}.`;
}

function nameIn(namespace: string, key: ServiceKey): string | undefined {
  return key.startsWith(`${namespace}/`) ? key.slice(namespace.length + 1) : undefined;
}
