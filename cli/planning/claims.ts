// Who has which host, from the WebServices of a cluster and one more that is planned for. Pure.
import type { Claimant, Hosts } from "../../domain/admit/hosts.js";
import type { ObjectMeta } from "../../domain/api/objects.js";
import type { WebService } from "../../domain/api/service.js";
import { serviceKey } from "../../domain/api/service.js";

type Planned = { readonly metadata: ObjectMeta; readonly spec: Pick<WebService["spec"], "hosts"> };

/** What DNS says is not looked at: a service has a host when its status says that it serves it. Of two others, the older one. */
export function claimsOf(services: readonly WebService[], planned: Planned): Pick<Hosts, "of"> {
  const { name, namespace = "default" } = planned.metadata;
  const key = serviceKey({ name, namespace });
  const others = services.filter(({ metadata }) => serviceKey(metadata) !== key);
  const own = services.find(({ metadata }) => serviceKey(metadata) === key);
  const all = [...others.map(claimOf), ownClaim(planned, own)];
  return { of: (host) => all.flatMap((claim) => claimantFor(claim, plain(host))) };
}

type Claim = Omit<Claimant, "names" | "record" | "holds"> & { readonly served: readonly string[] };

function claimOf({ metadata, spec, status }: WebService): Claim {
  return {
    key: serviceKey(metadata),
    createdAt: metadata.creationTimestamp ?? "",
    deleting: metadata.deletionTimestamp !== undefined,
    hosts: spec.hosts ?? [],
    served: status?.endpoints?.hosts ?? [],
  };
}

/** One that is not on the cluster yet is the youngest of all. */
function ownClaim({ metadata, spec: { hosts = [] } }: Planned, own: WebService | undefined): Claim {
  const { name, namespace = "default" } = metadata;
  if (own !== undefined) return { ...claimOf(own), hosts };
  return { key: serviceKey({ name, namespace }), createdAt: LAST, deleting: false, hosts, served: [] };
}
const LAST = "9999-12-31T23:59:59Z";

function claimantFor({ served, ...claim }: Claim, host: string): readonly Claimant[] {
  const names = claim.hosts.map(plain).includes(host);
  const serves = served.map(plain).includes(host);
  return names ? [{ ...claim, names, record: "none", holds: serves }] : [];
}

/** As DNS compares names. */
function plain(host: string): string {
  return host.toLowerCase().replace(/\.$/, "");
}
