// What all pages look at: the services, and those of them that somebody looks at closer. Reads each once, however many pages show it.
import type { WebService } from "../../domain/api/service.js";
import type { Remote } from "../cluster/remote.js";
import { CommandError } from "../failure.js";
import { lookCloser } from "./closer-look.js";
import { ClusterFeed } from "./cluster-feed.js";
import type { Link, ServiceLine, ServiceView } from "./model.js";
import { serviceLine } from "./service-line.js";
import type { Read } from "./service-view.js";
import { serviceView } from "./service-view.js";

export type BoardOptions = { readonly remote: Remote; readonly namespace: string | undefined; readonly now: () => number };

/** Pods and events say nothing of themselves. */
const AGAIN_MS = 10_000;
/** Between two readings of a service that goes on changing. */
const LEAST_MS = 1500;

type Look = {
  /** Pages that look. */
  watchers: number;
  read: Read;
  readAt: number;
  timer: NodeJS.Timeout | undefined;
  isReading: boolean;
};

export class Board {
  readonly #feed: ClusterFeed;
  readonly #looks = new Map<string, Look>();
  readonly #listeners = new Set<() => void>();

  constructor(private readonly options: BoardOptions) {
    this.#feed = new ClusterFeed({ ...options, changed: (key) => this.#changed(key) });
  }

  /** Ends when the signal is aborted. */
  async run(signal: AbortSignal): Promise<void> {
    await this.#feed.run(signal);
    for (const look of this.#looks.values()) clearTimeout(look.timer);
    this.#looks.clear();
  }

  get link(): Link {
    return this.#feed.link;
  }

  service(key: string): WebService | undefined {
    return this.#feed.services.get(key);
  }

  /** By namespace and name. */
  lines(): readonly ServiceLine[] {
    const sorted = [...this.#feed.services].sort(([a], [b]) => (a < b ? -1 : 1));
    return sorted.map(([, service]) => serviceLine(service));
  }

  /** Undefined: there is no such service. */
  view(key: string): ServiceView | undefined {
    const service = this.service(key);
    return service === undefined ? undefined : serviceView(service, this.#looks.get(key)?.read ?? NOTHING_READ);
  }

  /** Called whenever something may be another. Returns how to end it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Reads it from now on. Returns how to end it. */
  lookAt(key: string): () => void {
    const look = this.#looks.get(key) ?? { watchers: 0, read: NOTHING_READ, readAt: 0, timer: undefined, isReading: false };
    look.watchers += 1;
    this.#looks.set(key, look);
    this.#readSoon(key, look);
    return () => this.#leave(key, look);
  }

  #leave(key: string, look: Look): void {
    look.watchers -= 1;
    if (look.watchers > 0) return;
    clearTimeout(look.timer);
    this.#looks.delete(key);
  }

  #changed(key: string | undefined): void {
    for (const [looked, look] of this.#looks) if (key === undefined || key === looked) this.#readSoon(looked, look);
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  #readSoon(key: string, look: Look): void {
    if (look.isReading) return;
    const wait = Math.max(0, look.readAt + LEAST_MS - this.options.now());
    clearTimeout(look.timer);
    look.timer = setTimeout(() => void this.#read(key, look), wait);
  }

  async #read(key: string, look: Look): Promise<void> {
    const service = this.service(key);
    if (service !== undefined && this.link.state === "live") {
      look.isReading = true;
      look.read = await this.#readOnce(service, look.read);
      look.isReading = false;
      look.readAt = this.options.now();
    }
    if (this.#looks.get(key) !== look) return;
    this.#tell();
    clearTimeout(look.timer);
    const isOlder = service !== this.service(key);
    look.timer = setTimeout(() => void this.#read(key, look), isOlder ? LEAST_MS : AGAIN_MS);
  }

  /** A cluster that is lost is told by the feed; what was read stays, and the page says as of when it is. */
  async #readOnce(service: WebService, before: Read): Promise<Read> {
    try {
      return await lookCloser(this.options.remote, service, this.options.now());
    } catch (error) {
      if (error instanceof CommandError) return before;
      const why = error instanceof Error ? error.message : String(error);
      return { ...before, unread: [`a defect of tenfold, please report it: ${why}`] };
    }
  }
}

const NOTHING_READ: Read = { unread: [] };
