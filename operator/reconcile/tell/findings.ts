// Everything that one reconcile found out: what status, events and the next action follow from.
import type { WebService } from "../../../domain/api/service.js";
import type { Part } from "../../../domain/api/status.js";
import type { ChildRecord } from "../../../domain/observed/record.js";
import type { Applied } from "../act/apply-children.js";
import type { Cost } from "../../../domain/admit/budget.js";
import type { Desire } from "../../../cdk8s/desire.js";
import type { SaidProgress } from "../../../domain/observed/move-progress.js";
import type { Observed } from "../../../domain/observed/observe.js";
import type { Problem } from "../../../domain/admit/problem.js";
import type { Pruned } from "../act/prune-orphans.js";

export type Report = {
  readonly service: WebService;
  /** Absent when nothing could be planned: refused or being deleted. Of a suspended service: what would be done. */
  readonly work?: Work;
  readonly problems: readonly Problem[];
  readonly suspended: boolean;
  /** Being deleted: what is waited for. */
  readonly leaving?: Leaving;
};

export type Leaving =
  | { readonly kind: "computing"; readonly records: readonly ChildRecord[]; readonly isDataKept: boolean }
  /** Data is being given up, and goes on by itself. */
  | { readonly kind: "data"; readonly message: string }
  /** Nothing more is deleted until somebody acts. */
  | { readonly kind: "held"; readonly message: string };

export type Work = {
  readonly desire: Desire;
  /** Of the WebServiceClass that was used. */
  readonly className: string;
  readonly observed: Observed;
  readonly applied: Applied;
  readonly pruned: Pruned;
  /** With backups, as far as this reconcile has tried. */
  readonly trouble?: readonly Problem[];
  /** Of the move, as its program says it, and when that was read (milliseconds). */
  readonly progress?: { readonly said: SaidProgress; readonly atMs: number };
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
