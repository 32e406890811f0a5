// What stands between the users and the pods: DNS, CDN, firewall, load balancers, and the bucket that the CDN serves. Pure.
import { usersOf } from "../../domain/api/tier.js";
import type { Blueprint, Front } from "../../domain/blueprint/types.js";
import { number } from "./amounts.js";
import type { Edge, Node } from "./model.js";
import { node } from "./model.js";

export function inFront(blueprint: Blueprint): readonly Node[] {
  return [users(blueprint), ...dns(blueprint), ...cdn(blueprint), ...bucket(blueprint), ...balancers(blueprint)];
}

function users({ tier }: Blueprint): Node {
  const count = usersOf(tier);
  const title = `${number(count)} user${count === 1 ? "" : "s"}`;
  return node({ id: "users", kind: "users", row: "users", title, lines: [], numbers: [count] });
}

function dns({ hosts, place }: Blueprint): readonly Node[] {
  const [first] = hosts;
  if (first === undefined) return [];
  const more = hosts.length === 1 ? "" : ` and ${hosts.length - 1} more`;
  // Without a zone the records are somebody else's to make.
  const title = place.hostedZoneID === undefined ? "DNS" : "Route 53";
  return [node({ id: "dns", kind: "dns", row: "users", title, lines: [`${first}${more}`], numbers: [hosts.length] })];
}

function cdn({ cdn: theCdn, firewall }: Blueprint): readonly Node[] {
  if (theCdn === undefined) return [];
  const paths = theCdn.paths === "all" ? "all paths" : "static paths";
  const waf = theCdn.waf ? ["WAF, with a limit per address"] : [];
  const numbers = [theCdn.paths === "all" ? 1 : 0, theCdn.waf ? 1 : 0, firewall.requestsPerAddress];
  return [node({ id: "cdn", kind: "cdn", row: "edge", title: "CloudFront", lines: [paths, ...waf], numbers })];
}

function bucket({ assets }: Blueprint): readonly Node[] {
  if (assets === undefined) return [];
  return [node({ id: "bucket", kind: "bucket", row: "edge", title: "S3 bucket", lines: ["assets and uploads"] })];
}

function balancers({ fronts, place }: Blueprint): readonly Node[] {
  return fronts.map((front) =>
    node({
      id: front.kind,
      kind: "balancer",
      row: "balancer",
      title: BALANCERS[front.kind],
      lines: [balancerLine(front, place)],
      numbers: front.kind === "nlb" ? [0] : [1, front.reservedCapacityUnits],
    }),
  );
}

const BALANCERS = {
  nlb: "Network load balancer",
  alb: "Application load balancer",
  internal: "Internal load balancer",
} as const;

function balancerLine(front: Front, { publicSubnetIDs, privateSubnetIDs, certificateARN }: Blueprint["place"]): string {
  const tls = certificateARN === undefined ? [] : ["TLS"];
  if (front.kind === "nlb") return ["one fixed address, in one zone", ...tls].join(" · ");
  const { length } = front.kind === "internal" ? privateSubnetIDs : publicSubnetIDs;
  const addresses = length === 0 ? [] : [`addresses in ${length} zones`];
  const reserved = front.reservedCapacityUnits === 0 ? [] : [`${number(front.reservedCapacityUnits)} capacity units reserved`];
  return [...addresses, ...tls, ...reserved].join(" · ");
}

export function edgesInFront({ hosts, cdn: theCdn, assets, fronts, entry, place, heldHosts = {} }: Blueprint): readonly Edge[] {
  const https = place.certificateARN === undefined ? "http" : "https";
  const entries = new Set([entry, ...Object.values(heldHosts).filter((held) => held !== "unchanged")]);
  const reached = fronts.filter(({ kind }) => entries.has(kind));
  const toCdn = theCdn?.paths === "all" || entries.has("cdn") ? "https" : "files";
  const origin = fronts.find(({ kind }) => kind === "alb") ?? fronts[0];
  const forwards = theCdn?.paths === "all" && origin !== undefined;
  return [
    ...(hosts.length === 0 ? [] : [{ from: "users", to: "dns", word: "looks up", flow: "lookup" } as const]),
    ...reached.map(({ kind }): Edge => ({ from: "users", to: kind, word: https, flow: "request" })),
    ...(theCdn === undefined ? [] : [{ from: "users", to: "cdn", word: toCdn, flow: "request" } as const]),
    ...(forwards ? [{ from: "cdn", to: origin.kind, word: https, flow: "request" } as const] : []),
    ...(theCdn === undefined || assets === undefined
      ? []
      : [{ from: "cdn", to: "bucket", word: "static", flow: "request" } as const]),
    ...fronts.map(({ kind }): Edge => ({ from: kind, to: "web", word: "http", flow: "request" })),
    ...(assets === undefined ? [] : [{ from: "web", to: "bucket", word: "uploads", flow: "message" } as const]),
  ];
}
