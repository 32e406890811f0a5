// The servers behind all databases, by the identity of what they stand for: what is made again under a name is another one.
import { mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { unprivilegedAccount } from "../postgres/account.js";
import { findInstallations, installationFor, type Installation } from "../postgres/installations.js";
import { bear, following, giveMaster, isBorn, majorIn, promote, type Birth, type Place } from "./births.js";
import type { Login } from "./promote-server.js";
import { reachable } from "./reachable.js";
import { startServer, stopServer } from "./server-process.js";

const PARAMETERS = ["max_connections=200", "shared_buffers=32MB", "max_wal_senders=10", "wal_keep_size=256MB"];

export type Wish =
  | { readonly kind: "empty"; readonly major: number; readonly superuser: Login }
  | { readonly kind: "managed"; readonly major: number; readonly master: Login }
  /** `of`: identity of its source, which runs. */
  | { readonly kind: "replica"; readonly of: string };

export class ServerPool {
  readonly #folder: string;
  readonly #account = unprivilegedAccount();
  readonly #ports = new Map<string, number>();
  /** One act after the other on each. */
  readonly #queues = new Map<string, Promise<unknown>>();
  #installations: Promise<readonly Installation[]> | undefined;

  constructor(
    folder: string,
    private readonly say: (line: string) => void,
  ) {
    this.#folder = reachable(folder, this.#account);
    mkdirSync(this.#folder, { recursive: true, mode: 0o755 });
  }

  /** Undefined while it does not run. */
  portOf(id: string): number | undefined {
    return this.#ports.get(id);
  }

  /** Whether it has data, running or not. */
  knows(id: string): boolean {
    return isBorn(this.#place(id));
  }

  async installation(major: number): Promise<Installation> {
    this.#installations ??= findInstallations(this.say);
    return installationFor(major, await this.#installations);
  }

  /** Resolves when it takes connections. Safe to repeat; `wish` counts as long as it has no data. */
  run(id: string, wish?: Wish): Promise<number> {
    return this.#next(id, async () => {
      const place = this.#place(id);
      if (!isBorn(place)) {
        if (wish === undefined) throw new Error(`there is no data of ${id}, and nobody says how to make it`);
        await this.installation(0);
        await bear(place, this.#birth(wish), (await this.#installations) ?? []);
      }
      const port = this.#ports.get(id) ?? (await this.#start(place, wish));
      if (wish?.kind === "managed") await giveMaster(place.folder, port, wish.master);
      this.#ports.set(id, port);
      return port;
    });
  }

  promote(id: string): Promise<void> {
    return this.#next(id, async () => {
      const port = this.#ports.get(id);
      if (port === undefined) throw new Error(`${id} does not run, so it cannot be promoted`);
      await promote(this.#place(id).folder, port);
    });
  }

  /** The data stays. */
  stop(id: string): Promise<void> {
    return this.#next(id, async () => {
      this.#ports.delete(id);
      await stopServer(this.#place(id).folder);
    });
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.#ports.keys()].map((id) => this.stop(id)));
  }

  async #start(place: Place, wish: Wish | undefined): Promise<number> {
    const { bin } = await this.installation(majorIn(place.folder));
    const source = wish?.kind === "replica" ? this.#ports.get(wish.of) : undefined;
    const parameters = [...PARAMETERS, ...following(place, source)];
    return startServer({ folder: place.folder, bin, account: this.#account, parameters });
  }

  #birth(wish: Wish): Birth {
    if (wish.kind !== "replica") return wish;
    const port = this.#ports.get(wish.of);
    if (port === undefined) throw new Error(`${wish.of} does not run, so nothing can follow it`);
    return { kind: "replica", of: { ...this.#place(wish.of), port } };
  }

  #place(id: string): Place {
    return { folder: join(this.#folder, id), account: this.#account };
  }

  #next<T>(id: string, act: () => Promise<T>): Promise<T> {
    const before = this.#queues.get(id) ?? Promise.resolve();
    const acted = before.then(act, act);
    this.#queues.set(
      id,
      acted.catch(() => undefined),
    );
    return acted;
  }
}

/** Of an earlier run that was killed: whatever still runs on a folder of a pool. Returns how many folders there are. */
export async function stopServersIn(folder: string): Promise<number> {
  const place = reachable(folder, unprivilegedAccount());
  const stands = statSync(place, { throwIfNoEntry: false });
  const names = stands?.isDirectory() === true ? readdirSync(place) : [];
  await Promise.all(names.map((name) => stopServer(join(place, name))));
  return names.length;
}
