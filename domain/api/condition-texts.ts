// What each condition and each reason means and what to do about it: the one source for the reference. Data only.
import { ADOPTION_TEXTS } from "./adoption-texts.js";
import { BACKUP_TEXTS } from "./backup-texts.js";
import { REMARK_TEXTS } from "./remark-texts.js";
import type { ConditionType, Reason } from "./status.js";

export const CONDITION_TEXTS: Readonly<Record<ConditionType, string>> = {
  Ready:
    "Everything that the tier names is there and serves, for this very spec. False while anything is missing, also while a step waits for a decision.",
  Reconciling:
    "The operator is at work, or waits for something that comes by itself. False while somebody has to decide or to act: with `Ready` False as well the reason says who.",
  Stalled:
    "Waiting does not help: somebody has to act. What runs keeps running; a spec that is refused as a whole changes and repairs nothing until then.",
  WorkloadReady:
    "The pods of the web and of internal services, with their ServiceAccount, autoscalers, disruption budgets, Services and network policies.",
  DatabaseReady: "The database with its bootstrap, replicas and security group.",
  BackedUp: "A database in the cluster has a good backup of the last 26 hours. Databases in AWS have no such condition.",
  CacheReady: "The cache (ElastiCache) with its subnet group and security group.",
  StorageReady: "Bucket and sessions table.",
  EdgeReady: "Load balancer with its address, DNS records, distribution, firewall.",
  AsyncReady: "Queues, workers, and functions with their permissions.",
  AlarmsReady: "Alarms, dashboard and log group.",
  IdentityReady: "IAM role, its policy, and the pod identity that ties it to the pods.",
  PlanPending: "A change waits, for an approval, a window or an earlier step. `status.plan` lists the changes.",
  DataRetained: "Data is kept that the tier no longer names. It is billed as before; `status.retained` lists it.",
  Suspended: "`spec.suspend` is true. The other conditions go on saying what is the case.",
};

export type ReasonText = {
  /** Conditions that are True with it. */
  readonly isTrue: readonly ConditionType[];
  /** Conditions that are False with it. */
  readonly isFalse: readonly ConditionType[];
  readonly means: string;
  readonly whatToDo: string;
};

const PARTS_READY = [
  ...(["WorkloadReady", "DatabaseReady", "CacheReady", "StorageReady", "EdgeReady"] as const),
  ...(["AsyncReady", "AlarmsReady", "IdentityReady"] as const),
];
const STALLING = { isTrue: ["Stalled"], isFalse: ["Ready", "Reconciling"] } as const;
const WAITING = { isTrue: ["Reconciling"], isFalse: ["Ready", "Stalled"] } as const;
const PENDING = { isTrue: ["Reconciling", "PlanPending"], isFalse: ["Ready", "Stalled"] } as const;
/** Nothing moves until somebody decides; what runs is looked after meanwhile, so it is not stalled. */
const DECISION = { isTrue: ["PlanPending"], isFalse: ["Ready", "Reconciling", "Stalled"] } as const;
const NOTHING = "Nothing.";

