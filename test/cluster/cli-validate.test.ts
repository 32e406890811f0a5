// `tenfold validate` against a real API server: it accepts what the server accepts, and names the fields that the server names.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Report } from "../../cli/validate/report.js";
import { API_VERSION } from "../../domain/api/keys.js";
import { WEB_SERVICE, WEB_SERVICE_CLASS } from "../../domain/api/service.js";
import { callApi } from "../../local/control-plane/api-request.js";
import { tenfold } from "../cli/tenfold.js";
import { BAD_NAMES, BAD_SERVICES, badSpec, GOOD_NAMES, GOOD_SPEC } from "../fixtures/bad-services.js";
import { brokenObjects } from "../fixtures/broken-objects.js";
import { apply, freshNamespace, pathOf, remove } from "./harness/api.js";
import { environment } from "./harness/environment.js";

const RANDOM = 600;
const SEED = 20_261_129;
const PATIENCE_MS = 300_000;
/** At once, of the server. */
const BESIDE = 8;

type Judged = {
  readonly accepted: boolean;
  readonly fields: readonly string[];
  /** Fields of a wrong type: whatever is below them is not looked at. */
  readonly shapeless: readonly string[];
  /** All checks were made: none of the schema's came before the rules. */
  readonly isWhole: boolean;
  readonly says: string;
};
type Sample = { readonly name: string; readonly object: Readonly<Record<string, unknown>> };

const service = (name: string, spec: unknown) => ({ apiVersion: API_VERSION, kind: "WebService", metadata: { name }, spec });
const SAMPLES: readonly Sample[] = [
  ...BAD_SERVICES.map((bad) => ({ name: bad.name, object: service("shop", badSpec(bad)) })),
  ...[...BAD_NAMES, ...GOOD_NAMES].map((name) => ({ name: `the name ${name}`, object: service(name, GOOD_SPEC) })),
  ...brokenObjects(RANDOM, SEED).map((object, index) => ({ name: `random object ${index}`, object })),
];

let folder: string;
let namespace: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tenfold-validate-"));
  namespace = await freshNamespace("cli-validate");
}, PATIENCE_MS);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function byServer({ object }: Sample): Promise<Judged> {
  const kind = object.kind === "WebService" ? WEB_SERVICE : WEB_SERVICE_CLASS;
  const path = `${pathOf(kind, namespace)}?dryRun=All&fieldValidation=Strict`;
  const { status, text } = await callApi(environment().admin, { method: "POST", path, body: object });
  const { message = "", details } = JSON.parse(text) as Answer;
  const causes = (details?.causes ?? []).flatMap(({ field }) =>
    field === undefined || field === "<nil>" ? [] : [field.replace(/^\./, "")],
  );
  const unknown = [...message.matchAll(/unknown field "([^"]+)"/g)].map(([, field = ""]) => field);
  const isWhole = status === 422 && !message.includes("some validation rules were not checked");
  return {
    accepted: status === 201,
    fields: [...new Set([...causes, ...unknown])].sort(),
    shapeless: [],
    isWhole,
    says: message,
  };
}

type Answer = {
  readonly message?: string;
  readonly details?: { readonly causes?: readonly { readonly field?: string; readonly message: string }[] };
};

/** All in one process: a file for each. Of a label it names the key, the server only the labels. */
async function byCommand(): Promise<readonly Judged[]> {
  const files = SAMPLES.map(({ object }, index) => {
    const file = join(folder, `${String(index).padStart(5, "0")}.json`);
    writeFileSync(file, JSON.stringify(object));
    return file;
  });
  const { out } = await tenfold(["validate", "-f", folder, "-o", "json"]);
  const { problems } = JSON.parse(out) as Report;
  return files.map((file) => {
    const own = problems.filter((problem) => problem.file === file && !["operator", "files"].includes(problem.source));
    const says = own.map(({ field, message }) => `${field} ${message}`).join("; ");
    const fields = own.map(({ field }) => field.replace(/^(metadata\.(labels|annotations))\..*/, "$1"));
    const shapeless = own.filter(({ message }) => message.includes("has to be")).map(({ field }) => field);
    return { accepted: own.length === 0, fields: [...new Set(fields)].sort(), shapeless, isWhole: true, says };
  });
}

async function allByServer(): Promise<readonly Judged[]> {
  const judged: Judged[] = [];
  for (let from = 0; from < SAMPLES.length; from += BESIDE)
    judged.push(...(await Promise.all(SAMPLES.slice(from, from + BESIDE).map(byServer))));
  return judged;
}

describe("tenfold validate --live", () => {
  const live = (stdin: string) => {
    const flags = ["--live", "--kubeconfig", environment().adminKubeconfig, "-n", namespace];
    return tenfold(["validate", "-f", "-", ...flags], { stdin });
  };
  const classOf = (region: string) => ({
    apiVersion: API_VERSION,
    kind: "WebServiceClass" as const,
    metadata: { name: namespace },
    spec: { region, limits: { maxTier: "10" } },
  });

  it("knows what may not change, and what the class of the cluster forbids", async () => {
    await apply(classOf("eu-west-1"));
    const stays = await live(JSON.stringify(classOf("eu-west-1")));
    expect(stays.code).toBe(0);
    const moves = await live(JSON.stringify(classOf("eu-west-2")));
    expect(moves.code).toBe(1);
    expect(moves.out).toContain("spec.region: region cannot be changed or removed");
    const large = await live(JSON.stringify(service("shop", { ...GOOD_SPEC, className: namespace })));
    expect(large.code).toBe(1);
    expect(large.out).toContain(`spec.userTier: 1k is above 10, the highest tier that WebServiceClass ${namespace} allows`);
    await remove(classOf("eu-west-1"));
  });
});

describe("tenfold validate", () => {
  let server: readonly Judged[];
  let command: readonly Judged[];
  beforeAll(async () => {
    command = await byCommand();
    server = await allByServer();
  }, PATIENCE_MS);

  it("accepts what the API server accepts, and nothing else", () => {
    const other = SAMPLES.flatMap(({ name, object }, index) => {
      const [ours, theirs] = [command[index], server[index]];
      if (ours?.accepted === theirs?.accepted) return [];
      return [{ name, ours: ours?.says, theirs: theirs?.says, object: JSON.stringify(object) }];
    });
    expect(other).toEqual([]);
  });

  it("names every field that the API server names", () => {
    const missed = SAMPLES.flatMap(({ name, object }, index) => {
      const { fields: named = [], shapeless = [] } = command[index] ?? {};
      const isBelow = (field: string) =>
        shapeless.some((above) => field.startsWith(`${above}.`) || field.startsWith(`${above}[`));
      const missing = (server[index]?.fields ?? []).filter((field) => !named.includes(field) && !isBelow(field));
      return missing.length === 0 ? [] : [{ name, missing, named, object: JSON.stringify(object) }];
    });
    expect(missed).toEqual([]);
  });

  it("names no other where the API server has looked at everything", () => {
    const more = SAMPLES.flatMap(({ name, object }, index) => {
      const { fields = [], isWhole = false, says } = server[index] ?? {};
      const extra = (command[index]?.fields ?? []).filter((field) => !fields.includes(field) && field !== "metadata.name");
      return extra.length === 0 || !isWhole ? [] : [{ name, extra, says, object: JSON.stringify(object) }];
    });
    expect(more).toEqual([]);
  });

  it("has been asked about enough of both", () => {
    const accepted = server.filter((judged) => judged.accepted).length;
    expect(accepted).toBeGreaterThan(100);
    expect(server.length - accepted).toBeGreaterThan(400);
  });
});
