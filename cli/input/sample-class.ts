// The class that is planned for where nobody names one: everything that a service may need is there. Its ids belong to nobody.
import { API_VERSION } from "../../domain/api/keys.js";
import type { WebServiceClass } from "../../domain/api/service.js";
import type { Written } from "../../cdk8s/desire-offline.js";

const id = (prefix: string, last: number) => `${prefix}-0000000000000000${String(last)}`;

export const SAMPLE_CLASS: Written<WebServiceClass> = {
  apiVersion: API_VERSION,
  kind: "WebServiceClass",
  metadata: { name: "sample" },
  spec: {
    region: "us-east-1",
    accountID: "123456789012",
    clusterName: "sample",
    vpcID: id("vpc", 1),
    publicSubnetIDs: [id("subnet", 1), id("subnet", 2), id("subnet", 3)],
    privateSubnetIDs: [id("subnet", 4), id("subnet", 5), id("subnet", 6)],
    hostedZoneID: "Z00000000000000000000",
    domain: "example.com",
    certificateARN: "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000001",
    cdnCertificateARN: "arn:aws:acm:us-east-1:123456789012:certificate/00000000-0000-0000-0000-000000000002",
    cdnPrefixListID: "pl-00000000",
  },
};

/** The sample with the domain that all hosts are in, and with `name`. Hosts of several domains have no zone in common: it has none then. */
export function sampleClassFor(hosts: unknown, name = SAMPLE_CLASS.metadata.name): Written<WebServiceClass> {
  const { hostedZoneID, domain, ...rest } = SAMPLE_CLASS.spec;
  const shared = Array.isArray(hosts) && hosts.length > 0 ? sharedDomain(hosts.map(String)) : domain;
  const zone = shared === undefined ? {} : { hostedZoneID, domain: shared };
  return { ...SAMPLE_CLASS, metadata: { name }, spec: { ...rest, ...zone } };
}

/** The last labels that all hosts have in common, as far as they are a domain that somebody can own. */
function sharedDomain(hosts: readonly string[]): string | undefined {
  const [first = [], ...others] = hosts.map((host) => host.split(".").reverse());
  const count = first.findIndex((label, index) => others.some((other) => other[index] !== label));
  const labels = first.slice(0, Math.min(count === -1 ? first.length : count, MOST_LABELS)).reverse();
  return labels.length < LEAST_LABELS ? undefined : labels.join(".");
}
const LEAST_LABELS = 2;
/** www.example.com is a host of example.com. */
const MOST_LABELS = 2;
