// The plan: what changes, how it disturbs, what it costs, what it waits for, and the button that approves it. Pure.
import type { ChangeReport } from "../../../domain/api/status.js";
import { dollarsMore, downtime } from "../../terminal/words.js";
import type { PlanView } from "../model.js";
import type { Described } from "./describe.js";
import { h } from "./describe.js";
import { sign } from "./signs.js";

export type PlanGiven = {
  readonly plan: PlanView;
  /** Why nothing can be changed on this page now; undefined: something can. */
  readonly shut: string | undefined;
  readonly approve: () => void;
};

export function planSection({ plan, shut, approve }: PlanGiven): Described {
  return h(
    "section",
    { class: "card plan", "aria-labelledby": "plan-title", key: "plan" },
    h(
      "div",
      { class: "title-row" },
      h("h2", { id: "plan-title" }, plan.from === "operator" ? "Plan" : "Plan to come"),
      h("code", {}, plan.id),
    ),
    h("ol", { class: "changes" }, plan.changes.map(changeItem)),
    approval(plan, shut, approve),
  );
}

const STATES = { Running: "working", Waiting: "waiting", Held: "failed" } as const;
const STATE_WORDS = { Running: "Goes ahead", Waiting: "Waits", Held: "Held" } as const;
const REVERSIBLE = { Yes: "Yes", No: "No", BeforeTheSwitch: "Until the switch" } as const;

function changeItem(change: ChangeReport): Described {
  const { id, summary, reason, disruption, downtimeSeconds, basis, monthlyCostDeltaUSD, state, waitingFor, reversible } = change;
  const delta = monthlyCostDeltaUSD === undefined ? "not known" : `${dollarsMore(monthlyCostDeltaUSD)} a month`;
  return h(
    "li",
    { key: id },
    h("h3", {}, sign(STATES[state]), h("span", {}, summary)),
    h("p", { class: "soft" }, reason),
    h(
      "dl",
      { class: "facts" },
      fact("Disruption", disruption),
      fact("Downtime", basis === undefined ? downtime(downtimeSeconds) : `${downtime(downtimeSeconds)} (${basis})`),
      fact("Cost", delta),
      reversible === undefined ? undefined : fact("Can be taken back", REVERSIBLE[reversible]),
    ),
    h("p", { class: `waits is-${STATES[state]}` }, h("strong", {}, STATE_WORDS[state]), waitsFor(state, waitingFor)),
  );
}

function waitsFor(state: ChangeReport["state"], waitingFor: string | undefined): string {
  if (waitingFor === undefined) return "";
  return state === "Held" ? `: ${waitingFor}` : ` for ${waitingFor}`;
}

function fact(what: string, value: string): Described {
  return h("div", {}, h("dt", {}, what), h("dd", {}, value));
}

function approval(
  { approval: { is, ...rest }, id }: PlanView,
  shut: string | undefined,
  approve: () => void,
): Described | undefined {
  if (is === "none") return undefined;
  if (is === "given") return h("p", { class: "given" }, sign("ready"), "Approved: it goes ahead as its steps allow.");
  const why = "because" in rest ? rest.because : shut;
  return h(
    "div",
    { class: "approval" },
    h(
      "button",
      {
        type: "button",
        class: "primary",
        "aria-disabled": why === undefined ? undefined : "true",
        "aria-describedby": why === undefined ? undefined : "approve-why",
        onclick: () => (why === undefined ? approve() : undefined),
      },
      `Approve plan ${id}…`,
    ),
    why === undefined ? undefined : h("p", { class: "soft", id: "approve-why" }, why),
  );
}
