// The API as a real API server serves it: what it refuses and why, what it lets change, how it explains itself.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { WEB_SERVICE, WEB_SERVICE_CLASS } from "../../domain/api/service.js";
import { BAD_NODES } from "../fixtures/bad-nodes.js";
import { BAD_NAMES, BAD_SERVICES, badSpec, GOOD_NAMES, GOOD_SPEC } from "../fixtures/bad-services.js";
import { GOOD_IMAGES } from "../fixtures/bad-images.js";
import { webServiceClass } from "../fixtures/services.js";
import { collection, refusal, serviceObject, startBareServer, succeed, type BareServer, type Refusal } from "./bare-server.js";

const START_TIMEOUT_MS = 600_000;
let server: BareServer;

beforeAll(async () => {
  server = await startBareServer();
}, START_TIMEOUT_MS);

afterAll(async () => {
  await server.stop();
});

const SERVICES = collection(WEB_SERVICE);
const CLASSES = collection(WEB_SERVICE_CLASS);

async function created(name: string, spec: unknown): Promise<Refusal> {
  const path = `${SERVICES}?fieldValidation=Strict&dryRun=All`;
  return refusal(await server.call({ method: "POST", path, body: serviceObject({ name, spec }) }));
}

describe("the API server", () => {
  it("accepts the CRDs a second time and changes nothing", async () => {
    const versions = () => succeed(server.kubectl("get", "crd", "-o", "jsonpath={.items[*].metadata.resourceVersion}"));
    const before = await versions();
    await succeed(server.kubectl("apply", "--server-side", "-f", "crds"));
    expect(await versions()).toBe(before);
  });

  it("finds nothing to complain about in them", async () => {
    const path = "{range .items[*].status.conditions[*]}{.type}={.status} {end}";
    const conditions = await succeed(server.kubectl("get", "crd", "-o", `jsonpath=${path}`));
    expect(conditions.trim().split(" ").sort()).toEqual([
      "Established=True",
      "Established=True",
      "NamesAccepted=True",
      "NamesAccepted=True",
    ]);
  });

  it("accepts every example with strict validation", async () => {
    await succeed(server.kubectl("apply", "--dry-run=server", "--validate=strict", "-f", "deploy/examples"));
  });

  it("writes the defaults that do not depend on the tier", async () => {
    const body = serviceObject({ name: "shop", spec: { ...GOOD_SPEC, changes: {}, deletion: {}, health: {} } });
    const answer = await server.call({ method: "POST", path: `${SERVICES}?dryRun=All`, body });
    expect(JSON.parse(answer.text)).toMatchObject({
      spec: {
        ...GOOD_SPEC,
        port: 8080,
        suspend: false,
        health: { path: "/" },
        changes: { automatic: "Rolling" },
        deletion: { data: "Retain" },
      },
    });
  });

  it("refuses a field that does not exist", async () => {
    const { status, message } = await created("shop", { ...GOOD_SPEC, usertier: "1k" });
    expect(status).toBe(400);
    expect(message).toContain('unknown field "spec.usertier"');
  });
});

describe("a WebService", () => {
  it.each(BAD_SERVICES.map((bad) => [bad.name, bad] as const))("with %s is refused, naming field and remedy", async (_, bad) => {
    const { status, message } = await created("shop", badSpec(bad));
    expect(status).toBe(422);
    expect(message).toContain(bad.field);
    expect(message).toContain(bad.serverSays ?? bad.remedy);
  });

  it.each(GOOD_IMAGES)("with the image %s is accepted", async (image) => {
    expect((await created("shop", { ...GOOD_SPEC, image })).status).toBe(201);
  });

  it("whose tier is written as 1e3 is told the tiers", async () => {
    // As it stands: JavaScript would send 1000.
    const { rawJSON } = JSON as unknown as { rawJSON: (text: string) => unknown };
    const { status, message } = await created("shop", { ...GOOD_SPEC, userTier: rawJSON("1e3") });
    expect(status).toBe(422);
    expect(message).toContain("spec.userTier");
    expect(message).toContain("use one of 1, 10, 100, 1k, 10k, 100k, 1M, 5M, 10M");
  });

  it.each(BAD_NAMES)("of the name %s is refused, naming field and remedy", async (name) => {
    const { status, message } = await created(name, GOOD_SPEC);
    expect(status).toBe(422);
    expect(message).toContain("metadata.name is not a legal name");
    expect(message).toContain("use at most 63 lower-case letters");
  });

  it.each(GOOD_NAMES)("of the name %s is accepted", async (name) => {
    expect((await created(name, GOOD_SPEC)).status).toBe(201);
  });

  it.each(["1", 1, "10", 10, "1k", 1000, "1000", "1M", 1_000_000, "10M", 10_000_000])("takes the tier %p", async (userTier) => {
    expect((await created("shop", { ...GOOD_SPEC, userTier })).status).toBe(201);
  });
});

