// What a service waits for, since when, and what a person can do about it. Pure.
import type { WebService } from "../../domain/api/service.js";
import type { Reason } from "../../domain/api/status.js";
import { REASON_TEXTS } from "../../domain/api/condition-texts.js";
import { oneLine } from "./fit.js";
import { approveCommand, conditionIn, planToApprove, summaryOf } from "./service-state.js";
import type { ServiceState, Summary } from "./service-state.js";

export type Wait = {
  readonly what: string;
  /** RFC 3339. */
  readonly since?: string;
  /** What to do, as sentences. */
  readonly toDo: string;
  /** Nothing goes on before somebody does it. */
  readonly needsSomebody: boolean;
  /** The command that does it, where one command does. */
  readonly command?: string;
};

/** What somebody has to do first. Nothing: Ready, and nothing is pending. */
export function waitsOf(service: WebService): readonly Wait[] {
  const summary = summaryOf(service);
  const about = BY_STATE[summary.state]?.(service, summary) ?? (summary.ready ? [] : [byReason(service, summary)]);
  const pending = summary.ready ? pendingBeside(service) : [];
  return [...about, ...pending].sort((a, b) => Number(b.needsSomebody) - Number(a.needsSomebody));
}

type Say = (service: WebService, summary: Summary) => readonly Wait[];

const BY_STATE: Partial<Readonly<Record<ServiceState, Say>>> = {
  Unseen: (service, { message }) => [
    {
      what: message,
      ...since(service.metadata.creationTimestamp),
      toDo: "If this stays, look whether an operator runs and watches this namespace.",
      needsSomebody: false,
      command: "kubectl tenfold check",
    },
  ],
  Outdated: ({ metadata, status }) => [
    {
      what: `the operator has not looked at the last edit yet (generation ${metadata.generation}, it has seen ${status?.observedGeneration ?? "none"})`,
      toDo: "That takes seconds. If this stays, look whether the operator runs.",
      needsSomebody: false,
      command: "kubectl tenfold check",
    },
  ],
  Suspended: (service, { message, ready }) => [
    {
      what: `spec.suspend is true: the operator does nothing for it${ready || message === "" ? "" : `. ${message}`}`,
      ...since(conditionIn(service, "Suspended")?.lastTransitionTime),
      toDo: "What runs keeps running, and nothing is repaired until it is resumed.",
      needsSomebody: true,
      command: `kubectl tenfold resume ${service.metadata.name} -n ${service.metadata.namespace}`,
    },
  ],
};

function byReason(service: WebService, { reason, message, since: from, state }: Summary): Wait {
  const plan = planToApprove(service);
  return {
    what: message === "" ? reason : message,
    ...since(from),
    toDo: whatToDo(reason),
    needsSomebody: state === "Waiting" || state === "Stalled",
    ...(plan === undefined ? {} : { command: approveCommand(service, plan) }),
  };
}

/** Ready, and still a change waits: what is there is larger than asked for, say. */
function pendingBeside(service: WebService): readonly Wait[] {
  const pending = conditionIn(service, "PlanPending");
  if (pending?.status !== "True" || pending.reason === "SuspendRequested") return [];
  const plan = planToApprove(service);
  return [
    {
      what: oneLine(pending.message),
      ...since(pending.lastTransitionTime),
      toDo: whatToDo(pending.reason),
      needsSomebody: pending.reason === "ApprovalNeeded" || pending.reason === "ChangeHeld",
      ...(plan === undefined ? {} : { command: approveCommand(service, plan) }),
    },
  ];
}

function since(time: string | undefined): { readonly since?: string } {
  return time === undefined ? {} : { since: time };
}

/** The remedy of a reason as a terminal shows it: links by their text, names without their marks. */
export function whatToDo(reason: string): string {
  const text = (REASON_TEXTS as Readonly<Partial<Record<string, (typeof REASON_TEXTS)[Reason]>>>)[reason]?.whatToDo ?? "";
  return text.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/`/g, "");
}
