// Keeps the records of one kind equal to what the API server has, whatever happens to the watch.
import type { KubeObject } from "../../domain/api/objects.js";
import type { Clock } from "../ports/clock.js";
import type { Log } from "../ports/log.js";
import type { WatchSource, WatchStart, WatchTarget } from "../ports/watching.js";
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
  /** Milliseconds since anything happened, failed tries included. Long only if the reflector itself is stuck. */
  idleMs(): number;
  restarts(): number;
};

/** Bookmarks come once a minute; after two of them are missing the connection is dead, whatever TCP believes. */
const SILENCE_MS = 120_000;

export function createReflector<R extends Keyed>(options: ReflectorOptions<R>): Reflector {
  return new WatchReflector(options);
}

type Tell = (input: ReflectorInput) => void;

class WatchReflector<R extends Keyed> implements Reflector {
  readonly target: WatchTarget;
  private readonly picture: Picture;
  private state: ReflectorState | undefined;
  private synced = false;
  private heardAt: number;
  private movedAt: number;
  private count = 0;
  private abort: AbortController | undefined;
  private cancelWait: () => void = () => undefined;

  constructor(private readonly options: ReflectorOptions<R>) {
    this.target = options.target;
    this.picture = createPicture(options);
    this.heardAt = options.clock.now();
    this.movedAt = this.heardAt;
  }

  start(): void {
    this.feed({ kind: "start" });
  }

  stop(): void {
    this.feed({ kind: "stop" });
    this.cancelWait();
    this.abort?.abort();
  }

  kick(): void {
    if (this.state?.kind !== "waiting") return;
    this.cancelWait();
    this.feed({ kind: "due" });
  }

  isSynced(): boolean {
    return this.synced;
  }

  isKindMissing(): boolean {
    const { state } = this;
    return (state?.kind === "waiting" || state?.kind === "listing" || state?.kind === "paging") && state.missing;
  }

  ageMs(): number {
    return this.options.clock.now() - this.heardAt;
  }

  idleMs(): number {
    return this.options.clock.now() - this.movedAt;
  }

  restarts(): number {
    return this.count;
  }

  private feed(input: ReflectorInput): void {
    const next = step(this.state, input, this.options.clock.random());
    this.state = next.state;
    this.movedAt = this.options.clock.now();
    for (const effect of next.effects) this.perform(effect);
  }

  private perform(effect: ReflectorEffect): void {
    switch (effect.kind) {
      case "connect":
        void this.connect(effect.connection);
        return;
      case "wait":
        this.count += 1;
        this.abort?.abort(); // an error inside of a stream does not end it
        this.cancelWait();
        this.cancelWait = this.options.clock.after(effect.milliseconds, () => this.feed({ kind: "due" }));
        return;
      case "sweep":
        this.synced = true;
        this.picture.sweep();
        return;
      case "begin":
      case "clear":
        this.picture[effect.kind]();
        return;
      case "deliver":
        if (effect.message.kind === "deleted") this.picture.remove(effect.message.object);
        else this.picture.put(effect.message.object);
    }
  }

  /** Only the newest connection may speak: one that was given up is aborted and ignored. */
  private async connect(connection: Connection): Promise<void> {
    const { source, log } = this.options;
    this.abort?.abort();
    const own = new AbortController();
    this.abort = own;
    const tell: Tell = (input) => {
      if (this.abort === own && !own.signal.aborted) this.feed(input);
    };
    try {
      if (connection.kind === "page") {
        const page = await source.list(this.target, { limit: PAGE, continueToken: connection.continueToken });
        this.heardAt = this.options.clock.now();
        tell({ kind: "page", page });
      } else await this.listen(connection, own, tell);
    } catch (error) {
      if (error instanceof WatchRefused)
        tell({ kind: "refused", status: error.status, retryAfterSeconds: error.retryAfterSeconds });
      else tell({ kind: "broken" });
      log.debug("watch interrupted", {
        kind: this.target.kind.kind,
        error: textOf(error),
      });
    }
  }

  private async listen(start: WatchStart, own: AbortController, tell: Tell): Promise<void> {
    const { clock, source } = this.options;
    const silent = () => {
      tell({ kind: "broken" });
      own.abort();
    };
    let cancel = clock.after(SILENCE_MS, silent);
    try {
      for await (const message of source.watch(this.target, start, own.signal)) {
        cancel();
        cancel = clock.after(SILENCE_MS, silent);
        this.heardAt = clock.now();
        tell({ kind: "message", message });
        if (this.abort !== own || own.signal.aborted) return;
      }
      tell({ kind: "ended" });
    } finally {
      cancel();
    }
  }
}

const PAGE = 500;

/** What is known of the kind, by uid, and which of it the present full picture has shown. */
type Picture = {
  begin(): void;
  put(object: KubeObject): void;
  remove(object: KubeObject): void;
  sweep(): void;
  clear(): void;
};

function createPicture<R extends Keyed>({ target, log, extract, onPut, onRemove }: ReflectorOptions<R>): Picture {
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
      shown?.add(object.metadata.uid ?? "");
      try {
        const record = extract(object);
        known.set(record.uid, record);
        onPut(record);
      } catch (error) {
        // One object that cannot be read must not take the others of its kind along.
        const { namespace, name } = object.metadata;
        log.error("object not understood, its last known state is kept", {
          kind: target.kind.kind,
          namespace,
          name,
          error: textOf(error),
        });
      }
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

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