type Step = {
  readonly name: string;
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
};

const UID = "11111111-2222-3333-4444-555555555555";
const database = (fields: Record<string, unknown>) => ({ database: fields });

/** Whatever was written by mistake can be taken back: what stands is the operator's to compare with, not the spec's last value. */
const STEPS: readonly Step[] = [
  { name: "a raised version", before: database({ version: "15" }), after: database({ version: "16" }) },
  { name: "a version taken back", before: database({ version: "16" }), after: database({ version: "15" }) },
  { name: "a removed version", before: database({ version: "16" }), after: database({}) },
  { name: "a version below the default that was not written", before: {}, after: database({ version: "15" }) },
  { name: "storage taken back", before: database({ storageGiB: 20 }), after: database({ storageGiB: 19 }) },
  { name: "storage that is not written any more", before: database({ storageGiB: 20 }), after: {} },
  { name: "a placement taken back", before: database({ placement: "Aurora" }), after: database({ placement: "InCluster" }) },
  { name: "an answer to retained data", before: {}, after: database({ adoptFrom: UID }) },
  { name: "a corrected answer", before: database({ adoptFrom: UID }), after: database({ adoptFrom: "Fresh" }) },
  { name: "an answer taken back", before: database({ adoptFrom: "Fresh" }), after: {} },
  { name: "a lower tier", before: { userTier: "10M" }, after: { userTier: 1 } },
  { name: "a switched-off database", before: {}, after: database({ enabled: false }) },
];

describe("an edit", () => {
  it.each(STEPS.map((step, index) => ({ ...step, index })))("to $name is taken", async (step) => {
    const path = `${SERVICES}/edit-${step.index}`;
    const object = (spec: unknown) => serviceObject({ name: `edit-${step.index}`, spec });
    const first = await server.call({ method: "POST", path: SERVICES, body: object({ ...GOOD_SPEC, ...step.before }) });
    expect(first.status).toBe(201);
    const { resourceVersion } = (JSON.parse(first.text) as { metadata: { resourceVersion: string } }).metadata;
    const next = object({ ...GOOD_SPEC, ...step.after });
    const body = { ...next, metadata: { name: `edit-${step.index}`, namespace: "demo", resourceVersion } };
    expect((await server.call({ method: "PUT", path, body })).status).toBe(200);
  });
});

