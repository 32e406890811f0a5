// Keeps the records of one kind equal to what the API server has, whatever happens to the watch.
import type { KubeObject } from "../api/objects.js";
import type { Clock } from "../ports/clock.js";
import type { Log } from "../ports/log.js";
import type { WatchSource, WatchTarget } from "../ports/watching.js";
import { WatchRefused } from "../ports/watching.js";
import type { Connection, ReflectorEffect, ReflectorInput, ReflectorState } from "./reflector-state.js";
import { step } from "./reflector-state.js";
import type { Keyed } from "./store.js";

export type ReflectorOptions<R extends Keyed> = {
  readonly target: WatchTarget;
  readonly source: WatchSource;
  readonly clock: Clock;
  readonly log: Log;
  /** Called once for each object; the object is not kept. */
  readonly extract: (object: KubeObject) => R;
  readonly onPut: (record: R) => void;
  readonly onRemove: (record: R) => void;
};

export type Reflector = {
  readonly target: WatchTarget;
  start(): void;
  stop(): void;
  /** Does not wait for the next try any longer. */
  kick(): void;
  /** A full picture was seen since the start. */
  isSynced(): boolean;
  /** The API server does not serve the kind. */
  isKindMissing(): boolean;
  /** Milliseconds since the server last said anything. */
  ageMs(): number;
  restarts(): number;
};

/** Bookmarks come once a minute; after two of them are missing the connection is dead, whatever TCP believes. */
const SILENCE_MS = 120_000;

export function createReflector<R extends Keyed>(options: ReflectorOptions<R>): Reflector {
  const { clock, source, target, log } = options;
  const picture = createPicture(options);
  let state: ReflectorState | undefined;
  let synced = false;
  let heardAt = clock.now();
  let restarts = 0;
  let cancelWait: () => void = () => undefined;
  let abort: AbortController | undefined;

  function feed(input: ReflectorInput): void {
    const next = step(state, input, clock.random());
    state = next.state;
    for (const effect of next.effects) perform(effect);
  }

  function perform(effect: ReflectorEffect): void {
    switch (effect.kind) {
      case "connect":
        void connect(effect.connection);
        return;
      case "wait":
        restarts += 1;
        cancelWait = clock.after(effect.milliseconds, () => feed({ kind: "due" }));
        return;
      case "sweep":
        synced = true;
        picture.sweep();
        return;
      case "begin":
      case "clear":
        picture[effect.kind]();
        return;
      case "deliver":
        if (effect.message.kind === "deleted") picture.remove(effect.message.object);
        else picture.put(effect.message.object);
    }
  }

  /** Only the newest connection may speak: one that was given up is aborted and ignored. */
  async function connect(connection: Connection): Promise<void> {
    abort?.abort();
    const own = new AbortController();
    abort = own;
    const tell = (input: ReflectorInput) => {
      if (abort === own && !own.signal.aborted) feed(input);
    };
    try {
      if (connection.kind === "page")
        tell({ kind: "page", page: await source.list(target, { limit: PAGE, continueToken: connection.continueToken }) });
      else await listen(connection, own, tell);
    } catch (error) {
      if (error instanceof WatchRefused)
        tell({ kind: "refused", status: error.status, retryAfterSeconds: error.retryAfterSeconds });
      else tell({ kind: "broken" });
      log.debug("watch interrupted", { kind: target.kind.kind, error: error instanceof Error ? error.message : String(error) });
    }
  }

  async function listen(
    start: Exclude<Connection, { kind: "page" }>,
    own: AbortController,
    tell: (input: ReflectorInput) => void,
  ): Promise<void> {
    let cancel = clock.after(SILENCE_MS, silent);
    function silent(): void {
      tell({ kind: "broken" });
      own.abort();
    }
    try {
      for await (const message of source.watch(target, start, own.signal)) {
        cancel();
        cancel = clock.after(SILENCE_MS, silent);
        heardAt = clock.now();
        tell({ kind: "message", message });
        if (abort !== own) return;
      }
      tell({ kind: "ended" });
    } finally {
      cancel();
    }
  }

  return {
    target,
    start: () => feed({ kind: "start" }),
    stop: () => {
      feed({ kind: "stop" });
      cancelWait();
      abort?.abort();
    },
    kick: () => {
      if (state?.kind !== "waiting") return;
      cancelWait();
      feed({ kind: "due" });
    },
    isSynced: () => synced,
    isKindMissing: () => state?.kind === "waiting" && state.missing,
    ageMs: () => clock.now() - heardAt,
    restarts: () => restarts,
  };
}
const PAGE = 500;

/** What is known of the kind, by uid, and which of it the present full picture has shown. */
function createPicture<R extends Keyed>({
  extract,
  onPut,
  onRemove,
}: Pick<ReflectorOptions<R>, "extract" | "onPut" | "onRemove">) {
  const known = new Map<string, R>();
  let shown: Set<string> | undefined;

  function drop(uid: string): void {
    const record = known.get(uid);
    if (record === undefined) return;
    known.delete(uid);
    onRemove(record);
  }

  return {
    begin: () => void (shown = new Set()),
    put: (object: KubeObject) => {
      const record = extract(object);
      shown?.add(record.uid);
      known.set(record.uid, record);
      onPut(record);
    },
    remove: (object: KubeObject) => drop(object.metadata.uid ?? ""),
    sweep: () => {
      const gone = [...known.keys()].filter((uid) => shown?.has(uid) === false);
      shown = undefined;
      gone.forEach(drop);
    },
    clear: () => {
      shown = undefined;
      [...known.keys()].forEach(drop);
    },
  };
}
