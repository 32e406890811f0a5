// The WebServiceClass API: where in AWS the services of a cluster live. Cluster-scoped, like StorageClass.
import { z } from "zod";
import { described, host, objectName } from "./schema-parts.js";
import { TIERS } from "./tier.js";

const subnets = z.array(z.string().regex(/^subnet-[0-9a-f]{8,17}$/)).max(16);
const certificate = z
  .string()
  .max(256)
  .regex(/^arn:aws[a-z-]*:acm:[a-z0-9-]+:[0-9]{12}:certificate\/[0-9a-f-]+$/);

export const webServiceClassSpec = z.object({
  region: described(
    z
      .string()
      .min(5)
      .max(32)
      .regex(/^[a-z]{2}(-[a-z]+)+-[0-9]$/)
      .optional(),
    "AWS region, for example us-east-1.",
  ),
  accountID: described(
    z
      .string()
      .regex(/^[0-9]{12}$/)
      .optional(),
    "AWS account number, twelve digits.",
  ),
  clusterName: described(z.string().min(1).max(100).optional(), "Name of the EKS cluster, for pod identities."),
  vpcID: described(
    z
      .string()
      .regex(/^vpc-[0-9a-f]{8,17}$/)
      .optional(),
    "VPC of the cluster.",
  ),
  publicSubnetIDs: described(subnets.optional(), "Public subnets for load balancers, in two or more zones."),
  privateSubnetIDs: described(subnets.optional(), "Private subnets for databases and caches, in two or more zones."),
  podCIDRs: described(
    z
      .array(
        z
          .string()
          .max(43)
          .regex(/^[0-9.]+\/[0-9]{1,2}$/),
      )
      .max(16)
      .optional(),
    "Address ranges of the pods, allowed to reach databases and caches. Default: the private ranges of RFC 1918.",
  ),
  hostedZoneID: described(
    z
      .string()
      .max(32)
      .regex(/^Z[A-Z0-9]+$/)
      .optional(),
    "Route 53 hosted zone for the hosts of services. Without it no DNS records are written.",
  ),
  domain: described(host.optional(), "Domain of the hosted zone. Hosts outside of it are refused."),
  certificateARN: described(certificate.optional(), "ACM certificate for load balancers, in the region of the class."),
  cdnCertificateARN: described(certificate.optional(), "ACM certificate for CloudFront, in us-east-1."),
  storageClassName: described(objectName.optional(), "StorageClass of in-cluster volumes. Default: the cluster's default."),
  ingressClassName: described(objectName.optional(), "Ingress class of the load balancer controller. Default: alb."),
  limits: described(
    z
      .object({
        maxTier: described(z.enum(TIERS).optional(), "Highest tier that services of this class may ask for."),
        maxMonthlyUSD: described(
          z.int().min(1).optional(),
          "Highest estimated monthly list price of one service, in US dollars.",
        ),
      })
      .optional(),
    "Limits for the services of this class.",
  ),
});
export type WebServiceClassSpec = z.infer<typeof webServiceClassSpec>;
