// Every golden object on a real API server with strict field validation: against our own CRDs, and against the real ones
// of ACK where a checkout of them lies beside this project.
import { CREDENTIALS } from "../fixtures/credentials.js";
import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { fillSecret } from "../../cdk8s/fill-secret.js";
import { FIELD_MANAGER } from "../../domain/api/keys.js";
import type { KubeObject } from "../../domain/api/objects.js";
import type { Child } from "../../domain/blueprint/children.js";
import { expectedFields, ownedFields } from "../../domain/observed/managed-fields.js";
import { goldenCases, goldenRender } from "../../scripts/generate-goldens.js";
import { refusal, startBareServer, succeed, type BareServer } from "./bare-server.js";
import { pathOf } from "../cluster/harness/api.js";
import { awaitDefinitions } from "../../local/control-plane/definitions.js";

const START_TIMEOUT_MS = 600_000;
const CASE_TIMEOUT_MS = 120_000;
const ROOT = process.cwd();
const REAL_CRDS = "../shared/crds";
const OWN_CRDS = "local/crds";
/** KEDA's kinds, which the local control plane does not have. */
const KEDA_CRDS = "local/crds-keda";

function asWritten({ mode, object }: Child): KubeObject {
  return mode === "create-once" ? fillSecret(object, CREDENTIALS) : object;
}

function ownedIn(body: unknown): string {
  const { metadata } = body as KubeObject;
  return ownedFields(metadata.managedFields?.find(({ manager }) => manager === FIELD_MANAGER)?.fieldsV1);
}

async function refusals(server: BareServer, name: string): Promise<readonly string[]> {
  const { children } = goldenRender(ROOT, name).settled;
  const answers = children.map(async (child) => {
    const { namespace, name: object } = child.object.metadata;
    const options = `fieldManager=${FIELD_MANAGER}&force=true&fieldValidation=Strict&dryRun=All`;
    const path = `${pathOf(child.kind, namespace, object)}?${options}`;
    const request = { method: "PATCH", path, body: asWritten(child), contentType: "application/apply-patch+yaml" } as const;
    const answer = await server.call(request);
    const { status, message } = refusal(answer);
    if (status !== 201) return [`${child.kind.kind} ${object}: ${status} ${message}`];
    // Else it would be written again with every start of the operator.
    return ownedIn(JSON.parse(answer.text)) === expectedFields(request.body)
      ? []
      : [`${child.kind.kind} ${object}: other fields are ours`];
  });
  expect(answers.length).toBeGreaterThan(10);
  return (await Promise.all(answers)).flat();
}

function accepts(folder: string): void {
  let server: BareServer;

  beforeAll(async () => {
    server = await startBareServer();
    await succeed(server.kubectl("create", "namespace", "store"));
    await succeed(server.kubectl("apply", "--server-side", "--recursive", "-f", folder, "-f", KEDA_CRDS));
    await awaitDefinitions((...args) => succeed(server.kubectl(...args)));
  }, START_TIMEOUT_MS);

  afterAll(() => server.stop());

  it.each(goldenCases(ROOT))(
    "accepts every object of %s, and gives us the fields that we expect",
    async (name) => {
      expect(await refusals(server, name)).toEqual([]);
    },
    CASE_TIMEOUT_MS,
  );
}

describe("the API server with our own CRDs", () => accepts(OWN_CRDS));

const hasRealCrds = existsSync(REAL_CRDS);
const unless = hasRealCrds ? "" : ` (skipped: there is no ${REAL_CRDS})`;
(hasRealCrds ? describe : describe.skip)(`the API server with the real CRDs of ACK${unless}`, () => accepts(REAL_CRDS));
