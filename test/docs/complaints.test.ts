import { describe, expect, it } from "@jest/globals";
import { commandsIn } from "./command.js";
import {
  fenceComplaints,
  linkComplaints,
  manifestComplaints,
  manifestsOf,
  nameComplaints,
  yamlComplaints,
  type Names,
} from "./complaints.js";
import { kubectlComplaints, resourceNames } from "./kubectl.js";
import { ownSchemas } from "./names.js";
import { pageOf } from "./page.js";

const page = (...lines: readonly string[]) => pageOf("docs/page.md", lines.join("\n"));
const fenced = (info: string, ...lines: readonly string[]) => page("# A page", `\`\`\`${info}`, ...lines, "```");
const wordsIn = (script: string) => commandsIn(script, "here").map(({ words }) => words.join(" "));

const NAMES: Names = {
  programs: new Set(["make", "node", "kubectl", "grep"]),
  makefile: "demo: build ## run\n\techo $(if $(CLUSTER),x)\n",
  keys: new Set(["tenfold.dev/approve"]),
  flags: new Set(["--workers"]),
  variables: new Set(["TENFOLD_WORKERS"]),
  exists: (path) => ["deploy/rbac", "operator/main.ts", "docs/page.md"].includes(path),
};

describe("commands of a script", () => {
  it.each([
    ["a pipe", "kubectl get pods | grep x", ["kubectl get pods", "grep x"]],
    ["a continued line", "kubectl get \\\n  pods", ["kubectl get pods"]],
    ["a quote over lines", "kubectl patch -p '{\n}'\nmake down", ["kubectl patch -p {\n}", "make down"]],
    ["comments", "# make x\nmake demo # and wait", ["make demo"]],
    ["an assignment and its substitution", "web=$(kubectl get pods)", ["kubectl get pods"]],
    ["a substitution in quotes", 'kubectl wait "$(grep x)"', ["kubectl wait $(grep x)", "grep x"]],
    ["a redirection", "grep x < in > out", ["grep x"]],
    ["a here-document", "kubectl apply -f - <<'END'\nmake nothing\nEND\nmake demo", ["kubectl apply -f -", "make demo"]],
    ["a variable before", "CLUSTER=a make demo", ["make demo"]],
  ])("are found with %s", (_name, script, expected) => {
    expect(wordsIn(script)).toEqual(expected);
  });
});

