// A report holds nothing of what was planted into a service, its children, events and the operator's log; and what helps is in it.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { stringify } from "yaml";
import type { KubeObject } from "../../domain/api/objects.js";
import type { WebServiceClass } from "../../domain/api/service.js";
import type { ReportData } from "../../cli/report/bundle.js";
import { bundle } from "../../cli/report/bundle.js";
import { Redactor } from "../../cli/report/redactor.js";
import type { FakeApiServer } from "./fake-api-server.js";
import { startFakeApiServer } from "./fake-api-server.js";
import { child, CHILDREN, CLASS, NAMESPACE, pod, standingService, UID } from "./standing-service.js";
import { tenfold } from "./tenfold.js";

type Planted = {
  readonly password: string;
  readonly value: string;
  readonly argument: string;
  readonly account: string;
  readonly host: string;
  readonly ip: string;
  readonly ip6: string;
  readonly vpc: string;
  readonly email: string;
};

const letters = (length: number) =>
  fc.string({ unit: fc.constantFrom(...Array.from("bcdfghjklmnpqrstvwxz")), minLength: length, maxLength: length });
const byte = fc.integer({ min: 11, max: 250 });
const planted: fc.Arbitrary<Planted> = fc.record({
  password: letters(14).map((text) => `Pw-${text}`),
  value: letters(12).map((text) => `val_${text}`),
  argument: letters(12).map((text) => `arg_${text}`),
  account: fc.integer({ min: 100_000_000_000, max: 999_999_999_999 }).map(String),
  host: fc
    .tuple(letters(9), fc.constantFrom("com", "internal", "co.uk", "acme-corp.net", "io"))
    .map(([name, end]) => `${name}.${end}`),
  ip: fc.tuple(byte, byte, byte, byte).map((bytes) => bytes.join(".")),
  ip6: fc.tuple(letters(1), fc.integer({ min: 4096, max: 65_535 })).map(([, last]) => `fd12:3456:789a:1::${last.toString(16)}`),
  vpc: fc
    .string({ unit: fc.constantFrom(...Array.from("0123456789abcdef")), minLength: 17, maxLength: 17 })
    .map((id) => `vpc-${id}`),
  email: letters(8).map((name) => `${name}@acme.example`),
});

/** Everything that may name something private, each in the places where such things are found. */
function dataWith(secret: Planted): ReportData {
  const { password, value, argument, account, host, ip, ip6, vpc, email } = secret;
  const container = {
    name: "web",
    image: `registry.${host}/shop:1`,
    env: [
      { name: "API", value },
      { name: "DATABASE_URL", value: `postgres://app:${password}@db.${host}:5432/app` },
    ],
    args: [`--key=${argument}`, argument],
  };
  const service = standingService(
    {
      endpoints: { url: `https://www.${host}`, hosts: [`www.${host}`] },
      problems: [{ reason: "HostTaken", message: `www.${host} points at ${ip}; ask ${email}` }],
    },
    {
      metadata: {
        ...standingService().metadata,
        annotations: {
          "kubectl.kubernetes.io/last-applied-configuration": JSON.stringify({ password, value }),
          [`${host}/owner`]: email,
        },
        managedFields: [{ manager: "kubectl", fieldsV1: { "f:spec": { [`v:"www.${host}"`]: {} } } }],
      },
      spec: {
        ...standingService().spec,
        ...{ hosts: [`www.${host}`], image: container.image, args: [argument], env: [{ name: "API", value }] },
      },
    },
  );
  const serviceClass: WebServiceClass = {
    ...CLASS,
    spec: { ...CLASS.spec, accountID: account, domain: host, vpcID: vpc, podCIDRs: [`${ip}/16`] },
  };
  const event = (name: string, note: string, regarding = "shop"): KubeObject => ({
    ...{ apiVersion: "events.k8s.io/v1", kind: "Event", metadata: { name, namespace: NAMESPACE } },
    ...{ reason: "Failed", note, regarding: { kind: "WebService", name: regarding, uid: UID } },
  });
  const failing = pod("shop-web-1", { ready: false, waiting: "CrashLoopBackOff" });
  return {
    service,
    serviceClass,
    children: [
      child("apps/v1 Deployment", "shop-web", { spec: { template: { spec: { containers: [container] } } } }),
      child("rds.services.k8s.aws/v1alpha1 DBInstance", "shop-rds", {
        status: {
          ackResourceMetadata: { arn: `arn:aws:rds:eu-west-1:${account}:db:shop`, ownerAccountID: account },
          endpoint: { address: `shop.c1a2b3.eu-west-1.rds.amazonaws.com` },
          conditions: [
            { type: "ACK.Recoverable", message: `AccessDenied for arn:aws:iam::${account}:role/x at ${ip6}: refused` },
          ],
        },
      }),
      child("v1 Secret", "shop-app", { data: { password } }),
    ],
    pods: [{ ...failing, status: { ...(failing.status as object), podIP: ip, message: `token=${password}` } }],
    events: [
      event("one", `cannot reach ${host} (${ip}, [${ip6}]:443, status.${host}, data.${host}.): password=${password} ${value}`),
      event("other", "of blog-zzz", "blog"),
    ],
    operators: [child("apps/v1 Deployment", "tenfold-operator", { spec: { template: { spec: { containers: [container] } } } })],
    log: [
      `{"level":"info","namespace":"${NAMESPACE}","name":"shop","msg":"asked ${host} with Bearer ${password}"}`,
      `{"level":"warn","msg":"connection to ${ip}:443 refused, ${value}, ${argument}"}`,
      `{"level":"info","namespace":"${NAMESPACE}","name":"blog-zzz","msg":"not ours"}`,
    ].join("\n"),
    server: "v1.36.0",
    node: "v24.0.0",
    time: "2026-06-01T12:00:00Z",
    unseen: [`GET https://api.${host}: refused`],
  };
}

