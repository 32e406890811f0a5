// What is asked of a plan, and what a plan says. Of the answers JSON is made as they are: fields are added, and never renamed.
import type { OfflineAnswer } from "../../cdk8s/desire-offline.js";
import type { Hosts } from "../../domain/admit/hosts.js";
import type { Problem } from "../../domain/admit/problem.js";
import type { KubeObject } from "../../domain/api/objects.js";
import type { ChangeReport, Part, WebServiceStatus } from "../../domain/api/status.js";
import type { ById } from "../../domain/observed/observe.js";
import type { WrittenClass, WrittenService } from "../input/services.js";

export type Asked = {
  readonly service: WrittenService;
  readonly serviceClass: WrittenClass;
  /** What is there already, as a cluster has it. Default: nothing. */
  readonly standing?: readonly KubeObject[];
  /** Of the operator that will do it, as a status names it. Default: this release with its own images. */
  readonly operator?: WebServiceStatus["operator"];
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** What the operator said of the service last. */
  readonly status?: WebServiceStatus;
  /** The service is planned for as it is stored, and not as a file wants it. */
  readonly isAsStored?: boolean;
  readonly surroundings?: Surroundings;
};

/** What is known of the cluster beside the service. */
export type Surroundings = {
  /** Whether the API server knows kinds of this apiVersion. Default: it knows all. */
  readonly serves?: (apiVersion: string) => boolean;
  /** Who has which host. Default: all are free. */
  readonly hosts?: Pick<Hosts, "of">;
};

export type ObjectAction =
  /** Written at once. `update`: another than what was written last, or something of it drifted. */
  | "create"
  | "update"
  /** Written when what it needs is known: `waitsFor` says what. */
  | "create-later"
  | "update-later"
  /** Stays as it is until the plan is approved. */
  | "frozen"
  /** No longer named, and computes: goes when no pod uses it. */
  | "remove"
  /** No longer named, and holds data: stays, and is billed. */
  | "retain";

export type ObjectChange = {
  readonly action: ObjectAction;
  readonly kind: string;
  readonly apiVersion: string;
  readonly name: string;
  readonly part: Part | undefined;
  readonly waitsFor?: string;
  /** `update` alone: it is to be another, or somebody has changed what the operator wrote. */
  readonly because?: "changed" | "drifted";
  /** A Secret may be there already: nobody reads one. It is made only if it is not. */
  readonly unlessThere?: true;
  /** Where it was asked for: unified, what stands against what would be written. */
  readonly diff?: string;
};

/** US dollars a month at list prices. Undefined: the region has no prices. */
export type CostOutlook = {
  /** What stands. 0: nothing does. */
  readonly beforeUSD: number | undefined;
  /** When everything is done that can be, data that is kept included. */
  readonly afterUSD: number | undefined;
  readonly unpriced: readonly string[];
  /** After less before. */
  readonly deltaUSD?: number;
  /** Until everything that waits is approved: what is made beside what serves is billed already. Left out where nothing waits. */
  readonly meanwhileUSD?: number;
  /** The tier as it is for a new service: less than `afterUSD` where data is kept larger or twice. */
  readonly targetUSD?: number;
};

export type Refusal = {
  readonly ok: false;
  readonly service: string;
  readonly namespace: string;
  /** Why the operator would do nothing, with the field and the remedy. */
  readonly problem: Problem;
};

export type GoodOutlook = {
  readonly ok: true;
  readonly service: string;
  readonly namespace: string;
  readonly tier: string;
  /** The tier that is served now; left out where that is none, or not known. */
  readonly tierNow?: string;
  readonly className: string;
  /** As the operator names it: approving means naming this. */
  readonly plan: string;
  readonly changes: readonly ChangeReport[];
  /** Ids of changes that need an approval, or the window, before they are carried out: also of those that wait for something else first. */
  readonly approvals: readonly string[];
  readonly objects: readonly ObjectChange[];
  /** How many objects are as they should be. */
  readonly unchanged: number;
  readonly cost: CostOutlook;
  /** What cannot be done, and what is worth knowing. */
  readonly problems: readonly Problem[];
  /** What the operator has said of the service as it stands, and what is not seen from here. */
  readonly reported: readonly { readonly reason: string; readonly message: string }[];
  /** `spec.suspend`: nothing of this is done before it is taken back. */
  readonly suspended: boolean;
  /** False: the service is new. Its UID is not known, and with it neither the ends of names nor the plan's id. */
  readonly namesAreFinal: boolean;
  /** Data that was kept before already. */
  readonly alreadyRetained: readonly { readonly kind: string; readonly name: string }[];
};

export type Outlook = Refusal | GoodOutlook;

/** Also what the outlook was made from, for whoever shows objects. */
export type Planned = { readonly outlook: Outlook; readonly answer: OfflineAnswer; readonly observed: ById };

/** Where what stands is known from. */
export type Basis =
  | { readonly kind: "cluster"; readonly context: string; readonly server: string }
  | { readonly kind: "files"; readonly path: string }
  | { readonly kind: "nothing" };

export type Situation = {
  readonly basis: Basis;
  /** What could not be known, and what was assumed in its place: a sentence each. */
  readonly notes: readonly string[];
  /** What to plan, or why it cannot be. */
  readonly asked: Asked | Refusal;
};
