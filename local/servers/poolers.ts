// No pooler runs here: the name of its Service leads to the database that its settings name. Clients do not wait in it while a database moves.
import type { KubeObject } from "../../domain/api/objects.js";
import { poolerSettings } from "../../domain/api/pooler-settings.js";
import { parsed, recordOf } from "../aws/model/read.js";

type Parts = { readonly serves: (namespace: string) => boolean; readonly changed: () => void };

export class Poolers {
  readonly #hosts = new Map<string, string>();

  constructor(private readonly parts: Parts) {}

  seen(settings: KubeObject): void {
    if (!this.parts.serves(settings.metadata.namespace ?? "")) return;
    const [text] = Object.values(recordOf(settings, "data"));
    const { data } = poolerSettings.safeParse(typeof text === "string" ? parsed(text) : undefined);
    if (data === undefined) return;
    this.#hosts.set(nameOf(settings), data.host);
    this.parts.changed();
  }

  gone(settings: KubeObject): void {
    this.#hosts.delete(nameOf(settings));
    this.parts.changed();
  }

  /** Names of poolers with the names of their databases. */
  readonly hosts = (): ReadonlyMap<string, string> => this.#hosts;
}

/** Settings and Service are of one role, so they have one name. */
function nameOf({ metadata }: KubeObject): string {
  return `${metadata.name}.${metadata.namespace ?? ""}.svc`;
}
