// Reads AWS's price list files over HTTP, one service after the other, and picks our prices of one region from them.
import { cdnAreaOf } from "../../domain/cost/geography.js";
import { header, HEADER_LINES, row, type Header } from "./csv.js";
import { offered, picked, podPrices, type Offered, type Picked } from "./pick.js";
import type { WantedPrice } from "./wanted.js";
import { POD_NODES, wantedPrices } from "./wanted.js";

/** AWS's own public address. Nothing but this program asks it. */
export const PUBLIC_BASE = "https://pricing.us-east-1.amazonaws.com";

export type Collected = Picked & {
  /** Of the file. */
  readonly publicationDate: string;
  /** The whole world has it: it says nothing of the region. */
  readonly isGlobal: boolean;
};
type Say = (text: string) => void;
type Place = { readonly base: string; readonly region: string; readonly say: Say };

/** In the order of the wanted prices. A service that has no file for the region has no prices there; any other failure throws. */
export async function collect(place: Place): Promise<readonly Collected[]> {
  const wanted = wantedPrices(place.region, cdnAreaOf(place.region));
  const index = await json(place.base, "/offers/v1.0/aws/index.json");
  const offers = [...new Set(wanted.map(({ offer }) => offer))];
  const found: Collected[] = [];
  for (const offer of offers) {
    const own = wanted.filter((price) => price.offer === offer);
    found.push(...(await ofOffer(place, { index, offer, own })));
  }
  return withPods(wanted.flatMap(({ key }) => found.find((price) => price.key === key) ?? []));
}

type Asked = { readonly index: unknown; readonly offer: string; readonly own: readonly WantedPrice[] };

async function ofOffer(place: Place, { index, offer, own }: Asked): Promise<readonly Collected[]> {
  const path = await pathOf(place, { index, offer, own });
  if (path === undefined) {
    const why = `AWS's price list has no ${offer} in ${place.region}`;
    return own.map(({ key }): Collected => ({ key, found: false, why, publicationDate: "", isGlobal: false }));
  }
  place.say(`${offer}: ${path}`);
  const response = await get(place.base, path);
  const { head, offers } = await read(lines(response), own);
  return own.map((wanted, each) => ({
    ...picked(wanted, offers[each] ?? []),
    publicationDate: head.publicationDate,
    isGlobal: wanted.isGlobal === true,
  }));
}

/** The CSV lies beside the JSON that the index names. */
async function pathOf({ base, region }: Place, { index, offer, own }: Asked): Promise<string | undefined> {
  const entry = at(index, "offers", offer);
  if (own.every(({ isGlobal }) => isGlobal === true)) return asCsv(at(entry, "currentVersionUrl"));
  const regions = at(entry, "currentRegionIndexUrl");
  if (typeof regions !== "string") return undefined;
  return asCsv(at(await json(base, regions), "regions", region, "currentVersionUrl"));
}

function asCsv(path: unknown): string | undefined {
  return typeof path === "string" && path.endsWith("/index.json") ? path.replace(/json$/, "csv") : undefined;
}

async function read(
  text: AsyncIterable<string>,
  wanted: readonly WantedPrice[],
): Promise<{ readonly head: Header; readonly offers: readonly (readonly Offered[])[] }> {
  const first: string[] = [];
  const offers = wanted.map((): Offered[] => []);
  let head: Header | undefined;
  for await (const line of text) {
    if (head === undefined) {
      first.push(line);
      if (first.length === HEADER_LINES) head = header(first);
      continue;
    }
    const values = row(head, line);
    wanted.forEach((price, each) => {
      const offer = offered(price, values);
      if (offer !== undefined) offers[each]?.push(offer);
    });
  }
  return { head: head ?? header(first), offers };
}

/** The prices of nodes become those of pods, in their place. */
function withPods(found: readonly Collected[]): readonly Collected[] {
  const nodes = POD_NODES.map((type) => found.find(({ key }) => key === `ec2.${type}`));
  const others = found.filter(({ key }) => !key.startsWith("ec2."));
  const [c7g, m7g, r7g] = nodes;
  if (!isPrice(c7g) || !isPrice(m7g) || !isPrice(r7g)) {
    const missing = ["pod.vcpu", "pod.gib"].map((key): Collected => ({
      key,
      found: false,
      why: `not all of ${POD_NODES.join(", ")} were found`,
      publicationDate: "",
      isGlobal: false,
    }));
    return [...missing, ...others];
  }
  const { vcpu, gib } = podPrices({ c7g: c7g.usd, m7g: m7g.usd, r7g: r7g.usd });
  const common = { found: true, sku: "", publicationDate: m7g.publicationDate, isGlobal: false } as const;
  return [
    { key: "pod.vcpu", unit: "vCPU-hour", usd: vcpu, ...common },
    { key: "pod.gib", unit: "GiB-hour", usd: gib, ...common },
    ...others,
  ];
}

function isPrice(price: Collected | undefined): price is Extract<Collected, { readonly found: true }> {
  return price?.found === true;
}

async function json(base: string, path: string): Promise<unknown> {
  return (await get(base, path)).json();
}

async function get(base: string, path: string): Promise<Response> {
  const response = await fetch(`${base}${path}`);
  if (!response.ok) throw new Error(`GET ${base}${path}: ${response.status} ${response.statusText}`);
  return response;
}

async function* lines(response: Response): AsyncGenerator<string> {
  let rest = "";
  const decoder = new TextDecoder();
  const chunks = (response.body ?? []) as AsyncIterable<Uint8Array>;
  for await (const chunk of chunks) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = parts.pop() ?? "";
    for (const line of parts) yield line.replace(/\r$/, "");
  }
  if (rest !== "") yield rest;
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (inner, key) => (typeof inner === "object" && inner !== null ? (inner as Readonly<Record<string, unknown>>)[key] : undefined),
    value,
  );
}
