// What all commands that follow something have in common: news and time, one after the other, until it is over.
import { setTimeout as sleep } from "node:timers/promises";
import { CommandError } from "../failure.js";
import type { Remote, Selection } from "../cluster/remote.js";
import type { KindRef, KubeObject } from "../../domain/api/objects.js";
import { redrawn } from "./redraw.js";
import type { Session } from "../session.js";

/** A bell that may ring before somebody listens. */
export class Bell {
  #ring: () => void = () => undefined;
  #rung: Promise<void>;

  constructor() {
    this.#rung = this.#next();
  }

  ring(): void {
    this.#ring();
  }

  /** Resolves when it rings, or has rung since the last time that somebody heard it, or after so many milliseconds. */
  async heard(atMostMs: number): Promise<void> {
    const stop = new AbortController();
    const late = sleep(atMostMs, undefined, { signal: stop.signal }).catch(() => undefined);
    await Promise.race([this.#rung, late]);
    stop.abort();
    this.#rung = this.#next();
  }

  #next(): Promise<void> {
    return new Promise((resolve) => (this.#ring = resolve));
  }
}

/** Objects of one kind as they are now. Undefined before all were told. */
export type Mirror = { readonly objects: () => readonly KubeObject[] | undefined };

const AGAIN_MS = 2000;
const TRIES = 15;

type Following = {
  readonly kind: KindRef;
  readonly selection: Selection;
  readonly signal: AbortSignal;
  readonly bell: Bell;
  /** It cannot be followed any more. */
  readonly failed: (error: Error) => void;
};

/** A server that does not answer is asked again for half a minute; what may not be watched is not. */
export function mirror(remote: Remote, { kind, selection, signal, bell, failed }: Following): Mirror {
  let known: ReadonlyMap<string, KubeObject> | undefined;
  let told = new Map<string, KubeObject>();
  let isWhole = false;
  let tries = 0;
  const publish = () => {
    if (!isWhole) return;
    known = new Map(told);
    bell.ring();
  };
  const heard = {
    signal,
    began: () => {
      told = new Map();
      isWhole = false;
    },
    changed: (object: KubeObject, isGone: boolean) => {
      const key = `${object.metadata.namespace ?? ""}/${object.metadata.name}`;
      if (isGone) told.delete(key);
      else told.set(key, object);
      publish();
    },
    synced: () => {
      isWhole = true;
      tries = 0;
      publish();
    },
  };
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        await remote.follow(kind, selection, heard);
      } catch (error) {
        tries += 1;
        const isRefused = error instanceof CommandError && error.why !== undefined;
        if (isRefused || tries >= TRIES) throw error;
        await sleep(AGAIN_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  };
  run().catch((error: unknown) => {
    if (!signal.aborted) failed(error instanceof Error ? error : new Error(String(error)));
    bell.ring();
  });
  return { objects: () => known && [...known.values()] };
}

/** Shows one state after the other: in place on a terminal, as they come elsewhere. */
export function screen({ terminal }: Session): (lines: readonly string[]) => void {
  let drawn = 0;
  return (lines) => {
    if (terminal.columns === undefined) {
      for (const line of lines) terminal.out(line);
      return;
    }
    terminal.write(redrawn(drawn, lines));
    drawn = lines.length;
  };
}
