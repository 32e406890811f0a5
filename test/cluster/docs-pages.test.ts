// What the documentation shows, held to the API server and to kubectl: every complete object, every kubectl command.
import { execFileSync, spawnSync } from "node:child_process";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { commandsIn, type Command } from "../docs/command.js";
import { manifestsOf } from "../docs/complaints.js";
import { kubectlComplaints, resourceNames } from "../docs/kubectl.js";
import { allPages } from "../docs/page.js";
import { environment } from "./harness/environment.js";
import { freshNamespace } from "./harness/api.js";

const PATIENCE_MS = 120_000;
const PAGES = allPages();
const MANIFESTS = PAGES.flatMap(manifestsOf);
const COMMANDS: readonly Command[] = PAGES.flatMap(({ blocks }) =>
  blocks.filter(({ language }) => language === "sh").flatMap((block) => commandsIn(block.text, block.where)),
).filter(({ words }) => words[0] === "kubectl");

/** Of tools that this API server knows nothing of. Their objects are only parsed. */
const FOREIGN_GROUPS =
  /^([a-z.-]*toolkit\.fluxcd\.io|argoproj\.io|eksctl\.io|kustomize\.config\.k8s\.io|kind\.x-k8s\.io|monitoring\.coreos\.com)\//;
const FOREIGN_KINDS = [
  ...["applications", "application", "applicationsets", "kustomizations", "kustomization", "helmreleases"],
  ...["nodepools", "ec2nodeclasses", "ec2nodeclass", "nodeclasses", "nodeclass", "scaledobject"],
];

let namespace: string;
beforeAll(async () => {
  namespace = await freshNamespace("docs");
}, PATIENCE_MS);

function kubectl(parameters: readonly string[], input = "") {
  const { kubectl: program, adminKubeconfig } = environment();
  return spawnSync(program, ["--kubeconfig", adminKubeconfig, ...parameters], { input, encoding: "utf8" });
}

/** What the server says against an object; nothing is written. Its namespace is another, which exists. */
function refusal(object: Readonly<Record<string, unknown>>): string {
  const metadata = { ...(object.metadata as Readonly<Record<string, unknown>>) };
  if (metadata.namespace !== undefined) metadata.namespace = namespace;
  const flags = ["--server-side", "--force-conflicts", "--dry-run=server", "--validate=strict"];
  const { status, stderr } = kubectl(["apply", ...flags, "-f", "-"], JSON.stringify({ ...object, metadata }));
  return status === 0 ? "" : stderr.trim();
}

describe("objects of the pages", () => {
  test(
    "are accepted by the API server, with strict field validation and its rules",
    () => {
      const own = MANIFESTS.filter(({ object }) => !FOREIGN_GROUPS.test(String(object.apiVersion)));
      const refused = own.map(({ where, object }) => `${where}: ${refusal(object)}`).filter((text) => !text.endsWith(": "));
      expect(refused).toEqual([]);
      expect(own.length).toBeGreaterThan(5);
    },
    PATIENCE_MS,
  );

  test("would be refused for an unknown field or a rule that is broken", () => {
    const service = (spec: Readonly<Record<string, unknown>>) =>
      refusal({ apiVersion: "tenfold.dev/v1alpha1", kind: "WebService", metadata: { name: "shop", namespace: "store" }, spec });
    expect(service({ userTier: "1k", image: "shop:1", imgae: "x" })).toContain(".spec.imgae: field not declared");
    expect(service({ userTier: "7", image: "shop:1" })).toContain("userTier");
    expect(service({ userTier: "1k", image: "shop:1" })).toBe("");
  });
});

describe("kubectl commands of the pages", () => {
  const helps = new Map<string, string>();
  const helpOf = (words: readonly string[]) => {
    const key = words.join(" ");
    const parameters = words.length === 0 ? ["options"] : [...words, "--help"];
    const text = helps.get(key) ?? execFileSync(environment().kubectl, parameters, { encoding: "utf8" });
    helps.set(key, text);
    return text;
  };

  test(
    "name commands, flags and kinds that exist",
    () => {
      const table = kubectl(["api-resources", "--no-headers"]).stdout;
      const resources = new Set([...resourceNames(table), ...FOREIGN_KINDS]);
      expect(resources).toContain("dbinstances.rds.services.k8s.aws");
      expect(COMMANDS.flatMap((command) => kubectlComplaints(command, { helpOf, resources }))).toEqual([]);
      expect(COMMANDS.length).toBeGreaterThan(30);
    },
    PATIENCE_MS,
  );

  test(
    "explain fields that exist",
    () => {
      const explained = COMMANDS.filter(({ words }) => words[1] === "explain");
      const wrong = explained.filter(({ words }) => kubectl(words.slice(1)).status !== 0);
      expect(wrong.map(({ where, words }) => `${where}: ${words.join(" ")}`)).toEqual([]);
      expect(explained.length).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );
});
