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
  },
};
