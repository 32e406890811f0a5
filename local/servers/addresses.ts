// Which server on this machine stands behind which name in the cluster or in AWS, for whoever dials such a name here. Kept in a file as well.
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { HOST } from "./server-process.js";

export type Address = { readonly host: string; readonly port: number };

/** The file: names with the port of 127.0.0.1 that they lead to. */
export const ADDRESSES_FILE = "addresses.json";

type Source = () => ReadonlyMap<string, number>;
/** A name that leads to another name: that of a pooler. */
type Aliases = () => ReadonlyMap<string, string>;

export class Addresses {
  #written = "";

  constructor(
    private readonly file: string,
    private readonly sources: readonly Source[],
    private readonly aliases: Aliases,
  ) {
    mkdirSync(dirname(file), { recursive: true });
  }

  find(host: string): Address | undefined {
    const port = this.#all().get(host);
    return port === undefined ? undefined : { host: HOST, port };
  }

  /** Nobody ever reads half of it. */
  write(): void {
    const text = `${JSON.stringify(Object.fromEntries([...this.#all()].sort()), undefined, 2)}\n`;
    if (text === this.#written) return;
    writeFileSync(`${this.file}.new`, text);
    renameSync(`${this.file}.new`, this.file);
    this.#written = text;
  }

  #all(): ReadonlyMap<string, number> {
    const direct = new Map(this.sources.flatMap((source) => [...source()]));
    const led = [...this.aliases()].flatMap(([host, to]) => {
      const port = direct.get(to);
      return port === undefined ? [] : [[host, port] as const];
    });
    return new Map([...direct, ...led]);
  }
}
