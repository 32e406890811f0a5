// The watch of one kind as a state machine. Pure: what happened in, what to do out.
//
//   starting ─► listing ─(initial-events-end)─► live ◄─────────────┐
//      │           │ 400/422: no watch-list       │ end, break      │ resume
//      │           ▼                              ▼                 │
//      │        paging ─(last page)─────────────► waiting ──────────┘
//      └── 404 ─► waiting (kind missing)            │ 410 or ERROR: from the start, and diff by uid
//                                                   └─────────────► starting
import type { ListPage, WatchMessage, WatchStart } from "../ports/watching.js";

export type ReflectorState =
  /** `missing`: the last answer was that the kind is not served; it holds until a full picture says otherwise. */
  | { readonly kind: "listing"; readonly attempt: number; readonly missing: boolean }
  | { readonly kind: "paging"; readonly attempt: number; readonly missing: boolean }
  | { readonly kind: "live"; readonly resourceVersion: string; readonly attempt: number }
  | { readonly kind: "waiting"; readonly next: Connection; readonly attempt: number; readonly missing: boolean }
  | { readonly kind: "stopped" };

export type Connection = WatchStart | { readonly kind: "page"; readonly continueToken?: string };

export type ReflectorInput =
  | { readonly kind: "start" }
  | { readonly kind: "message"; readonly message: WatchMessage }
  | { readonly kind: "page"; readonly page: ListPage }
  /** The server closed the stream in order. */
  | { readonly kind: "ended" }
  /** The connection broke, was silent for too long, or carried nonsense. */
  | { readonly kind: "broken" }
  | { readonly kind: "refused"; readonly status: number; readonly retryAfterSeconds?: number }
  | { readonly kind: "due" }
  | { readonly kind: "stop" };

export type ReflectorEffect =
  | { readonly kind: "connect"; readonly connection: Connection }
  | { readonly kind: "wait"; readonly milliseconds: number }
  /** A full picture begins: what is not seen until sweep is gone. */
  | { readonly kind: "begin" }
  | { readonly kind: "deliver"; readonly message: Extract<WatchMessage, { readonly object: unknown }> }
  | { readonly kind: "sweep" }
  /** Nothing of the kind exists any more. */
  | { readonly kind: "clear" };

export type Step = { readonly state: ReflectorState; readonly effects: readonly ReflectorEffect[] };

const MIN_WAIT_MS = 500;
const MAX_WAIT_MS = 30_000;
/** The longest that a server's Retry-After is believed. */
const MAX_ASKED_MS = 120_000;
const INITIAL: WatchStart = { kind: "initial" };

/** `random` in [0, 1) spreads the retries of many watches. */
export function step(state: ReflectorState | undefined, input: ReflectorInput, random: number): Step {
  if (input.kind === "stop" || state?.kind === "stopped") return { state: { kind: "stopped" }, effects: [] };
  if (state === undefined || input.kind === "start") return open(INITIAL, { attempt: 0, missing: false });
  switch (input.kind) {
    case "message":
      return onMessage(state, input.message, random);
    case "page":
      return onPage(state, input.page);
    case "ended":
      // A stream that lasted and ended in order is taken up at once; one that never said anything is not.
      return state.kind === "live" && state.attempt === 0
        ? open(resumeOf(state), { attempt: 1, missing: false })
        : pause({ next: resumeOf(state), history: historyOf(state), random });
    case "broken":
      return pause({ next: resumeOf(state), history: historyOf(state), random });
    case "refused":
      return onRefused(state, input, random);
    case "due":
      return state.kind === "waiting" ? open(state.next, state) : { state, effects: [] };
  }
}

/** `attempt`: connections in a row that brought nothing. */
type History = { readonly attempt: number; readonly missing: boolean };

function open(connection: Connection, { attempt, missing }: History): Step {
  const connect = { kind: "connect", connection } as const;
  switch (connection.kind) {
    case "initial":
      return { state: { kind: "listing", attempt, missing }, effects: [{ kind: "begin" }, connect] };
    case "page":
      return {
        state: { kind: "paging", attempt, missing },
        effects: connection.continueToken === undefined ? [{ kind: "begin" }, connect] : [connect],
      };
    case "resume":
      return { state: { kind: "live", resourceVersion: connection.resourceVersion, attempt }, effects: [connect] };
  }
}

