// Keeps the records of one kind equal to what the API server has, whatever happens to the watch.
import type { Clock } from "../ports/clock.js";
import type { WatchSource, WatchStart, WatchTarget } from "../ports/watching.js";
import { WatchRefused } from "../ports/watching.js";
import { createPicture } from "./picture.js";
import type { Picture, PictureOptions } from "./picture.js";
import type { Connection, ReflectorEffect, ReflectorInput, ReflectorState } from "./reflector-state.js";
import { step } from "./reflector-state.js";
import type { Keyed } from "./store.js";
import { watchTrouble } from "./watch-trouble.js";
import type { Trouble, WatchTrouble } from "./watch-trouble.js";

export type ReflectorOptions<R extends Keyed> = PictureOptions<R> & {
  readonly source: WatchSource;
  readonly clock: Clock;
  /** The kind was missing, and now there is a full picture of it. */
  readonly onServed?: () => void;
  /** There was a full picture of the kind, and it is not served any more. */
  readonly onUnserved?: () => void;
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
  /** Why there is no watch at present; undefined: there is one, or it was not refused. */
  trouble(): Trouble | undefined;
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
  private readonly troubles: WatchTrouble;
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
    this.troubles = watchTrouble(options);
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

  trouble(): Trouble | undefined {
    return this.troubles.present();
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
    const wasMissing = this.isKindMissing();
    const next = step(this.state, input, this.options.clock.random());
    this.state = next.state;
    this.movedAt = this.options.clock.now();
    for (const effect of next.effects) this.perform(effect);
    if (wasMissing && next.state.kind === "live") this.options.onServed?.();
    if (!wasMissing && this.synced && this.isKindMissing()) this.options.onUnserved?.();
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
        else this.picture.put(effect.message.object, !this.synced);
    }
  }

  /** Only the newest connection may speak: one that was given up is aborted and ignored. */
  private async connect(connection: Connection): Promise<void> {
    const { source } = this.options;
    this.abort?.abort();
    const own = new AbortController();
    this.abort = own;
    const tell: Tell = (input) => {
      if (this.abort === own && !own.signal.aborted) this.feed(input);
    };
    try {
      if (connection.kind === "page") {
        const page = await source.list(this.target, { limit: PAGE, continueToken: connection.continueToken });
        this.heard();
        tell({ kind: "page", page });
      } else await this.listen(connection, own, tell);
    } catch (error) {
      if (error instanceof WatchRefused)
        tell({ kind: "refused", status: error.status, retryAfterSeconds: error.retryAfterSeconds });
      else tell({ kind: "broken" });
      if (this.abort === own && this.state?.kind !== "stopped") this.troubles.failed(error);
    }
  }

  private heard(): void {
    this.heardAt = this.options.clock.now();
    this.troubles.works();
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
        this.heard();
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
