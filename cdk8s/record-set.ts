// The DNS records of the hosts: one address record each, pointing at the way in that the blueprint says.
import { ACK } from "../domain/api/kinds.js";
import type { RecordSetSpec } from "../domain/api/ack/route53.js";
import { dnsRole, ROLE } from "../domain/blueprint/roles.js";
import type { Entry } from "../domain/blueprint/types.js";
import { ackAnnouncement, ackObject } from "./ack-object.js";
import { effectiveEntry } from "./cdn-facts.js";
import { childNameOf } from "./child-names.js";
import { albZone, CLOUDFRONT_ZONE } from "./hosted-zones.js";
import type { Scene } from "./scene.js";

/** Short, so that a move to another way in is soon everywhere. Aliases have the sixty seconds of AWS. */
const TTL_SECONDS = 60;

type Target = Pick<RecordSetSpec, "ttl" | "resourceRecords" | "aliasTarget"> | { readonly waitsFor: string };

export function recordSets(scene: Scene): void {
  const { hosts, place } = scene.blueprint;
  if (place.hostedZoneID === undefined) return;
  for (const host of hosts) {
    const target = targetOf(scene, scene.blueprint.heldHosts?.[host] ?? scene.blueprint.entry);
    const announcement = { ack: ACK.recordSet, part: "Edge", role: dnsRole(host) } as const;
    if ("waitsFor" in target) scene.wait(ackAnnouncement(announcement), [target.waitsFor]);
    else ackObject(scene, announcement, { hostedZoneID: place.hostedZoneID, name: `${host}.`, recordType: "A", ...target });
  }
}

function targetOf(scene: Scene, entry: Entry | "unchanged"): Target {
  if (entry === "unchanged") return { waitsFor: "the new way in to serve; the record stays as it is until then" };
  const { identity } = scene.blueprint;
  switch (effectiveEntry({ ...scene.blueprint, entry })) {
    case "nlb": {
      const address = scene.late.elasticIPAddress;
      const name = childNameOf(identity, { kind: ACK.elasticIPAddress.ref, role: ROLE.nlb });
      if (address === undefined) return { waitsFor: `the address of ElasticIPAddress ${name}` };
      return { ttl: TTL_SECONDS, resourceRecords: [{ value: address }] };
    }
    case "alb":
      return albTarget(scene, scene.late.albHostname);
    case "internal":
      return albTarget(scene, scene.late.internalHostname);
    case "cdn": {
      const domain = scene.late.distributionDomain;
      const name = childNameOf(identity, { kind: ACK.distribution.ref, role: ROLE.cdn });
      return domain === undefined ? { waitsFor: `the domain of Distribution ${name}` } : alias(domain, CLOUDFRONT_ZONE, false);
    }
  }
}

function albTarget({ blueprint }: Scene, hostname: string | undefined): Target {
  const zone = albZone(blueprint.place.region);
  if (zone === undefined) return { waitsFor: `the hosted zone of load balancers in region ${blueprint.place.region}` };
  if (hostname === undefined) return { waitsFor: "the host name of the load balancer" };
  return alias(hostname, zone, true);
}

/** Without a trailing dot: with one, ACK writes the record at every resync. */
function alias(dnsName: string, hostedZoneID: string, evaluateTargetHealth: boolean): Target {
  return { aliasTarget: { dnsName: dnsName.replace(/\.$/, ""), hostedZoneID, evaluateTargetHealth } };
}
