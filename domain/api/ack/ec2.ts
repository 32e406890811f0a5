// EC2: SecurityGroup, ElasticIPAddress. Only the fields that Tenfold sets or reads.
import { z } from "zod";
import { ackStatus, tags } from "./parts.js";

const rule = z.object({
  ipProtocol: z.string(),
  fromPort: z.int().optional(),
  toPort: z.int().optional(),
  ipRanges: z.array(z.object({ cidrIP: z.string(), description: z.string() })),
});

export const securityGroupSpec = z.object({
  name: z.string(),
  description: z.string(),
  vpcID: z.string().optional(),
  ingressRules: z.array(rule).optional(),
  egressRules: z.array(rule).optional(),
  tags: tags.optional(),
});
export type SecurityGroupSpec = z.infer<typeof securityGroupSpec>;

export const securityGroupStatus = ackStatus.extend({ id: z.string().optional() });

export const elasticIPAddressSpec = z.object({
  // Filled in by ACK; never set by us.
  publicIPv4Pool: z.string().optional(),
  networkBorderGroup: z.string().optional(),
  tags: tags.optional(),
});
export type ElasticIPAddressSpec = z.infer<typeof elasticIPAddressSpec>;

export const elasticIPAddressStatus = ackStatus.extend({
  allocationID: z.string().optional(),
  publicIP: z.string().optional(),
});
export type ElasticIPAddressStatus = z.infer<typeof elasticIPAddressStatus>;