function textOf(data: ReportData): string {
  return stringify(Object.fromEntries(bundle(data).map(({ name, value }) => [name, value])), {
    lineWidth: 0,
    aliasDuplicateObjects: false,
  });
}

describe("a report", () => {
  it("holds nothing of what was planted, wherever it stands", () => {
    fc.assert(
      fc.property(planted, (secret) => {
        const text = textOf(dataWith(secret)).toLowerCase();
        const found = Object.entries(secret).filter(([, value]) => text.includes(value.toLowerCase()));
        expect(found).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  const [sample] = fc.sample(planted, { numRuns: 1, seed: 7 });

  it("holds no Secret, and nothing of other services", () => {
    const data = dataWith(sample as Planted);
    const children = bundle(data).find(({ name }) => name === "children")?.value as readonly KubeObject[];
    expect(children.map(({ kind }) => kind)).toEqual(["Deployment", "DBInstance"]);
    expect(textOf(data)).not.toContain("blog-zzz");
  });

  it("replaces the same by the same, and keeps what helps: kinds, names, versions, conditions, regions", () => {
    const text = textOf(dataWith(sample as Planted));
    expect(text).toMatch(/arn:aws:rds:eu-west-1:account-1:db:shop/);
    expect(text).toMatch(/arn:aws:iam::account-1:role\/x/);
    expect(text).toMatch(/host-\d+\.eu-west-1\.rds\.amazonaws\.com/);
    for (const words of [
      "shop-web",
      "CrashLoopBackOff",
      "tenfold.dev/service: shop",
      "v1.36.0",
      "rds.services.k8s.aws/v1alpha1",
      "API",
    ])
      expect(text).toContain(words);
  });

  it("says what it leaves out, and asks to be read before it is sent", () => {
    const about = bundle(dataWith(sample as Planted)).find(({ name }) => name === "about")?.value;
    expect(about).toMatchObject({
      leftOut: expect.arrayContaining(["Secrets: none was read"]),
      beforeYouSend: expect.stringContaining("Read it through"),
    });
  });
});

it.each([
  "spec.hosts is not set: kubectl explain wsc.spec.hosts",
  "shop-web.store.svc.cluster.local:8080",
  "networking.k8s.io/v1 at 12:03:04 on 2026-06-01T12:00:00Z, version 1.36.2",
  "dist/operator/main.js:12:5",
  "arn:aws:s3:::bucket",
])("leaves alone what is nobody's secret: %s", (text) => {
  expect(new Redactor().text(text)).toBe(text);
});

describe("tenfold report", () => {
  let server: FakeApiServer | undefined;
  let folder: string | undefined;
  afterEach(() => {
    server?.close();
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  it("prints one YAML, asks for no Secret, and names what it could not see", async () => {
    const denied = [{ verb: "list", resource: "events" }];
    server = await startFakeApiServer([standingService(), CLASS_OBJECT, ...CHILDREN, pod("shop-web-1")], { denied });
    const { code, out, err } = await tenfold(["report", "shop"], { environment: { KUBECONFIG: server.kubeconfig } });
    expect(code).toBe(0);
    expect(out).toContain("about:\n  report: store/shop\n");
    expect(out).not.toContain("shop.example.com");
    expect(out).not.toContain("123456789012");
    expect(err).toContain("Read it through before you send it");
    expect(err).toContain("not in it: you may not list events.events.k8s.io in namespace store");
    expect(server.requests.some((request) => request.includes("/secrets"))).toBe(false);
  });

  it("writes a folder of one file for each section, and none over another", async () => {
    folder = mkdtempSync(join(tmpdir(), "report-"));
    server = await startFakeApiServer([standingService(), CLASS_OBJECT]);
    const run = () =>
      tenfold(["report", "shop", "-o", "dir", "--to", join(folder ?? "", "r")], {
        environment: { KUBECONFIG: server?.kubeconfig ?? "" },
      });
    expect(await run()).toMatchObject({ code: 0, out: "" });
    expect(readdirSync(join(folder, "r")).sort()).toContain("operator-log.yaml");
    expect(readFileSync(join(folder, "r", "service.yaml"), "utf8")).toContain("kind: WebService");
    const again = await run();
    expect(again.code).toBe(1);
    expect(again.err).toContain("it is there already");
  });
});

const CLASS_OBJECT = CLASS as unknown as KubeObject;
