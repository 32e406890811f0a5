// What a change does, asked once more before it is made.
import { downtime } from "../../terminal/words.js";
import type { ChangeRequest, PlanView } from "../model.js";
import type { Described } from "./describe.js";
import { h } from "./describe.js";
import { show } from "./dom.js";

/** Resolves with whether it is wanted. The rest of the page waits. */
export function confirm(dialog: HTMLDialogElement, request: ChangeRequest, plan: PlanView | null): Promise<boolean> {
  const answer = (isWanted: boolean) => () => dialog.close(isWanted ? "yes" : "no");
  show(dialog, [
    h("h2", { id: "confirm-title" }, title(request)),
    ...consequences(request, plan),
    h(
      "div",
      { class: "buttons" },
      h("button", { type: "button", class: "quiet", onclick: answer(false) }, "Cancel"),
      h("button", { type: "button", class: "primary", onclick: answer(true) }, button(request)),
    ),
  ]);
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true }));
}

function title({ act, name }: ChangeRequest): string {
  switch (act) {
    case "approve":
      return `Approve this plan of ${name}?`;
    case "suspend":
      return `Suspend ${name}?`;
    case "resume":
      return `Resume ${name}?`;
  }
}

function button(request: ChangeRequest): string {
  switch (request.act) {
    case "approve":
      return `Approve ${request.plan}`;
    case "suspend":
      return "Suspend";
    case "resume":
      return "Resume";
  }
}

function consequences({ act }: ChangeRequest, plan: PlanView | null): readonly Described[] {
  if (act === "suspend")
    return [
      h("p", {}, "The operator does nothing to it any more, repairs included. What runs keeps running, and costs the same."),
    ];
  if (act === "resume") return [h("p", {}, "The operator looks after it again, and makes what the spec says by now.")];
  const items = (plan?.changes ?? []).map(({ id, summary, disruption, downtimeSeconds }) =>
    h("li", { key: id }, summary, h("span", { class: "soft" }, ` ${disruption}, downtime ${downtime(downtimeSeconds)}`)),
  );
  return [h("p", {}, "All of this may then happen as soon as it can:"), h("ul", {}, items)];
}
