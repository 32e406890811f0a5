// One service: what it is, how it stands, its picture, plan, parts and cost. Pure.
import { dollars } from "../../terminal/words.js";
import type { ChangeRequest, Drawn, Head, Picture, ServiceLine } from "../model.js";
import { keyOf } from "../model.js";
import type { Described } from "./describe.js";
import { h } from "./describe.js";
import { figure, tierText } from "./list.js";
import type { PageState } from "./page-state.js";
import { staleSince } from "./page-state.js";
import { planSection } from "./plan.js";
import {
  costSection,
  eventSection,
  historySection,
  moveSection,
  problemSection,
  retainedSection,
  treeSection,
  unreadSection,
} from "./sections.js";
import { badge, sign, WORDS } from "./signs.js";

export type Ask = (request: ChangeRequest) => void;

export function servicePage(state: PageState, ask: Ask, now: number): readonly (Described | undefined)[] {
  const line = state.services.find((service) => keyOf(service) === state.looked);
  const back = h("a", { class: "back", href: "#/" }, "All services");
  if (line === undefined) return [back, ...missing(state)];
  const { view } = state;
  const { namespace, name } = line;
  const shut = shutBecause(state);
  const approve = () => (view.plan === null ? undefined : ask({ act: "approve", namespace, name, plan: view.plan.id }));
  return [
    back,
    head(line, view.head, shut === undefined ? ask : undefined),
    problemSection(view.problems),
    view.plan === null ? undefined : planSection({ plan: view.plan, shut, approve }),
    moveSection(view.move),
    view.picture === null ? undefined : picture(line, view.picture),
    h(
      "div",
      { class: "pair", key: "pair" },
      h("div", {}, treeSection(view.tree), retainedSection(view.retained)),
      h("div", {}, costSection(view.cost), historySection(view.history, now)),
    ),
    eventSection(view.events, now),
    unreadSection(view.unread),
  ];
}

function missing({ isTold, looked = "" }: PageState): readonly Described[] {
  if (!isTold) return [h("h1", { tabindex: "-1" }, looked), h("p", { class: "soft" }, "Reading…")];
  return [
    h("h1", { tabindex: "-1" }, "No such service"),
    h("p", {}, `There is no WebService ${looked} any more, or it is in a namespace that this page does not show.`),
  ];
}

/** Why nothing can be changed now. */
function shutBecause(state: PageState): string | undefined {
  if (staleSince(state) !== undefined) return "Not while the cluster is lost: the plan may be another by now.";
  if (state.hello?.mayChange !== true)
    return "This page only shows. To approve here, start it with: tenfold dashboard --allow-changes";
  return undefined;
}

function head(line: ServiceLine, detail: Head | null, ask: Ask | undefined): Described {
  const { namespace, name, tier, target, state, word, monthlyUSD } = line;
  const facts = [namespace, typeof detail?.className === "string" ? `class ${detail.className}` : undefined];
  return h(
    "header",
    { class: "head", key: "head" },
    h("div", { class: "title-row" }, h("h1", { tabindex: "-1" }, name), badge(state, word), suspendButton(line, detail, ask)),
    h("p", { class: "soft" }, facts.filter((fact) => fact !== undefined).join(" · ")),
    h(
      "dl",
      { class: "figures" },
      figure(target === null ? "users" : "users, now and then", tierText(tier, target)),
      figure("a month", monthlyUSD === null ? "—" : dollars(monthlyUSD)),
      figure("pods ready", String(detail?.readyPods ?? "—")),
      address(detail?.url ?? null),
    ),
    h("p", { class: "message" }, detail?.message ?? " "),
  );
}

function address(url: string | null): Described {
  if (url === null || !/^https?:\/\//.test(url)) return figure("address", "—");
  const link = h("a", { href: url, target: "_blank", rel: "noreferrer noopener" }, url.replace(/^https?:\/\//, ""));
  return h("div", { class: "figure address" }, h("dt", {}, "address"), h("dd", {}, link));
}

function suspendButton({ namespace, name }: ServiceLine, detail: Head | null, ask: Ask | undefined): Described | undefined {
  if (ask === undefined || detail === null) return undefined;
  const act = detail.suspended ? "resume" : "suspend";
  const word = detail.suspended ? "Resume…" : "Suspend…";
  return h("button", { type: "button", class: "quiet", onclick: () => ask({ act, namespace, name }) }, word);
}

function picture({ name, target }: ServiceLine, { words, wide, narrow }: Picture): Described {
  const named = (drawn: Drawn, width: string): Described => ({
    ...drawn,
    attributes: { ...drawn.attributes, class: width, role: "img", "aria-label": `${name}: ${words}` },
  });
  const legend = (["ready", "working", "failed", "planned"] as const).map((state) => h("li", {}, sign(state), WORDS[state]));
  return h(
    "section",
    { class: "card picture", "aria-labelledby": "picture-title", key: "picture" },
    h("h2", { id: "picture-title" }, target === null ? "Architecture" : `Architecture that is aimed at: ${target} users`),
    h("div", { class: "scroll", tabindex: "0", role: "group", "aria-labelledby": "picture-title" }, [
      named(wide, "wide"),
      named(narrow, "narrow"),
    ]),
    h("ul", { class: "legend", "aria-label": "Signs" }, legend),
  );
}
