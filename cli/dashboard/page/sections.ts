// The smaller sections of a service: parts, cost, events, what is kept, when each tier came. Pure.
import { dollars, plural } from "../../terminal/words.js";
import type {
  CostPart,
  CostView,
  EventLine,
  HistoryLine,
  MoveView,
  ProblemLine,
  RetainedLine,
  State,
  TreeItem,
} from "../model.js";
import type { Described } from "./describe.js";
import { h } from "./describe.js";
import { sign, spoken, WORDS } from "./signs.js";
import { ago } from "./time.js";

/** The first word of `names` is its id. */
function card(names: string, title: string, ...content: Parameters<typeof h>[2][]): Described {
  const [id = ""] = names.split(" ");
  const heading = h("h2", { id: `${id}-title` }, title);
  return h("section", { class: `card ${names}`, "aria-labelledby": `${id}-title`, key: id }, heading, content);
}

export function problemSection(problems: readonly ProblemLine[]): Described | undefined {
  if (problems.length === 0) return undefined;
  const isStuck = problems.some(({ stalls }) => stalls);
  const items = problems.map(({ reason, message, stalls }) =>
    h("li", {}, sign(stalls ? "failed" : "waiting"), h("div", {}, h("strong", {}, reason), h("p", {}, message))),
  );
  const title = isStuck ? "What stands in the way, and what to do" : "What to know";
  return card(`problems${isStuck ? " is-failed" : ""}`, title, h("ul", {}, items));
}

export function moveSection(move: MoveView | null): Described | undefined {
  if (move === null) return undefined;
  const { title, phases, says, failure } = move;
  const steps = phases.map(({ name, state }) =>
    h("li", { key: name, class: `is-${state}` }, sign(state), h("span", {}, name), spoken(`: ${PHASE_WORDS[state] ?? ""}`)),
  );
  return card(
    "move",
    title,
    h("ol", {}, steps),
    says === null ? undefined : h("p", {}, says),
    failure === null ? undefined : h("p", { class: "word is-failed" }, `The last attempt was given up: ${failure}`),
  );
}

const PHASE_WORDS: Partial<Record<State, string>> = { ready: "done", working: "under way", planned: "comes" };

export function treeSection(tree: readonly TreeItem[]): Described {
  if (tree.length === 0) return card("parts", "Parts", h("p", { class: "soft" }, "The operator has made nothing yet."));
  return card("parts", "Parts", h("ul", { class: "tree" }, tree.map(partItem)));
}

/** What is not ready is open from the start. */
function partItem(part: TreeItem): Described {
  const { name, kind, state, message, children } = part;
  const summary = h("summary", {}, ...row(state), h("span", { class: "name" }, name), h("span", { class: "soft kind" }, kind));
  return h(
    "li",
    { key: name },
    h(
      "details",
      { open: state !== "ready" },
      summary,
      message === null ? undefined : h("p", { class: "soft message" }, message),
      h("ul", {}, children.map(childItem)),
    ),
  );
}

function childItem({ name, kind, state, message, children }: TreeItem): Described {
  return h(
    "li",
    { key: `${kind}/${name}` },
    h("div", { class: "child" }, ...row(state), h("span", { class: "soft kind" }, kind), h("span", { class: "name" }, name)),
    message === null ? undefined : h("p", { class: "soft message" }, message),
    children.length === 0 ? undefined : h("ul", {}, children.map(podsItem)),
  );
}

function podsItem({ name, state, message }: TreeItem): Described {
  return h(
    "li",
    { key: name },
    h("div", { class: "child" }, sign(state), h("span", { class: "name" }, name)),
    message === null ? undefined : h("p", { class: "soft message" }, message),
  );
}

function row(state: TreeItem["state"]): readonly Described[] {
  return [sign(state), state === "ready" ? spoken("ready: ") : h("span", { class: `word is-${state}` }, WORDS[state])];
}