describe("a WebServiceClass", () => {
  const object = (spec: unknown) => {
    const { apiVersion, kind } = WEB_SERVICE_CLASS;
    return { apiVersion, kind, metadata: { name: "standard" }, spec };
  };
  const { spec: good } = webServiceClass();

  it.each([
    { name: "a region that is none", spec: { region: "virginia" }, says: ["spec.region", "write it like eu-west-1"] },
    { name: "an account number that is a word", spec: { accountID: "prod" }, says: ["spec.accountID", "twelve digits"] },
    {
      name: "one private subnet",
      spec: { privateSubnetIDs: ["subnet-01234567"] },
      says: ["spec.privateSubnetIDs", "two or more"],
    },
    {
      name: "a topic for alarms in another region",
      spec: { region: "us-east-1", alarmTopicARN: "arn:aws:sns:eu-west-1:123456789012:alarms" },
      says: ["spec.alarmTopicARN", "in the region of the class"],
    },
    { name: "a zone without domain", spec: { hostedZoneID: "Z012345" }, says: ["spec.domain", "set domain to the name"] },
    {
      name: "a limit that is no tier",
      spec: { limits: { maxTier: "2k" } },
      says: ["spec.limits.maxTier", 'supported values: "1", "10"'],
    },
  ])("with $name is refused, naming field and remedy", async ({ spec, says }) => {
    const { status, message } = refusal(await server.call({ method: "POST", path: CLASSES, body: object(spec) }));
    expect(status).toBe(422);
    for (const part of says) expect(message).toContain(part);
  });

  it.each(BAD_NODES)(
    "whose nodes have $name is refused, naming field and remedy",
    async ({ spec, field, remedy, serverSays }) => {
      const { status, message } = refusal(await server.call({ method: "POST", path: CLASSES, body: object(spec) }));
      expect(status).toBe(422);
      expect(message).toContain(field);
      expect(message).toContain(serverSays ?? remedy);
    },
  );

  it("keeps the place where its data is", async () => {
    const first = await server.call({ method: "POST", path: CLASSES, body: object(good) });
    expect(first.status).toBe(201);
    const patch = (body: unknown) =>
      server.call({ method: "PATCH", path: `${CLASSES}/standard`, body, contentType: "application/merge-patch+json" });
    const answers = await Promise.all(
      [{ region: "eu-west-1" }, { accountID: "210987654321" }, { vpcID: null }].map((spec) => patch({ spec })),
    );
    expect(answers.map(({ status }) => status)).toEqual([422, 422, 422]);
    for (const { text } of answers) expect(text).toContain("make a second WebServiceClass");
    expect((await patch({ spec: { limits: { maxTier: "1M" } } })).status).toBe(200);
  });
});

describe("kubectl", () => {
  it.each([
    ["ws", "Change spec.userTier and the architecture grows with it"],
    ["ws.spec.userTier", "Number of users to build for"],
    ["ws.spec.database", "The application finds it in DATABASE_URL"],
    ["ws.spec.changes.automatic", "no request is lost"],
    ["wsc.spec.publicSubnetIDs", "One is enough up to 100 users"],
  ])("explains %s", async (field, text) => {
    const explanation = await succeed(server.kubectl("explain", field));
    expect(explanation.replaceAll(/\s+/g, " ")).toContain(text);
  });

  it("lists services in columns that say whether they are ready and what they cost", async () => {
    const body = serviceObject({ name: "listed", spec: GOOD_SPEC });
    expect((await server.call({ method: "POST", path: SERVICES, body })).status).toBe(201);
    const status = {
      conditions: [
        { type: "Ready", status: "True", reason: "Ready", message: "serving", lastTransitionTime: "2026-01-01T00:00:00Z" },
      ],
      replicas: 2,
      endpoints: { url: "https://shop.example.com" },
      cost: { monthlyUSD: 312.5, currency: "USD", pricesOf: "2026-11-01" },
    };
    const path = `${SERVICES}/listed/status`;
    await server.call({ method: "PATCH", path, body: { status }, contentType: "application/merge-patch+json" });
    const [header = "", row = ""] = (await succeed(server.kubectl("get", "ws", "listed", "-n", "demo"))).split("\n");
    expect(header.split(/\s+/).slice(0, 8)).toEqual(["NAME", "TIER", "READY", "STATUS", "REPLICAS", "URL", "$/MO", "AGE"]);
    expect(row.split(/\s+/).slice(0, 7)).toEqual(["listed", "1k", "True", "Ready", "2", "https://shop.example.com", "312.5"]);
  });

  it("scales the floor of a service through the scale subresource", async () => {
    const body = serviceObject({ name: "scaled", spec: { ...GOOD_SPEC, scaling: { minReplicas: 2 } } });
    expect((await server.call({ method: "POST", path: SERVICES, body })).status).toBe(201);
    await succeed(server.kubectl("scale", "ws/scaled", "-n", "demo", "--replicas=3"));
    const path = "jsonpath={.spec.scaling.minReplicas}";
    expect(await succeed(server.kubectl("get", "ws", "scaled", "-n", "demo", "-o", path))).toBe("3");
  });
});
