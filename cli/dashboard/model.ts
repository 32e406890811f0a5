// What a page is told, and what it may ask for. Nothing of a Secret, and no variable of a pod, is ever in here. Pure.
import type { ChangeReport, Part } from "../../domain/api/status.js";

/** How something stands. A page shows each with a sign and a word, never by colour alone. */
export type State = "ready" | "working" | "waiting" | "failed" | "planned" | "suspended";

/** Of the list of services. */
export type ServiceLine = {
  readonly namespace: string;
  readonly name: string;
  /** That is served, or aimed at where none is yet. */
  readonly tier: string;
  /** Another one that is aimed at. */
  readonly target: string | null;
  readonly state: State;
  /** Two or three words: `Ready`, `Needs approval`. */
  readonly word: string;
  readonly monthlyUSD: number | null;
};

/** An element of SVG, as data: a page makes it itself and takes no markup from anybody. */
export type Drawn = {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (Drawn | string)[];
};

export type Picture = {
  /** All of it in words, for whoever does not see it. */
  readonly words: string;
  readonly wide: Drawn;
  /** For a phone: fewer boxes beside each other. */
  readonly narrow: Drawn;
};

export type Head = {
  readonly uid: string;
  readonly message: string;
  readonly url: string | null;
  readonly readyPods: number | null;
  readonly className: string | null;
  readonly operator: string | null;
  readonly created: string | null;
  readonly suspended: boolean;
};

export type PlanView = {
  readonly id: string;
  /** `operator`: as it will be acted on. `forecast`: the operator has not looked at the present spec yet; computed by this program. */
  readonly from: "operator" | "forecast";
  readonly changes: readonly ChangeReport[];
  readonly approval:
    | { readonly is: "none" }
    | { readonly is: "needed" }
    | { readonly is: "given" }
    /** Why it cannot be given now, and what to do. */
    | { readonly is: "impossible"; readonly because: string };
};

/** A move of data from one database to another. */
export type MoveView = {
  readonly title: string;
  readonly phases: readonly { readonly name: string; readonly state: State }[];
  /** How far it is, or how it ended, in words. */
  readonly says: string | null;
  readonly failure: string | null;
};

export type TreeItem = {
  readonly name: string;
  /** Kind, or what a group is: `Database`, `Deployment`, `12 pods`. */
  readonly kind: string;
  readonly state: State;
  readonly message: string | null;
  readonly children: readonly TreeItem[];
};

export type CostView = {
  /** Of what the spec asks for. */
  readonly monthlyUSD: number;
  /** Of what stands now, as the operator says; null: it has not said. */
  readonly nowUSD: number | null;
  readonly pricesOf: string;
  readonly parts: readonly CostPart[];
  readonly unpriced: readonly string[];
  readonly assumptions: readonly string[];
};
export type CostPart = { readonly part: Part | "Kept"; readonly monthlyUSD: number; readonly lines: readonly CostLine[] };
export type CostLine = { readonly what: string; readonly monthlyUSD: number };

export type EventLine = {
  readonly id: string;
  readonly time: string;
  readonly isWarning: boolean;
  readonly reason: string;
  readonly about: string;
  readonly message: string;
  readonly count: number;
};

export type ProblemLine = {
  readonly reason: string;
  readonly message: string;
  /** Nothing goes on before somebody does something. */
  readonly stalls: boolean;
};
export type HistoryLine = { readonly time: string; readonly tier: string };
export type RetainedLine = {
  readonly kind: string;
  readonly name: string;
  readonly reason: string;
  readonly monthlyUSD: number | null;
};

/** Each key is a section, sent again when it differs. Null: not read yet, or there is none. */
export type ServiceView = {
  readonly head: Head | null;
  readonly picture: Picture | null;
  readonly plan: PlanView | null;
  readonly move: MoveView | null;
  readonly tree: readonly TreeItem[];
  readonly cost: CostView | null;
  readonly problems: readonly ProblemLine[];
  readonly retained: readonly RetainedLine[];
  readonly history: readonly HistoryLine[];
  readonly events: readonly EventLine[] | null;
  /** What could not be read and why, one sentence each: above all rights that are missing. */
  readonly unread: readonly string[];
};

export const EMPTY_VIEW: ServiceView = {
  head: null,
  picture: null,
  plan: null,
  move: null,
  tree: [],
  cost: null,
  problems: [],
  retained: [],
  history: [],
  events: null,
  unread: [],
};

export type Link =
  | { readonly state: "connecting" }
  | { readonly state: "live" }
  /** `asOf`: milliseconds since the epoch at which what is shown was last known to be so; null: nothing was ever read. */
  | { readonly state: "lost"; readonly asOf: number | null; readonly message: string; readonly remedy: string | null };

export type Hello = {
  readonly version: string;
  readonly context: string;
  readonly server: string;
  /** Null: all namespaces. */
  readonly namespace: string | null;
  readonly mayChange: boolean;
};

export type Message =
  | { readonly is: "hello"; readonly hello: Hello }
  | { readonly is: "link"; readonly link: Link }
  /** All of them, in order. */
  | { readonly is: "services"; readonly services: readonly ServiceLine[] }
  | { readonly is: "service"; readonly service: ServiceLine }
  | { readonly is: "gone"; readonly key: string }
  /** Sections of the service that is looked at. */
  | { readonly is: "view"; readonly key: string; readonly changed: Partial<ServiceView> }
  | { readonly is: "beat" };

/** Between two signs of life of a stream, in milliseconds. */
export const BEAT_MS = 10_000;

/** `POST /api/change`. */
export type ChangeRequest =
  | { readonly act: "approve"; readonly namespace: string; readonly name: string; readonly plan: string }
  | { readonly act: "suspend" | "resume"; readonly namespace: string; readonly name: string };

export type ChangeAnswer =
  | { readonly ok: true; readonly message: string }
  | { readonly ok: false; readonly message: string; readonly remedy: string | null };

export function keyOf({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}
