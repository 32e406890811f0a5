// charts/tenfold/README.md: the values, from values.yaml and the comments in it.
import { readFileSync } from "node:fs";
import { isMap, isScalar, parseDocument, type YAMLMap } from "yaml";

const VALUES = "charts/tenfold/values.yaml";

type Value = { readonly name: string; readonly text: string; readonly standard: string };

/** The working directory is the checkout. */
export function chartReference(): string {
  const root = parseDocument(readFileSync(VALUES, "utf8")).contents;
  if (!isMap(root)) throw new Error(`${VALUES} is not a map`);
  const values = valuesIn(root, "");
  const rows = values.map(({ name, text, standard }) => `| \`${name}\` | ${text} | \`${standard}\` |`);
  return [
    "# The Tenfold chart",
    "Installs the operator, its definitions, its rights and its policies. What it does not install: the ACK controllers, the AWS Load Balancer\nController and metrics-server (see `deploy/eks`).",
    "```sh\nhelm install tenfold charts/tenfold --namespace tenfold-system --create-namespace\n```",
    "Definitions are templates, so that an upgrade of the chart upgrades them; they stay when the chart is uninstalled, and so do all services\nand their data. A value that does not exist or has a wrong type is refused before anything is changed.",
    "## Values",
    ["| value | | default |", "|---|---|---|", ...rows].join("\n"),
  ].join("\n\n");
}

/** Every entry that has a comment of the form `# -- …`. */
function valuesIn(map: YAMLMap, prefix: string): readonly Value[] {
  return map.items.flatMap((item) => {
    const { key, value } = item;
    if (!isScalar(key)) return [];
    const name = `${prefix}${String(key.value)}`;
    // The comment of a map's first entry is that of the map, as the parser sees it.
    const isFirst = map.items[0] === item;
    const comment = key.commentBefore ?? (isFirst ? map.commentBefore : undefined) ?? "";
    const text = /-- ([^]*)$/.exec(comment)?.[1]?.replaceAll(/\n\s*/g, " ");
    const own = text === undefined ? [] : [{ name, text, standard: inShort(value) }];
    const isGroup = isMap(value) && text === undefined;
    return isGroup ? valuesIn(value, `${name}.`) : own;
  });
}

function inShort(value: unknown): string {
  const plain = isScalar(value) ? value.value : (value as { toJSON(): unknown }).toJSON();
  return JSON.stringify(plain);
}
