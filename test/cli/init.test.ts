// `tenfold init`: through the real program where flags say everything, and its questions with somebody who answers them.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { questions } from "../../cli/init/answers.js";
import { askAll } from "../../cli/init/run-init.js";
import { serviceText } from "../../cli/init/service-text.js";
import { TIERS } from "../../domain/api/tier.js";
import { tenfold } from "./tenfold.js";

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "tenfold-init-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FLAGS = ["--name", "shop", "--tier", "10k", "--image", "registry.example.com/shop:1"];
const ANSWERS = { name: "shop", tier: "10k", image: "a/b:1", host: "shop.example.com", className: "team" };

/** Takes the `#` away from what is YAML. */
function uncommented(text: string): string {
  return text.replaceAll(/^(\s*)#(?=\S| {2})/gm, "$1");
}

async function problemsOf(text: string): Promise<string> {
  const { out } = await tenfold(["validate", "-f", "-"], { stdin: text });
  return out;
}

describe("tenfold init with flags", () => {
  it("writes a WebService that is valid, and says what comes next", async () => {
    const out = join(folder, "deep", "shop.yaml");
    const ran = await tenfold(["init", ...FLAGS, "--host", "shop.example.com", "--class", "team", "-n", "store", "--out", out]);
    expect({ code: ran.code, out: ran.out }).toEqual({ code: 0, out: "" });
    expect(ran.err).toContain(`tenfold plan -f ${out}`);
    const text = readFileSync(out, "utf8");
    expect(parse(text)).toEqual({
      apiVersion: "tenfold.dev/v1alpha1",
      kind: "WebService",
      metadata: { name: "shop", namespace: "store" },
      spec: { userTier: "10k", image: "registry.example.com/shop:1", hosts: ["shop.example.com"], className: "team" },
    });
    expect(await problemsOf(text)).toBe("(standard input):3: WebService store/shop is valid\n");
  });

  it("prints it where no file is named", async () => {
    const { code, out, err } = await tenfold(["init", ...FLAGS]);
    expect(code).toBe(0);
    expect(parse(out)).toMatchObject({ metadata: { name: "shop" }, spec: { userTier: "10k" } });
    expect(err).toContain("tenfold plan -f shop.yaml");
  });

  it("never writes over a file, unless it is told to", async () => {
    const out = join(folder, "there.yaml");
    writeFileSync(out, "mine");
    const refused = await tenfold(["init", ...FLAGS, "--out", out]);
    expect(refused).toMatchObject({ code: 1, out: "" });
    expect(refused.err).toContain("it is there already");
    expect(refused.err).toContain("--force");
    expect(readFileSync(out, "utf8")).toBe("mine");
    expect((await tenfold(["init", ...FLAGS, "--out", out, "--force"])).code).toBe(0);
    expect(readFileSync(out, "utf8")).toContain("name: shop");
  });

  it.each([
    { title: "nothing is said", flags: [], says: ["--name, --tier, --image are missing", "tenfold init --name shop"] },
    { title: "the image is not said", flags: FLAGS.slice(0, 4), says: ["--image is missing"] },
    {
      title: "the name cannot be",
      flags: [...FLAGS, "--name", "Shop"],
      says: ['--name "Shop" is not a legal name', "Use at most 63"],
    },
    {
      title: "the tier cannot be",
      flags: [...FLAGS, "--tier", "2"],
      says: ['--tier "2" is not a number of users', "Use one of 1, 10"],
    },
    { title: "the host cannot be", flags: [...FLAGS, "--host", "*.a.com"], says: ['--host "*.a.com" is not a host name'] },
  ])("fails where $title and nobody can be asked, and writes nothing", async ({ flags, says }) => {
    const out = join(folder, "never.yaml");
    const ran = await tenfold(["init", ...flags, "--out", out]);
    expect(ran).toMatchObject({ code: 1, out: "" });
    for (const text of says) expect(ran.err).toContain(text);
    expect(existsSync(out)).toBe(false);
  });
});

describe("what it writes", () => {
  it.each(TIERS)("is right for tier %s, and so is everything that it suggests", async (tier) => {
    const text = serviceText({ ...ANSWERS, tier, host: undefined, className: undefined }, undefined);
    const all = uncommented(text);
    expect(Object.keys((parse(all) as { readonly spec: object }).spec)).toEqual([
      ...["userTier", "image", "hosts", "className", "port", "health", "env", "scaling", "resources", "changes", "budget"],
    ]);
    expect(await Promise.all([problemsOf(text), problemsOf(all)])).toEqual([
      "(standard input):3: WebService shop is valid\n",
      "(standard input):3: WebService store/shop is valid\n",
    ]);
  });

  it("keeps names that YAML takes for something else", () => {
    const parsed = parse(serviceText({ ...ANSWERS, name: "on", className: "123" }, "no"), { version: "1.1" }) as object;
    expect(parsed).toMatchObject({ metadata: { name: "on", namespace: "no" }, spec: { className: "123" } });
  });
});

/** Somebody who says these things one after the other. */
function somebody(...says: readonly string[]) {
  const heard: string[] = [];
  const left = [...says];
  const terminal = {
    err: (text: string) => void heard.push(text),
    ask: (question: string) => {
      heard.push(question);
      return Promise.resolve(left.shift());
    },
  };
  return { heard, terminal };
}

describe("its questions", () => {
  it("are five, each with a line of explanation and a default", async () => {
    const { heard, terminal } = somebody("", "", "", "", "");
    expect(await askAll(terminal, questions("my-app"), {})).toEqual({
      ...{ name: "my-app", tier: "10", image: "registry.example.com/my-app:1.0.0" },
      ...{ host: undefined, className: undefined },
    });
    expect(heard.filter((text) => text.endsWith("]: "))).toEqual([
      "Name of the service [my-app]: ",
      "Number of users [10]: ",
      "Container image [registry.example.com/my-app:1.0.0]: ",
      "Host name [none: the name of the load balancer]: ",
      "WebServiceClass [the default one of the cluster]: ",
    ]);
    expect(heard).toHaveLength(10);
  });

  it("are not asked where a flag has said it", async () => {
    const { heard, terminal } = somebody("1k");
    expect(await askAll(terminal, questions("x"), { ...ANSWERS, tier: undefined })).toEqual({ ...ANSWERS, tier: "1k" });
    expect(heard).toHaveLength(2);
  });

  it("are asked again, with the remedy, until the answer will do", async () => {
    const { heard, terminal } = somebody("Shop", "shop", "many", "5", "1M", "a b", "a/b:1", "shop", "shop.example.com", "");
    expect(await askAll(terminal, questions(""), {})).toEqual({ ...ANSWERS, tier: "1M", className: undefined });
    const text = heard.join("\n");
    expect(text).toContain("Shop is not a legal name for a WebService: use at most 63");
    expect(text).toContain("many is not a number of users that there is a tier for: use one of 1, 10,");
    expect(text).toContain("a b is not an image reference: write registry/path:tag");
    expect(text).toContain("shop is not a host name");
  });

  it("end without an answer when the input does", async () => {
    const { terminal } = somebody("shop");
    await expect(askAll(terminal, questions(""), {})).rejects.toThrow("the input ended");
  });

  it("propose a name that will do, whatever the folder is called", async () => {
    const { heard, terminal } = somebody("", "", "", "", "");
    await askAll(terminal, questions("My Folder"), {});
    expect(heard[1]).toBe("Name of the service [shop]: ");
  });
});
