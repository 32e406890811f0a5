// The admission policies that docs/how-to/limit-teams.md shows do what it says of them, taken from the page itself.
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { parse } from "yaml";
import { startBareServer, succeed, type BareServer, type CommandResult } from "./bare-server.js";

const START_TIMEOUT_MS = 600_000;
const POLICY_PATIENCE_MS = 30_000;
const LABEL = "example.com/web-service-class";
let server: BareServer;
let folder: string;

/** Every YAML block of the page that holds an admission policy. */
function policies(): string {
  const page = readFileSync("docs/how-to/limit-teams.md", "utf8");
  const blocks = [...page.matchAll(/^```yaml[^\n]*\n([\s\S]*?)^```$/gm)].map(([, block = ""]) => block);
  return blocks.filter((block) => block.includes("kind: ValidatingAdmissionPolicy\n")).join("---\n");
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tenfold-policies-"));
  server = await startBareServer();
  await succeed(server.kubectl("apply", "--server-side", "-f", "deploy/rbac"));
  await succeed(server.kubectl("create", "namespace", "blue"));
  await succeed(server.kubectl("label", "namespace", "blue", `${LABEL}=blue`));
  const bind = ["create", "clusterrolebinding", "teams", "--clusterrole=tenfold-edit"];
  await succeed(server.kubectl(...bind, "--user=developer", "--user=approver"));
  await succeed(server.kubectl("apply", "-f", await written(policies())));
}, START_TIMEOUT_MS);

afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

async function written(text: string): Promise<string> {
  const path = join(folder, "object.yaml");
  await writeFile(path, text);
  return path;
}

type Wish = { readonly namespace: string; readonly className?: string; readonly approve?: string };
const DEVELOPER = ["--as=developer", "--as-group=system:authenticated"];
const APPROVER = ["--as=approver", "--as-group=system:authenticated", "--as-group=service-approvers"];

async function create(
  { namespace, className, approve }: Wish,
  who: readonly string[],
  mode = "--dry-run=server",
): Promise<CommandResult> {
  const metadata = {
    name: "shop",
    namespace,
    ...(approve === undefined ? {} : { annotations: { "tenfold.dev/approve": approve } }),
  };
  const spec = { userTier: 1, image: "registry.example.com/shop:1", ...(className === undefined ? {} : { className }) };
  const text = JSON.stringify({ apiVersion: "tenfold.dev/v1alpha1", kind: "WebService", metadata, spec });
  return server.kubectl("create", ...(mode === "" ? [] : [mode]), "-f", await written(text), ...who);
}

/** A policy takes some seconds until the API server has compiled it. */
async function refused(act: () => Promise<CommandResult>): Promise<string> {
  for (let waited = 0; waited < POLICY_PATIENCE_MS; waited += 200) {
    const { code, err } = await act();
    if (code !== 0) return err;
    await sleep(200);
  }
  return "never refused";
}

it("the page has both policies, each with a binding", () => {
  const kinds = policies()
    .split("---\n")
    .map((text) => (parse(text) as { readonly kind: string }).kind);
  expect(kinds).toEqual(Array(2).fill(["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"]).flat());
});

describe("the policy that ties a namespace to a class", () => {
  it("refuses another class and none, and names the one to write", async () => {
    const message = await refused(() => create({ namespace: "blue" }, DEVELOPER));
    expect(message).toContain("spec.className: this namespace is for WebServiceClass blue");
    expect((await create({ namespace: "blue", className: "green" }, DEVELOPER)).err).toContain("WebServiceClass blue");
  });

  it("lets its own class through, and without a label services that name none", async () => {
    expect(await create({ namespace: "blue", className: "blue" }, DEVELOPER)).toMatchObject({ code: 0 });
    expect(await create({ namespace: "demo" }, DEVELOPER)).toMatchObject({ code: 0 });
    expect((await create({ namespace: "demo", className: "blue" }, DEVELOPER)).err).toContain("(none)");
  });
});

describe("the policy on who approves", () => {
  it("refuses an approval by somebody outside of the group, at creation and later", async () => {
    const message = await refused(() => create({ namespace: "demo", approve: "0123456789ab" }, DEVELOPER));
    expect(message).toContain("only members of service-approvers approve plans");
    expect(await create({ namespace: "demo" }, DEVELOPER, "")).toMatchObject({ code: 0 });
    const annotate = ["annotate", "webservice", "shop", "-n", "demo", "tenfold.dev/approve=0123456789ab"];
    expect((await server.kubectl(...annotate, ...DEVELOPER)).err).toContain("service-approvers");
    expect(await server.kubectl(...annotate, ...APPROVER)).toMatchObject({ code: 0 });
  });

  it("lets others edit a service that is approved", async () => {
    const patch = ["patch", "webservice", "shop", "-n", "demo", "--type=merge", "-p", '{"spec":{"userTier":10}}'];
    expect(await server.kubectl(...patch, ...DEVELOPER)).toMatchObject({ code: 0 });
  });
});
