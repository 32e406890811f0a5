// "npm run prices", against small files that are written by hand in the format that AWS documents, served on this machine.
import { mkdtemp, readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { pricesIn } from "../../../domain/cost/prices.js";
import { PRICE_LISTS } from "../../../domain/cost/prices/all.js";
import { refreshPrices } from "../../../scripts/prices.js";
import { cells, header, row } from "../../../scripts/prices/csv.js";
import { offered, picked, podPrices } from "../../../scripts/prices/pick.js";
import { indexFile, priceFile, refreshed, suspicious } from "../../../scripts/prices/price-file.js";
import { wantedPrices, type WantedPrice } from "../../../scripts/prices/wanted.js";
import { offerFile, PUBLISHED, ROWS } from "../../fixtures/offer-files.js";

const NOW = new Date("2027-03-01T10:00:00Z");
const REGION = "eu-west-1";

let server: Server;
let base = "";
const asked: string[] = [];
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tenfold-prices-"));
  server = createServer((request, response) => {
    asked.push(request.url ?? "");
    const file = offerFile(request.url ?? "", REGION);
    response.writeHead(file === undefined ? 404 : 200).end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

async function run(...args: readonly string[]) {
  const said: string[] = [];
  const code = await refreshPrices(["--base", base, "--into", folder, ...args], (text) => said.push(text), NOW);
  return { code, said: said.join("\n") };
}

describe("a line of a price list", () => {
  it.each([
    { line: '"a","b","c"', is: ["a", "b", "c"] },
    { line: '"a, with a comma","","say ""x"""', is: ["a, with a comma", "", 'say "x"'] },
    { line: "a,,c", is: ["a", "", "c"] },
    { line: '"",""', is: ["", ""] },
  ])("$line", ({ line, is }) => {
    expect(cells(line)).toEqual(is);
  });

  it("is read by the names of the columns, of a file that says when it was published", () => {
    const lines = ['"FormatVersion","v1.0"', '"Disclaimer","x"', '"Publication Date","2027-02-20T01:02:03Z"', '"Version","1"'];
    const head = header([...lines, '"OfferCode","AmazonRDS"', '"SKU","PricePerUnit","usageType"']);
    expect(head.publicationDate).toBe("2027-02-20");
    expect(row(head, '"S1","0.1","USE1-X"')("usageType")).toBe("USE1-X");
    expect(row(head, '"S1","0.1"')("usageType")).toBe("");
  });

  it("of another file is refused", () => {
    expect(() => header(["<html>"])).toThrow(/not a price list/);
  });
});

describe("the price of a key", () => {
  const wanted: WantedPrice = { key: "x", unit: "u", offer: "o", where: { usageType: /^(EU-)?X$/ } };
  const rowOf = (values: Readonly<Record<string, string>>) => (column: string) =>
    ({ TermType: "OnDemand", Currency: "USD", usageType: "EU-X", StartingRange: "0", PricePerUnit: "0.5", SKU: "S" })[column] ??
    values[column] ??
    "";
  const at = (from: number, usd: number) => ({ from, usd, sku: "S" });

  it("is on demand, in dollars, with the columns that are asked for", () => {
    expect(offered(wanted, rowOf({}))).toEqual({ from: 0, usd: 0.5, sku: "S" });
    for (const [column, value] of [
      ["TermType", "Reserved"],
      ["Currency", "CNY"],
      ["usageType", "EU-XY"],
      ["PricePerUnit", "?"],
    ] as const)
      expect(offered(wanted, (asked) => (asked === column ? value : rowOf({})(asked)))).toBeUndefined();
  });

  it.each([
    { title: "the first that is not free", offers: [at(0, 0), at(100, 0.09), at(10_340, 0.085)], usd: 0.09 },
    { title: "the step that is asked for", step: 1, offers: [at(0, 0.09), at(10_240, 0.085)], usd: 0.085 },
    { title: "in our unit", times: 1e6, offers: [at(0, 4e-7)], usd: 0.4 },
    { title: "one, said twice", offers: [at(0, 0.1), at(0, 0.1)], usd: 0.1 },
  ])("is $title", ({ offers, usd, step, times }) => {
    expect(picked({ ...wanted, step, times }, offers)).toMatchObject({ found: true, usd });
  });

  it.each([
    { title: "none fits", offers: [], why: "no row fits" },
    { title: "all are free", offers: [at(0, 0)], why: "no price at step 1" },
    { title: "two differ", offers: [at(0, 0.1), at(0, 0.2)], why: "several prices fit: 0.1, 0.2" },
  ])("is not guessed where $title", ({ offers, why }) => {
    expect(picked(wanted, offers)).toEqual({ key: "x", found: false, why });
  });

  it("of a pod is the split that the list has", () => {
    for (const { region, nodes } of [{ region: "us-east-1", nodes: { c7g: 0.0725, m7g: 0.0816, r7g: 0.1071 } }]) {
      const list = PRICE_LISTS.find((one) => one.region === region);
      const prices = list === undefined ? undefined : pricesIn(list);
      expect(podPrices(nodes)).toEqual({ vcpu: prices?.of("pod.vcpu")?.value, gib: prices?.of("pod.gib")?.value });
    }
  });
});

describe("the wanted prices", () => {
  it.each(PRICE_LISTS)("are all that the list of $region has, in the same units, and no other", ({ region, rows }) => {
    const wanted = wantedPrices(region, region.startsWith("us-") ? "us" : "asia");
    const asRows = wanted.filter(({ key }) => !key.startsWith("ec2.")).map(({ key, unit }) => `${key} ${unit}`);
    const own = rows.filter(([key]) => !key.startsWith("pod.")).map(([key, unit]) => `${key} ${unit}`);
    // No price of reserved capacity is known in Seoul.
    expect(asRows.filter((text) => !text.startsWith("alb.lcu-reserved") || own.includes(text)).sort()).toEqual([...own].sort());
    expect(new Set(wanted.map(({ key }) => key)).size).toBe(wanted.length);
  });
});

describe("npm run prices", () => {
  it("adds a region: its list, and the index", async () => {
    const { code, said } = await run("--region", REGION);
    expect(code).toBe(0);
    const text = await readFile(join(folder, `${REGION}.ts`), "utf8");
    expect(text).toContain('collected: "2027-03-01"');
    for (const { key, unit, usd } of ROWS)
      if (usd !== undefined) expect(text).toContain(`["${key}", "${unit}", ${String(usd)}, "${PUBLISHED}", "offer"],`);
    expect(text).not.toContain("ec2.");
    expect(await readFile(join(folder, "all.ts"), "utf8")).toContain(
      "PRICE_LISTS: readonly PriceList[] = [US_EAST_1, AP_NORTHEAST_2, EU_WEST_1]",
    );
    expect(said).toContain("not found: rds.db.t4g.micro.single-az: no row fits");
    // Each file once, and the regional one where there is one.
    expect(asked.filter((path) => path.includes("AmazonRDS") && path.endsWith(".csv"))).toEqual([
      `/offers/v1.0/aws/AmazonRDS/20270220/${REGION}/index.csv`,
    ]);
  });

  it("keeps what AWS does not say, with its day and its source, and tells so", async () => {
    const { code, said } = await run("--region", "us-east-1", "--dry-run");
    expect({ code, said }).toMatchObject({ code: 1, said: expect.stringContaining("has nothing for us-east-1") });
    expect(said).toMatch(/not found: rds\.db\.r7g\.large\.multi-az: .*kept as it was/);
  });

  it.each([["--no-such"], ["--region"]])("says how it is used: %s", async (...args) => {
    expect(await run(...args)).toMatchObject({ code: 1, said: expect.stringContaining("usage: npm run prices") });
  });
});

describe("a list that is refreshed", () => {
  const before = PRICE_LISTS[0];
  if (before === undefined) throw new Error("no list");
  const price = (key: string, usd: number) =>
    ({ key, usd, found: true, unit: "hour", sku: "S", publicationDate: "2027-02-20" }) as const;

  it("has new prices with their day and source, and all others as they stood", () => {
    const { list, changed, kept } = refreshed(before, [price("alb.hour", 0.025)], "2027-03-01");
    expect(changed).toEqual([{ key: "alb.hour", from: 0.0225, to: 0.025 }]);
    expect(list.rows.find(([key]) => key === "alb.hour")).toEqual(["alb.hour", "hour", 0.025, "2027-02-20", "offer"]);
    expect(kept).toHaveLength(before.rows.length - 1);
    expect(list.rows.filter(([key]) => key !== "alb.hour")).toEqual(before.rows.filter(([key]) => key !== "alb.hour"));
  });

  it.each([
    { to: 0.044, isSuspicious: false },
    { to: 0.046, isSuspicious: true },
    { to: 0.011, isSuspicious: true },
  ])("alb.hour from 0.0225 to $to is suspicious: $isSuspicious", ({ to, isSuspicious }) => {
    expect(suspicious(refreshed(before, [price("alb.hour", to)], "2027-03-01")).length > 0).toBe(isSuspicious);
  });

  it("is written as it stands in the sources", async () => {
    for (const list of PRICE_LISTS) {
      const text = await readFile(`domain/cost/prices/${list.region}.ts`, "utf8");
      expect(priceFile(list)).toBe(text);
    }
    expect(indexFile(PRICE_LISTS.map(({ region }) => region))).toBe(await readFile("domain/cost/prices/all.ts", "utf8"));
  });
});
