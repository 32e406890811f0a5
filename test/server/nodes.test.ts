// The pools of nodes in deploy/eks against Karpenter's own definitions, on a real API server with strict field validation.
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { awaitDefinitions } from "../../local/control-plane/definitions.js";
import { moduleFolder } from "../../local/tools/module-folder.js";
import { startBareServer, succeed, type BareServer, type CommandResult } from "./bare-server.js";

const START_TIMEOUT_MS = 600_000;
const PINS = "karpenter-definitions";
const DEFINITIONS = join("pkg", "apis", "crds");

/** EKS Auto Mode has definitions that nobody publishes; its pools are Karpenter's, without the rules about labels of the provider. */
const VARIANTS = [
  { file: "karpenter/nodes.yaml", module: "github.com/aws/karpenter-provider-aws", objects: 4 },
  { file: "auto-mode/node-pools.yaml", module: "sigs.k8s.io/karpenter", objects: 3 },
];

describe.each(VARIANTS)("$file, with the definitions of $module", ({ file, module, objects }) => {
  let server: BareServer;
  let folder: string;

  beforeAll(async () => {
    [server, folder] = await Promise.all([startBareServer(), mkdtemp(join(tmpdir(), "tenfold-nodes-"))]);
    await succeed(server.kubectl("apply", "--server-side", "-f", join(await moduleFolder(PINS, module), DEFINITIONS)));
    await awaitDefinitions((...args) => succeed(server.kubectl(...args)));
  }, START_TIMEOUT_MS);

  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function applied(edit: (text: string) => string): Promise<CommandResult> {
    const path = join(folder, "nodes.yaml");
    await writeFile(path, edit(await readFile(join("deploy", "eks", file), "utf8")));
    return server.kubectl("apply", "--server-side", "--dry-run=server", "--validate=strict", "-f", path);
  }

  it("is taken as it stands", async () => {
    const lines = (await succeed(applied((text) => text))).trim().split("\n");
    expect(lines).toHaveLength(objects);
  });

  it.each([
    {
      name: "a field that there is none of",
      from: "consolidateAfter: 10m",
      to: "consolidateAfter: 10m\n    consolidateBefore: 10m",
    },
    { name: "a policy that there is none of", from: "consolidationPolicy: WhenEmpty\n", to: "consolidationPolicy: Never\n" },
    { name: "a budget that is no number", from: "nodes: 10%", to: "nodes: few" },
    { name: "a label of Karpenter's own", from: "tenfold.dev/nodes: web", to: "karpenter.sh/nodepool: web" },
  ])("is refused with $name", async ({ from, to }) => {
    const { code, err } = await applied((text) => {
      expect(text).toContain(from);
      return text.replace(from, to);
    });
    expect(code).toBe(1);
    expect(err).toMatch(/NodePool|unknown field/);
  });
});