export const REASON_TEXTS: Readonly<Record<Reason, ReasonText>> = {
  Ready: {
    isTrue: ["Ready", "BackedUp", ...PARTS_READY],
    isFalse: ["Reconciling", "Stalled"],
    means: "All is there and serves.",
    whatToDo: NOTHING,
  },
  Progressing: {
    ...WAITING,
    means: "Nothing is known yet, or a child is being deleted and is made again once it is gone.",
    whatToDo: "Wait. A child that does not go has a finalizer: look whether its controller runs.",
  },
  WaitingForChildren: {
    isTrue: ["Reconciling"],
    isFalse: ["Ready", "Stalled", ...PARTS_READY],
    means: "Children are not ready yet; the message names the first of them and what they wait for.",
    whatToDo:
      "Wait: databases take ten minutes and more in AWS, distributions about as long. Then look at the child with `kubectl describe`.",
  },
  ChildFailed: {
    isTrue: ["Reconciling", "Stalled"],
    isFalse: ["Ready", "Reconciling", "Stalled", ...PARTS_READY],
    means: "A child reports an error. With Stalled it is final for the child's controller (Terminal), which does not try again.",
    whatToDo:
      "Read the child's message in the condition. Put right what it names: quota, permission of the ACK controller, value in the spec.",
  },
  NameConflict: {
    ...STALLING,
    means: "An object of that name exists and was not made by Tenfold. It is left as it is.",
    whatToDo: "Rename or delete that object; the service goes on by itself.",
  },
  ControllerMissing: {
    ...WAITING,
    means: "The kind of a child is not known to the cluster. The rest of the service works.",
    whatToDo: "Install the controller that the message names; the part goes on by itself.",
  },
  InvalidSpec: {
    ...STALLING,
    means: "The spec breaks a rule that only the operator can check, such as a host outside of the class's domain.",
    whatToDo: "Change the field that the message names, as it says.",
  },
  ClassNotFound: {
    ...STALLING,
    means: "`spec.className` names no class, or is empty and there is not exactly one default class.",
    whatToDo: "Create the class, name another, or annotate one class with `tenfold.dev/is-default-class=true`.",
  },
  ClassIncomplete: {
    ...WAITING,
    means: "The class lacks a field that a part needs. That part waits, the others work.",
    whatToDo: "Set the field of the WebServiceClass that the message names, or ask whoever owns it.",
  },
  TierAboveLimit: {
    ...STALLING,
    means: "`spec.userTier` is above `limits.maxTier` of the class.",
    whatToDo: "Use a lower tier or another class, or have the limit raised.",
  },
  WriteRefused: {
    ...STALLING,
    means: "The API server refuses a child: it is invalid, or the operator may not write it.",
    whatToDo: "Check the operator's RBAC, the namespace's quota and admission policies, as the message says.",
  },
  Unreachable: {
    ...WAITING,
    means: "A write failed for now: the API server was away, throttled it, or somebody else wrote at the same time.",
    whatToDo: "Wait: it is tried again. If it stays, look at the API server.",
  },
  RetainedDataFound: {
    ...STALLING,
    means: "An earlier service of this name left data behind. Nothing is created until somebody decides.",
    whatToDo: "Run one of the commands in the message: adopt that data, or begin with an empty database beside it.",
  },
  DataNotFound: {
    ...STALLING,
    means:
      "`database.adoptFrom` names a UID without data in this namespace under the name of this service, and AWS has, as far as it could be asked, no database of it either. Nothing is created.",
    whatToDo:
      "Set the UID that the message lists, or after the loss of a cluster that of the lost service: see [lost cluster](../how-to/lost-cluster.md). It can be corrected until data was taken over.",
  },
  DataInUse: {
    ...STALLING,
    means: "`database.adoptFrom` asks for other data than the service already uses. Nothing is changed.",
    whatToDo: "Run the command in the message to go on with the data in use.",
  },
  DatabaseMissing: {
    ...STALLING,
    means: "The object that holds the data of the service is gone from the cluster. Nothing is created in its place.",
    whatToDo:
      "Put it back as docs/how-to/restore.md says. If the data is lost for good, the annotation in the message goes on without it.",
  },
  DataMissing: {
    ...STALLING,
    means: "AWS does not have the database of the service any more. Nothing is created in its place.",
    whatToDo:
      "Restore it under the same name. If the data is lost for good, the annotation in the message begins with an empty database.",
  },
  DataReplaced: {
    ...STALLING,
    means: "AWS has other data under the name of a database, table or bucket than when it was first ready.",
    whatToDo:
      "After a restore on purpose run the command in the message; else restore the last snapshot under the same name first.",
  },
  DatabaseVersionUnknown: {
    ...STALLING,
    means: "A volume holds a database and does not say which version of PostgreSQL wrote it. Nothing opens it.",
    whatToDo: "Look into the file PG_VERSION on the volume and annotate the claim, as the message says.",
  },
  PlaceChanged: {
    ...STALLING,
    means: "The class of the service now has another region, account or network than the service was built in.",
    whatToDo: "Restore these fields, or set `className` to the class with which the service was built.",
  },
  VolumeCannotGrow: {
    ...WAITING,
    means: "The StorageClass does not expand the volume of the database. Its growth is held, the rest of the tier goes on.",
    whatToDo: "Use a StorageClass with `allowVolumeExpansion`, or accept the present size with `database.storageGiB`.",
  },
  ...ADOPTION_TEXTS,
  ...BACKUP_TEXTS,
  HostTaken: {
    ...STALLING,
    means:
      "A host of `spec.hosts` belongs to another WebService: the one that had it first, which is named only if it is in the same namespace. It keeps the host until its DNS record is gone, or it is deleted and gone.",
    whatToDo:
      "Name another host, or take the host out of the other service; this one goes on by itself. Two services that want each other's hosts: give one an empty `spec.hosts` first.",
  },
  BudgetExceeded: {
    ...STALLING,
    means:
      "The estimate is above `limits.maxMonthlyUSD` of the class or above a budget with `action: Hold`, and would grow; or something has no list price, or the region has none of its own, which counts as above.",
    whatToDo:
      "Choose a lower tier or smaller sizes, or have the limit raised. For what has no price: sizes that have one, or a limit by `maxTier`.",
  },
  ApprovalNeeded: {
    ...DECISION,
    means: "A change would interrupt the service more than may happen by itself.",
    whatToDo: "Read the message, then run the command at its end to approve, or take the edit back.",
  },
  WindowClosed: {
    ...PENDING,
    means: "A change waits for the maintenance window.",
    whatToDo: "Nothing, or approve it to go ahead now.",
  },
  WaitingForStep: {
    ...PENDING,
    means:
      "A change is under way or waits for an earlier one, or for the six hours that AWS wants between two changes of storage.",
    whatToDo: "Wait: it goes on by itself. `waitingFor` in `status.plan.changes` says what for.",
  },
  ChangeHeld: {
    ...DECISION,
    means:
      "A change is held because this version cannot make it, or never does. Everything else of the spec is built and looked after. Approving it changes nothing.",
    whatToDo: "Do what the message says, or take the edit back.",
  },
  ApprovalIgnored: {
    isTrue: [],
    isFalse: [],
    means:
      "The annotation `tenfold.dev/approve` names no present plan: it approves nothing. It is an entry of `status.problems` and makes nothing unready.",
    whatToDo: "Approve the present plan with the command in the message, or take the annotation off.",
  },
  NothingPending: { isTrue: [], isFalse: ["PlanPending"], means: "No change waits.", whatToDo: NOTHING },
  Retained: {
    isTrue: ["DataRetained"],
    isFalse: [],
    means: "Data is kept that the tier no longer names.",
    whatToDo: "Nothing, or give it up by hand: see [delete safely](../how-to/delete-safely.md).",
  },
  NothingRetained: {
    isTrue: [],
    isFalse: ["DataRetained"],
    means: "No data is kept beyond what the tier names.",
    whatToDo: NOTHING,
  },
  ...REMARK_TEXTS,
  SuspendRequested: {
    isTrue: ["PlanPending", "Suspended"],
    isFalse: ["Ready", "Reconciling", "Stalled"],
    means:
      "`spec.suspend` is true: the operator does nothing for this service. `Ready` is True beside it only if what stands is what this very spec wants.",
    whatToDo: "Set it to false to go on.",
  },
  Active: { isTrue: [], isFalse: ["Suspended"], means: "The operator takes care of this service.", whatToDo: NOTHING },
  Deleting: {
    ...WAITING,
    means:
      "The service is being deleted; the message names what is waited for, and whether its data is kept. Or its namespace is, and everything in it goes with it.",
    whatToDo:
      "Wait. A child that does not go has a finalizer: its controller must run, and says in the message what it has trouble with.",
  },
  DeletionHeld: {
    ...STALLING,
    means:
      "The service is being deleted with its data, and something that this takes is not there: a key, a finished snapshot, a right, an answer of AWS. Nothing more is deleted.",
    whatToDo:
      "Do what the message says, or set `deletion.data` to `Retain`: what is left of the data is kept. See [delete safely](../how-to/delete-safely.md).",
  },
};
