// The month's traffic of a service and the way it takes: through the CDN, through the load balancer, to the bucket.
import { usersOf } from "../api/tier.js";
import type { Blueprint } from "../blueprint/types.js";
import { BYTES_PER_RESPONSE, monthlyRequests } from "../tiers/load.js";
import type { Bill } from "./bill.js";
import type { Kept } from "./kept.js";

/** What is known better than the tier says. */
export type Usage = {
  readonly users?: number;
  /** Web pods that run; default: the least that the blueprint allows. */
  readonly webReplicas?: number;
  /** What is kept beside what the blueprint names. Default: nothing. */
  readonly kept?: readonly Kept[];
};

/** Assumption: half of all reads are for static files. */
const STATIC_SHARE = 0.5;
/** Assumption: of ten static reads at the CDN, one goes on to the bucket. */
const STATIC_MISS_SHARE = 0.1;
/** Assumption: one write in a hundred uploads a file. */
const UPLOAD_SHARE = 0.01;

export type Traffic = {
  readonly users: number;
  readonly writes: number;
  /** Reads that the application answers from its data. */
  readonly dynamicReads: number;
  readonly uploads: number;
  readonly cdnRequests: number;
  readonly loadBalancerRequests: number;
  readonly bucketReads: number;
  readonly cdnGB: number;
  readonly loadBalancerGB: number;
  /** From the load balancer to the internet, past the CDN. */
  readonly directGB: number;
};

export function trafficOf({ cdn, tier }: Blueprint, usage: Usage): Traffic {
  const users = usage.users ?? usersOf(tier);
  const { reads, writes } = monthlyRequests(users);
  const staticReads = reads * STATIC_SHARE;
  const dynamicReads = reads - staticReads;
  const cdnRequests = { none: 0, static: staticReads, all: reads + writes }[cdn?.paths ?? "none"];
  const loadBalancerRequests = cdn === undefined ? reads + writes : dynamicReads + writes;
  const loadBalancerGB = gigabytes(loadBalancerRequests);
  return {
    users,
    writes,
    dynamicReads,
    uploads: writes * UPLOAD_SHARE,
    cdnRequests,
    loadBalancerRequests,
    bucketReads: cdn === undefined ? 0 : staticReads * STATIC_MISS_SHARE,
    cdnGB: gigabytes(cdnRequests),
    loadBalancerGB,
    directGB: cdn?.paths === "all" ? 0 : loadBalancerGB,
  };
}

function gigabytes(requests: number): number {
  return (requests * BYTES_PER_RESPONSE) / 1e9;
}

export function trafficAssumptions({ cdn, place }: Blueprint, { users }: Traffic): Bill["assumes"] {
  const { reads, writes } = monthlyRequests(users);
  return [
    `${grouped(users)} users make ${grouped(reads)} reads and ${grouped(writes)} writes a month (linear in users: 10 million make 100 billion and 1 billion)`,
    `a response is ${BYTES_PER_RESPONSE / 1000} kB`,
    ...(cdn === undefined
      ? []
      : [
          `${100 * STATIC_SHARE} % of the reads are static files, of which the CDN asks the bucket for ${100 * STATIC_MISS_SHARE} %`,
        ]),
    ...(cdn?.paths === "all" && place.cdnCertificateARN === undefined
      ? ["all traffic takes the CDN; without the class's cdnCertificateARN the hosts stay at the load balancer"]
      : []),
  ];
}

function grouped(count: number): string {
  return count.toLocaleString("en-US");
}