describe("a page is told", () => {
  it.each([
    ["an unknown fence", "yml", 'fence "yml"'],
    ["a bare fence", "", 'fence ""'],
    ["an unknown mark", "yaml part", 'mark "part"'],
    ["output that nothing compares", "text", "no test runs this page"],
  ])("%s", (_name, info, complaint) => {
    expect(fenceComplaints(fenced(info, "a: 1"), false).join()).toContain(complaint);
  });

  it("output without a command, on a page that is run", () => {
    expect(fenceComplaints(fenced("text", "x"), true).join()).toContain("output without a command");
    expect(fenceComplaints(page("```sh", "make demo", "```", "```text", "x", "```"), true)).toEqual([]);
  });

  it("YAML that does not parse, in fragments and in lists too", () => {
    expect(yamlComplaints(fenced("yaml fragment", "a: [1"))).toHaveLength(1);
    expect(yamlComplaints(page("1. do", "", "   ```yaml", "   a: {", "   ```"))).toHaveLength(1);
    expect(yamlComplaints(fenced("yaml fragment", "a: 1"))).toEqual([]);
  });

  const service = (...lines: readonly string[]) =>
    fenced("yaml", "apiVersion: tenfold.dev/v1alpha1", "kind: WebService", "metadata: {name: shop}", "spec:", ...lines);
  it.each([
    ["a rule that is broken", service("  userTier: 7", "  image: a:1"), "userTier"],
    ["a field that is missing", service("  userTier: 1"), "spec.image is missing"],
    ["a field that is not known", service("  userTier: 1", "  image: a:1", "  imgae: b"), "spec.imgae is not known"],
    [
      "an unknown field in a list",
      service("  userTier: 1", "  image: a:1", "  env: [{nmae: A}]"),
      "spec.env[0].nmae is not known",
    ],
    ["an object without a kind", fenced("yaml", "spec: {}"), "no apiVersion and kind"],
    ["a kind that is not ours", fenced("yaml", "apiVersion: tenfold.dev/v1alpha1", "kind: WebServer"), "no kind WebServer"],
  ])("%s", (_name, bad, complaint) => {
    const complaints = manifestsOf(bad).flatMap((manifest) => manifestComplaints(manifest, ownSchemas()));
    expect(complaints.join("\n")).toContain(complaint);
  });

  it("nothing about a service that is right", () => {
    const right = manifestsOf(service("  userTier: 1k", "  image: a:1", "  env: [{name: A, value: b}]"));
    expect(right.flatMap((manifest) => manifestComplaints(manifest, ownSchemas()))).toEqual([]);
  });

  it.each([
    ["a link to no file", "[x](other.md)", "there is no docs/other.md"],
    ["a link to no heading", "[x](#nowhere)", "no heading"],
    ["a link out of the repository", "[x](../../x.md)", "leaves the repository"],
  ])("%s", (_name, text, complaint) => {
    const bad = page("# Here I am", text, "[fine](#here-i-am)");
    const complaints = linkComplaints(bad, { exists: NAMES.exists, pages: new Map([[bad.path, bad]]) });
    expect(complaints).toHaveLength(1);
    expect(complaints[0]).toContain(complaint);
  });

  it.each([
    ["a program that nobody has", fenced("sh", "kubeclt get pods"), 'unknown program "kubeclt"'],
    ["a target that make lacks", fenced("sh", "make dmeo"), "no target dmeo"],
    ["a target in inline code", page("`make dmeo`"), "no target dmeo"],
    ["a variable that make does not read", fenced("sh", "make demo CLSTER=x"), "make knows no CLSTER="],
    ["a file that is not there", fenced("sh", "kubectl apply -f deploy/rabc/"), "there is no deploy/rabc/"],
    ["a file in inline code", page("`operator/mian.ts`"), "there is no operator/mian.ts"],
    ["a program that is not built", fenced("sh", "node dist/operator/mian.js"), "there is no operator/mian.ts"],
    ["a flag that our program lacks", fenced("sh", "node dist/operator/main.js --wrokers 1"), "has --wrokers"],
    ["a flag in inline code", page("`--wrokers`"), "has --wrokers"],
    ["a key that no code knows", page("tenfold.dev/aprove"), "no code knows tenfold.dev/aprove"],
    ["a variable that nothing reads", page("TENFOLD_WROKERS"), "no program reads TENFOLD_WROKERS"],
  ])("%s", (_name, bad, complaint) => {
    expect(nameComplaints(bad, NAMES).join("\n")).toContain(complaint);
  });

  it("nothing about names that exist", () => {
    const right = page("`--workers 2`, `TENFOLD_WORKERS`, `tenfold.dev/approve-`", "```sh", "make demo CLUSTER=current", "```");
    expect(nameComplaints(right, NAMES)).toEqual([]);
  });
});

describe("a kubectl command", () => {
  const helpOf = (words: readonly string[]) => {
    if (words.length === 0) return "    -n, --namespace='':\n";
    if (words[0] === "frobnicate") return "kubectl controls the cluster";
    return "    -o, --output='':\n    --overwrite=false:\n    -i, --stdin=false:\n    -t, --tty=false:\nUsage:\n";
  };
  const resources = resourceNames(
    ["pods  po  v1  true  Pod", "webservices  ws  tenfold.dev/v1alpha1  true  WebService", "jobs  batch/v1  true  Job"].join(
      "\n",
    ),
  );
  const complaintsOf = (script: string) =>
    commandsIn(script, "here").flatMap((command) => kubectlComplaints(command, { helpOf, resources }));

  it.each([
    "kubectl -n store get ws,pods -o yaml",
    "kubectl get webservice/shop --overwrite",
    "kubectl exec -it shop -- ls --all",
    "kubectl get webservices.tenfold.dev",
    "kubectl explain ws.spec.cache",
    "kubectl get job",
  ])("is let through: %s", (script) => {
    expect(complaintsOf(script)).toEqual([]);
  });

  it.each([
    ["kubectl frobnicate", "no command frobnicate"],
    ["kubectl -n store get wss", "no kind wss"],
    ["kubectl get pods,jbos", "no kind jbos"],
    ["kubectl get pods --ouptut yaml", "no flag --ouptut"],
    ["kubectl get pods -z", "no flag -z"],
    ["kubectl explain wss.spec", "no kind wss"],
  ])("is refused: %s", (script, complaint) => {
    expect(complaintsOf(script).join()).toContain(complaint);
  });
});
