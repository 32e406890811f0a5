// Blueprint → what its picture shows, with prices at the boxes. Pure.
import type { Blueprint } from "../../domain/blueprint/types.js";
import type { CostEstimate } from "../../domain/cost/estimate.js";
import { estimateCost } from "../../domain/cost/estimate.js";
import { dollars } from "../terminal/words.js";
import { application, edgesOfApplication } from "./application.js";
import { number } from "./amounts.js";
import { data, edgesOfData } from "./data.js";
import { edgesInFront, inFront } from "./in-front.js";
import type { Model, Node } from "./model.js";
import { boxOf } from "./prices-of.js";
import { usersOf } from "../../domain/api/tier.js";
import { watching } from "./watching.js";

/** AWS calls a region's zones so; which of them is which, differs by account. */
const ZONES = ["a", "b", "c"];

export function modelOf(blueprint: Blueprint): Model {
  const zones = ZONES.slice(0, zonesOf(blueprint));
  const estimate = estimateCost(blueprint);
  const bare = [...inFront(blueprint), ...application(blueprint, zones), ...data(blueprint, zones), ...watching(blueprint)];
  const prices = pricesOf(blueprint, estimate);
  const nodes = bare.map((node): Node => ({ ...node, monthlyUSD: prices.get(node.id) }));
  const parts = nodes.find(({ id }) => id === "database")?.parts ?? [];
  const { name } = blueprint.identity;
  return {
    title: name,
    subtitle: [usersInWords(blueprint), costInWords(estimate)].join(" · "),
    zones,
    nodes,
    edges: [...edgesInFront(blueprint), ...edgesOfApplication(blueprint), ...edgesOfData(blueprint, parts)],
    isCompared: false,
  };
}

function zonesOf({ web, database, cache }: Blueprint): number {
  const ofDatabase = database?.kind === "aurora" ? 3 : database?.kind === "rds" && database.multiAZ ? 2 : 1;
  return Math.min(ZONES.length, Math.max(web.zones, ofDatabase, cache?.multiAZ === true ? 2 : 1));
}

export function usersInWords({ tier }: Pick<Blueprint, "tier">): string {
  const users = usersOf(tier);
  return `${number(users)} user${users === 1 ? "" : "s"}`;
}

export function costInWords(estimate: CostEstimate | undefined): string {
  return estimate === undefined ? "no prices known for its region" : `about ${dollars(estimate.monthlyUSD)} a month`;
}

/** By box. What is for a load balancer is for the one that the service has. */
export function pricesOf({ fronts }: Blueprint, estimate: CostEstimate | undefined): ReadonlyMap<string, number> {
  const prices = new Map<string, number>();
  for (const item of estimate?.items ?? []) {
    const box = boxOf(item);
    const id = box === "balancer" ? fronts[0]?.kind : box;
    if (id !== undefined) prices.set(id, (prices.get(id) ?? 0) + item.monthlyUSD);
  }
  return prices;
}

/** Cents would say more than an estimate knows. */
const WORTH_SAYING_USD = 1;

/** `$1,234/mo`. Undefined: nothing worth saying. */
export function priceTag({ monthlyUSD = 0 }: Pick<Node, "monthlyUSD">): string | undefined {
  return monthlyUSD < WORTH_SAYING_USD ? undefined : `$${number(Math.round(monthlyUSD))}/mo`;
}
