// The ways in: load balancers with their addresses, CDN and firewall, traffic to the internet, DNS.
import type { ApplicationFront, Blueprint, Front } from "../blueprint/types.js";
import type { Bill, Line } from "./bill.js";
import { HOURS_PER_MONTH, NOTHING, together } from "./bill.js";
import type { Prices } from "./prices.js";
import type { Step } from "./steps.js";
import { CDN_STEPS, DNS_STEPS, EGRESS_STEPS, shares } from "./steps.js";
import type { Traffic } from "./traffic.js";

/** AWS wants two subnets for an ALB; it has one public address at least in each of those it is given. */
const MIN_ALB_ZONES = 2;
/** One capacity unit carries 1 GB an hour, of an ALB and of an NLB; bytes are the dimension that binds (tiers/load.ts). */
const GB_PER_UNIT_HOUR = 1;
/** What the firewall of cdk8s/web-acl.ts has: a limit for each address and three managed groups. */
export const WAF_RULES = 4;
/** Assumption: a user's resolver asks once a day. Aliases to AWS resources are free; only an NLB's record is none. */
const LOOKUPS_PER_USER = 30;

const USED_UNIT = "alb.lcu";
const RESERVED_UNIT = "alb.lcu-reserved";
const part = "Edge";

export function edge(blueprint: Blueprint, traffic: Traffic, prices: Prices): Bill {
  const { fronts, entry, cdn } = blueprint;
  const zones = Math.max(MIN_ALB_ZONES, blueprint.place.publicSubnetIDs.length);
  const carrying = entry === "cdn" ? "alb" : entry;
  return together([
    ...fronts.map((front) =>
      frontBill(front, { gigabytes: front.kind === carrying ? traffic.loadBalancerGB : 0, zones, prices }),
    ),
    entry === "internal" ? WITHIN : egress(traffic),
    cdn === undefined ? NOTHING : distribution(traffic, prices),
    cdn?.waf === true ? firewall(traffic) : NOTHING,
    dns(blueprint, traffic),
  ]);
}

/** Who comes from another zone or network pays there. */
const WITHIN: Bill = { lines: [], assumes: ["an internal service is asked from its own VPC, where answers cost nothing"] };

type FrontLoad = { readonly gigabytes: number; readonly zones: number; readonly prices: Prices };

function frontBill(front: Front, { gigabytes, zones, prices }: FrontLoad): Bill {
  const unitHours = gigabytes / GB_PER_UNIT_HOUR;
  const assumes = ["a capacity unit of a load balancer is used up by bytes (1 GB an hour), not by connections or rules"];
  switch (front.kind) {
    case "nlb":
      return {
        lines: [
          { part, what: "network load balancer", quantity: HOURS_PER_MONTH, basis: "baseline", price: "nlb.hour" },
          { part, what: "network load balancer: capacity units", quantity: unitHours, basis: "usage", price: "nlb.lcu" },
          { part, what: "Elastic IP", quantity: HOURS_PER_MONTH, basis: "baseline", price: "public-ipv4" },
        ],
        assumes,
      };
    case "internal":
      return {
        lines: albLines(front, unitHours, { zones: 0, prices }),
        assumes: [...assumes, ...reservation(front, prices)],
      };
    case "alb":
      return {
        lines: albLines(front, unitHours, { zones, prices }),
        assumes: [...assumes, ...reservation(front, prices), "an ALB has one public address in each public subnet of the class"],
      };
  }
}

/** What is reserved is paid in any case; only what goes beyond it is paid as used. */
function albLines(
  { kind, reservedCapacityUnits }: ApplicationFront,
  usedUnitHours: number,
  { zones: addresses, prices }: Pick<FrontLoad, "zones" | "prices">,
): readonly Line[] {
  const reserved = reservedCapacityUnits * HOURS_PER_MONTH;
  const name = kind === "internal" ? "internal load balancer" : "application load balancer";
  return [
    { ...hourly(name, HOURS_PER_MONTH), price: "alb.hour" },
    {
      part,
      what: `${name}: capacity units`,
      quantity: Math.max(0, usedUnitHours - reserved),
      basis: "usage",
      price: USED_UNIT,
    },
    { ...hourly(`${name}: ${reservedCapacityUnits} reserved capacity units`, reserved), price: reservedPrice(prices) },
    ...(addresses === 0 ? [] : [publicAddresses(name, addresses)]),
  ];
}

function publicAddresses(name: string, count: number): Line {
  return { ...hourly(`${name}: ${count} public addresses`, count * HOURS_PER_MONTH), price: "public-ipv4" };
}

function hourly(what: string, quantity: number): Omit<Line, "price"> {
  return { part, what, quantity, basis: "baseline" };
}

function reservation({ reservedCapacityUnits }: ApplicationFront, prices: Prices): readonly string[] {
  if (reservedCapacityUnits === 0 || reservedPrice(prices) === RESERVED_UNIT) return [];
  return [`no price of reserved capacity is known in ${prices.region}: it is billed like used capacity, as it is in us-east-1`];
}

/** A reserved unit costs what a used one does, where both prices are known. */
function reservedPrice(prices: Prices): string {
  return prices.of(RESERVED_UNIT) === undefined ? USED_UNIT : RESERVED_UNIT;
}

function egress({ directGB }: Traffic): Bill {
  return { lines: stepped("traffic to the internet", directGB, EGRESS_STEPS), assumes: [] };
}

function distribution({ cdnGB, cdnRequests }: Traffic, prices: Prices): Bill {
  const area = prices.cdnArea;
  const requests: Line = {
    part,
    what: "CloudFront: HTTPS requests",
    quantity: cdnRequests / 10_000,
    basis: "usage",
    price: `cloudfront.https.${area}`,
  };
  return {
    lines: [...stepped("CloudFront: traffic", cdnGB, CDN_STEPS[area]), requests],
    assumes: ["viewers are in the price area of the region; CloudFront above 500 TB at the price of the step below it"],
  };
}

function firewall({ cdnRequests }: Traffic): Bill {
  return {
    lines: [
      { part, what: "WAF: web ACL", quantity: 1, basis: "baseline", price: "waf.web-acl" },
      { part, what: `WAF: ${WAF_RULES} rules`, quantity: WAF_RULES, basis: "baseline", price: "waf.rule" },
      { part, what: "WAF: requests", quantity: cdnRequests / 1e6, basis: "usage", price: "waf.requests" },
    ],
    assumes: [],
  };
}

function dns({ hosts, entry, place }: Blueprint, { users }: Traffic): Bill {
  if (hosts.length === 0 || place.hostedZoneID === undefined) return NOTHING;
  if (entry !== "nlb") return { lines: [], assumes: ["records in Route 53 are aliases, whose queries are free"] };
  const queries = (users * LOOKUPS_PER_USER) / 1e6;
  return { lines: stepped("Route 53: queries", queries, DNS_STEPS), assumes: ["a user's resolver asks Route 53 once a day"] };
}

function stepped(what: string, quantity: number, steps: readonly Step[]): readonly Line[] {
  return shares(quantity, steps).map((share) => ({
    part,
    what: `${what}, ${share.words}`,
    quantity: share.quantity,
    basis: "usage",
    price: share.price,
  }));
}
