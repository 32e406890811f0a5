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
import { freshNamespace, pathOf } from "./harness/api.js";
import { environment } from "./harness/environment.js";

const RANDOM = 600;
const SEED = 20_261_129;
const PATIENCE_MS = 300_000;
/** At once, of the server. */
const BESIDE = 8;

type Judged = { readonly accepted: boolean; readonly fields: readonly string[] };
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
  const causes = (details?.causes ?? []).flatMap(({ field }) => (field === undefined || field === "<nil>" ? [] : [field]));
  const unknown = [...message.matchAll(/unknown field "([^"]+)"/g)].map(([, field = ""]) => field);
  return { accepted: status === 201, fields: [...new Set([...causes, ...unknown])].sort() };
}

type Answer = {
  readonly message?: string;
  readonly details?: { readonly causes?: readonly { readonly field?: string; readonly message: string }[] };
};

/** All in one process: a file for each. */
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
    return { accepted: own.length === 0, fields: [...new Set(own.map(({ field }) => field))].sort() };
  });
}

async function allByServer(): Promise<readonly Judged[]> {
  const judged: Judged[] = [];
  for (let from = 0; from < SAMPLES.length; from += BESIDE)
    judged.push(...(await Promise.all(SAMPLES.slice(from, from + BESIDE).map(byServer))));
  return judged;
}

describe("tenfold validate", () => {
  let server: readonly Judged[];
  let command: readonly Judged[];
  beforeAll(async () => {
    command = await byCommand();
    server = await allByServer();
  }, PATIENCE_MS);

  it("accepts what the API server accepts, and nothing else", () => {
    const verdicts = (judged: readonly Judged[]) => judged.map(({ accepted }, index) => [SAMPLES[index]?.name, accepted]);
    expect(verdicts(command)).toEqual(verdicts(server));
  });

  it("names every field that the API server names", () => {
    const missed = SAMPLES.flatMap(({ name, object }, index) => {
      const named = command[index]?.fields ?? [];
      const missing = (server[index]?.fields ?? []).filter((field) => !named.includes(field));
      return missing.length === 0 ? [] : [{ name, missing, named, object: JSON.stringify(object) }];
    });
    expect(missed).toEqual([]);
  });

  it("has been asked about enough of both", () => {
    const accepted = server.filter((judged) => judged.accepted).length;
    expect(accepted).toBeGreaterThan(100);
    expect(server.length - accepted).toBeGreaterThan(400);
  });
});