export function costSection(cost: CostView | null): Described | undefined {
  if (cost === null) return undefined;
  const most = Math.max(...cost.parts.map(({ monthlyUSD }) => monthlyUSD), 1);
  return card(
    "cost",
    "Cost",
    h("p", { class: "sum" }, h("strong", {}, dollars(cost.monthlyUSD)), " a month at list prices"),
    isOther(cost)
      ? h("p", { class: "soft" }, `when the plan is done; what stands now costs ${dollars(cost.nowUSD ?? 0)}`)
      : undefined,
    h(
      "ul",
      { class: "bars" },
      cost.parts.map((part) => costItem(part, most)),
    ),
    cost.unpriced.length === 0 ? undefined : h("p", { class: "soft" }, `Without ${cost.unpriced.join(", ")}: no price is known.`),
    h(
      "details",
      { class: "assumptions" },
      h("summary", {}, `Prices of ${cost.pricesOf}, and what is assumed`),
      h(
        "ul",
        {},
        cost.assumptions.map((text) => h("li", {}, text)),
      ),
    ),
  );
}

/** More than what rounding makes of it. */
function isOther({ monthlyUSD, nowUSD }: CostView): boolean {
  return nowUSD !== null && Math.abs(nowUSD - monthlyUSD) > 1;
}

function costItem({ part, monthlyUSD, lines }: CostPart, most: number): Described {
  const bar = h(
    "svg",
    { class: "bar", viewBox: "0 0 100 4", preserveAspectRatio: "none", "aria-hidden": "true" },
    h("rect", { class: "rail", width: 100, height: 4 }),
    h("rect", { class: "fill", width: Math.max(0.8, (100 * monthlyUSD) / most).toFixed(2), height: 4 }),
  );
  return h(
    "li",
    { key: part },
    h(
      "details",
      {},
      h("summary", {}, h("span", { class: "name" }, part), h("span", { class: "money" }, dollars(monthlyUSD)), bar),
      h(
        "ul",
        {},
        lines.map(({ what, monthlyUSD: usd }) => h("li", {}, h("span", {}, what), h("span", { class: "money" }, dollars(usd)))),
      ),
    ),
  );
}

export function eventSection(events: readonly EventLine[] | null, now: number): Described {
  const empty = events === null ? "Not read." : "Nothing happened in the last hour.";
  if (events === null || events.length === 0) return card("events", "Events", h("p", { class: "soft" }, empty));
  const [newest, older] = [events.slice(0, NEWEST), events.slice(NEWEST)];
  const list = (some: readonly EventLine[]) =>
    h(
      "ol",
      {},
      some.map((event) => eventItem(event, now)),
    );
  const more = h("details", {}, h("summary", {}, plural(older.length, "older event")), list(older));
  return card("events", "Events", list(newest), older.length === 0 ? undefined : more);
}

const NEWEST = 6;

function eventItem({ id, time, isWarning, reason, about, message, count }: EventLine, now: number): Described {
  return h(
    "li",
    { key: id, class: isWarning ? "warning" : undefined },
    h(
      "div",
      { class: "event-head" },
      isWarning ? h("span", { class: "word is-failed" }, "Warning") : undefined,
      h("strong", {}, reason),
      h("span", { class: "soft" }, about, count > 1 ? ` ×${count}` : ""),
      ago(time, now),
    ),
    h("p", {}, message),
  );
}

export function retainedSection(retained: readonly RetainedLine[]): Described | undefined {
  if (retained.length === 0) return undefined;
  const items = retained.map(({ kind, name, reason, monthlyUSD }) =>
    h(
      "li",
      { key: `${kind}/${name}` },
      h("span", { class: "soft kind" }, kind),
      h("span", { class: "name" }, name),
      h("span", { class: "money" }, monthlyUSD === null ? "cost not known" : `${dollars(monthlyUSD)}/mo`),
      h("p", { class: "soft message" }, reason),
    ),
  );
  return card("retained", "Data that is kept", h("ul", {}, items));
}

export function historySection(history: readonly HistoryLine[], now: number): Described | undefined {
  if (history.length === 0) return undefined;
  const items = history.map(({ time, tier }) => h("li", {}, h("span", { class: "tier" }, tier), "first served ", ago(time, now)));
  return card("history", "History", h("ol", {}, items));
}

export function unreadSection(unread: readonly string[]): Described | undefined {
  if (unread.length === 0) return undefined;
  return card(
    "unread",
    "What could not be read",
    h(
      "ul",
      {},
      unread.map((text) => h("li", {}, text)),
    ),
  );
}
