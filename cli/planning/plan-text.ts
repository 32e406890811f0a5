// A plan as a person reads it. Pure.
import type { ChangeReport } from "../../domain/api/status.js";
import { waitsForApproval } from "../../domain/plan/decision.js";
import type { Paint } from "../terminal/terminal.js";
import { dollars, dollarsMore, downtime, plural } from "../terminal/words.js";
import type { PlanDocument, PlanOfService } from "./document.js";
import { hasChanges } from "./document.js";
import { diffsText, objectsText } from "./objects-text.js";
import type { Basis, GoodOutlook } from "./types.js";

type Good = Extract<PlanOfService, { readonly ok: true }>;

export function planText(plan: PlanOfService, paint: Paint): string {
  const name = paint.bold(`${plan.namespace}/${plan.service}`);
  if (!plan.ok)
    return [
      `${name}  ${paint.red("refused")}`,
      `${paint.red(plan.problem.reason)}: ${plan.problem.message}`,
      ...notesText(plan.notes, paint),
    ].join("\n\n");
  return [
    `${name}  tier ${tiers(plan)}, class ${plan.className}, ${basisText(plan.basis)}`,
    ...headlines(plan, paint),
    ...changesText(plan, paint),
    ...objectsText(plan, paint),
    ...diffsText(plan.objects, paint),
    costText(plan),
    ...plan.problems.map(({ reason, message }) => `${paint.yellow(reason)}: ${message}`),
    ...reportedText(plan, paint),
    ...notesText(plan.notes, paint),
    ...approvalText(plan, paint),
  ].join("\n\n");
}

function tiers({ tier, tierNow }: GoodOutlook): string {
  return tierNow === undefined || tierNow === tier ? tier : `${tierNow} → ${tier}`;
}

function basisText(basis: Basis): string {
  switch (basis.kind) {
    case "cluster":
      return `against the cluster of context ${basis.context}`;
    case "files":
      return `against the objects in ${basis.path}`;
    case "nothing":
      return "from nothing";
  }
}

function headlines(plan: Good, paint: Paint): readonly string[] {
  const { suspended, unchanged, service, namespace, changes } = plan;
  const held = changes.length === 0 ? "" : ", and what differs is held";
  const nothing = hasChanges(plan)
    ? []
    : [paint.green(`Nothing to change: ${plural(unchanged, "object")} as they should be${held}.`)];
  const resume = `kubectl tenfold resume ${service} -n ${namespace}`;
  const still = suspended
    ? [paint.yellow(`Suspended: nothing of this happens before spec.suspend is taken back (${resume}).`)]
    : [];
  return [...still, ...nothing];
}

/** One paragraph for each change, numbered in the order in which they run. */
export function changesText({ changes, approvals }: Pick<GoodOutlook, "changes" | "approvals">, paint: Paint): readonly string[] {
  return changes.map((change, index) => {
    const { id, summary, reason, state } = change;
    const later = approvals.includes(id) && !waitsForApproval(change) ? ["then it needs an approval"] : [];
    return [
      `${index + 1}. ${paint.bold(summary)}`,
      // Of what is not done nothing is to be expected.
      ...(state === "Held" ? [] : [factsText(change)]),
      `why: ${reason}`,
      [stateText(change, paint), ...later].join("; "),
    ].join("\n   ");
  });
}

function factsText(change: ChangeReport): string {
  const { subject, disruption, downtimeSeconds, basis, monthlyCostDeltaUSD, reversible } = change;
  const unknown = subject === "web" ? [] : ["cost not known"];
  return [
    `disruption ${disruption}`,
    `downtime ${downtime(downtimeSeconds)}${basis === undefined ? "" : ` (${basis})`}`,
    ...(monthlyCostDeltaUSD === undefined ? unknown : [`${dollarsMore(monthlyCostDeltaUSD)} a month`]),
    ...(reversible === undefined ? [] : [`can be taken back: ${REVERSIBLE[reversible]}`]),
  ].join(" · ");
}

const REVERSIBLE = { Yes: "yes", No: "no", BeforeTheSwitch: "until the switch" } as const;

function stateText({ state, waitingFor }: ChangeReport, paint: Paint): string {
  switch (state) {
    case "Running":
      return paint.green(waitingFor === undefined ? "goes ahead at once" : `goes ahead, and waits for ${waitingFor}`);
    case "Waiting":
      return paint.yellow(`waits for ${waitingFor ?? "an earlier step"}`);
    case "Held":
      return paint.red(`held: ${waitingFor ?? ""}`);
  }
}

function costText({ cost }: GoodOutlook): string {
  const { beforeUSD, afterUSD, deltaUSD, meanwhileUSD, targetUSD, unpriced } = cost;
  if (afterUSD === undefined) return "Cost: no prices are known for this region.";
  const missing = unpriced.length === 0 ? "" : `, without ${unpriced.join(", ")}, which has no price`;
  const before =
    beforeUSD === undefined || deltaUSD === undefined || beforeUSD === 0
      ? ""
      : `, now ${dollars(beforeUSD)} (${dollarsMore(deltaUSD)})`;
  const meanwhile = isOther(meanwhileUSD, afterUSD) ? `; ${dollars(meanwhileUSD)} while changes wait` : "";
  const kept = isOther(targetUSD, afterUSD) ? `; the tier for a new service ${dollars(targetUSD)}` : "";
  return `Cost: about ${dollars(afterUSD)} a month at list prices${before}${missing}${meanwhile}${kept}. \`tenfold cost\` has every line of it.`;
}

function isOther(usd: number | undefined, than: number): usd is number {
  return usd !== undefined && Math.abs(usd - than) >= 1;
}

function reportedText({ reported }: GoodOutlook, paint: Paint): readonly string[] {
  return reported.map(
    ({ reason, message }) => `The operator says of the service as it stands: ${paint.yellow(reason)}: ${message}`,
  );
}

function notesText(notes: readonly string[], paint: Paint): readonly string[] {
  return notes.map((note) => paint.dim(`Note: ${note}.`));
}

function approvalText({ changes, plan, service, namespace, namesAreFinal }: GoodOutlook, paint: Paint): readonly string[] {
  if (!namesAreFinal || !changes.some(waitsForApproval)) return [];
  return [
    `Plan ${paint.bold(plan)} waits for an approval. Once the operator has it: kubectl tenfold approve ${service} ${plan} -n ${namespace}`,
  ];
}

/** Of several services together. */
export function totalText({ plans, total }: PlanDocument, paint: Paint): readonly string[] {
  if (plans.length < 2) return [];
  const refused = plans.filter(({ ok }) => !ok).length;
  const changing = plans.filter((plan) => plan.ok && hasChanges(plan)).length;
  const counts = `${plural(plans.length, "service")}: ${changing} with changes, ${plans.length - changing - refused} without, ${refused} refused`;
  const { beforeUSD, afterUSD, deltaUSD } = total;
  if (afterUSD === undefined) return [`${paint.bold(counts)}. The cost of all together is not known.`];
  const before =
    beforeUSD === undefined || deltaUSD === undefined || beforeUSD === 0
      ? ""
      : `, now ${dollars(beforeUSD)} (${dollarsMore(deltaUSD)})`;
  return [`${paint.bold(counts)}. All together about ${dollars(afterUSD)} a month at list prices${before}.`];
}
