// Everything that one reconcile found out: what status, events and the next action follow from.
import type { WebService } from "../api/service.js";
import type { Part } from "../api/status.js";
import type { ChildRecord } from "../observed/record.js";
import type { Applied } from "./apply-children.js";
import type { Cost } from "./budget.js";
import type { Desire } from "./desire.js";
import type { Observed } from "./observe.js";
import type { Problem } from "./problems.js";
import type { Pruned } from "./prune-orphans.js";

export type Report = {
  readonly service: WebService;
  /** Absent when nothing could be planned: refused, suspended or being deleted. */
  readonly work?: Work;
  readonly problems: readonly Problem[];
  readonly suspended: boolean;
  /** Being deleted: what is waited for. */
  readonly leaving?: readonly ChildRecord[];
};

export type Work = {
  readonly desire: Desire;
  readonly observed: Observed;
  readonly applied: Applied;
  readonly pruned: Pruned;
  readonly cost: Cost | undefined;
};

/** One child as status lists it. */
export type ChildView = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly role: string;
  readonly part: Part;
  readonly ready: boolean;
  readonly usable: boolean;
  readonly failed: boolean;
  readonly terminal: boolean;
  readonly message?: string;
};
