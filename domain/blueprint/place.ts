// WebServiceClass → Place: where in AWS a service lives, defaults filled in.
import { RFC1918 } from "../tiers/defaults.js";
import type { WebServiceClass } from "../api/service.js";
import type { Place } from "./types.js";

export function place({ metadata, spec }: WebServiceClass): Place {
  return {
    className: metadata.name,
    region: spec.region ?? "",
    accountID: spec.accountID ?? "",
    clusterName: spec.clusterName ?? "",
    vpcID: spec.vpcID ?? "",
    publicSubnetIDs: spec.publicSubnetIDs ?? [],
    privateSubnetIDs: spec.privateSubnetIDs ?? [],
    podCIDRs: spec.podCIDRs ?? RFC1918,
    hostedZoneID: spec.hostedZoneID,
    domain: spec.domain,
    databaseAuthorities: spec.databaseAuthorities,
    certificateARN: spec.certificateARN,
    cdnCertificateARN: spec.cdnCertificateARN,
    cdnPrefixListID: spec.cdnPrefixListID,
    alarmTopicARN: spec.alarmTopicARN,
    permissionsBoundaryARN: spec.permissionsBoundaryARN,
    storageClassName: spec.storageClassName,
    volumeSnapshotClassName: spec.volumeSnapshotClassName,
    ingressClassName: spec.ingressClassName ?? "alb",
  };
}