function onMessage(state: ReflectorState, message: WatchMessage, random: number): Step {
  switch (message.kind) {
    case "error":
      // Whatever the error is, nothing of the stream can be trusted any more.
      return message.code === 410 ? tooOld(state, random) : pause({ next: INITIAL, history: historyOf(state), random });
    case "bookmark":
      if (state.kind === "listing" && !message.initialEventsEnd) return { state, effects: [] };
      return {
        state: { kind: "live", resourceVersion: message.resourceVersion, attempt: 0 },
        effects: state.kind === "listing" ? [{ kind: "sweep" }] : [],
      };
    case "added":
    case "modified":
    case "deleted": {
      const deliver = { kind: "deliver", message } as const;
      if (state.kind !== "live") return { state, effects: [deliver] };
      return {
        state: { kind: "live", resourceVersion: message.object.metadata.resourceVersion ?? state.resourceVersion, attempt: 0 },
        effects: [deliver],
      };
    }
  }
}

function onPage(state: ReflectorState, { items, resourceVersion, continueToken }: ListPage): Step {
  const delivered = items.map((object) => ({ kind: "deliver", message: { kind: "added", object } }) as const);
  const next: Connection = continueToken === undefined ? { kind: "resume", resourceVersion } : { kind: "page", continueToken };
  const opened = open(next, historyOf(state));
  return {
    state: opened.state,
    effects: [...delivered, ...(continueToken === undefined ? [{ kind: "sweep" } as const] : []), ...opened.effects],
  };
}

type Refused = Extract<ReflectorInput, { readonly kind: "refused" }>;

function onRefused(state: ReflectorState, { status, retryAfterSeconds = 0 }: Refused, random: number): Step {
  const history = historyOf(state);
  if (status === 404) {
    const paused = pause({ next: INITIAL, history: { ...history, missing: true }, random });
    return { state: paused.state, effects: [{ kind: "clear" }, ...paused.effects] };
  }
  if (status === 410) return tooOld(state, random);
  if (status === 400 || status === 422) {
    if (state.kind === "listing") return open({ kind: "page" }, history);
    // It is the version or the token that it does not like.
    return pause({ next: INITIAL, history, random });
  }
  return pause({ next: resumeOf(state), history, random, atLeastMs: retryAfterSeconds * 1000 });
}

/** Our version is compacted away: a full picture at once, unless that is what we have just tried. */
function tooOld(state: ReflectorState, random: number): Step {
  const history = historyOf(state);
  if (state.kind === "live" && history.attempt === 0) return open(INITIAL, { attempt: 1, missing: false });
  return pause({ next: INITIAL, history, random });
}

/** Where to go on: a live watch from its last version, anything unfinished from the start. */
function resumeOf(state: ReflectorState): Connection {
  if (state.kind === "live") return { kind: "resume", resourceVersion: state.resourceVersion };
  if (state.kind === "paging") return { kind: "page" };
  return state.kind === "waiting" ? state.next : INITIAL;
}

function historyOf(state: ReflectorState): History {
  switch (state.kind) {
    case "live":
      return { attempt: state.attempt, missing: false };
    case "listing":
    case "paging":
    case "waiting":
      return state;
    case "stopped":
      return { attempt: 0, missing: false };
  }
}

type Pause = { readonly next: Connection; readonly history: History; readonly random: number; readonly atLeastMs?: number };

function pause({ next, history, random, atLeastMs = 0 }: Pause): Step {
  const { attempt, missing } = history;
  const full = Math.min(MAX_WAIT_MS, MIN_WAIT_MS * 2 ** Math.min(attempt, 10));
  return {
    state: { kind: "waiting", next, attempt: attempt + 1, missing },
    effects: [{ kind: "wait", milliseconds: Math.max(Math.min(atLeastMs, MAX_ASKED_MS), full * (0.5 + random / 2)) }],
  };
}
