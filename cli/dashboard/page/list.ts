// The list of services. Pure.
import { dollars, plural } from "../../terminal/words.js";
import type { ServiceLine } from "../model.js";
import { keyOf } from "../model.js";
import type { Described } from "./describe.js";
import { h } from "./describe.js";
import type { PageState } from "./page-state.js";
import { addressOf } from "./route.js";
import { badge } from "./signs.js";

export function serviceList({ services, looked, hello, isTold }: PageState): Described {
  const several = new Set(services.map(({ namespace }) => namespace)).size > 1 || hello?.namespace === null;
  return h(
    "nav",
    { class: "services", "aria-label": "Services" },
    h("h2", {}, "Services"),
    services.length === 0 ? h("p", { class: "soft" }, emptyText(isTold, hello?.namespace)) : undefined,
    h(
      "ul",
      {},
      services.map((line) => item(line, keyOf(line) === looked, several)),
    ),
  );
}

function emptyText(isTold: boolean, namespace: string | null | undefined): string {
  if (!isTold) return "Reading…";
  return namespace === null || namespace === undefined
    ? "There is no WebService in this cluster."
    : `There is no WebService in namespace ${namespace}. With -A the page shows all namespaces.`;
}

function item(line: ServiceLine, isLooked: boolean, withNamespace: boolean): Described {
  const { name, namespace, tier, target, state, word, monthlyUSD } = line;
  return h(
    "li",
    { key: keyOf(line) },
    h(
      "a",
      { href: addressOf(keyOf(line)), "aria-current": isLooked ? "page" : undefined },
      h("span", { class: "name" }, name, withNamespace ? h("span", { class: "soft" }, ` ${namespace}`) : undefined),
      h("span", { class: "tier" }, tierText(tier, target)),
      badge(state, word),
      h("span", { class: "money soft" }, monthlyUSD === null ? "" : `${dollars(monthlyUSD)}/mo`),
    ),
  );
}

export function tierText(tier: string, target: string | null): string {
  return target === null ? tier : `${tier} → ${target}`;
}

/** Where no service is chosen. */
export function overview({ services, isTold }: PageState): readonly Described[] {
  if (!isTold) return [h("h1", { tabindex: "-1" }, "Services"), h("p", { class: "soft" }, "Reading what the cluster has…")];
  const sum = services.reduce((total, { monthlyUSD }) => total + (monthlyUSD ?? 0), 0);
  const unpriced = services.filter(({ monthlyUSD }) => monthlyUSD === null).length;
  return [
    h("h1", { tabindex: "-1" }, plural(services.length, "service")),
    h(
      "dl",
      { class: "figures" },
      figure("ready", String(services.filter(({ state }) => state === "ready").length)),
      figure("wait for somebody", String(services.filter(({ state }) => state === "waiting").length)),
      figure("stalled", String(services.filter(({ state }) => state === "failed").length)),
      figure(unpriced === 0 ? "a month" : `a month, ${unpriced} not estimated`, dollars(sum)),
    ),
    services.length === 0
      ? undefined
      : h("p", { class: "soft" }, "Choose a service to see its picture, its plan and what it costs."),
  ].filter((part) => part !== undefined);
}

export function figure(what: string, value: string): Described {
  return h("div", { class: "figure" }, h("dt", {}, what), h("dd", {}, value));
}
