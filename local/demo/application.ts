// The application of the service that grows: pods do not run here, so it writes from this process, as what its pods are told to be, to the address
// that they are told.
import type { Address } from "../servers/addresses.js";
import { findAddress } from "../servers/find-address.js";
import { Writers, type Account, type Login } from "../writers/writers.js";
import type { Kubectl } from "./kubectl.js";
import { GROWING } from "./places.js";

const WRITERS = 4;

type Variable = {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly secretKeyRef?: { readonly name: string; readonly key: string } };
};
type Deployment = {
  readonly spec: {
    readonly template: { readonly spec: { readonly containers: readonly { readonly env?: readonly Variable[] }[] } };
  };
};

export class Application {
  #host = "";
  #writers: Writers | undefined;

  /** `addresses`: file of the local AWS. */
  constructor(
    private readonly kubectl: Kubectl,
    private readonly addresses: string,
  ) {}

  async start(): Promise<void> {
    const login = await this.#login();
    await this.look();
    this.#writers = await Writers.start(login, () => this.#address(), WRITERS);
  }

  /** The pods of another template are told another address. */
  async look(): Promise<void> {
    this.#host = valueIn(await this.#variables(), "DATABASE_HOST") ?? this.#host;
  }

  get acknowledged(): number {
    return this.#writers?.acknowledged ?? 0;
  }

  /** Stops writing, and counts what is there. */
  async account(): Promise<Account | undefined> {
    await this.#writers?.progress();
    await this.#writers?.stop();
    return this.#writers?.account();
  }

  async stop(): Promise<void> {
    await this.#writers?.stop();
  }

  #address(): Address | undefined {
    return findAddress(this.addresses, this.#host);
  }

  async #login(): Promise<Login> {
    const variables = await this.#variables();
    const { name = "", key = "" } = variables.find((one) => one.name === "DATABASE_PASSWORD")?.valueFrom?.secretKeyRef ?? {};
    const secret = JSON.parse(await this.#get("secret", name)) as { readonly data: Readonly<Record<string, string>> };
    const password = Buffer.from(secret.data[key] ?? "", "base64").toString("utf8");
    const [user = "", database = ""] = ["DATABASE_USER", "DATABASE_NAME"].map((variable) => valueIn(variables, variable));
    return { user, database, password };
  }

  async #variables(): Promise<readonly Variable[]> {
    const ofWeb = `tenfold.dev/service=${GROWING.name},app.kubernetes.io/component=web`;
    const list = JSON.parse(await this.#get("deployments", "-l", ofWeb)) as { readonly items: readonly Deployment[] };
    return list.items[0]?.spec.template.spec.containers[0]?.env ?? [];
  }

  #get(...what: readonly string[]): Promise<string> {
    return this.kubectl("-n", GROWING.namespace, "get", ...what, "-o", "json");
  }
}

function valueIn(variables: readonly Variable[], name: string): string | undefined {
  return variables.find((variable) => variable.name === name)?.value;
}
