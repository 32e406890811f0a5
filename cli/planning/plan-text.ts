// An outlook as a person reads it. Pure.
import type { ChangeReport } from "../../domain/api/status.js";
import { table } from "../terminal/table.js";
import type { Paint } from "../terminal/terminal.js";
import { dollars, dollarsMore, downtime, plural } from "../terminal/words.js";
import type { ObjectAction, ObjectChange, Outlook } from "./outlook.js";

type Good = Extract<Outlook, { readonly ok: true }>;

export function planText(outlook: Good, paint: Paint): string {
  const { service, namespace, tier, className, changes, objects, unchanged, problems } = outlook;
  const head = `${paint.bold(`${namespace}/${service}`)}  tier ${tier}, class ${className}`;
  const nothing = changes.length === 0 && !objects.some(isChange);
  return [
    head,
    ...(nothing ? [`Nothing to change: ${plural(unchanged, "object")} as they should be.`] : []),
    ...changesText(changes, paint),
    ...objectsText(objects, paint),
    costText(outlook),
    ...problems.map(({ reason, message }) => `${paint.yellow(reason)}: ${message}`),
    ...approvalText(outlook, paint),
  ].join("\n\n");
}

export function isChange({ action }: ObjectChange): boolean {
  return action !== "retain";
}

function changesText(changes: readonly ChangeReport[], paint: Paint): readonly string[] {
  return changes.map((change, index) => {
    const { summary, disruption, downtimeSeconds, reason, basis, monthlyCostDeltaUSD, reversible } = change;
    const delta = monthlyCostDeltaUSD === undefined ? "cost not known" : `${dollarsMore(monthlyCostDeltaUSD)} a month`;
    const facts = [
      `disruption ${disruption}`,
      `downtime ${downtime(downtimeSeconds)}${basis === undefined ? "" : ` (${basis})`}`,
      delta,
      ...(reversible === undefined ? [] : [`can be taken back: ${REVERSIBLE[reversible]}`]),
    ];
    return [
      `${index + 1}. ${paint.bold(summary)}`,
      `   ${facts.join(" · ")}`,
      `   why: ${reason}`,
      `   ${stateText(change, paint)}`,
    ].join("\n");
  });
}

const REVERSIBLE = { Yes: "yes", No: "no", BeforeTheSwitch: "until the switch" } as const;

function stateText({ state, waitingFor }: ChangeReport, paint: Paint): string {
  switch (state) {
    case "Running":
      return paint.green(waitingFor === undefined ? "goes ahead at once" : `goes ahead, waits for ${waitingFor}`);
    case "Waiting":
      return paint.yellow(`waits for ${waitingFor ?? "an earlier step"}`);
    case "Held":
      return paint.red(`held: ${waitingFor ?? ""}`);
  }
}

const SIGNS: Readonly<Record<ObjectAction, readonly [sign: string, words: string]>> = {
  create: ["+", "create"],
  update: ["~", "change"],
  frozen: ["=", "wait for the approval"],
  "create-later": ["+", "create later"],
  "update-later": ["~", "change later"],
  remove: ["-", "remove"],
  retain: ["*", "keep, with its data"],
};

function objectsText(objects: readonly ObjectChange[], paint: Paint): readonly string[] {
  if (objects.length === 0) return [];
  const colour = { "+": paint.green, "~": paint.yellow, "-": paint.red, "=": paint.dim, "*": paint.cyan };
  const rows = objects.map(({ action, kind, name, waitsFor }) => {
    const [sign] = SIGNS[action];
    return [`  ${colour[sign as keyof typeof colour](sign)} ${kind}`, name, waitsFor === undefined ? "" : `after ${waitsFor}`];
  });
  const counts = (Object.keys(SIGNS) as readonly ObjectAction[]).flatMap((action) => {
    const count = objects.filter((object) => object.action === action).length;
    return count === 0 ? [] : [`${count} to ${SIGNS[action][1]}`];
  });
  return [`${plural(objects.length, "object")}: ${counts.join(", ")}\n${table(rows)}`];
}

function costText({ cost: { beforeUSD, afterUSD, unpriced } }: Good): string {
  if (afterUSD === undefined) return "Cost: no prices are known for this region.";
  const missing = unpriced.length === 0 ? "" : `, without ${unpriced.join(", ")}`;
  const before =
    beforeUSD === undefined || beforeUSD === 0 ? "" : `, now ${dollars(beforeUSD)} (${dollarsMore(afterUSD - beforeUSD)})`;
  return `Cost: about ${dollars(afterUSD)} a month at list prices${before}${missing}. \`tenfold cost\` has every line of it.`;
}

function approvalText({ changes, plan, service, namespace }: Good, paint: Paint): readonly string[] {
  if (!changes.some(({ state, waitingFor }) => state === "Waiting" && waitingFor?.includes("approval") === true)) return [];
  return [
    `Plan ${paint.bold(plan)} waits for an approval. To approve it: kubectl tenfold approve ${service} ${plan} -n ${namespace}`,
  ];
}
